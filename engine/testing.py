"""Running the cases that stand beside checks: named rows and the exact findings expected. Public, so that plugin
authors have the same.

A case file (`CHECK-ID.yaml` in a plugin's `cases/` folder) names the check, its fields and their value types,
parameters, and cases; a case gives rows and all findings that they must bring, nothing left over, and the rows for
which the check must not be evaluated. A case of a submission check gives a `header` (captions as written) instead
of rows; one of a history check gives `earlier` rows: those of a submission `earlier` that was accepted on 2020-03-01.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field

from engine.check import call_check
from engine.checking import Checker, Lookups, Plan, PlannedRule, make_plan
from engine.checking.findings import fault_findings
from engine.header import matched
from engine.history import FACT_SCHEMA
from engine.lookups import LOOKUP_SCHEMAS
from engine.plugins import Registry
from engine.ruleset import FieldDefinition, Party, RecordLayout, Rule, Ruleset

DEFAULT_AS_OF = date(2020, 4, 30)
EARLIER_DAY = date(2020, 3, 1)


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedFinding(_Closed):
    """One finding that a case must bring: the message in Chinese to the letter."""

    row: int | None = None
    message: str
    suggestion: str | None = None
    fields: tuple[str, ...] | None = None


class Case(_Closed):
    """One case; see the module."""

    name: str
    rows: tuple[dict[str, str | None], ...] = ()
    earlier: tuple[dict[str, str | None], ...] = ()
    header: tuple[str, ...] | None = None
    parameters: dict[str, Any] | None = None
    as_of: date = DEFAULT_AS_OF
    expect: tuple[ExpectedFinding, ...]
    not_evaluated: tuple[int, ...] = ()


class CaseFile(_Closed):
    """All cases of one check.

    Attributes:
        fields: field code → value type, in the order in which the check takes them.
        key_fields: of a history check, those that it takes; the others are content.
        personal: fields whose values are numbers of persons and masked when shown.
        required: fields that every record must fill, for submission checks.
        lookups: reference data, name → lines; the columns are those of `LOOKUP_SCHEMAS`.
    """

    check: str
    fields: dict[str, Literal["text", "date", "decimal"]]
    captions: dict[str, str] = Field(default_factory=dict)
    key_fields: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)
    lookups: dict[str, tuple[dict[str, Any], ...]] = Field(default_factory=dict)
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Failure:
    """A case that did not bring what it should have brought."""

    check: str
    case: str
    expected: str
    found: str


def load_cases(path: Path) -> CaseFile:
    """The cases of one file. Raises pydantic's ValidationError where the file has another shape."""
    return CaseFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def case_files(directories: Sequence[Path]) -> Iterator[Path]:
    """Every case file below the directories, in a fixed order."""
    for directory in directories:
        yield from sorted(directory.rglob("cases/*.yaml") if directory.is_dir() else [directory])


def run_cases(cases: CaseFile, registry: Registry) -> list[Failure]:
    """Run all cases of a file and tell the failures.

    Raises:
        RulesetError: the check does not exist, or the parameters do not fit.
    """
    failures = []
    for case in cases.cases:
        expected = sorted(_expected_lines(case))
        found = sorted(_found_lines(cases, case, registry))
        if found != expected:
            failures.append(Failure(cases.check, case.name, "\n".join(expected), "\n".join(found)))
    return failures


def _expected_lines(case: Case) -> Iterator[str]:
    for finding in case.expect:
        row = finding.row if finding.row is not None or case.header is not None else 1
        yield _line(row, finding.message, finding.suggestion)
    for row in case.not_evaluated:
        yield f"row {row}: not evaluated"


def _found_lines(cases: CaseFile, case: Case, registry: Registry) -> Iterator[str]:
    plan = _plan(cases, case, registry)
    rule = plan.rules[0]
    if rule.check.scope == "submission":
        yield from _submission_lines(plan, rule, case)
        return
    raw = _raw_frame(cases, case.rows)
    checker = Checker(plan, most_findings=10_000, history=_history(plan, cases, case))
    checker.add(raw)
    outcome = checker.outcome()
    if any(run.status == "crashed" for run in outcome.runs):
        yield "crashed"
    for row, message, suggestion in outcome.findings.select("row", "message_zh", "suggestion").iter_rows():
        yield _line(row, message, suggestion)
    answer = rule.where if rule.where is not None else rule.key
    assert answer is not None
    evaluated = checker.evaluated(raw).select("row", seen=answer.is_not_null())
    for row in evaluated.filter(~pl.col("seen"))["row"]:
        yield f"row {row}: not evaluated"


def _submission_lines(plan: Plan, rule: PlannedRule, case: Case) -> Iterator[str]:
    match = matched(case.header or (), plan.layout)
    faults = call_check(rule.check, (match.header,), rule.parameters or {}, {"as_of": plan.as_of})
    findings = fault_findings(rule, faults, plan.concealer)
    for message, suggestion in findings.select("message_zh", "suggestion").iter_rows():
        yield _line(None, message, suggestion)


def _line(row: int | None, message: str, suggestion: str | None) -> str:
    return f"row {row}: {message} → {suggestion}"


class _OneSubmission:
    """A history of one submission, whose hashes are the texts themselves."""

    def __init__(self) -> None:
        self.kept = pl.DataFrame(schema=FACT_SCHEMA)

    def hashed(self, texts: pl.Series) -> pl.Series:
        return texts.cast(pl.Binary)

    def earlier(self, records: pl.DataFrame) -> pl.DataFrame:
        kept = self.kept.select("key", old="content", earlier_row="row")
        return records.join(kept, on="key").select(
            "row",
            pl.lit("earlier").alias("submission"),
            pl.lit(EARLIER_DAY).alias("received_on"),
            "earlier_row",
            same_content=pl.col("content") == pl.col("old"),
        )


def _history(plan: Plan, cases: CaseFile, case: Case) -> _OneSubmission | None:
    """The history of a case; None where the check asks for none."""
    if not plan.history_rules:
        return None
    history = _OneSubmission()
    first = Checker(plan, most_findings=0, history=history)
    first.add(_raw_frame(cases, case.earlier))
    facts = first.outcome().facts
    assert facts is not None
    history.kept = facts.records
    return history


def _raw_frame(cases: CaseFile, rows: Sequence[Mapping[str, str | None]]) -> pl.DataFrame:
    count = len(rows)
    columns = {f"{code}.raw": pl.Series([row.get(code) for row in rows], dtype=pl.String) for code in cases.fields}
    numbers = pl.Series(range(1, count + 1), dtype=pl.UInt32)
    return pl.DataFrame({"row": numbers, "sheet_row": numbers + 1, **columns})


def _plan(cases: CaseFile, case: Case, registry: Registry) -> Plan:
    """A layout with the case's fields and one rule; the check's own prerequisites are added by planning."""
    scope = registry.check(cases.check, "cases").scope
    fields = tuple(
        FieldDefinition(
            number=number,
            code=code,
            caption=cases.captions.get(code, code),
            type=value_type,
            value_type=value_type,
            presence=("R",) if code in cases.required else ("O",),
            personal=code in cases.personal,
            clause="case",
            confidence="H",
        )
        for number, (code, value_type) in enumerate(cases.fields.items(), start=1)
    )
    rule = Rule(
        id="case",
        check=cases.check,
        fields=(cases.key_fields or tuple(cases.fields)) if scope != "submission" else (),
        severity="reject",
        parameters={**cases.parameters, **(case.parameters or {})},
        clause="case",
        confidence="H",
    )
    layout = RecordLayout(
        record_type="penalty",
        form="",
        title={"zh": "用例", "en": "case"},
        party=Party(field=None, categories=("all",)),
        key=(),
        fields=fields,
        rules=(rule,),
    )
    ruleset = Ruleset(
        id="cases",
        version="1",
        title={"zh": "用例", "en": "cases"},
        source="cases",
        effective_from=date(1900, 1, 1),
        lists={},
        layouts=(layout,),
        digest="sha256:cases",
    )
    return make_plan(ruleset, layout, registry, case.as_of, frozenset(cases.fields), _lookups(cases))


def _lookups(cases: CaseFile) -> Lookups:
    frames = {name: pl.DataFrame(list(lines), schema=LOOKUP_SCHEMAS[name]) for name, lines in cases.lookups.items()}
    return Lookups(frames, digest="cases")
