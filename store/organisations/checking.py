"""Judging the rows of the organisation register with the engine's checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.checking import Checker, Plan, make_plan
from engine.errors import EngineError, Language, UserError
from engine.kinds import Severity
from engine.plugins import Registry
from engine.verdict import Finding
from store.forms.reading import FormRow, FormTable
from store.organisations.form import FIELDS
from store.organisations.rules import CLAUSE, register_ruleset

MOST_FINDINGS = 10_000
MOST_LINES = 200


class RegisterRefused(UserError):  # noqa: N818 - a refusal, told to the user line by line
    """The register's rows have faults that stop the import as a whole.

    Args:
        file_name: the name that the user knows.
        findings: all findings, also those that would not have stopped it.
        sheet: name of the sheet; None where the format has none.
    """

    def __init__(self, file_name: str, findings: Sequence[Finding], sheet: str | None) -> None:
        self.findings = tuple(findings)
        stopping = [finding for finding in findings if finding.severity == "reject"]
        place = f"“{sheet}”" if sheet else ""
        place_en = f"sheet '{sheet}', " if sheet else ""
        count = len(stopping)
        zh = [f"文件“{file_name}”有 {count} 处问题，组织机构名册未导入："]
        en = [f"File '{file_name}' has {count} faults, the organisation register was not imported:"]
        for finding in stopping[:MOST_LINES]:
            row = finding.sheet_row
            zh.append(f"{place}第 {row} 行：{finding.message}" if row else f"{place}{finding.message}")
            en.append(f"{place_en}row {row}: {finding.message}" if row else f"{place_en}{finding.message}")
        if count > MOST_LINES:
            zh.append(f"……另有 {count - MOST_LINES} 处")
            en.append(f"… and {count - MOST_LINES} more")
        super().__init__("register-faulty", zh="\n".join(zh), en="\n".join(en))


@dataclass(frozen=True)
class Row:
    """A row of the form with its number among the records, from 1."""

    number: int
    form: FormRow

    def text(self, field: str) -> str | None:
        """The cell of a field; None where it is empty or the form has no such column."""
        return self.form.cells.get(field)


def register_findings(
    table: FormTable, rows: Sequence[Row], registry: Registry, as_of: date, language: Language
) -> list[Finding]:
    """What the engine's checks find in the register's rows.

    Args:
        table: the table that the rows are from.
        rows: the rows.
        registry: the checks of the loaded plugins.
        as_of: the day from which the register counts.
        language: of the messages.

    Returns:
        Findings ordered by row, then rule; columns that are no field come first, without a row.

    Raises:
        EngineError: a check did not run; a register that was not fully judged is not taken in.
    """
    ruleset = register_ruleset()
    layout = ruleset.layouts[0]
    plan = make_plan(ruleset, layout, registry, as_of, frozenset(table.columns))
    checker = Checker(plan, MOST_FINDINGS)
    checker.add(_frame(rows))
    outcome = checker.outcome()
    if outcome.undefined:
        raise EngineError(
            "register-not-judged",
            zh="组织机构名册的检查未能全部运行，没有导入任何内容",
            en="not all checks of the register ran; nothing was imported",
        )
    return [*_unknown_columns(table, language), *_findings(plan, outcome.findings, language)]


def finding(
    row: Row, rule: str, kind: str, severity: Severity, fields: tuple[str, ...], message: str, value: str | None
) -> Finding:
    """A finding about a row that no check of the engine can make, since it needs the register itself."""
    return Finding(
        row=row.number,
        sheet_row=row.form.row,
        rule=f"organisations.{rule}",
        kind=kind,
        severity=severity,
        fields=fields,
        message=message,
        value=value,
        suggestion=None,
        clause=CLAUSE,
    )


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    numbers = pl.Series([row.number for row in rows], dtype=pl.UInt32)
    sheet_rows = pl.Series([row.form.row for row in rows], dtype=pl.UInt32)
    cells = {
        f"{field.name}.raw": pl.Series([row.text(field.name) for row in rows], dtype=pl.String) for field in FIELDS
    }
    return pl.DataFrame({"row": numbers, "sheet_row": sheet_rows, **cells})


def _unknown_columns(table: FormTable, language: Language) -> Iterator[Finding]:
    for caption in table.unknown:
        zh, en = f"“{caption}”不是名册的列，没有导入", f"'{caption}' is no column of the register and was left out"
        yield Finding(
            row=None,
            sheet_row=table.header_row,
            rule="organisations.header.unknown-column",
            kind="unknown_column",
            severity="warn",
            fields=(),
            message=zh if language == "zh" else en,
            value=caption,
            suggestion=None,
            clause=CLAUSE,
        )


def _findings(plan: Plan, frame: pl.DataFrame, language: Language) -> Iterator[Finding]:
    rules = {rule.number: rule for rule in plan.rules}
    columns = ("row", "sheet_row", "rule", f"message_{language}", "value", "suggestion")
    for row, sheet_row, number, message, value, suggestion in frame.select(columns).iter_rows():
        rule = rules[number]
        assert rule.severity is not None
        yield Finding(
            row=row,
            sheet_row=sheet_row,
            rule=f"organisations.{rule.rule.id}",
            kind=rule.kind,
            severity=rule.severity,
            fields=rule.rule.fields,
            message=message,
            value=value,
            suggestion=suggestion,
            clause=rule.rule.clause,
        )
