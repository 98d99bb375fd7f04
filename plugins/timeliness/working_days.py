"""Records handed in later than the standard's number of working days after the decision."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine import Column, NotEvaluable, Violation, check, mapped
from plugins.timeliness.working_calendar import WorkingCalendar, published_calendar

_SHOWN: Final = "%Y/%m/%d"
_COUNTED: Final = {
    "next_day": ("自决定次日起", "counted from the day after the decision"),
    "decision_day": ("自决定当日起", "counted from the day of the decision"),
}


class BackFilling(BaseModel):
    """A window in which records of the past may be handed in late.

    Attributes:
        decided_from, decided_until: first and last day of the decisions meant; no last one = all that can be handed
            in within the window.
        handed_in_until: last day of the window.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decided_from: date
    decided_until: date | None = None
    handed_in_until: date

    @model_validator(mode="after")
    def _in_order(self) -> "BackFilling":
        if not self.decided_from <= self.last_decision <= self.handed_in_until:
            raise ValueError("decided_from, decided_until and handed_in_until must follow each other")
        return self

    @property
    def last_decision(self) -> date:
        return self.decided_until or self.handed_in_until

    def told(self, handed_in: date) -> tuple[str, str]:
        """How a record of a decision meant stands to the window, in Chinese and English."""
        start, last, end = (
            day.strftime(_SHOWN) for day in (self.decided_from, self.last_decision, self.handed_in_until)
        )
        if handed_in > self.handed_in_until:
            return f"；补报已于 {end} 截止", f"; back-filling ended on {end}"
        return (
            f"；属于补报范围（{start} 至 {last} 作出的决定，{end} 及以前报送），按补报计",
            f"; it counts as back-filled (decided {start} to {last}, handed in until {end})",
        )


@check(
    id="timeliness.working-days",
    kind="late",
    needs=["date.real"],
    title={"zh": "报送超过规定的工作日", "en": "handed in after the working days allowed"},
    message={
        "zh": "{caption}为 {decision}，{counted}{allowed}个工作日内应报送，最迟 {deadline}；实际 {handed_in} 报送，"
        "迟报{late}个工作日{back_filling}",
        "en": "{caption} {decision}: due within {allowed} working days {counted_en}, by {deadline}; handed in on "
        "{handed_in}, working days late: {late}{back_filling_en}",
    },
    sources=["长信办发〔2020〕1号 第四条", "国务院《全国年节及纪念日放假办法》及国务院办公厅历年节假日安排的通知"],
)
def timeliness_working_days(
    decision: Column,
    *,
    as_of: date,
    deadline: Annotated[int, Field(ge=1)] = 7,
    count_from: Literal["next_day", "decision_day"] = "next_day",
    back_filling: tuple[BackFilling, ...] = (),
) -> Violation:
    """More working days have passed between the decision and the handing in than are allowed.

    A record handed in on the last of those working days is in time, and so is one handed in on days off right after
    it: no further working day has passed. Make-up Saturdays and Sundays are working days. The decision itself may fall
    on a day off. A decision years back is late by all working days since; one before the first published year is not
    judged, nor is one after the day of handing in, which is a matter of `date.not-after`. A late record inside a
    back-filling window is told all the same, and that it counts as back-filled. There is nothing to repair, so
    nothing is proposed.

    Args:
        decision: the day of the decision.
        as_of: the day of handing in.
        deadline: the working days allowed.
        count_from: which day is day one: the next one or, if it is a working day, that of the decision.
        back_filling: windows for records of the past; of several that mean a decision, the one that ends last is told.

    Raises:
        NotEvaluable: the calendar of the year of handing in is not published.
    """
    calendar = _calendar_of(as_of)
    eve = decision.value if count_from == "next_day" else decision.value.dt.offset_by("-1d")
    passed = calendar.working_days_between(eve, pl.lit(as_of))
    told, told_en = _standing(decision.value, as_of, back_filling)
    counted, counted_en = _COUNTED[count_from]
    return Violation(
        where=pl.when(decision.value.is_between(calendar.first_day, as_of)).then(passed > deadline),
        details={
            "decision": decision.value.dt.strftime(_SHOWN),
            "allowed": pl.lit(deadline),
            "counted": pl.lit(counted),
            "counted_en": pl.lit(counted_en),
            "deadline": calendar.working_day_after(eve, deadline).dt.strftime(_SHOWN),
            "handed_in": pl.lit(as_of.strftime(_SHOWN)),
            "late": _beyond(passed, deadline),
            "back_filling": told,
            "back_filling_en": told_en,
        },
        facts={"working_days": pl.when(decision.value.is_between(calendar.first_day, as_of)).then(passed)},
    )


def _beyond(passed: pl.Expr, deadline: int) -> pl.Expr:
    """How many of the days that passed lie beyond the deadline."""

    def single(days: int | None) -> int | None:
        return None if days is None else days - deadline

    return mapped([passed], lambda parts: parts[0] - deadline, pl.Int32, single)


def _calendar_of(as_of: date) -> WorkingCalendar:
    calendar = published_calendar()
    if calendar.first_day <= as_of <= calendar.last_day:
        return calendar
    year, first, last = as_of.year, calendar.first_day.year, calendar.last_day.year
    raise NotEvaluable(
        zh=f"工作日历只有{first}年至{last}年，缺少{year}年的国务院放假安排，无法计算工作日；"
        f"请维护人员添加 plugins/timeliness/calendars/{year}.yaml",
        en=f"the working calendar covers {first} to {last} and has no State Council notice for {year}: "
        f"add plugins/timeliness/calendars/{year}.yaml",
    )


def _standing(decision: pl.Expr, as_of: date, windows: Iterable[BackFilling]) -> tuple[pl.Expr, pl.Expr]:
    """What is told of the windows, in Chinese and English. Of several that mean a decision, the one that ends last."""
    told, told_en = pl.lit(""), pl.lit("")
    for window in sorted(windows, key=lambda window: window.handed_in_until):
        zh, en = window.told(as_of)
        meant = decision.is_between(window.decided_from, window.last_decision)
        told, told_en = (
            pl.when(meant).then(pl.lit(zh)).otherwise(told),
            pl.when(meant).then(pl.lit(en)).otherwise(told_en),
        )
    return told, told_en
