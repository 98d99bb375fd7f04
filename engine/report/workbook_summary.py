"""The second sheet of the annotated workbook: the verdict, the counts, the way to the first fault of each rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from engine.kinds import SEVERITIES
from engine.report import ReportContext
from engine.report.texts import Texts
from engine.report.view import (
    RuleGroup,
    kind_word,
    left_out_lines,
    next_step,
    place,
    rule_counts,
    rule_groups,
    rules_not_run,
    severity_word,
    shortened,
    submission_findings,
    texts_of,
    title_of,
    visible,
)
from engine.report.workbook_styles import LINE_HEIGHT, Styles, lines_of

# Excel opens slowly with many comments; beyond these a cell is coloured only.
COMMENTS: Final = 5_000
_WIDTHS: Final = (14, 24, 52, 40, 9, 24)
_TEXT_LENGTH: Final = 300
_LEFT_OUT: Final = 50


@dataclass
class Marks:
    """What happened on the annotated sheet that the summary has to say.

    Attributes:
        positions: field code to the index of its column on the sheet.
        commented_cells: faulty cells with a comment.
        uncommented_cells: faulty cells that are coloured but have no comment.
        cut_cells: cells that were longer than a workbook can hold.
    """

    positions: Mapping[str, int] = field(default_factory=dict)
    commented_cells: int = 0
    uncommented_cells: int = 0
    cut_cells: int = 0


def write_summary(context: ReportContext, marks: Marks, worksheet: Worksheet, styles: Styles) -> None:
    """Write the summary sheet.

    Args:
        context: the result and its words.
        marks: what the annotated sheet tells.
        worksheet: the empty sheet.
        styles: the workbook's formats.
    """
    _SummarySheet(context, marks, worksheet, styles).write()


class _SummarySheet:
    """The sheet while it is written, from top to bottom."""

    def __init__(self, context: ReportContext, marks: Marks, worksheet: Worksheet, styles: Styles) -> None:
        self._context = context
        self._texts: Texts = texts_of(context)
        self._marks = marks
        self._sheet = worksheet
        self._styles = styles
        self._row = 0

    def write(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.set_default_row(LINE_HEIGHT)
        self._write_verdict()
        self._write_facts()
        self._write_notes()
        self._write_not_run()
        self._write_submission_findings()
        self._write_rules()
        self._write_input()
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def _line(self, *cells: tuple[str, Format]) -> None:
        for column, (value, style) in enumerate(cells):
            if value:
                self._sheet.write_string(self._row, column, value, style)
            else:
                self._sheet.write_blank(self._row, column, None, style)
        self._row += 1

    def _section(self, key: str) -> None:
        self._row += 1
        self._sheet.set_row(self._row, LINE_HEIGHT * 1.3)
        self._line((self._texts(key), self._styles.section), *(("", self._styles.section) for _ in _WIDTHS[1:]))

    def _captions(self, *keys: str) -> None:
        self._line(*((self._texts(key) if key else "", self._styles.header) for key in keys))

    def _fact(self, key: str, value: str) -> None:
        self._line((self._texts(key), self._styles.label), (value, self._styles.text))

    def _write_verdict(self) -> None:
        texts, verdict = self._texts, self._context.result.verdict
        self._sheet.set_row(0, 26)
        self._line((texts("title"), self._styles.title))
        colour = self._styles.verdict(verdict)
        self._line((texts(f"verdict.{verdict}"), colour), (texts(f"verdict.{verdict}.meaning"), self._styles.text))
        self._fact("next.heading", next_step(self._context))

    def _write_facts(self) -> None:
        texts, result = self._texts, self._context.result
        self._section("summary.heading")
        self._fact("summary.file", visible(result.input.name))
        self._fact("summary.type", texts(f"record_type.{result.record_type}"))
        self._fact("summary.ruleset", f"{result.ruleset.id}@{result.ruleset.version}")
        self._fact("summary.as_of", result.as_of)
        self._fact("summary.records", texts("summary.record_line", **result.counts.model_dump(exclude={"findings"})))
        self._fact("summary.findings", texts("summary.finding_line", **result.counts.findings.model_dump()))
        self._fact("summary.rules", texts("summary.rule_line", **rule_counts(self._context)))
        for line in left_out_lines(self._context, _LEFT_OUT):
            self._fact("summary.left_out", line)

    def _write_notes(self) -> None:
        texts, styles = self._texts, self._styles
        self._section("workbook.legend")
        for severity in SEVERITIES:
            meaning = texts(f"repair.{severity}")
            self._line((severity_word(self._context, severity), styles.faulty(severity)), (meaning, styles.text))
        self._line((texts("record.accept"), styles.verdict("accept")), (texts("workbook.legend.accept"), styles.text))
        self._section("workbook.notes")
        for note in self._notes():
            self._line((note, styles.text))

    def _notes(self) -> list[str]:
        texts, marks = self._texts, self._marks
        notes = [texts("workbook.note.return"), texts("workbook.note.position"), texts("repair.suggestion")]
        if self._context.result.truncated:
            notes.append(texts("summary.truncated"))
        if marks.uncommented_cells:
            notes.append(texts("workbook.note.comments", limit=COMMENTS, count=marks.uncommented_cells))
        if marks.cut_cells:
            notes.append(texts("workbook.note.cut", count=marks.cut_cells))
        return notes

    def _write_not_run(self) -> None:
        runs = rules_not_run(self._context)
        if not runs:
            return
        self._section("not_run.heading")
        alarm = self._styles.verdict("undefined")
        self._line((self._texts("not_run.warning", count=len(runs)), alarm), *(("", alarm) for _ in _WIDTHS[1:]))
        self._captions("not_run.status", "not_run.reason", "findings.rule")
        for run in runs:
            reason = visible(run.reason or self._texts("not_run.no_reason"))
            title = title_of(self._context, run.rule)
            self._row_of((self._texts(f"status.{run.status}"), alarm), reason, title)

    def _write_submission_findings(self) -> None:
        findings = submission_findings(self._context)
        if not findings:
            return
        self._section("findings.submission")
        self._captions("findings.severity", "findings.kind", "findings.message", "findings.clause")
        for finding in findings:
            severity = (severity_word(self._context, finding.severity), self._styles.faulty(finding.severity))
            self._row_of(severity, kind_word(self._context, finding.kind), finding.message, finding.clause)

    def _row_of(self, first: tuple[str, Format], *rest: str) -> None:
        """A line of a table: a coloured cell, then wrapped text, as tall as its longest cell needs."""
        texts = [shortened(text, _TEXT_LENGTH) for text in rest]
        height = max(lines_of([text], width) for text, width in zip(texts, _WIDTHS[1:], strict=False))
        self._sheet.set_row(self._row, LINE_HEIGHT * height)
        self._line(first, *((text, self._styles.wrapped) for text in texts))

    def _write_rules(self) -> None:
        self._section("findings.heading")
        groups = rule_groups(self._context)
        if not groups:
            self._line((self._texts("records.none"), self._styles.text))
            return
        self._captions(
            "findings.severity", "findings.kind", "findings.rule", "findings.clause", "findings.count", "workbook.first"
        )
        for group in groups:
            self._write_rule(group)

    def _write_rule(self, group: RuleGroup) -> None:
        if group.findings:
            finding = group.findings[0]
            column = min(
                (self._marks.positions[code] for code in finding.fields if code in self._marks.positions), default=0
            )
            target = xl_rowcol_to_cell(finding.row or 0, column)
            sheet = self._texts("workbook.annotated")
            link = place(self._context, finding)
            self._sheet.write_url(self._row, 5, f"internal:'{sheet}'!{target}", self._styles.link, string=link)
        self._sheet.write_number(self._row, 4, group.violations, self._styles.number)
        severity = (severity_word(self._context, group.severity), self._styles.faulty(group.severity))
        self._row_of(severity, group.kind, group.title, group.clause)

    def _write_input(self) -> None:
        result, texts = self._context.result, self._texts
        self._section("input.heading")
        self._captions("input.place", "input.code", "input.caption", "input.written")
        for code, written in result.input.columns.items():
            column = self._marks.positions.get(code)
            letter = "" if column is None else xl_col_to_name(column)
            self._row_of((letter, self._styles.text), code, self._context.captions.get(code, code), written)
        self._section("archive.heading")
        self._fact("archive.sha256", result.input.sha256)
        self._fact("archive.digest", result.ruleset.digest)
        self._fact("archive.engine", f"gongshi {result.engine.version}")
        self._fact(
            "archive.plugins", " · ".join(f"{name} {version}" for name, version in result.engine.plugins.items())
        )
        self._line((texts("archive.note"), self._styles.label))
