"""CSV, TSV and other delimited text: counted first, then parsed by Polars in batches.

Row numbers are those that a spreadsheet shows: a line break within quotes starts no new row, a blank line counts.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import polars as pl

from engine.errors import UserError
from engine.reading.encoding import as_utf8, detected
from engine.reading.source import Content, Passes, Sheet, SheetBuilder, none_passes
from engine.reading.structure import Structure, counted

_HEAD_BYTES: Final = 1 << 18
_HEAD_LINES: Final = 20
_BATCH_ROWS: Final = 25_000  # the parser holds several batches at a time
_FIRST_ROWS: Final = 200
_QUOTED: Final = re.compile(rb'"[^"]*"?')
_DELIMITERS: Final = (b",", b"\t", b";")


def read_delimited(content: Content, builder: SheetBuilder, tabs: bool = False) -> tuple[str, Sheet]:
    """The encoding and the one sheet of a delimited text.

    Args:
        content: the file.
        builder: makes the sheet.
        tabs: the fields are separated by tabs, whatever the first lines look like.

    Raises:
        UserError: unknown encoding, NUL bytes, stray or unclosed quotes, too many columns.
    """
    # Nearly all files are UTF-8: they are counted while it is found out whether they are.
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(_counted, content, tabs)
        encoding = detected(content)
    text = as_utf8(content, encoding)
    delimiter, line_end, structure = counting.result() if text is content else _counted(text, tabs)
    builder.refuse_wide(structure.width)
    table = _Delimited(text, delimiter.decode(), line_end.decode(), structure)
    return encoding, builder.sheet(None, table.blocks, first=table.first_blocks())


def _counted(text: Content, tabs: bool) -> tuple[bytes, bytes, Structure]:
    """What separates fields, what ends rows, and how many there are."""
    head = _QUOTED.sub(b"", text.head(_HEAD_BYTES))
    line_end = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
    delimiter = b"\t" if tabs else _delimiter(head.split(line_end)[:_HEAD_LINES])
    return delimiter, line_end, counted(text, delimiter[0], line_end[0])


def _delimiter(lines: list[bytes]) -> bytes:
    """The delimiter that the first lines have most of: tables are wider than the sentences above them."""
    return max(_DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _numbered(batch: pl.DataFrame, start: int) -> pl.DataFrame:
    rows = pl.int_range(start + 1, start + batch.height + 1, dtype=pl.UInt32).alias("sheet_row")
    return batch.select(rows, pl.all())


@dataclass(frozen=True)
class _Delimited:
    text: Content
    delimiter: str
    line_end: str
    structure: Structure

    def blocks(self, header_row: int, width: int, passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """All rows, the header's among them, once the rows below it are known to have enough fields."""
        start = 0
        for batch in self._batches():
            block = _numbered(batch, start)
            start += batch.height
            self._refuse_short_rows(block, header_row, width, passes)
            yield block
        if start != self.structure.fields.size:
            raise self._uneven(
                f"应有 {self.structure.fields.size} 行，只能读出 {start} 行", "rows cannot be told apart"
            )

    def first_blocks(self) -> Iterator[pl.DataFrame]:
        """The first rows without starting on the whole file; the others only if those are not enough."""
        for batch in self._batches(first=_FIRST_ROWS):
            yield _numbered(batch, 0)
        for block in self.blocks(0, 0):
            yield block.filter(pl.col("sheet_row") > _FIRST_ROWS)

    def _batches(self, first: int | None = None) -> Iterator[pl.DataFrame]:
        """Frames of text columns, as wide as the widest row; empty cells are null."""
        names = [f"c{number}" for number in range(self.structure.width)]
        if not names:
            return
        try:
            if first is None:
                yield from self._scan(names).collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True)
            else:
                yield self._scan(names).head(first).collect()
        except pl.exceptions.PolarsError as error:
            raise self._uneven("的分隔符或引号有误", "its separators or quotes are at fault") from error

    def _scan(self, names: list[str]) -> pl.LazyFrame:
        frame = pl.scan_csv(
            self.text.scannable,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=self.delimiter,
            eol_char=self.line_end,
            missing_columns="insert",  # the first row may be a title, narrower than the table
            glob=False,
        )
        if not self.structure.quoted:
            return frame
        # An empty field between quotes is read as '', one without quotes as null; both are an empty cell.
        return frame.select(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))

    def _refuse_short_rows(self, block: pl.DataFrame, header_row: int, width: int, passes: Passes) -> None:
        """The parser fills short rows with nulls in silence: the count knows how many fields there are."""
        first = int(block["sheet_row"][0]) if block.height else 1
        fields = self.structure.fields[first - 1 : first - 1 + block.height]
        if not (fields < width).any():
            return
        short = block.with_columns(pl.Series("fields", fields)).filter(
            pl.col("sheet_row") > header_row,
            pl.col("fields") < width,
            pl.any_horizontal(pl.all().exclude("sheet_row", "fields").str.strip_chars() != ""),
        )
        for row, *cells, found in short.iter_rows():
            if not passes(row, cells[:width]):
                raise self.text.fault(
                    "ragged-row",
                    f"第 {row} 行只有 {found} 个单元格，表头有 {width} 个：请检查该行是否少了分隔符，"
                    "或用 Excel 另存为 .xlsx。",
                    f"row {row} has {found} cells where the header has {width}; look for missing separators, "
                    "or save as .xlsx.",
                )

    def _uneven(self, zh: str, en: str) -> UserError:
        return self.text.fault(
            "bad-delimited",
            f"{zh}：请用 Excel 打开后另存为 .xlsx 再报送。",
            f"{en}; open it in Excel and save it as .xlsx.",
        )
