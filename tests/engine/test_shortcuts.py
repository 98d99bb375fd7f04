"""Short cuts change the time that checking a few records takes, and nothing else."""

from random import Random

import polars as pl
import pytest

from engine.checking import Checker, Outcome, Plan
from tests.engine.conftest import PlanOf, frame_of, rule
from tests.engine.test_screening import CELLS, RULES, assert_same

Row = dict[str, str | None]
HIDING = (
    *RULES,
    rule("test.digits", "B", id="B.alone"),
    rule("test.even", "B", when="A IS NULL", id="B.even-alone"),
    rule("test.placeholder", "B", when="D IS NULL OR D > E"),
    rule("test.placeholder", "D"),
)


def random_rows(count: int) -> list[Row]:
    chance = Random(count)
    return [{code: chance.choice(choices) for code, choices in CELLS.items()} for _ in range(count)]


def judged(plan: Plan, rows: list[Row], short_records: int) -> Outcome:
    checker = Checker(plan, 10_000, short_records=short_records)
    checker.add(frame_of(rows))
    return checker.outcome()


def assert_short_cuts_are_right(plan: Plan, rows: list[Row]) -> None:
    raw = frame_of(rows)
    frame = raw
    for level in plan.levels:
        frame = frame.with_columns(expression.alias(name) for name, expression in level)
    columns, levels = plan.shortcuts.taken(raw)
    left = {name for level in levels for name, _ in level}
    assert {rule.column for rule in plan.record_rules} <= columns.keys() | left
    for name, column in columns.items():
        assert column.name == name
        assert column.equals(frame[name], null_equal=True), (name, rows)


@pytest.mark.parametrize("size", [1, 2, 10])
def test_every_column_is_what_evaluation_in_order_says(plan_of: PlanOf, size: int) -> None:
    plan = plan_of(*(one for one in HIDING if one.check != "test.even"))
    rows = random_rows(300)
    for start in range(0, len(rows), size):
        assert_short_cuts_are_right(plan, rows[start : start + size])


@pytest.mark.parametrize("size", [1, 3, 300])
def test_outcomes_are_those_of_evaluation_in_order(plan_of: PlanOf, size: int) -> None:
    plan, rows = plan_of(*HIDING), random_rows(300)
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        assert_same(judged(plan, part, 1000), judged(plan, part, 0))


def test_where_nothing_is_hidden_nothing_is_left(plan_of: PlanOf) -> None:
    columns, levels = plan_of(*HIDING).shortcuts.taken(frame_of([{"A": "2", "B": "4", "D": "2020/04/01"}]))
    assert levels == ()
    assert not any(column.any() for column in columns.values() if column.dtype == pl.Boolean)


def test_a_check_that_sees_what_it_should_not_is_no_crash(plan_of: PlanOf) -> None:
    plan = plan_of(rule("test.digits", "A"), rule("test.even", "A"), rule("test.even", "B"))
    with pytest.raises(pl.exceptions.PolarsError):
        plan.shortcuts.taken(frame_of([{"A": "x", "B": "3"}]))
    outcome = judged(plan, [{"A": "x", "B": "3"}], 1000)
    assert [(run.status, run.evaluated, run.violations) for run in outcome.runs] == [
        ("ran", 1, 1),
        ("ran", 0, 0),
        ("ran", 1, 1),
    ]


def test_a_crash_is_found_and_named(plan_of: PlanOf) -> None:
    plan = plan_of(rule("test.crash", "A"), rule("test.crash", "B"), rule("test.digits", "A"))
    outcome = judged(plan, [{"A": "2", "B": "boom"}], 1000)
    assert outcome.undefined
    assert [run.status for run in outcome.runs] == ["ran", "crashed", "ran"]


def test_rules_that_differ_in_their_parameters_or_conditions_alone_are_told_apart(plan_of: PlanOf) -> None:
    plan = plan_of(
        rule("test.crash", "A", parameters={"only_on": "4"}),
        rule("test.crash", "B", parameters={"only_on": "2"}),
        rule("test.placeholder", "A", when="B IN ('2')"),
        rule("test.placeholder", "A", when="B IN ('3')", id="other"),
    )
    rows: list[Row] = [{"A": "无", "B": "3"}]
    assert [(run.status, run.violations) for run in judged(plan, rows, 1000).runs] == [
        ("ran", 0),
        ("ran", 0),
        ("ran", 0),
        ("ran", 1),
    ]
    assert [run.status for run in judged(plan, [{"A": "2", "B": "4"}], 1000).runs] == ["ran"] * 4
    assert [run.status for run in judged(plan, [{"A": "4", "B": "2"}], 1000).runs] == ["crashed"] * 2 + ["ran"] * 2
