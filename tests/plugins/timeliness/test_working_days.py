"""The check on small frames: boundaries over many days, years without a calendar, and parameters."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import polars as pl
import pytest
from pydantic import ValidationError

from engine import Check, Column, NotEvaluable, Violation
from plugins.timeliness import gongshi_checks, working_days
from plugins.timeliness.calendar_years import SpecialDays
from plugins.timeliness.working_calendar import make_calendar

CHECK: Check = gongshi_checks()[0]
DAYS = [date(2019, 12, 1) + timedelta(days=number) for number in range(190)]
WINDOW = {"decided_from": "2020-01-01", "handed_in_until": "2020-04-30"}


def judged(decisions: list[date | None], as_of: date, **parameters: Any) -> pl.DataFrame:
    column = Column("D", "D", text=pl.col("D").cast(pl.String), value=pl.col("D"), raw=pl.col("D").cast(pl.String))
    violation: Violation = CHECK.function(column, as_of=as_of, **CHECK.validated(parameters))
    assert violation.suggestion is None
    return pl.DataFrame({"D": decisions}, schema={"D": pl.Date}).select(where=violation.where, **violation.details)


def days_of_counting(decision: date, as_of: date, count_from: str) -> list[date]:
    day = decision if count_from == "decision_day" else decision + timedelta(days=1)
    found = []
    while day <= as_of:
        if chinese_calendar.is_workday(day):
            found.append(day)
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize("count_from", ["next_day", "decision_day"])
@pytest.mark.parametrize("as_of", [date(2020, 2, 12), date(2020, 4, 26), date(2020, 4, 30), date(2020, 5, 4)])
def test_agrees_with_a_plain_loop(as_of: date, count_from: str) -> None:
    decisions = [day for day in DAYS if day <= as_of]
    found = judged([*decisions], as_of, count_from=count_from)
    for decision, (where, deadline, late) in zip(
        decisions, found.select("where", "deadline", "late").iter_rows(), strict=True
    ):
        counted = days_of_counting(decision, as_of, count_from)
        assert where == (len(counted) > 7), decision
        if where:
            assert (deadline, late) == (counted[6].strftime("%Y/%m/%d"), len(counted) - 7)


def test_a_year_of_handing_in_without_calendar_skips_the_rule_and_says_how_to_add_it() -> None:
    for year in (2003, 2099):
        with pytest.raises(NotEvaluable) as caught:
            judged([date(2020, 4, 21)], date(year, 4, 30))
        assert f"calendars/{year}.yaml" in caught.value.reason["zh"]
        assert f"calendars/{year}.yaml" in caught.value.reason["en"]


def test_an_added_year_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = make_calendar(SpecialDays(2098, 2099, frozenset({date(2099, 1, 1)}), frozenset()))
    monkeypatch.setattr(working_days, "published_calendar", lambda: calendar)
    found = judged([date(2098, 12, 31), date(2098, 12, 30), date(2098, 1, 1), date(2097, 12, 31)], date(2099, 1, 12))
    assert found["where"].to_list() == [False, True, True, None]


def test_the_first_published_day_is_judged_and_the_one_before_is_not() -> None:
    for count_from in ("next_day", "decision_day"):
        found = judged([date(2004, 1, 1), date(2003, 12, 31)], date(2004, 3, 1), count_from=count_from)
        assert found["where"].to_list() == [True, None]


def test_boundaries_of_the_back_filling_window() -> None:
    told = judged([date(2019, 12, 31), date(2020, 1, 1)], date(2020, 4, 30), back_filling=[WINDOW])
    assert ["属于补报范围" in text for text in told["back_filling"]] == [False, True]
    assert ["back-filled" in text for text in told["back_filling_en"]] == [False, True]
    after = judged([date(2019, 12, 31), date(2020, 1, 1), date(2020, 5, 1)], date(2020, 5, 20), back_filling=[WINDOW])
    assert ["补报已于 2020/04/30 截止" in text for text in after["back_filling"]] == [False, True, False]


@pytest.mark.parametrize(
    "parameters",
    [
        {"deadline": 0},
        {"count_from": "tomorrow"},
        {"back_filling": [{**WINDOW, "decided_until": "2019-12-31"}]},
        {"back_filling": [{**WINDOW, "decided_until": "2020-05-01"}]},
        {"back_filling": [{"decided_from": "2020-01-01"}]},
        {"back_filling": [{**WINDOW, "until": "2020-04-30"}]},
    ],
)
def test_parameters_that_cannot_be_meant_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHECK.validated(parameters)
