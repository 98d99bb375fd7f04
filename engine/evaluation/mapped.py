"""Python functions in expressions, with a twin for single values.

Polars calls a function of an expression with whole columns. For a record that comes alone the columns would take
longer than the work, so such a function can say beside it what it does with the values of one record. Both must say
the same of every record. `engine.evaluation.scalars` finds the twin when it reads an expression.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import polars as pl

Function = Callable[[Sequence[pl.Series]], pl.Series]
Single = Callable[..., Any]
_noted: ContextVar[list["Mapped"] | None] = ContextVar("noted", default=None)


class Mapped:
    """A function that Polars calls.

    Args:
        function: columns → a column.
        single: one value of each of the columns → the value; None where there is no such function.
    """

    def __init__(self, function: Function, single: Single | None) -> None:
        self._function, self.single = function, single

    def __call__(self, parts: Sequence[pl.Series], **_: Any) -> pl.Series:
        return self._function(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        """When an expression is written down, the place among those noted stands for the function."""
        noted = _noted.get()
        if noted is None:
            raise TypeError("a function of an expression cannot be written down")
        noted.append(self)
        return str, (place_mark(len(noted) - 1),)


def place_mark(place: int) -> str:
    """What stands for a function in an expression that is written down."""
    return f"mapped:{place};"


@contextmanager
def noting() -> Iterator[list[Mapped]]:
    """The functions of the expressions that are written down meanwhile."""
    noted: list[Mapped] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def mapped(columns: Sequence[pl.Expr], function: Function, return_dtype: Any, single: Single | None = None) -> pl.Expr:
    """An expression that calls a Python function; it looks at each record by itself.

    Args:
        columns: what the function gets.
        function: Series of one length → Series of that length.
        return_dtype: polars type of the result.
        single: the same for one record: a value of each column (text, number, date, truth; None for null) → the
            value. It raises where the function would.
    """
    return pl.map_batches(list(columns), Mapped(function, single), return_dtype=return_dtype, is_elementwise=True)
