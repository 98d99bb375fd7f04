"""Conditions of rulesets: SQL over the record, with field codes as names.

A ruleset's condition names fields by their codes; the working frame holds several columns for a field (as handed
in, trimmed, typed, only where reliable). Here the names in a condition are found and exchanged for the columns meant.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

import polars as pl

from engine.errors import RulesetError

_TOKEN: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_][A-Za-z_0-9]*")


def names_in(condition: str, codes: frozenset[str]) -> tuple[str, ...]:
    """The field codes that a condition mentions, in order of first mention."""
    found = [token.group() for token in _TOKEN.finditer(condition) if token.group() in codes]
    return tuple(dict.fromkeys(found))


def renamed(condition: str, codes: frozenset[str], column_of: Callable[[str], str]) -> str:
    """The condition with each field code replaced by the name of the column that stands for it."""
    return _TOKEN.sub(
        lambda token: f'"{column_of(token.group())}"' if token.group() in codes else token.group(), condition
    )


@cache
def parsed(condition: str, place: str) -> pl.Expr:
    """The expression of a condition. Raises RulesetError naming the place where it is not SQL."""
    try:
        return pl.sql_expr(condition)
    except (pl.exceptions.PolarsError, pl.exceptions.SQLSyntaxError) as error:
        reason = " ".join(str(error).split())
        raise RulesetError(
            "condition-not-sql",
            zh=f"{place} 的条件不是有效的 SQL：{condition}（{reason}）",
            en=f"{place}: {condition}: {reason}",
        ) from error
