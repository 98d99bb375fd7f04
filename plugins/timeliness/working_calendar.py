"""Working days over whole columns: one table of counts over all days of the published years,
looked up by day number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Final

import polars as pl

from engine import mapped
from plugins.timeliness.calendar_years import SpecialDays, published_days

_EPOCH: Final = date(1970, 1, 1)
_FRIDAY: Final = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of the published years.

    Attributes:
        first_day, last_day: 1 January of the first and 31 December of the last published year.
        counts: Int32 Series, the number of working days from `first_day` up to and including each day. The first
            count is that of the eve of `first_day` (0). A null stands at either end, for all days beyond.
        working_days: Date Series of all working days, ascending, with a null at either end, for those beyond.
    """

    first_day: date
    last_day: date
    counts: pl.Series
    working_days: pl.Series

    def working_days_between(self, start: pl.Expr, end: pl.Expr) -> pl.Expr:
        """See the function of this name."""
        return mapped([start, end], self._between, pl.Int32, self._between_days)

    def _between(self, parts: Sequence[pl.Series]) -> pl.Series:
        start, end = (self.counts.gather(self._places(days)) for days in parts)
        return end - start

    def _between_days(self, start: date | None, end: date | None) -> int | None:
        """The same for one record."""
        if start is None or end is None:
            return None
        first, last = (self._count_list[self._place(day)] for day in (start, end))
        return None if first is None or last is None else last - first

    @cached_property
    def _count_list(self) -> list[int | None]:
        return self.counts.to_list()

    def _places(self, days: pl.Series) -> pl.Series:
        """Where the counts of some days stand."""
        return (days.cast(pl.Int32) - self._eve + 1).clip(0, len(self.counts) - 1)

    def _place(self, day: date) -> int:
        return min(max((day - _EPOCH).days - self._eve + 1, 0), len(self.counts) - 1)

    @property
    def _eve(self) -> int:
        return (self.first_day - _EPOCH).days - 1

    def working_day_after(self, start: pl.Expr, number: int) -> pl.Expr:
        """The first, second … working day after a day.

        Args:
            start: Date expression.
            number: which one, from 1.

        Returns:
            Date expression; null where `start` is null or where the published years do not reach.
        """
        last = len(self.working_days) - 1

        def after(parts: Sequence[pl.Series]) -> pl.Series:
            counted = self.counts.gather(self._places(parts[0]))
            return self.working_days.gather((counted + number).clip(0, last))

        def after_day(start: date | None) -> date | None:
            counted = None if start is None else self._count_list[self._place(start)]
            return None if counted is None else self.working_days[min(max(counted + number, 0), last)]

        return mapped([start], after, pl.Date, after_day)


def working_days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """The number of working days after one day up to and including another, by the State Council's calendar.

    Make-up Saturdays and Sundays are working days. The same day gives 0; where the end lies before the start, the
    working days between are counted negatively.

    Args:
        start: Date expression; the day itself is not counted.
        end: Date expression; the day itself is counted if it is a working day.

    Returns:
        Int32 expression; null where a day is null or where a day to be counted lies in a year without a published
        calendar.

    Raises:
        PluginError: a year's file of the calendar is not sound.

    Source: 国务院《全国年节及纪念日放假办法》 and the State Council's yearly notices.
    """
    return published_calendar().working_days_between(start, end)


@cache
def published_calendar() -> WorkingCalendar:
    """The calendar of all published years, made once.

    Raises:
        PluginError: a year's file is not sound.
    """
    return make_calendar(published_days())


def make_calendar(special: SpecialDays) -> WorkingCalendar:
    """A calendar from the days that differ from the week."""
    first, last = date(special.first_year, 1, 1), date(special.last_year, 12, 31)
    days = pl.date_range(first - timedelta(days=1), last, eager=True)
    off = (days.dt.weekday() > _FRIDAY) | days.is_in([*special.holidays])
    working = ((~off) | days.is_in([*special.working_days])) & (days >= first)
    return WorkingCalendar(
        first_day=first,
        last_day=last,
        counts=_between_nulls(working.cast(pl.Int32).cum_sum()),
        working_days=_between_nulls(days.filter(working)),
    )


def _between_nulls(series: pl.Series) -> pl.Series:
    null = pl.Series([None], dtype=series.dtype)
    return pl.concat([null, series, null])
