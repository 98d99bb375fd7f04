"""Evaluates checks on plain lists, and makes codes that are right, by arithmetic of its own."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from engine import Check, Column

UNIFIED_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AS_OF = date(2020, 4, 30)


def column(name: str) -> Column:
    text = pl.col(name)
    return Column(code=name, caption=name, text=text, value=text, raw=text)


def evaluated(check: Check, *fields: list[str | None], **parameters: object) -> list[bool | None]:
    """What a check says of each record: True = violated, False = fine, None = not evaluated."""
    names = [f"F{number}" for number in range(len(fields))]
    frame = pl.DataFrame(dict(zip(names, fields, strict=True)), schema=dict.fromkeys(names, pl.String))
    context = {"as_of": AS_OF} if check.context else {}
    violation = check.function(*map(column, names), **parameters, **context)
    return frame.select(violation.where.alias("where"))["where"].to_list()


def unified_check_character(body: str) -> str:
    """GB 32100-2015, written out: the weights are the powers of 3 modulo 31."""
    total = 0
    for place in range(17):
        total += UNIFIED_ALPHABET.index(body[place]) * pow(3, place, 31)
    return UNIFIED_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(body: str) -> str:
    """GB 11714-1997, written out."""
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(character, 36) * weight for character, weight in zip(body, weights, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


@pytest.fixture(name="evaluated", scope="session")
def evaluated_fixture() -> Callable[..., list[bool | None]]:
    return evaluated


@pytest.fixture(name="unified_check_character", scope="session")
def unified_check_character_fixture() -> Callable[[str], str]:
    return unified_check_character


@pytest.fixture(name="organisation_check_character", scope="session")
def organisation_check_character_fixture() -> Callable[[str], str]:
    return organisation_check_character
