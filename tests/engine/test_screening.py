"""Screening and what is known of empty cells change the time that checking takes, and nothing else."""

from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest

from engine.checking import Checker, Outcome
from engine.checking.screening import Screen
from engine.evaluation.blanks import Blanks
from engine.evaluation.cells import Combinations, field_of
from engine.values import trimmed
from tests.engine.conftest import PlanOf, frame_of, rule

RULES = (
    rule("test.required", "A"),
    rule("test.required", "B", when="D IS NOT NULL"),
    rule("test.placeholder", "A"),
    rule("test.digits", "A"),
    rule("test.even", "A"),
    rule("test.digits", "B", when="A = '2'"),
    rule("test.even", "B", severity="warn"),
    rule("test.order", "D", "E", id="order"),
    rule("test.same", "A", "E", id="same", severity="review"),
)
CELLS = {
    "A": ("2", "4", " 4 ", "8", "1", "无", "x", None, " "),
    "B": ("2", "6", "6\u3000", "x", None),
    "D": ("2020/04/01", "2020-4-2", "四月", None),
    "E": ("2020/04/01", "2020/04/03", None),
}


def some_rows(count: int, faulty: float) -> list[dict[str, str | None]]:
    """Records that are mostly fine; cells of A repeat, those of E hardly do."""
    chance = Random(count)
    fine = {"A": ("2", "4"), "B": ("2",), "D": ("2020/04/01",), "E": ("2020/04/03",)}
    rows: list[dict[str, str | None]] = []
    for number in range(count):
        cells = CELLS if chance.random() < faulty else fine
        row = {code: chance.choice(choices) for code, choices in cells.items()}
        rows.append(row if chance.random() < faulty else {**row, "E": f"2{number:03}/01/01"})
    return rows


def outcome_of(checker: Checker, rows: list[dict[str, str | None]], size: int) -> Outcome:
    for start in range(0, len(rows), size):
        checker.add(frame_of(rows[start : start + size], start + 1))
    return checker.outcome()


def assert_same(one: Outcome, other: Outcome) -> None:
    assert one.findings.equals(other.findings)
    assert one.runs == other.runs
    assert one.levels.tolist() == other.levels.tolist()
    assert (one.finding_counts, one.truncated, one.undefined) == (
        other.finding_counts,
        other.truncated,
        other.undefined,
    )


@pytest.mark.parametrize("faulty", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_screened_slices_come_out_as_those_that_are_not(plan_of: PlanOf, size: int, faulty: float) -> None:
    plan, rows = plan_of(*RULES), some_rows(400, faulty)
    whole = outcome_of(Checker(plan, 1000, screened_records=10_000), rows, 400)
    assert_same(outcome_of(Checker(plan, 1000, screened_records=1), rows, size), whole)


def test_screening_finds_fine_records_where_there_are_some(plan_of: PlanOf) -> None:
    screened = Screen(plan_of(*RULES)).screened(frame_of(some_rows(400, 0.05)))
    assert 300 < screened.fine.sum() < 400
    assert not Screen(plan_of(*RULES)).screened(frame_of([{"A": "x", "B": "2"}] * 5)).fine.any()


def test_a_crash_while_screening_is_found_and_named(plan_of: PlanOf) -> None:
    rows: list[dict[str, str | None]] = [{"A": "2"}, {"A": "boom"}, {"A": "x"}]
    plan = plan_of(rule("test.crash", "A"), rule("test.digits", "A"))
    outcome = outcome_of(Checker(plan, 100, screened_records=1), rows, 3)
    assert outcome.undefined
    assert [(run.status, run.violations) for run in outcome.runs] == [("crashed", 0), ("ran", 2)]


def test_a_rule_without_fields_is_screened(plan_of: PlanOf) -> None:
    plan = plan_of(rule("test.even", "A", when="1 = 1"), rule("test.digits", "B", when="1 = 2"))
    rows = some_rows(50, 0.0)
    assert_same(outcome_of(Checker(plan, 100, screened_records=1), rows, 20), outcome_of(Checker(plan, 100), rows, 20))


@pytest.mark.parametrize("row", [{}, {"A": "2"}, {"A": "x", "D": "2020/04/01"}, {"B": "1"}, {"E": "四月", "A": " "}])
def test_what_is_known_of_empty_cells_is_what_evaluation_says(plan_of: PlanOf, row: dict[str, Any]) -> None:
    plan = plan_of(*RULES)
    frame = raw = frame_of([row, row])
    for level in plan.levels:
        frame = frame.with_columns(expression.alias(name) for name, expression in level)
    known, levels = Blanks(plan.levels, plan.layout.codes).prepared(raw)
    assert sum(map(len, levels)) < sum(map(len, plan.levels))
    for level in levels:
        known = known.with_columns(expression for _, expression in level)
    assert known.select(frame.columns).equals(frame)


@pytest.mark.parametrize("sizes", [(1,), (3,), (2, 5, 3), (3000, 3000), (2**20, 2**20, 2**20, 2**20)])
def test_combinations_are_told_apart_and_counted(sizes: tuple[int, ...]) -> None:
    numbers = np.random.default_rng(len(sizes))
    choices = [numbers.integers(0, size, 4) for size in sizes]
    codes = [choice[numbers.integers(0, 4, 200)] for choice in choices]
    rows = list(zip(*(column.tolist() for column in codes), strict=True))
    combinations = Combinations(codes)
    first = [rows[place] for place in combinations.first]
    assert sorted(first) == sorted(set(rows))
    without = np.array([0, 5, 199])
    kept = [row for place, row in enumerate(rows) if place not in without]
    assert combinations.counts(without).tolist() == [kept.count(row) for row in first]
    marks = np.array([row == rows[7] for row in first])
    assert combinations.spread(marks).tolist() == [row == rows[7] for row in rows]


@pytest.mark.parametrize("cells", [["a", "a ", None, "a"] * 9, ["a", "b"] * 9, [None] * 5, [str(n) for n in range(9)]])
def test_cells_are_the_same_by_code_and_by_place(cells: list[str | None]) -> None:
    raw = pl.Series("A.raw", cells, dtype=pl.String)
    field = field_of(raw, [trimmed(pl.col("A.raw")).alias("A.text")])
    assert field.column("A.raw", None).to_list() == cells
    assert field.column("A.text", np.array([2, 1])).to_list() == [
        cell and cell.strip() for cell in (cells[2], cells[1])
    ]
    assert field.filled().tolist() == [cell is not None for cell in cells]
