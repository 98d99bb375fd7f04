"""Helpers for writing checks: scalar work on distinct values, costly patterns on candidates only.

Everything here turns expressions into expressions, so a check stays one function from columns to a `Violation`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl

from engine.evaluation.mapped import mapped

SEPARATOR = "\x1f"


def on_distinct(column: pl.Expr, function: Callable[[str], Any], return_dtype: Any) -> pl.Expr:
    """Apply a scalar Python function once to each distinct non-null value of a String column.

    For suggestions and other work that only violating records need; never for `Violation.where` of a column with
    many values.

    Args:
        column: String expression.
        function: called once per distinct value; may return None.
        return_dtype: polars type of the result.
    """

    def apply(series: pl.Series) -> pl.Series:
        distinct = series.drop_nulls().unique()
        if distinct.is_empty():
            return pl.Series(series.name, [None] * len(series), dtype=return_dtype)
        answers = pl.Series([function(value) for value in distinct], dtype=return_dtype)
        return series.replace_strict(distinct, answers, default=None, return_dtype=return_dtype)

    def one(value: str | None) -> Any:
        return None if value is None else function(value)

    return mapped([column], lambda parts: apply(parts[0]), return_dtype, one)


def on_present(
    column: pl.Expr,
    kernel: Callable[[pl.Series], pl.Series],
    return_dtype: Any,
    single: Callable[[Any], Any] | None = None,
) -> pl.Expr:
    """Apply a vectorised kernel to the non-null values of a column; nulls stay null.

    Args:
        column: any expression.
        kernel: Series without nulls → Series of the same length. It is not called when nothing is present.
        return_dtype: polars type of the result.
        single: the same for one value that is not None, where that is quicker than the kernel.
    """

    def apply(series: pl.Series) -> pl.Series:
        nulls = series.null_count()
        if nulls == len(series):
            return pl.Series(series.name, [None], dtype=return_dtype).new_from_index(0, nulls)
        if nulls == 0:
            return kernel(series).alias(series.name)
        present = series.is_not_null()
        return _scattered(kernel(series.filter(present)), present, series.name, return_dtype)

    def one(value: Any) -> Any:
        if value is None:
            return None
        return single(value) if single else kernel(_series_of(value)).item()

    return mapped([column], lambda parts: apply(parts[0]), return_dtype, one)


def on_candidates(column: pl.Expr, screen: pl.Expr, kernel: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """A Boolean test whose costly part runs only on candidates that a cheap screen lets through.

    Args:
        column: String expression.
        screen: cheap Boolean expression; false or null = certainly not violated.
        kernel: Series of candidates (no nulls) → Boolean Series of the same length.

    Returns:
        Boolean expression: null where `column` is null, false where the screen is not true, else the kernel's answer.
    """

    def apply(parts: Sequence[pl.Series]) -> pl.Series:
        series, screened = parts
        base = pl.Series([False]).new_from_index(0, len(series))
        if series.null_count():
            base = pl.select(pl.when(series.is_not_null()).then(False)).to_series()
        if not screened.any():
            return base.alias(series.name)
        candidates = screened.fill_null(False) & series.is_not_null()
        if not candidates.any():
            return base.alias(series.name)
        found = _scattered(kernel(series.filter(candidates)), candidates, series.name, pl.Boolean)
        return pl.select(pl.coalesce(found, base)).to_series().alias(series.name)

    def one(value: str | None, screened: bool | None) -> bool | None:
        if value is None or not screened:
            return None if value is None else False
        return bool(kernel(_series_of(value)).item())

    return mapped([column, screen], apply, pl.Boolean, one)


def _series_of(value: Any) -> pl.Series:
    """One value as a column; of these two kinds there is no doubt which type it has in Polars."""
    if not isinstance(value, str | date):
        raise TypeError(type(value).__name__)
    return pl.Series([value])


def _scattered(answers: pl.Series, present: pl.Series, name: str, return_dtype: Any) -> pl.Series:
    """Put the answers back where `present` is true; null elsewhere."""
    places = (present.cast(pl.UInt32).cum_sum() - 1).set(~present, None)
    return answers.cast(return_dtype).gather(places).alias(name)
