"""The submitter's own rows back as a workbook, every fault marked where it stands.

The clerk repairs the cells in this workbook and hands it in again. So the rows are exactly those that were read, all
as text (codes keep their leading zeros, formulas stay inert), under the captions as written, from the first cell on;
what is added stands behind them, under captions that reading leaves out (`ADDED_CAPTIONS`). Excel keeps the cells as
text also while they are repaired.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.added_captions import ADDED_CAPTIONS, is_added_caption
from engine.errors import EngineError, UserError
from engine.report import ReportContext
from engine.report.files import replacing
from engine.report.view import (
    field_names,
    record_findings,
    severity_word,
    shortened,
    submission_findings,
    texts_of,
    visible,
    worst,
)
from engine.report.workbook_styles import LINE_HEIGHT, RecordVerdict, Styles, lines_of
from engine.report.workbook_summary import COMMENTS, Marks, write_summary
from engine.verdict import Finding

SHEET_ROWS: Final = 1_048_576
SHEET_COLUMNS: Final = 16_384
CELL_CHARACTERS: Final = 32_767
_COMMENT_MESSAGES: Final = 6
_MESSAGE_LENGTH: Final = 300
_COMMENT_STYLE: Final = {"width": 300, "author": "Gongshi", "font_size": 9, "font_name": "Microsoft YaHei"}
_COMMENT_LINE_HEIGHT: Final = 18
_COMMENT_LINE_CELLS: Final = 40
# A record with many faults must not fill the screen: the rest is seen by pulling the row open.
_TALLEST_ROW: Final = 10
_NARROWEST, _WIDEST = 9.0, 36.0
# Rows are flushed as they are written, and no text is taken for anything but text.
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ADDED_WIDTHS: Final = (12, 56, 44)


def write_annotated(
    context: ReportContext,
    header: Sequence[str],
    columns: Mapping[str, int],
    rows: Iterator[pl.DataFrame],
    path: Path,
) -> None:
    """Write the annotated workbook; the file appears only when it is whole.

    Args:
        context: the result and its words.
        header: captions as written, one a column.
        columns: field code to the index of its column.
        rows: the records as read, in order: `sheet_row` (UInt32) and `c0`, `c1` … (String), one a caption.
        path: where to; an existing file is replaced.

    Raises:
        UserError: more records or columns than a sheet holds, or the file cannot be written.
        EngineError: the rows are not the records that were judged.
    """
    _check_size(context, header)
    with replacing(path) as unfinished:
        _write(context, header, columns, rows, unfinished)


def _check_size(context: ReportContext, header: Sequence[str]) -> None:
    records, columns = context.result.counts.records, len(header) + len(_ADDED_WIDTHS)
    if records >= SHEET_ROWS:
        raise UserError(
            "too-many-rows-for-workbook",
            zh=f"共 {records} 条记录，工作表最多容纳 {SHEET_ROWS - 1} 条：请分成几个文件，或用 --format csv",
            en=f"{records} records, a sheet holds {SHEET_ROWS - 1}: split the file, or use --format csv",
        )
    if columns > SHEET_COLUMNS:
        raise UserError(
            "too-many-columns-for-workbook",
            zh=f"共 {len(header)} 列，加上标注超过工作表上限 {SHEET_COLUMNS} 列：请删去多余的列",
            en=f"{len(header)} columns and the marks do not fit the {SHEET_COLUMNS} of a sheet: remove surplus columns",
        )


def _write(
    context: ReportContext, header: Sequence[str], columns: Mapping[str, int], rows: Iterator[pl.DataFrame], path: Path
) -> None:
    texts = texts_of(context)
    with Workbook(str(path), _OPTIONS) as workbook:
        # The date of judgement, not of writing: the same result gives the same bytes.
        workbook.set_properties({"title": texts("title"), "created": datetime.fromisoformat(context.result.as_of)})
        styles = Styles(workbook)
        sheet = _AnnotatedSheet(context, header, columns, workbook.add_worksheet(texts("workbook.annotated")), styles)
        sheet.write(rows)
        write_summary(context, sheet.marks, workbook.add_worksheet(texts("workbook.summary")), styles)


class _AnnotatedSheet:
    """The first sheet while it is written, row by row: XlsxWriter keeps only the current row in memory."""

    def __init__(
        self,
        context: ReportContext,
        header: Sequence[str],
        columns: Mapping[str, int],
        worksheet: Worksheet,
        styles: Styles,
    ) -> None:
        self._context = context
        self._texts = texts_of(context)
        self._header = header
        self._worksheet = worksheet
        self._styles = styles
        # A workbook that was repaired and handed in again still has our columns: they are not carried on.
        self._kept = [index for index, caption in enumerate(header) if not is_added_caption(caption)]
        positions = {source: position for position, source in enumerate(self._kept)}
        self._positions = {code: positions[source] for code, source in columns.items() if source in positions}
        self._by_row: defaultdict[int, list[Finding]] = defaultdict(list)
        for finding in record_findings(context):
            self._by_row[finding.row or 0].append(finding)
        self.marks = Marks(positions=self._positions)

    def write(self, rows: Iterator[pl.DataFrame]) -> None:
        """Header, records, and what makes the sheet handy."""
        self._write_header()
        self._worksheet.set_default_row(LINE_HEIGHT)
        record = 0
        for index, frame in enumerate(rows):
            if index == 0:
                self._set_widths(frame)
            # XlsxWriter takes cells one by one; this loop is its price, and no judging happens in it.
            cells = frame.select("sheet_row", *(f"c{source}" for source in self._kept))
            for sheet_row, *values in cells.iter_rows():
                record += 1
                self._write_record(record, sheet_row, values)
        judged = self._context.result.counts.records
        if record != judged:
            raise EngineError(
                "rows-do-not-match",
                zh=f"写标注工作簿时有 {record} 条记录，校验时有 {judged} 条：文件在校验后被改动",
                en=f"{record} records to mark, {judged} were judged: the file changed after the check",
            )
        self._finish(record)

    def _write_header(self) -> None:
        faults = self._header_faults()
        for position, source in enumerate(self._kept):
            findings = faults.get(position, [])
            style = self._styles.faulty(worst(findings), header=True) if findings else self._styles.header
            self._put(0, position, self._header[source], style)
            self._comment(0, position, findings)
        for offset, caption in enumerate(ADDED_CAPTIONS[self._context.language]):
            self._put(0, len(self._kept) + offset, caption, self._styles.header_added)
        self._worksheet.set_row(0, 34)

    def _header_faults(self) -> dict[int, list[Finding]]:
        """Findings about columns, by position; a column outside the standard is known by its caption alone."""
        captions = {visible(self._header[source]): position for position, source in enumerate(self._kept)}
        faults: defaultdict[int, list[Finding]] = defaultdict(list)
        for finding in submission_findings(self._context):
            positions = {self._positions[code] for code in finding.fields if code in self._positions}
            if not finding.fields and finding.value is not None and visible(finding.value) in captions:
                positions.add(captions[visible(finding.value)])
            for position in positions:
                faults[position].append(finding)
        return dict(faults)

    def _set_widths(self, frame: pl.DataFrame) -> None:
        """Columns as wide as most of their first values; a Chinese character is 3 bytes of UTF-8 and 2 cells wide."""
        columns = [pl.col(f"c{source}").fill_null("") for source in self._kept]
        cells = frame.select(((text.str.len_bytes() + text.str.len_chars()) / 2).quantile(0.9) for text in columns)
        for position, width in enumerate(cells.row(0) if self._kept else ()):
            caption = self._header[self._kept[position]]
            # A caption may wrap onto a second line.
            wanted = max(width or 0.0, (len(caption.encode()) + len(caption)) / 4) + 3
            self._worksheet.set_column(position, position, min(max(wanted, _NARROWEST), _WIDEST), self._styles.text)

    def _write_record(self, record: int, sheet_row: int, values: Sequence[str | None]) -> None:
        findings = self._by_row.get(record, [])
        by_position = self._cell_findings(findings)
        for position, value in enumerate(values):
            faults = by_position.get(position)
            if faults:
                self._put(record, position, value or "", self._styles.faulty(worst(faults)))
                self._comment(record, position, faults)
            elif value:
                self._put(record, position, value, None)
        self._write_added(record, sheet_row, findings)

    def _cell_findings(self, findings: Sequence[Finding]) -> dict[int, list[Finding]]:
        by_position: defaultdict[int, list[Finding]] = defaultdict(list)
        for finding in findings:
            # The party's name beside a text with a third person's in it is no fault.
            spanned = {span.field for span in finding.spans or ()}
            for code in spanned or finding.fields:
                if code in self._positions:
                    by_position[self._positions[code]].append(finding)
        return by_position

    def _write_added(self, record: int, sheet_row: int, findings: Sequence[Finding]) -> None:
        verdict = self._verdict(findings)
        first = len(self._kept)
        self._put(record, first, self._texts(f"record.{verdict}"), self._styles.verdict(verdict))
        problems = [self._problem(finding) for finding in findings]
        if problems and sheet_row != record + 1:
            problems[0] += self._texts("workbook.from_sheet_row", sheet_row=sheet_row)
        suggestions = list(dict.fromkeys(self._suggestion(finding) for finding in findings if finding.suggestion))
        for offset, lines in ((1, problems), (2, suggestions)):
            self._put(record, first + offset, "\n".join(lines), self._styles.wrapped)
        height = max(lines_of(problems, _ADDED_WIDTHS[1]), lines_of(suggestions, _ADDED_WIDTHS[2]))
        if height > 1:
            self._worksheet.set_row(record, LINE_HEIGHT * min(height, _TALLEST_ROW))

    def _verdict(self, findings: Sequence[Finding]) -> RecordVerdict:
        """The record's worst finding; a record is not called accepted where a rule did not run or findings were cut."""
        severity = worst(findings)
        if severity == "reject":
            return "reject"
        if self._context.result.verdict == "undefined":
            return "undefined"
        if self._context.result.truncated:
            return "unlisted"
        return "review" if severity == "review" else "accept"

    def _problem(self, finding: Finding) -> str:
        message = shortened(finding.message, _MESSAGE_LENGTH)
        return f"【{severity_word(self._context, finding.severity)}】{message}"

    def _suggestion(self, finding: Finding) -> str:
        suggestion = shortened(finding.suggestion or "", _MESSAGE_LENGTH)
        field = field_names(self._context, finding)
        return self._texts("workbook.suggestion_of_field", field=field, suggestion=suggestion) if field else suggestion

    def _put(self, row: int, column: int, value: str, style: Format | None) -> None:
        """One cell, as text whatever it looks like."""
        if not value:
            self._worksheet.write_blank(row, column, None, style)
            return
        if len(value) > CELL_CHARACTERS // 2 and len(value.encode("utf-16-le")) // 2 > CELL_CHARACTERS:
            self.marks.cut_cells += 1
        if value.startswith("<r>") and value.endswith("</r>"):
            # XlsxWriter takes such a string for its own markup and would write it unescaped: hand it over in two
            # pieces.
            plain, rest = self._styles.plain, value[3:CELL_CHARACTERS]
            self._worksheet.write_rich_string(row, column, plain, value[:3], plain, rest, style or self._styles.text)
            return
        self._worksheet.write_string(row, column, value, style)

    def _comment(self, row: int, column: int, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        if self.marks.commented_cells >= COMMENTS:
            self.marks.uncommented_cells += 1
            return
        self.marks.commented_cells += 1
        text = self._comment_text(findings)
        height = (lines_of(text.split("\n"), _COMMENT_LINE_CELLS) + 1) * _COMMENT_LINE_HEIGHT
        self._worksheet.write_comment(row, column, text, {**_COMMENT_STYLE, "height": height})

    def _comment_text(self, findings: Sequence[Finding]) -> str:
        lines: list[str] = []
        for finding in findings[:_COMMENT_MESSAGES]:
            lines.append(self._problem(finding))
            if finding.suggestion:
                suggestion = shortened(finding.suggestion, _MESSAGE_LENGTH)
                lines.append(self._texts("workbook.suggestion", suggestion=suggestion))
        left = len(findings) - _COMMENT_MESSAGES
        return "\n".join([*lines, self._texts("workbook.more_messages", count=left)] if left > 0 else lines)

    def _finish(self, records: int) -> None:
        sheet, added = self._worksheet, len(self._kept)
        for offset, width in enumerate(_ADDED_WIDTHS):
            sheet.set_column(added + offset, added + offset, width)
        last = added + len(_ADDED_WIDTHS) - 1
        sheet.autofilter(0, 0, records, last)
        sheet.freeze_panes(1, 1)
        # Codes are text on purpose: no green corners.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{SHEET_ROWS}"})
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
