"""Dates in the cells of forms, in the forms that offices write."""

import re
from datetime import date
from typing import Final

import polars as pl

from engine.values import typed

DATE: Final = r"[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日?|[0-9]{4})"


def read_date(text: str) -> date | None:
    """The date that a text is, read as the dates of records are; None where it is none."""
    value: date | None = pl.select(typed(pl.lit(text.strip()), "date")).item()
    return value


def dates_in(text: str) -> list[date | None]:
    """All dates in a text, in order; None for one that is not in the calendar."""
    return [read_date(found) for found in re.findall(DATE, text)]
