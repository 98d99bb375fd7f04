"""Costly tests on the few values that a cheap test lets through, within one expression."""

from collections.abc import Callable

import polars as pl


def among_candidates(text: pl.Expr, candidate: pl.Expr, test: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """A test that is null where the text is null, false where it is no candidate, and else what the costly test says.

    Polars skips null values in its pattern and length functions, so that other values cost next to nothing.

    Args:
        text: String expression.
        candidate: cheap Boolean expression; false or null = certainly not violated.
        test: from a String expression, null for all but the candidates, to a Boolean one.
    """
    return pl.when(text.is_not_null()).then(test(pl.when(candidate).then(text)).fill_null(False))
