"""Dates that are none, and dates that contradict each other."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

import polars as pl

from benchmarks.families.layout import Layout
from benchmarks.faults import Change, Fault, Record, put

AS_OF: Final = date(2020, 4, 30)
IMPOSSIBLE: Final = (
    "2020/02/30",
    "2019/02/29",
    "2020/13/01",
    "2020/04/31",
    "2020/00/10",
    "2020/04/00",
    "2020-06-31",
    "20200231",
    "2020年2月30日",
    "2020/1/32",
    "0000/00/00",
    "2100/01/01",
    "2019.9.31",
    "1899/12/31",
    "2020/4/31",
    "202004311",
)
WORDED: Final = (
    "四月中旬",
    "2020年4月",
    "今年四月",
    "二〇二〇年四月十六日",
    "2020/04",
    "16/04/2020",
    "20/04/16",
    "2020/04/16-2020/04/20",
    "2020年4月16日至20日",
    "长期",
    "永久",
    "2020",
    "2020年第一季度",
    "4月16日",
    "2020/04/16左右",
    "2020-04-16起",
    "April 16, 2020",
    "2O20/04/16",
    "2020//04/16",
    "即日起",
)
SERIAL: Final = ("43941", "43941.0", "43941.5", "4.3941E+04", "2.02E+07", "########", "#VALUE!", "#REF!", "#N/A")


def penalty_faults(layout: Layout) -> Iterator[Fault]:
    """Faults in the dates of penalties."""
    yield from _no_dates(layout, (*layout.dates, "CF_GSJZQ"))
    yield from _future(layout)
    decision, publication, effect = layout.decision, "CF_GSJZQ", "CF_YXQ"
    order = ("date_order", "publication_period")
    for days in (1, 30, 400, 3000):
        yield Fault(
            "date:gsjzq", f"{days} before", (publication, decision), order, _shifted(decision, publication, -days)
        )
        yield Fault(
            "date:effect", f"{days} before", (effect, decision), ("date_order",), _shifted(decision, effect, -days)
        )
    for months, days in ((36, 1), (36, 40), (60, 0), (120, 0), (37, 0)):
        later = _months_later(decision, publication, months, days)
        yield Fault("period:long", f"{months} months, {days} days", (publication,), ("publication_period",), later)
    yield Fault("period:long", "for ever", (publication,), ("publication_period",), put(publication, "2099/12/31"))


def licence_faults(layout: Layout) -> Iterator[Fault]:
    """Faults in the dates of licences."""
    yield from _no_dates(layout, layout.dates)
    yield from _future(layout)
    decision, start, end = "XK_JDRQ", "XK_YXQZ", "XK_YXQZI"
    for days in (1, 45, 800):
        yield Fault(
            "date:order", f"end {days} before start", (end, start), ("date_order",), _end_before_start(start, end, days)
        )
        yield Fault(
            "date:order", f"end {days} before decision", (end, decision), ("date_order",), _end_before_decision(days)
        )
    yield Fault(
        "date:order",
        "swapped",
        (end, start),
        ("date_order",),
        lambda record, _r: {start: record[end], end: record[start]},
    )
    yield Fault("date:order", "start for ever", (end, start), ("date_order",), _start_for_ever())


def _no_dates(layout: Layout, fields: tuple[str, ...]) -> Iterator[Fault]:
    groups = {"date:impossible": IMPOSSIBLE, "date:words": WORDED, "date:serial": SERIAL}
    for name, values in groups.items():
        for number, value in enumerate(values):
            chosen = {layout.decision, fields[number % len(fields)]}
            for field in sorted(chosen):
                kinds = ("bad_date", "placeholder") if set(value) == {"#"} else ("bad_date",)
                yield Fault(name, f"{value} in {field}", (field,), kinds, put(field, value))


def _future(layout: Layout) -> Iterator[Fault]:
    field = layout.decision
    for days in (1, 2, 20, 90, 365, 3650):
        text = f"{AS_OF + timedelta(days=days):%Y/%m/%d}"
        yield Fault("date:future", text, (field,), ("date_order", "future_date"), put(field, text))


def day_of(record: Record, field: str) -> date:
    """The date in a field of a clean record."""
    year, month, day = map(int, (record[field] or "").split("/"))
    return date(year, month, day)


def _shifted(origin: str, field: str, days: int) -> Change:
    return lambda record, _random: {field: f"{day_of(record, origin) + timedelta(days=days):%Y/%m/%d}"}


def _months_later(origin: str, field: str, months: int, days: int) -> Change:
    def change(record: Record, _random: Random) -> Record:
        later = pl.select(pl.lit(day_of(record, origin)).dt.offset_by(f"{months}mo{days}d")).item()
        return {field: f"{later:%Y/%m/%d}"}

    return change


def _end_before_start(start: str, end: str, days: int) -> Change:
    def change(record: Record, _random: Random) -> Record:
        first = day_of(record, "XK_JDRQ") + timedelta(days=days + 10)
        return {start: f"{first:%Y/%m/%d}", end: f"{first - timedelta(days=days):%Y/%m/%d}"}

    return change


def _end_before_decision(days: int) -> Change:
    def change(record: Record, _random: Random) -> Record:
        end = day_of(record, "XK_JDRQ") - timedelta(days=days)
        return {"XK_YXQZ": f"{end - timedelta(days=365):%Y/%m/%d}", "XK_YXQZI": f"{end:%Y/%m/%d}"}

    return change


def _start_for_ever() -> Change:
    def change(record: Record, _random: Random) -> Record:
        return {"XK_YXQZ": "2099/12/31", "XK_YXQZI": f"{day_of(record, 'XK_JDRQ') + timedelta(days=800):%Y/%m/%d}"}

    return change
