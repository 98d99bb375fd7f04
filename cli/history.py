"""`gongshi history`: what was handed in, and what was said about it."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.history_words import caption, words
from cli.options import RecordTypeOption, parse_date, record_type_of
from cli.store import demand_secret, store, write_file
from cli.tables import print_table
from engine.kinds import SEVERITY_TEXT, Severity
from engine.report.csv_report import inert
from engine.report.json_report import render_json
from engine.verdict import SubmissionVerdict
from store.callers import COMMAND_LINE
from store.history import statistics
from store.history.queries import History, SubmissionFilter, SubmissionSummary
from store.history.statistics import StatisticsFilter

app = typer.Typer(help="报送历史 / the history of submissions", no_args_is_help=True, rich_markup_mode=None)
_PAGE = 500
_SHOWN = 100
_LISTED = (
    "id",
    "received_on",
    "organisation",
    "record_type",
    "verdict",
    "records",
    "accepted",
    "in_review",
    "rejected",
    "ruleset",
    "file_name",
)


class VerdictOption(StrEnum):
    accept = "accept"
    partial = "partial"
    review = "review"
    reject = "reject"
    undefined = "undefined"


class SeverityOption(StrEnum):
    reject = "reject"
    review = "review"
    warn = "warn"
    info = "info"


class ListFormat(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class Subject(StrEnum):
    submissions = "submissions"
    findings = "findings"
    records = "records"


class Counted(StrEnum):
    quality = "quality"
    rules = "rules"


class MonthOption(StrEnum):
    received = "received"
    decided = "decided"


Organisation = Annotated[str | None, typer.Option("--organisation", metavar="CODE", help="报送单位 / who handed in")]
County = Annotated[str | None, typer.Option("--county", help="县区，或市直 / county")]
Type = Annotated[RecordTypeOption | None, typer.Option("--type", help="许可或处罚 / type of record")]
Verdict = Annotated[VerdictOption | None, typer.Option("--verdict", help="结论 / verdict")]
RuleName = Annotated[str | None, typer.Option("--rule", help="有这条规则的问题 / with a finding of the rule")]
Kind = Annotated[str | None, typer.Option("--kind", help="有这类问题 / with a finding of the kind")]
Grade = Annotated[SeverityOption | None, typer.Option("--severity", help="有这个级别的问题 / with such a finding")]
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="报送日期自 / handed in from")]
Until = Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="报送日期至 / handed in until")]
DecidedFrom = Annotated[
    str | None, typer.Option("--decided-from", metavar="YYYY-MM-DD", help="决定日期自 / decided from")
]
DecidedUntil = Annotated[
    str | None, typer.Option("--decided-until", metavar="YYYY-MM-DD", help="决定日期至 / decided until")
]
Format = Annotated[ListFormat, typer.Option("--format", help="输出格式 / format")]
Out = Annotated[Path | None, typer.Option("--out", help="写入文件 / write to a file")]


@app.command("list")
def list_submissions(
    organisation: Organisation = None,
    county: County = None,
    record_type: Type = None,
    verdict: Verdict = None,
    rule: RuleName = None,
    kind: Kind = None,
    severity: Grade = None,
    received_from: From = None,
    received_until: Until = None,
    decided_from: DecidedFrom = None,
    decided_until: DecidedUntil = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多多少次 / at most so many")] = _SHOWN,
    output_format: Format = ListFormat.table,
) -> None:
    """列出报送，最近的在前 / list submissions, newest first."""
    days = (received_from, received_until, decided_from, decided_until)
    wanted = _filter(organisation, county, record_type, verdict, rule, kind, severity, days)
    with _history() as history:
        items = list(islice(_submissions(history, wanted), limit))
    if output_format is ListFormat.table:
        _print(_LISTED, items)
    else:
        _write(_rendered([asdict(item) for item in items], output_format, _names(SubmissionSummary)), None)


@app.command("show")
def show(
    submission: Annotated[str, typer.Argument(metavar="ID", help="报送编号 / id of the submission")],
    output_format: Format = ListFormat.table,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="最多显示多少个问题 / at most so many findings")
    ] = _SHOWN,
) -> None:
    """显示一次报送的结论和问题；json 与当时的答复逐字节相同 / one submission; as JSON the very answer."""
    with _history() as history:
        result = history.result(COMMAND_LINE, submission)
        summary = history.submission(COMMAND_LINE, submission)
    if output_format is ListFormat.json:
        typer.echo(render_json(result))
        return
    findings = [finding.model_dump(mode="json") for finding in result.findings]
    if output_format is ListFormat.csv:
        _write(_rendered(findings, output_format, _keys(findings)), None)
        return
    print_table(("项目", "内容"), _particulars(summary))
    rows = ((str(f.sheet_row or ""), SEVERITY_TEXT[f.severity]["zh"], f.rule, f.message) for f in result.findings)
    print_table(("行", "级别", "规则", "说明"), islice(rows, limit))


@app.command("export")
def export(
    subject: Annotated[Subject, typer.Argument(help="导出什么 / what to export")] = Subject.submissions,
    organisation: Organisation = None,
    county: County = None,
    record_type: Type = None,
    verdict: Verdict = None,
    rule: RuleName = None,
    kind: Kind = None,
    severity: Grade = None,
    received_from: From = None,
    received_until: Until = None,
    decided_from: DecidedFrom = None,
    decided_until: DecidedUntil = None,
    output_format: Format = ListFormat.csv,
    out: Out = None,
) -> None:
    """导出报送、问题或记录；问题可按规则、类型、级别再筛 / export submissions, findings or records."""
    days = (received_from, received_until, decided_from, decided_until)
    wanted = _filter(organisation, county, record_type, verdict, rule, kind, severity, days)
    with _history() as history:
        lines = list(_EXPORTS[subject](history, wanted))
    shape = output_format if output_format is not ListFormat.table else ListFormat.csv
    _write(_rendered(lines, shape, _keys(lines)), out)


@app.command("statistics")
def count(
    subject: Annotated[Counted, typer.Argument(help="质量或规则 / quality or rules")] = Counted.quality,
    organisation: Organisation = None,
    county: County = None,
    record_type: Type = None,
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="自 / from")] = None,
    end: Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="至 / until")] = None,
    month_of: Annotated[
        MonthOption, typer.Option("--month-of", help="按报送或决定月份 / which month")
    ] = MonthOption.received,
    rule: Annotated[str | None, typer.Option("--rule", help="只统计这条规则 / only this rule")] = None,
    output_format: Format = ListFormat.table,
    out: Out = None,
) -> None:
    """按单位、月份和规则统计 / counts by organisation, month and rule."""
    wanted = StatisticsFilter(
        organisation=organisation,
        county=county,
        record_type=record_type_of(record_type),
        month_of="decided" if month_of is MonthOption.decided else "received",
        start=_day(start),
        end=_day(end),
        rule=rule,
    )
    with store() as database:
        counted: Sequence[Any] = (
            statistics.quality(database, COMMAND_LINE, wanted)
            if subject is Counted.quality
            else statistics.rules(database, COMMAND_LINE, wanted)
        )
    names = _names(statistics.QualityRow if subject is Counted.quality else statistics.RuleRow)
    if output_format is ListFormat.table and out is None:
        _print(names, counted)
        return
    _write(_rendered([asdict(row) for row in counted], output_format, names), out)


def _filter(
    organisation: str | None,
    county: str | None,
    record_type: RecordTypeOption | None,
    verdict: VerdictOption | None,
    rule: str | None,
    kind: str | None,
    severity: SeverityOption | None,
    days: tuple[str | None, str | None, str | None, str | None],
) -> SubmissionFilter:
    received_from, received_until, decided_from, decided_until = map(_day, days)
    verdicts: dict[str, SubmissionVerdict] = {
        "accept": "accept",
        "partial": "partial",
        "review": "review",
        "reject": "reject",
        "undefined": "undefined",
    }
    grades: dict[str, Severity] = {"reject": "reject", "review": "review", "warn": "warn", "info": "info"}
    return SubmissionFilter(
        organisation=organisation,
        county=county,
        record_type=record_type_of(record_type),
        verdict=verdicts[verdict.value] if verdict else None,
        rule=rule,
        kind=kind,
        severity=grades[severity.value] if severity else None,
        decided_from=decided_from,
        decided_until=decided_until,
        received_from=received_from,
        received_until=received_until,
    )


def _submissions(history: History, wanted: SubmissionFilter) -> Iterator[SubmissionSummary]:
    cursor = None
    while True:
        page = history.submissions(COMMAND_LINE, wanted, _PAGE, cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _exported_submissions(history: History, wanted: SubmissionFilter) -> Iterator[dict[str, Any]]:
    return (asdict(item) for item in _submissions(history, wanted))


def _exported_findings(history: History, wanted: SubmissionFilter) -> Iterator[dict[str, Any]]:
    """The findings that are themselves what was asked for, not all of a submission that has one."""
    asked = {"rule": wanted.rule, "kind": wanted.kind, "severity": wanted.severity}
    for item in _submissions(history, wanted):
        for finding in history.result(COMMAND_LINE, item.id).findings:
            if all(value in (None, getattr(finding, name)) for name, value in asked.items()):
                line = finding.model_dump(mode="json")
                yield {
                    "submission": item.id,
                    "organisation": item.organisation,
                    **line,
                    "fields": " ".join(finding.fields),
                }


def _exported_records(history: History, wanted: SubmissionFilter) -> Iterator[dict[str, Any]]:
    for item in _submissions(history, wanted):
        cursor = None
        while True:
            page = history.records(COMMAND_LINE, item.id, 10 * _PAGE, cursor)
            yield from ({"submission": item.id, **asdict(record)} for record in page.items)
            cursor = page.cursor
            if cursor is None:
                break


_EXPORTS = {
    Subject.submissions: _exported_submissions,
    Subject.findings: _exported_findings,
    Subject.records: _exported_records,
}


@contextmanager
def _history() -> Iterator[History]:
    with store() as database:
        yield History(database, demand_secret(database))


def _print(names: Sequence[str], items: Iterable[Any]) -> None:
    """A table of some fields of some items."""
    lines = ([words(name, getattr(item, name)) for name in names] for item in items)
    print_table([caption(name) for name in names], lines)


def _particulars(summary: SubmissionSummary) -> Iterator[tuple[str, str]]:
    return ((caption(name), words(name, value)) for name, value in asdict(summary).items())


def _rendered(lines: Iterable[dict[str, Any]], output_format: ListFormat, names: Sequence[str]) -> str:
    if output_format is ListFormat.json:
        return json.dumps(list(lines), ensure_ascii=False, indent=2, default=str) + "\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in line.items()} for line in lines)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return inert(value) if isinstance(value, str) else value


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        write_file(out, text.encode("utf-8-sig" if out.suffix == ".csv" else "utf-8"))


def _keys(lines: Iterable[dict[str, Any]]) -> list[str]:
    """All columns: not every finding has stretches of text."""
    return list(dict.fromkeys(name for line in lines for name in line))


def _names(shape: Any) -> list[str]:
    return [part.name for part in fields(shape)]


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
