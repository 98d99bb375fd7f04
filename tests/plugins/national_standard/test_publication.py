"""Month arithmetic of publication periods against Python's calendar."""

import calendar
from datetime import date, timedelta
from typing import Literal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Column
from plugins.national_standard.publication import Period, publication_period

PERIODS = [
    Period.model_validate(
        {"from": date(2015, 1, 1), "until": date(2023, 5, 1), "minimum_months": 3, "maximum_months": 36}
    ),
    Period.model_validate({"from": date(2023, 5, 1), "minimum_months": 1, "maximum_months": 12}),
]
DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _expected(end: date, decision: date, side: str) -> bool | None:
    in_force = [p for p in PERIODS if p.start <= decision and (p.until is None or decision < p.until)]
    if end < decision or not in_force:
        return None
    if side == "minimum":
        return end < _later(decision, in_force[0].minimum_months)
    return end > _later(decision, in_force[0].maximum_months)


def _column(code: str) -> Column:
    return Column(code, code, text=pl.col(code).cast(pl.String), value=pl.col(code), raw=pl.col(code).cast(pl.String))


@given(
    st.lists(st.tuples(DAYS, st.integers(-5, 1200)), min_size=1, max_size=20), st.sampled_from(["minimum", "maximum"])
)
@settings(deadline=None)
def test_as_the_calendar_says(pairs: list[tuple[date, int]], side: Literal["minimum", "maximum"]) -> None:
    frame = pl.DataFrame({"decision": [d for d, _ in pairs], "end": [d + timedelta(days=n) for d, n in pairs]})
    violation = publication_period.function(_column("end"), _column("decision"), periods=PERIODS, side=side)
    found = frame.select(violation.where.alias("where")).to_series().to_list()
    assert found == [_expected(end, decision, side) for decision, end in frame.iter_rows()]
