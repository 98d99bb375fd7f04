"""Lines that are valid from a date (null = always) until another (exclusive; null = still)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A line with its dates."""

    valid_from: date | None
    valid_until: date | None


class AlwaysDated(Protocol):
    """A line that always has a first day."""

    valid_from: date
    valid_until: date | None


Line = TypeVar("Line", bound=Dated | AlwaysDated)


def valid_on(line: Dated | AlwaysDated, on: date) -> bool:
    """Whether a line is valid on a day."""
    return (line.valid_from is None or line.valid_from <= on) and (line.valid_until is None or on < line.valid_until)


def running(lines: Iterable[Line]) -> Line | None:
    """The line that has no end."""
    return next((line for line in lines if line.valid_until is None), None)


def latest_date(lines: Iterable[Dated | AlwaysDated]) -> date | None:
    """The latest first day or end among the lines: nothing new may begin before it."""
    days = [day for line in lines for day in (line.valid_from, line.valid_until) if day is not None]
    return max(days, default=None)


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two lines are valid on a common day."""
    return _before(one.valid_from, other.valid_until) and _before(other.valid_from, one.valid_until)


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end
