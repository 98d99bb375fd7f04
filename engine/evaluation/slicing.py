"""Slices as reading gives them → slices as checking takes them."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl


def raw_slices(
    slices: Iterable[pl.DataFrame], columns: dict[str, int], codes: tuple[str, ...], start: int = 1
) -> Iterator[pl.DataFrame]:
    """Slices as read → slices as checked: field codes for column numbers, records numbered.

    Args:
        slices: columns `sheet_row` and `c0`, `c1`, … as the reading room gives them.
        columns: field code → column number, for the fields that the header has.
        codes: all field codes of the layout; those without a column become null.
        start: number of the first record.
    """
    for piece in slices:
        numbers = pl.Series("row", np.arange(start, start + piece.height, dtype=np.uint32))
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, piece.height)
        cells = dict(zip(piece.columns, piece.get_columns(), strict=True))
        fields = [cells[f"c{columns[c]}"] if c in columns else nothing for c in codes]
        named = (cell.alias(f"{code}.raw") for code, cell in zip(codes, fields, strict=True))
        yield pl.DataFrame([numbers, cells["sheet_row"], *named])
        start += piece.height
