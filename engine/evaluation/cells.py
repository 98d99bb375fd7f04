"""The cells of one slice, looked at by what they hold: which columns repeat themselves, and which combinations occur.

A column whose cells repeat gets a code for each distinct cell, so that text and value are worked out once for each of
them, and combinations of cells can be told apart and counted with whole numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

REPETITION: Final = 3  # a column repeats itself where a sample holds each cell so often at least
CELL_COLUMNS: Final = (".raw", ".text", ".value")
_SAMPLED: Final = 4096
_MOST_COUNTED: Final = 1 << 20  # more combinations than this are found by sorting, not by counting

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Combinations:
    """The different combinations of some numbers, one from each of several columns.

    Args:
        codes: at least one column of whole numbers from 0, all of one length.

    Attributes:
        first: for each combination, a place where it stands.
    """

    def __init__(self, codes: Sequence[Places]) -> None:
        joined, size = np.zeros(len(codes[0]), np.int64), 1
        for column in codes:
            width = int(column.max(initial=0)) + 1
            joined, size = joined * width + column, size * width
            if size > _MOST_COUNTED:
                seen, joined = np.unique(joined, return_inverse=True)
                size = len(seen)
        standing = np.full(size, -1, np.int64)
        standing[joined] = np.arange(len(joined))
        (seen,) = np.nonzero(standing >= 0)
        self.first: Places = standing[seen]
        standing[seen] = np.arange(len(seen))
        self._number = standing[joined]

    def counts(self, without: Places) -> Places:
        """How often each combination stands there, not counting some places."""
        every = np.bincount(self._number, minlength=len(self.first))
        return every - np.bincount(self._number[without], minlength=len(self.first))

    def spread(self, marks: Mask) -> Mask:
        """A mark for each place, from one for each combination."""
        return marks[self._number]


@dataclass(frozen=True)
class Field:
    """The cells of one field.

    Attributes:
        codes: the code of each cell, 0 = empty; None where cells hardly repeat.
        lines: columns `CODE.raw`, `CODE.text` and, for a typed field, `CODE.value`: one line a code, or one line a
            cell where there are none.
    """

    codes: Places | None
    lines: pl.DataFrame

    def column(self, name: str, places: Places | None) -> pl.Series:
        """A column at some places (None = all)."""
        if self.codes is not None:
            places = self.codes if places is None else self.codes[places]
        return self.lines[name] if places is None else self.lines[name].gather(places)

    def filled(self) -> Mask:
        """Where the field is not empty."""
        return self.lines.to_series().is_not_null().to_numpy() if self.codes is None else self.codes > 0


@dataclass(frozen=True)
class Cells:
    """The cells of a slice.

    Attributes:
        height: number of records.
        fields: by code.
    """

    height: int
    fields: Mapping[str, Field]

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Codes of the fields whose cells repeat themselves."""
        return frozenset(code for code, field in self.fields.items() if field.codes is not None)

    def taken(self, names: Mapping[str, str], places: Places | None) -> pl.DataFrame:
        """Some columns at some places.

        Args:
            names: name of the column → which it is: `CODE.raw`, `CODE.text`, `CODE.value`.
            places: None = all.
        """
        taken = {source: self.fields[field_code(source)].column(source, places) for source in set(names.values())}
        return pl.DataFrame([taken[source].alias(name) for name, source in names.items()])


def field_code(name: str) -> str:
    """The code of the field to which a column of the working frame belongs."""
    return name.rpartition(".")[0]


def field_of(raw: pl.Series, derived: Sequence[pl.Expr]) -> Field:
    """The cells of one field, looked at.

    Args:
        raw: the column as handed in, `CODE.raw`.
        derived: what to work out from it, one after the other: expressions of `CODE.text` and `CODE.value`.
    """
    codes = _codes(raw)
    lines = pl.DataFrame([raw if codes is None else _distinct(raw, codes)])
    for expression in derived:
        lines = lines.with_columns(expression)
    return Field(codes, lines)


def _distinct(raw: pl.Series, codes: Places) -> pl.Series:
    """The cell of each code."""
    standing = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    standing[codes] = np.arange(len(codes))
    empty = pl.Series(raw.name, [None], dtype=raw.dtype)  # 0 is the empty cell, whether there is one or not
    return empty.append(raw.gather(standing[1:])).rechunk()


def _codes(raw: pl.Series) -> Places | None:
    """A number for each distinct cell, 0 for an empty one; None where cells hardly repeat."""
    if raw.null_count() == len(raw):
        return np.zeros(len(raw), np.int64)
    sample = raw.gather_every(max(1, len(raw) // _SAMPLED)).drop_nulls()
    if sample.n_unique() * REPETITION > len(sample):
        return None
    # Categories of their own: nobody else's cells get numbers among them.
    numbers = raw.cast(pl.Categorical(pl.Categories.random())).to_physical()
    return (numbers.cast(pl.Int64) + 1).fill_null(0).to_numpy()
