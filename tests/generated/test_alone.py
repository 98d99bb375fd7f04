"""A record alone is judged as among others: what makes one record quick changes no finding and no count."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from benchmarks.registers import registers_of
from engine.checking import NO_LOOKUPS, Checker, Lookups, Outcome, Plan
from engine.evaluation.slicing import raw_slices
from engine.gate import Gate, record_slices
from engine.header import find_header
from engine.reading import Source, open_source, records_source
from tests.conftest import EXAMPLES
from tests.generated.submissions import make_submission

AS_OF = date(2020, 4, 30)
NATIONAL, LOCAL = "national@2019", "changzhi@2020.1"
CLEAN = 40
Findings = Mapping[int, list[tuple[Any, ...]]]


def generated(record_type: str, every: int) -> pl.DataFrame:
    """Each n-th of the harmless variants and faults, and some records without."""
    submission = make_submission(record_type, 7)
    places = {row - 1 for row in sorted(submission.notes)[::every]} | set(range(CLEAN))
    return submission.frame[sorted(places)]


def planned(gate: Gate, source: Source, reference: str, lookups: Lookups = NO_LOOKUPS) -> tuple[Plan, pl.DataFrame]:
    """The plan for a source, and all its records."""
    ruleset = gate.library.resolve(reference, AS_OF)
    header = find_header(source, ruleset, (), None)
    layout, columns = header.match.layout, dict(header.match.columns)
    slices = raw_slices(record_slices(header, ruleset.skip_rows, 50_000), columns, layout.codes)
    return gate.plan(ruleset, layout, AS_OF, frozenset(columns), lookups), pl.concat(slices).rechunk()


def by_row(plan: Plan, outcome: Outcome) -> Findings:
    """The findings of record rules, without where they stand."""
    of_groups = {rule.number for rule in plan.group_rules}
    findings: dict[int, list[tuple[Any, ...]]] = {}
    for row, _, number, *rest in outcome.findings.iter_rows():
        if number not in of_groups:
            findings.setdefault(row, []).append((number, *rest))
    return findings


def in_order(plan: Plan, raw: pl.DataFrame) -> Outcome:
    """All records at once, level by level."""
    checker = Checker(plan, 1_000_000, screened_records=raw.height + 1, short_records=0)
    checker.add(raw)
    return checker.outcome()


def parts(raw: pl.DataFrame, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """The records in parts, each numbered from 1, and how many come before."""
    for start in range(0, raw.height, size):
        piece = raw[start : start + size]
        yield start, piece.with_columns(row=pl.int_range(1, 1 + pl.len(), dtype=pl.UInt32))


def assert_same_in_parts(plan: Plan, raw: pl.DataFrame, size: int) -> None:
    whole = in_order(plan, raw)
    expected, found = by_row(plan, whole), dict[int, list[tuple[Any, ...]]]()
    evaluated, violations = Counter[str](), Counter[str]()
    for start, part in parts(raw, size):
        checker = Checker(plan, 1_000_000)
        checker.add(part)
        outcome = checker.outcome()
        assert not outcome.undefined or whole.undefined
        found |= {row + start: findings for row, findings in by_row(plan, outcome).items()}
        for run in outcome.runs:
            evaluated[run.rule] += run.evaluated
            violations[run.rule] += run.violations
    assert found == expected
    of_groups = {rule.id for rule in plan.group_rules}
    runs = [run for run in whole.runs if run.rule not in of_groups]
    assert {run.rule: evaluated[run.rule] for run in whole.runs} == {run.rule: run.evaluated for run in whole.runs}
    assert {run.rule: violations[run.rule] for run in runs} == {run.rule: run.violations for run in runs}


@pytest.mark.parametrize("size", [1, 50])
@pytest.mark.parametrize("sample", ["penalty.csv", "licence.xlsx"])
def test_records_of_the_samples(gate: Gate, sample: str, size: int) -> None:
    assert_same_in_parts(*planned(gate, open_source(EXAMPLES / sample), NATIONAL), size)


@pytest.mark.parametrize(("size", "every"), [(1, 13), (20, 5)])
@pytest.mark.parametrize(("record_type", "reference"), [("penalty", LOCAL), ("licence", LOCAL), ("penalty", NATIONAL)])
def test_generated_records(gate: Gate, record_type: str, reference: str, size: int, every: int) -> None:
    frame = generated(record_type, every)
    registers = registers_of(frame) if (record_type, reference) == ("penalty", LOCAL) else NO_LOOKUPS
    source = records_source(frame.rows(named=True), "records")
    assert_same_in_parts(*planned(gate, source, reference, registers), size)


def test_the_gate_says_the_same_of_a_record_alone(gate: Gate) -> None:
    text = (EXAMPLES / "penalty.csv").read_text(encoding="gb18030")
    records = pl.read_csv(text.encode(), infer_schema=False).rows(named=True)[:150]
    together = gate.check(records_source(records, "records"), as_of=AS_OF, reference=NATIONAL).result
    place = {"row", "sheet_row"}
    for row, record in enumerate(records, start=1):
        alone = gate.check(records_source([record], "records"), as_of=AS_OF, reference=NATIONAL).result
        expected = [f.model_dump(exclude=place) for f in together.findings if f.row == row and f.kind != "duplicate"]
        assert [f.model_dump(exclude=place) for f in alone.findings] == expected
