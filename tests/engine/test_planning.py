"""Planning: what does not fit is refused by name."""

from datetime import date

import pytest

from engine import RulesetError
from tests.engine.conftest import PlanOf, rule


def test_an_unknown_check_is_refused_with_the_nearest_name(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match=r"test\.digit, which no plugin provides; did you mean test\.digits\?"):
        plan_of(rule("test.digit", "A"))


def test_an_unknown_field_is_refused(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match="no field Z"):
        plan_of(rule("test.digits", "Z"))


def test_an_unknown_parameter_is_refused(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match="parameter length"):
        plan_of(rule("test.digits", "A", parameters={"length": 3}))


def test_too_many_fields_are_refused(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match="does not take 2 fields"):
        plan_of(rule("test.digits", "A", "B"))


def test_a_condition_that_is_not_sql_is_refused(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match="condition-not-sql"):
        plan_of(rule("test.digits", "A", when="B = = 'y'"))


def test_rules_that_wait_for_each_other_are_refused(plan_of: PlanOf) -> None:
    with pytest.raises(RulesetError, match="wait for each other"):
        plan_of(rule("test.digits", "A", when="B = '1'"), rule("test.digits", "B", when="A = '1'"))


def test_staged_severity_follows_the_date() -> None:
    staged = rule(
        "test.digits", "A", severity=[{"from": "2020-05-01", "is": "warn"}, {"from": "2020-11-01", "is": "reject"}]
    )
    days = [date(2020, 4, 30), date(2020, 5, 1), date(2020, 10, 31), date(2020, 11, 1)]
    assert [staged.severity_on(day) for day in days] == [None, "warn", "warn", "reject"]
