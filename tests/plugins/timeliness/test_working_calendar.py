"""The vectorised count against a plain loop over days, and the places where calendars go wrong."""

from datetime import date, timedelta

import chinese_calendar
import polars as pl
import pytest

from plugins.timeliness import working_days_between
from plugins.timeliness.working_calendar import published_calendar

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
WORKED = {day: chinese_calendar.is_workday(day) for day in DAYS}
NEAR = 60


def counted(pairs: list[tuple[date | None, date | None]]) -> list[int | None]:
    frame = pl.DataFrame(pairs, schema={"start": pl.Date, "end": pl.Date}, orient="row")
    return frame.select(count=working_days_between(pl.col("start"), pl.col("end")))["count"].to_list()


def by_loop(start: int) -> list[int]:
    """From a day (by its place in `DAYS`) to itself and every later day, day by day: no table, no formula."""
    passed, counts = 0, [0]
    for day in DAYS[start + 1 :]:
        passed += WORKED[day]
        counts.append(passed)
    return counts


def test_every_pair_of_days_agrees_with_the_loop() -> None:
    """5 403 828 pairs; the answers of one start to all its ends are asked for in one expression."""
    ends = pl.DataFrame({"end": DAYS})
    pairs = 0
    for place, start in enumerate(DAYS):
        found = ends[place:].select(working_days_between(pl.lit(start), pl.col("end"))).to_series()
        assert found.to_list() == by_loop(place), start
        pairs += len(found)
    assert pairs == len(DAYS) * (len(DAYS) + 1) // 2


def test_every_published_day_agrees_with_the_library() -> None:
    calendar = published_calendar()
    days = pl.date_range(date(2004, 1, 1), date(2026, 12, 31), eager=True)
    frame = pl.DataFrame({"day": days, "eve": days.dt.offset_by("-1d")})
    found = frame.select(count=working_days_between(pl.col("eve"), pl.col("day")))["count"].to_list()
    assert found == [int(chinese_calendar.is_workday(day)) for day in days]
    assert calendar.first_day == date(2004, 1, 1)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        pytest.param(date(2020, 4, 21), date(2020, 4, 30), 8, id="over-make-up-sunday-2020-04-26"),
        pytest.param(date(2020, 4, 22), date(2020, 4, 30), 7, id="from-the-day-after"),
        pytest.param(date(2020, 4, 25), date(2020, 4, 26), 1, id="make-up-sunday-alone"),
        pytest.param(date(2020, 1, 23), date(2020, 2, 2), 0, id="spring-festival-2020-extended"),
        pytest.param(date(2020, 1, 23), date(2020, 2, 3), 1, id="first-day-after-it"),
        pytest.param(date(2020, 1, 18), date(2020, 1, 19), 1, id="make-up-sunday-before-it"),
        pytest.param(date(2020, 1, 31), date(2020, 2, 1), 0, id="make-up-saturday-2020-02-01-was-cancelled"),
        pytest.param(date(2018, 12, 28), date(2019, 1, 2), 2, id="make-up-saturday-at-year-end"),
        pytest.param(date(2019, 12, 31), date(2020, 1, 2), 1, id="new-year-holiday"),
        pytest.param(date(2020, 2, 28), date(2020, 3, 1), 0, id="leap-day-on-saturday"),
        pytest.param(date(2020, 4, 22), date(2020, 4, 22), 0, id="same-day"),
        pytest.param(date(2020, 4, 30), date(2020, 4, 22), -7, id="backwards"),
        pytest.param(date(2003, 12, 31), date(2004, 1, 2), 1, id="all-counted-days-published"),
    ],
)
def test_places_where_calendars_go_wrong(start: date, end: date, count: int) -> None:
    assert counted([(start, end)]) == [count]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, date(2020, 4, 30)),
        (date(2020, 4, 30), None),
        (date(2003, 12, 30), date(2004, 1, 5)),
        (date(1900, 1, 1), date(2020, 4, 30)),
        (date(2020, 4, 30), date(2099, 12, 31)),
    ],
)
def test_is_null_where_a_day_is_unknown(start: date | None, end: date | None) -> None:
    assert counted([(start, end)]) == [None]


def test_takes_literals_and_frames_without_rows() -> None:
    alone = pl.select(count=working_days_between(pl.lit(date(2020, 4, 21)), pl.lit(date(2020, 4, 30))))
    assert alone.rows() == [(8,)]
    empty = pl.DataFrame(schema={"day": pl.Date})
    assert empty.select(working_days_between(pl.col("day"), pl.lit(date(2020, 4, 30)))).is_empty()


def test_the_nth_working_day_is_the_first_day_with_that_count() -> None:
    calendar = published_calendar()
    starts = pl.DataFrame({"start": DAYS[: -3 * NEAR]})
    for number in (1, 7, 20):
        frame = starts.with_columns(end=calendar.working_day_after(pl.col("start"), number))
        assert [WORKED[day] for day in frame["end"]] == [True] * len(frame)
        counts = frame.select(working_days_between(pl.col("start"), pl.col("end"))).to_series()
        assert counts.unique().to_list() == [number]


def test_the_nth_working_day_is_null_beyond_the_published_years() -> None:
    calendar = published_calendar()
    frame = pl.DataFrame({"start": [calendar.last_day, date(1900, 1, 1), None]}, schema={"start": pl.Date})
    assert frame.select(calendar.working_day_after(pl.col("start"), 1)).to_series().to_list() == [None] * 3
