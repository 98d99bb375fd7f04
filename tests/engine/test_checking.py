"""Checking: three-valued rules, prerequisites, crashes, groups, counts."""

from typing import Any

import polars as pl
import pytest

from engine.checking import Outcome
from tests.engine.conftest import Check1, rule


def found(outcome: Outcome) -> list[tuple[Any, ...]]:
    return outcome.findings.select("row", "rule_id").rows()


def run_of(outcome: Outcome, name: str) -> Any:
    return next(run for run in outcome.runs if run.rule == f"test.penalty.{name}")


def test_a_violation_is_one_finding_with_message_value_and_suggestion(checked: Check1) -> None:
    outcome = checked([{"A": "12"}, {"A": "1x"}], rule("test.digits", "A"))
    line = outcome.findings.row(0, named=True)
    assert (line["row"], line["sheet_row"], line["value"], line["suggestion"]) == (2, 3, "1x", "1")
    assert line["message_zh"] == "项A“1x”错"
    assert outcome.levels.tolist() == [0, 2]


def test_an_empty_value_is_judged_by_presence_alone(checked: Check1) -> None:
    outcome = checked([{"A": " \u3000"}], rule("test.required", "A"), rule("test.digits", "A"), rule("test.even", "A"))
    assert found(outcome) == [(1, "test.penalty.A.test.required")]
    assert run_of(outcome, "A.test.digits").evaluated == 0


def test_a_value_that_failed_a_need_is_not_seen_by_the_dependent_check(checked: Check1) -> None:
    outcome = checked([{"A": "x"}, {"A": "3"}], rule("test.digits", "A"), rule("test.even", "A"))
    assert found(outcome) == [(1, "test.penalty.A.test.digits"), (2, "test.penalty.A.test.even")]
    assert run_of(outcome, "A.test.even").evaluated == 1


def test_a_need_without_a_rule_guards_in_silence(checked: Check1) -> None:
    outcome = checked([{"A": "x"}, {"A": "3"}], rule("test.even", "A"))
    assert found(outcome) == [(2, "test.penalty.A.test.even")]
    assert [run.rule for run in outcome.runs] == ["test.penalty.A.test.even"]


def test_a_need_that_was_not_evaluated_hides_the_value_too(checked: Check1) -> None:
    outcome = checked([{"A": "x", "B": "n"}], rule("test.digits", "A", when="B = 'y'"), rule("test.even", "A"))
    assert found(outcome) == []
    assert run_of(outcome, "A.test.even").status == "ran"
    assert run_of(outcome, "A.test.even").evaluated == 0


def test_a_stand_in_hides_the_value_from_every_other_rule(checked: Check1) -> None:
    outcome = checked([{"A": "无"}], rule("test.placeholder", "A"), rule("test.digits", "A"))
    assert found(outcome) == [(1, "test.penalty.A.test.placeholder")]


def test_a_spoiled_field_is_not_related_to_others(checked: Check1) -> None:
    rows = [{"A": "x", "B": "1"}, {"A": "1", "B": "2"}]
    outcome = checked(
        rows, rule("test.digits", "A"), rule("test.same", "A", "B", id="same"), rule("test.digits", "B", when="A = '1'")
    )
    assert run_of(outcome, "same").evaluated == 1
    assert run_of(outcome, "B.test.digits").evaluated == 1


def test_a_condition_with_an_unknown_part_is_not_evaluated(checked: Check1) -> None:
    outcome = checked([{"A": "x", "B": None}, {"A": "x", "B": "y"}], rule("test.digits", "A", when="B = 'y'"))
    assert found(outcome) == [(2, "test.penalty.A.test.digits")]


def test_dates_are_typed_before_they_are_related(checked: Check1) -> None:
    rows = [
        {"D": "2020-4-2", "E": "2020/04/01"},
        {"D": "2020年4月1日", "E": "20200401"},
        {"D": "四月", "E": "2020/04/01"},
    ]
    outcome = checked(rows, rule("test.order", "D", "E", id="order"))
    assert found(outcome) == [(1, "test.penalty.order")]
    assert run_of(outcome, "order").evaluated == 2


def test_a_crash_is_recorded_and_makes_the_outcome_undefined(checked: Check1) -> None:
    outcome = checked([{"A": "boom"}, {"A": "x"}], rule("test.crash", "A"), rule("test.digits", "A"))
    assert outcome.undefined
    assert run_of(outcome, "A.test.crash").status == "crashed"
    assert found(outcome) == [(1, "test.penalty.A.test.digits"), (2, "test.penalty.A.test.digits")]


def test_a_crash_of_a_rule_that_is_not_mandatory_leaves_the_outcome_defined(checked: Check1) -> None:
    outcome = checked([{"A": "boom"}], rule("test.crash", "A", mandatory=False))
    assert not outcome.undefined
    assert run_of(outcome, "A.test.crash").status == "crashed"


def test_what_waits_for_a_crashed_check_is_skipped_not_passed(checked: Check1, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = checked([{"A": "boom"}], rule("test.crash", "A"), rule("test.digits", "A"))
    assert run_of(outcome, "A.test.digits").status == "ran"


def test_repeated_records_name_the_first_one(checked: Check1) -> None:
    rows = [{"A": "1"}, {"A": "2"}, {"A": "1"}, {"A": None}, {"A": "1"}, {"A": None}]
    outcome = checked(rows, rule("test.same", "A", id="same"), slice_records=2)
    assert found(outcome) == [(3, "test.penalty.same"), (5, "test.penalty.same")]
    assert outcome.levels.tolist() == [0, 0, 2, 0, 2, 0]
    assert run_of(outcome, "same").evaluated == 4


@pytest.mark.parametrize("slice_records", [1, 3, 7, 100])
def test_findings_and_counts_do_not_depend_on_slices(checked: Check1, slice_records: int) -> None:
    rows: list[dict[str, str | None]] = [{"A": str(n % 13) if n % 5 else "x", "B": None} for n in range(40)]
    rules = (
        rule("test.digits", "A"),
        rule("test.even", "A"),
        rule("test.required", "B"),
        rule("test.same", "A", id="same"),
    )
    whole = checked(rows, *rules, most=1000)
    cut = checked(rows, *rules, slice_records=slice_records, most=1000)
    assert cut.findings.equals(whole.findings)
    assert cut.runs == whole.runs


@pytest.mark.parametrize("slice_records", [1, 7, 100])
def test_cut_findings_are_the_first_ones_and_counts_stay_exact(checked: Check1, slice_records: int) -> None:
    rows: list[dict[str, str | None]] = [{"A": "x"} for _ in range(40)]
    outcome = checked(
        rows, rule("test.digits", "A"), rule("test.same", "A", id="same"), most=5, slice_records=slice_records
    )
    assert outcome.truncated
    assert outcome.finding_counts["reject"] == 40
    assert found(outcome) == [(n, "test.penalty.A.test.digits") for n in range(1, 6)]


def test_a_rule_not_yet_in_force_is_not_applicable(checked: Check1) -> None:
    stages = [{"from": "2020-05-01", "is": "warn"}, {"from": "2020-11-01", "is": "reject"}]
    outcome = checked([{"A": "x"}], rule("test.digits", "A", severity=stages))
    assert found(outcome) == []
    assert run_of(outcome, "A.test.digits").status == "not_applicable"


def test_identity_numbers_are_masked_in_values_and_suggestions(checked: Check1) -> None:
    outcome = checked([{"A": "李某 14040219900307123X 住址"}], rule("test.digits", "A"))
    line = outcome.findings.row(0, named=True)
    assert all("19900307" not in str(line[name]) for name in ("value", "suggestion", "message_zh", "message_en"))
    assert isinstance(outcome.findings, pl.DataFrame)
