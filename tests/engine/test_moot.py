"""What is not for the public at all need not be hidden from it as well."""

import pytest

from tests.engine.conftest import Check1, rule
from tests.engine.test_checking import found, run_of

WITHDRAWN = rule("test.withdrawn", "A")
TELLING = rule("test.telling", "B", "A")


@pytest.mark.parametrize("others", [0, 1, 200])
def test_a_record_to_be_withdrawn_tells_nothing_of_its_text(checked: Check1, others: int) -> None:
    clean = [{"A": "公开", "B": "无事"}] * others
    outcome = checked([{"A": "内部", "B": "机密★"}, *clean], WITHDRAWN, TELLING)
    assert found(outcome) == [(1, "test.penalty.A.test.withdrawn")]
    assert run_of(outcome, "B.test.telling").evaluated == others


@pytest.mark.parametrize("others", [0, 1, 200])
def test_other_records_tell_it(checked: Check1, others: int) -> None:
    outcome = checked(
        [*[{"A": "内部", "B": "机密"}] * others, {"A": "公开", "B": "机密"}], WITHDRAWN, TELLING, most=1000
    )
    assert found(outcome)[-1] == (others + 1, "test.penalty.B.test.telling")
    assert len(found(outcome)) == others + 1


def test_a_rule_that_is_not_in_force_settles_nothing(checked: Check1) -> None:
    later = rule("test.withdrawn", "A", severity=[{"from": "2021-01-01", "is": "reject"}])
    outcome = checked([{"A": "内部", "B": "机密"}], later, TELLING)
    assert found(outcome) == [(1, "test.penalty.B.test.telling")]


HEADING = rule("test.heading", "A", "B", settles=["B.test.required", "sensitive"])
REQUIRED = [rule("test.required", code) for code in "ABD"]


@pytest.mark.parametrize("others", [0, 1, 200])
def test_a_rule_settles_what_it_names(checked: Check1, others: int) -> None:
    full = [{"A": "甲", "B": "乙", "D": "2020/01/01"}] * others
    outcome = checked([{"A": "潞州区"}, *full, {"A": "甲", "B": "乙"}], HEADING, *REQUIRED)
    assert found(outcome) == [
        (1, "test.penalty.A.test.heading"),
        (1, "test.penalty.D.test.required"),
        (others + 2, "test.penalty.D.test.required"),
    ]
    assert run_of(outcome, "B.test.required").evaluated == others + 1


def test_a_rule_sees_what_is_written_however_wrong(checked: Check1) -> None:
    stand_in = rule("test.placeholder", "B")
    assert found(checked([{"A": "甲", "B": "无"}], HEADING, stand_in)) == [(1, "test.penalty.B.test.placeholder")]
