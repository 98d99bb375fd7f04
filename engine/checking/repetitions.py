"""Records of one submission with the same key, found on hashes of the keys."""

from typing import Final

import numpy as np
import polars as pl

_HASHES: Final = ["first", "second"]
_NONE: Final = pl.DataFrame(schema=dict.fromkeys(("row", "sheet_row", "first_row", "first_sheet_row"), pl.UInt32))


class Repetitions:
    """The keys of a submission's records, for each group rule; 12 bytes of hash a key and record."""

    def __init__(self) -> None:
        self._keys: dict[int, list[pl.DataFrame]] = {}

    def add(self, number: int, keys: pl.DataFrame) -> None:
        """Keep keys: 96 bits of hash for each, enough that two different keys of one submission never meet.

        Args:
            number: of the group rule.
            keys: columns row, sheet_row, key; a null key is equal to none.
        """
        key = pl.col("key")
        hashed = keys.drop_nulls("key").select(
            "row", "sheet_row", first=key.hash(1), second=key.hash(2).cast(pl.UInt32, wrap_numerical=True)
        )
        self._keys.setdefault(number, []).append(hashed)

    def found(self, number: int) -> tuple[int, pl.DataFrame]:
        """How many records have a key, and those that have an earlier record's.

        Args:
            number: of the group rule.

        Returns:
            The number, and columns row, sheet_row, first_row, first_sheet_row (of the earliest with that key), by row.
        """
        if number not in self._keys:
            return 0, _NONE
        hashed = pl.concat(self._keys[number])
        if hashed.height <= 1:
            return hashed.height, _NONE
        few = hashed.filter(pl.col("first").is_in(_repeated(hashed["first"]).implode()))
        repeated = few.filter(pl.struct(_HASHES).is_duplicated()).with_columns(
            first_row=pl.col("row").min().over(_HASHES), first_sheet_row=pl.col("sheet_row").min().over(_HASHES)
        )
        return hashed.height, repeated.filter(pl.col("row") > pl.col("first_row")).sort("row")


def _repeated(numbers: pl.Series) -> pl.Series:
    """The numbers that stand there more than once; sorting takes less memory than grouping."""
    ordered = np.sort(numbers.to_numpy())
    return pl.Series(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]), dtype=numbers.dtype)
