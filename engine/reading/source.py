"""What reading hands over: a source, its sheets as slices of text cells, and the limits that guard it.

The formats differ in how they make *blocks* (frames with `sheet_row` and `c0`, `c1`, … of any height and width). What
is the same for all of them happens here once: blank rows go, cells to the right of the header are refused, blocks are
cut into slices of one size.
"""

import hashlib
import io
import os
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import numpy as np
import polars as pl

from engine.errors import UserError

PREVIEW_ROWS: Final = 20
CHUNK_BYTES: Final = 1 << 18  # small enough to stay in the processor's cache while it is looked at
_SLICE_ROWS: Final = 50_000
_FEW_ROWS: Final = 32  # so few are looked at one by one

_FILLED: Final = (pl.col("cell").str.strip_chars() != "").fill_null(False)

Preview = tuple[tuple[int, tuple[str, ...]], ...]


class Blocks(Protocol):
    """Header row, width, beginnings of explanation rows → frames of all rows below the header row at least."""

    def __call__(self, header_row: int, width: int, explanations: tuple[str, ...] = (), /) -> Iterator[pl.DataFrame]:
        """Only formats whose rows are of different widths need the beginnings."""
        ...


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine; None = no limit. What is over a limit is a `UserError`.

    Attributes:
        upload_bytes: size of the file in bytes.
        unpacked_bytes: size of all parts of a workbook together after unpacking, counted while unpacking.
        parts: number of parts (entries of the ZIP container) of a workbook.
        columns: number of the last column that may hold anything.
        cell_characters: length of one cell, in characters.
        rows: number of rows that are not blank, below the header.
    """

    upload_bytes: int | None = None
    unpacked_bytes: int = 1024 << 20
    parts: int = 10_000
    columns: int = 1000
    cell_characters: int = 1_000_000
    rows: int | None = None


@dataclass(frozen=True)
class Content:
    """The bytes of one file, on disk or in memory, and the name under which the user knows them."""

    name: str
    path: Path | None = None
    data: bytes = b""

    @property
    def scannable(self) -> Path | bytes:
        """What the scan functions of Polars take."""
        return self.data if self.path is None else self.path

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    def chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The bytes in order, `size` at a time."""
        with self.open() as stream:
            while chunk := stream.read(size):
                yield chunk

    def head(self, size: int) -> bytes:
        with self.open() as stream:
            return stream.read(size)

    def stamp(self) -> tuple[int, int]:
        """Size and time of change: tells whether somebody wrote into the file while it was read."""
        if self.path is None:
            return len(self.data), 0
        try:
            state = os.stat(self.path)
        except FileNotFoundError:
            return -1, 0
        return state.st_size, state.st_mtime_ns

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks(1 << 20):
            digest.update(chunk)
        return digest.hexdigest()

    def fault(self, code: str, zh: str, en: str) -> UserError:
        """The one line about this file: what, where, and the way out."""
        return UserError(code, zh=f"文件“{self.name}”{zh}", en=f"File '{self.name}': {en}")


def temporary(content: Content) -> tuple[Content, Path]:
    """An empty file for another form of the same content; it goes when nobody uses that content any more.

    Returns:
        The content, under the name that the user knows, and the path to write to. Only the owner may read the file.
    """
    handle, name = tempfile.mkstemp(prefix="gongshi-")
    os.close(handle)
    other = Content(content.name, Path(name))
    weakref.finalize(other, Path(name).unlink, missing_ok=True)
    return other, Path(name)


@dataclass(frozen=True)
class Sheet:
    """One table of a source.

    Attributes:
        name: the sheet's name; None for formats without sheets.
        preview: the first 20 rows that are not blank: (sheet row, cells), empty cells as '', trailing empty cells
            left out.
        hidden: the sheet is hidden in the workbook, so its author may not know of it.
    """

    name: str | None
    preview: Preview
    hidden: bool = False
    _content: Content = field(kw_only=True, repr=False)
    _limits: Limits = field(kw_only=True, repr=False)
    _blocks: Blocks = field(kw_only=True, repr=False)
    _stamp: tuple[int, int] = field(kw_only=True, repr=False)

    def slices(
        self, header_row: int, width: int, size: int = _SLICE_ROWS, explanations: tuple[str, ...] = ()
    ) -> Iterator[pl.DataFrame]:
        """The rows below the header, as text exactly as it stands in the file.

        Args:
            header_row: sheet row of the header; 0 = from the first row (for JSON, NDJSON and Parquet the keys are row
                0).
            width: number of columns under the header; cells to the right of it must be empty.
            size: the most rows in a slice. The rows are the same for every size.
            explanations: how rows begin that explain the form; those need not be as wide as the header.

        Returns:
            Frames of `sheet_row` (UInt32, the row that a person sees) and `c0` … (String, null = empty cell), blank
            rows left out.

        Raises:
            UserError: the file is damaged, uneven, over a limit, or was changed while it was read.
        """
        rows = 0
        for piece in _resized(self._checked(header_row, width, explanations), size):
            rows += piece.height
            if self._limits.rows is not None and rows > self._limits.rows:
                raise self._content.fault(
                    "too-many-rows",
                    f"超过 {self._limits.rows} 行：请分成几个文件报送。",
                    f"more than {self._limits.rows} rows; hand it in as several files.",
                )
            yield piece
        if self._content.stamp() != self._stamp:
            raise self._content.fault(
                "file-changed", "在读取过程中被改动：请重新校验。", "changed while it was read; check it again."
            )

    def _checked(self, header_row: int, width: int, explanations: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        names = [f"c{number}" for number in range(width)]
        for block in self._blocks(header_row, width, explanations):
            below = without_blank_rows(_below(block, header_row))
            self._refuse_cells_beyond(below, width)
            self._refuse_long_cells(below)
            if below.width == width + 1:
                yield below
                continue
            absent = [pl.lit(None, pl.String).alias(name) for name in names[below.width - 1 :]]
            yield below.with_columns(absent).select("sheet_row", *names)

    def _refuse_cells_beyond(self, block: pl.DataFrame, width: int) -> None:
        for name in block.columns[width + 1 :]:
            filled = block.filter(pl.col(name).str.strip_chars() != "")
            if filled.height:
                column, row = column_letters(int(name[1:])), filled["sheet_row"][0]
                raise self._content.fault(
                    "cell-beyond-header",
                    f"{self._place}第 {row} 行 {column} 列有内容，但该列没有表头：请补上表头，或删除该单元格"
                    "（CSV 文件请检查该行是否多了分隔符）。",
                    f"{self._place}row {row} has content in column {column}, which has no header; "
                    "add a header or clear the cell"
                    " (in a CSV file, look for a separator too many).",
                )

    def _refuse_long_cells(self, block: pl.DataFrame) -> None:
        limit = self._limits.cell_characters
        if block.estimated_size() <= limit:  # all cells together
            return
        cells = pl.all().exclude("sheet_row")
        longest = block.select(cells.str.len_bytes().max())
        for name in [name for name in longest.columns if (longest[name][0] or 0) > limit]:
            long = block.filter(pl.col(name).str.len_chars() > limit)
            if long.height:
                column, row = column_letters(int(name[1:])), long["sheet_row"][0]
                raise self._content.fault(
                    "cell-too-long",
                    f"{self._place}第 {row} 行 {column} 列的内容超过 {limit} 个字符：请检查是否误贴了大段内容，"
                    "或引号不成对。",
                    f"{self._place}row {row}, column {column} has more than {limit} characters; "
                    "look for pasted text or an unclosed quote.",
                )

    @property
    def _place(self) -> str:
        return f"“{self.name}”" if self.name else ""


@dataclass(frozen=True)
class Source:
    """A file that was opened, or records that came without one.

    Attributes:
        name: the name that the user knows.
        format: csv, xlsx, xls, ods, json, ndjson or parquet, found from the content, not from the name.
        encoding: utf-8, utf-8-sig, gb18030 or utf-16 for text formats, else None.
        sha256: of the bytes, in hexadecimal.
        size: in bytes.
        sheets: the tables, in the order of the workbook; other formats have exactly one.
    """

    name: str
    format: str
    encoding: str | None
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class SheetBuilder:
    """Makes the sheets of one file: knows what every sheet needs besides its own blocks."""

    content: Content
    limits: Limits
    stamp: tuple[int, int]

    def sheet(
        self, name: str | None, blocks: Blocks, hidden: bool = False, first: Iterator[pl.DataFrame] | None = None
    ) -> Sheet:
        """A sheet with its preview; reads no more blocks than the preview needs.

        Args:
            name: the sheet's name, None for formats without sheets.
            blocks: makes its rows.
            hidden: the sheet is hidden.
            first: a cheaper way to the first rows, for the preview.
        """
        preview = self._preview(first or blocks(0, 0))
        return Sheet(
            name, preview, hidden, _content=self.content, _limits=self.limits, _blocks=blocks, _stamp=self.stamp
        )

    def _preview(self, blocks: Iterator[pl.DataFrame]) -> Preview:
        rows: list[tuple[int, tuple[str, ...]]] = []
        for block in blocks:
            for sheet_row, *cells in without_blank_rows(block).head(PREVIEW_ROWS - len(rows)).rows():
                while cells[-1] in (None, ""):
                    cells.pop()
                self.refuse_wide(len(cells))
                rows.append((sheet_row, tuple(cell or "" for cell in cells)))
            if len(rows) == PREVIEW_ROWS:
                break
        return tuple(rows)

    def refuse_wide(self, columns: int) -> None:
        """Raises a `UserError` when there are more columns than the limit."""
        if columns > self.limits.columns:
            raise self.content.fault(
                "too-many-columns",
                f"有 {columns} 列，超过 {self.limits.columns} 列：请删除表格右侧多余的列（包括空白列）后重新保存。",
                f"has {columns} columns, more than {self.limits.columns}; "
                "delete the needless columns on the right and save again.",
            )


def column_letters(number: int) -> str:
    """The name of a column in a spreadsheet, from its number counted from 0: 0 → A, 26 → AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _below(block: pl.DataFrame, header_row: int) -> pl.DataFrame:
    """The rows of a block that stand below the header."""
    rows = block["sheet_row"]
    if block.is_empty() or rows[0] > header_row:
        return block
    if block.height <= _FEW_ROWS and rows.is_sorted():
        return block[sum(row <= header_row for row in rows) :]
    return block.filter(pl.col("sheet_row") > header_row)


def without_blank_rows(block: pl.DataFrame) -> pl.DataFrame:
    """The rows of a block that hold anything but white space."""
    if block.height <= _FEW_ROWS and all(any(cell and cell.strip() for cell in cells) for _, *cells in block.rows()):
        return block
    # Looks column by column at the rows that were blank so far: after the first column hardly any are left.
    blank = np.arange(block.height)
    for column in block.get_columns():
        if not blank.size:
            return block
        if column.name != "sheet_row":
            cells = column if blank.size == block.height else column.gather(blank)
            blank = blank[~cells.to_frame("cell").select(_FILLED).to_series().to_numpy()]
    if not blank.size:
        return block
    return block.with_row_index("_").filter(~pl.col("_").is_in(blank.tolist())).drop("_")


def _resized(blocks: Iterator[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of at most `size` rows; small blocks are joined, large ones cut."""
    waiting: list[pl.DataFrame] = []
    rows = 0
    for block in blocks:
        waiting.append(block)
        rows += block.height
        if 4 * rows >= 3 * size:  # batches that lost a header or some blank rows are not cut anew
            yield from _cut(waiting, size)
            waiting, rows = [], 0
    if rows:
        yield from _cut(waiting, size)


def _cut(blocks: list[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    joined = pl.concat(blocks, rechunk=True) if len(blocks) > 1 else blocks[0]
    return (piece for piece in joined.iter_slices(size) if piece.height)
