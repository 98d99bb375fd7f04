"""What is wrong with a value, in words, for the details of a violation. Scalar: only distinct values of violating
records come here.
"""

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from engine import on_distinct


class Wording(NamedTuple):
    """One statement in both languages."""

    zh: str
    en: str


def described(text: pl.Expr, describe: Callable[[str], Wording]) -> dict[str, pl.Expr]:
    """Details `problem` (Chinese) and `problem_en` for a message.

    Args:
        text: String expression, the value that is wrong.
        describe: says what is wrong with one value; called once per distinct value and language.
    """
    return {
        "problem": on_distinct(text, lambda value: describe(value).zh, pl.String),
        "problem_en": on_distinct(text, lambda value: describe(value).en, pl.String),
    }


def joined(statements: list[Wording]) -> Wording:
    """Several statements as one."""
    return Wording("，".join(statement.zh for statement in statements), "; ".join(s.en for s in statements))
