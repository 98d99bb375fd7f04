"""Every column of the working frame of a record that comes alone is what evaluation in order says."""

import polars as pl
import pytest

from benchmarks.registers import registers_of
from engine.checking import NO_LOOKUPS, Plan
from engine.evaluation.scalars import Unreadable, compiled
from engine.gate import Gate
from engine.reading import records_source
from tests.generated.test_alone import LOCAL, NATIONAL, generated, planned


def in_order(plan: Plan, raw: pl.DataFrame) -> pl.DataFrame:
    frame = raw
    for level in plan.levels:
        frame = frame.with_columns(expression.alias(name) for name, expression in level)
    return frame


@pytest.mark.parametrize("record_type", ["licence", "penalty"])
@pytest.mark.parametrize("reference", [NATIONAL, LOCAL])
def test_cells_are_those_of_the_working_frame(gate: Gate, reference: str, record_type: str) -> None:
    records = generated(record_type, every=11)
    lookups = registers_of(records) if reference == LOCAL and record_type == "penalty" else NO_LOOKUPS
    plan, raw = planned(gate, records_source(records.rows(named=True), "records"), reference, lookups)
    frame = in_order(plan, raw)
    names, longer = [name for level in plan.levels for name, _ in level], 0
    for place, expected in enumerate(frame.iter_rows(named=True)):
        try:
            cells = plan.single.judged(raw[place])
        except Unreadable:  # then the record goes the longer way
            longer += 1
            continue
        assert {name: cells[name] for name in names} == {name: expected[name] for name in names}, place
    assert longer < frame.height // 20


@pytest.mark.parametrize("record_type", ["licence", "penalty"])
@pytest.mark.parametrize("reference", [NATIONAL, LOCAL])
def test_every_rule_is_read(gate: Gate, reference: str, record_type: str) -> None:
    """A rule that only Polars can evaluate is as right, but makes a single record several times as slow."""
    records = generated(record_type, every=11)
    lookups = registers_of(records) if reference == LOCAL and record_type == "penalty" else NO_LOOKUPS
    plan, _ = planned(gate, records_source(records.rows(named=True), "records"), reference, lookups)
    rules = {rule.id or rule.check.id: rule.where for rule in plan.record_rules if rule.where is not None}
    assert [name for name, where in rules.items() if compiled(where, str) is None] == []


@pytest.mark.parametrize("record_type", ["licence", "penalty"])
def test_expressions_say_the_same_of_hidden_cells(gate: Gate, record_type: str) -> None:
    records = generated(record_type, every=5)
    plan, raw = planned(gate, records_source(records.rows(named=True), "records"), NATIONAL)
    frame = in_order(plan, raw)
    rows = frame.rows(named=True)
    for level in plan.levels:
        for name, expression in level:
            step = compiled(expression, str)
            assert step is not None, name
            for row in rows:
                try:
                    assert step(row) == row[name], (name, row)
                except Unreadable:
                    continue
