"""Parquet files: typed columns become the text that a person would have written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from engine.reading.celltext import moment_text, number_text
from engine.reading.source import Content, Sheet, SheetBuilder

_BATCH_ROWS: Final = 50_000


def read_parquet(content: Content, builder: SheetBuilder) -> Sheet:
    """The one table of a Parquet file: row 0 holds the names of the columns, row n the n-th record.

    Raises:
        UserError: damaged, or a column holds lists, structures or bytes.
    """
    try:
        schema = pl.scan_parquet(content.scannable, glob=False).collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(content) from error
    builder.refuse_wide(len(schema))
    columns = [_as_text(content, f"c{number}", name, dtype) for number, (name, dtype) in enumerate(schema.items())]
    return builder.sheet(None, _Table(content, tuple(schema), tuple(columns)).blocks)


@dataclass(frozen=True)
class _Table:
    content: Content
    names: tuple[str, ...]
    columns: tuple[pl.Expr, ...]

    def blocks(self, _header_row: int, _width: int) -> Iterator[pl.DataFrame]:
        """The names of the columns as row 0, then the records."""
        header = {f"c{number}": [name] for number, name in enumerate(self.names)}
        yield pl.DataFrame({"sheet_row": [0], **header}, schema_overrides={"sheet_row": pl.UInt32})
        start = 1
        try:
            for batch in pl.scan_parquet(self.content.scannable, glob=False).collect_batches(
                chunk_size=_BATCH_ROWS, maintain_order=True
            ):
                rows = pl.int_range(start, start + batch.height, dtype=pl.UInt32).alias("sheet_row")
                start += batch.height
                yield batch.select(rows, *self.columns)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _damaged(self.content) from error


def _as_text(content: Content, target: str, name: str, dtype: pl.DataType) -> pl.Expr:
    """The text of one column, empty cells as null."""
    column = pl.col(name)
    if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object | pl.Duration):
        raise content.fault(
            "nested-column",
            f"的“{name}”列不是文本、数值或日期（{dtype}）：请先展开为普通列再报送。",
            f"column '{name}' is neither text nor a number nor a date ({dtype}); turn it into plain columns first.",
        )
    if isinstance(dtype, pl.Date):
        text = column.dt.strftime("%Y/%m/%d")
    elif isinstance(dtype, pl.Datetime):
        text = moment_text(column)
    elif isinstance(dtype, pl.Time):
        text = column.dt.strftime("%H:%M:%S")
    elif dtype.is_float():
        text = pl.coalesce(number_text(column.cast(pl.String)), column.cast(pl.String))
    elif dtype.is_decimal():
        plain = column.cast(pl.String)
        text = pl.when(plain.str.contains(".", literal=True)).then(
            plain.str.strip_chars_end("0").str.strip_chars_end(".")
        )
        text = text.otherwise(plain)
    else:
        text = column.cast(pl.String)
    return pl.when(text != "").then(text).alias(target)


def _damaged(content: Content) -> Exception:
    return content.fault(
        "corrupt-parquet",
        "不是完整的 Parquet 文件：请重新导出，或改用 CSV、.xlsx 报送。",
        "is not a sound Parquet file; export it again, or hand in CSV or .xlsx.",
    )
