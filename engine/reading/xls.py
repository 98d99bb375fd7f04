"""XLS workbooks (Excel 97 to 2003), read with xlrd: the format is closed, small and often met in county offices.

xlrd tells error cells from empty ones and knows the built-in date formats of Chinese Excel; the faster readers do
neither.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import xlrd  # type: ignore[import-untyped]

from engine.reading.celltext import FALSE, TRUE, date_text, general_number
from engine.reading.container import damaged, password_protected
from engine.reading.source import Content, Passes, Sheet, SheetBuilder, none_passes

_BLOCK_ROWS: Final = 5000
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def read_xls(content: Content, builder: SheetBuilder) -> tuple[Sheet, ...]:
    """The sheets of an XLS workbook, hidden ones too.

    Raises:
        UserError: protected by a password (also an XLSX inside a protected container), or damaged.
    """
    data = b"".join(content.chunks())
    if _ENCRYPTED_PACKAGE in data:
        raise password_protected(content)
    book = _book(content, data)
    return tuple(
        builder.sheet(sheet.name, _Sheet(sheet, book.datemode == 1, builder).blocks, sheet.visibility != 0)
        for sheet in book.sheets()
    )


def _book(content: Content, data: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise password_protected(content) if "encrypted" in str(error).lower() else damaged(content) from error
    except Exception as error:  # a damaged file makes xlrd stumble in any way: struct, index, assertion
        raise damaged(content) from error


@dataclass(frozen=True)
class _Sheet:
    sheet: Any
    base_1904: bool
    builder: SheetBuilder

    def blocks(self, _header_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """All rows, a few thousand at a time."""
        width = self.sheet.ncols
        self.builder.refuse_wide(width)
        for start in range(0, self.sheet.nrows, _BLOCK_ROWS):
            stop = min(start + _BLOCK_ROWS, self.sheet.nrows)
            rows = pl.int_range(start + 1, stop + 1, dtype=pl.UInt32, eager=True)
            columns = {f"c{number}": self._column(number, start, stop) for number in range(width)}
            yield pl.DataFrame({"sheet_row": rows, **columns})

    def _column(self, number: int, start: int, stop: int) -> pl.Series:
        kinds = self.sheet.col_types(number, start, stop)
        values = self.sheet.col_values(number, start, stop)
        texts = [_text(kind, value) for kind, value in zip(kinds, values, strict=True)]
        if xlrd.XL_CELL_DATE not in kinds:
            return pl.Series(texts, dtype=pl.String)
        serials = [value if kind == xlrd.XL_CELL_DATE else None for kind, value in zip(kinds, values, strict=True)]
        frame = pl.DataFrame({"text": texts, "serial": serials}, schema={"text": pl.String, "serial": pl.Float64})
        return frame.select(pl.coalesce(date_text(pl.col("serial"), self.base_1904), "text")).to_series()


def _text(kind: int, value: Any) -> str | None:
    """The text of a cell; of a date cell the number, in case it is no date."""
    if kind == xlrd.XL_CELL_TEXT:
        return value or None
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return general_number(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return TRUE if value else FALSE
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return None
