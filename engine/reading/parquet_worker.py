"""The process that opens a Parquet file: typed columns become the text that a person would have written.

Usage: python -m engine.reading.parquet_worker SOURCE TARGET BYTES. Writes the columns `c0`, `c1`, … as text to TARGET
(Arrow IPC, at most BYTES) and one JSON object to standard output: `names` of the columns, or `nested` and `type` of one
that is not plain.
"""

import json
import resource
import sys
from typing import Final

import polars as pl

from engine.reading.celltext import moment_text, number_text

_MEMORY_BESIDE: Final = 8 << 30  # address space for libraries, threads and buffers
_NOT_PLAIN: Final = pl.Binary | pl.Object | pl.Duration


def main(source: str, target: str, most_bytes: int) -> dict[str, object]:
    """Converts the file under limits of its own.

    Raises:
        polars.exceptions.PolarsError: the file is damaged (it may also end the process).
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes + _MEMORY_BESIDE, most_bytes + _MEMORY_BESIDE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    frame = pl.scan_parquet(source, glob=False)
    schema = frame.collect_schema()
    for name, dtype in schema.items():
        if dtype.is_nested() or isinstance(dtype, _NOT_PLAIN):
            return {"nested": name, "type": str(dtype)}
    columns = [as_text(name, dtype).alias(f"c{number}") for number, (name, dtype) in enumerate(schema.items())]
    frame.select(columns).sink_ipc(target, maintain_order=True)
    return {"names": list(schema)}


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """The text of one column, empty cells as null."""
    column = pl.col(name)
    plain = column.cast(pl.String)
    if isinstance(dtype, pl.Date):
        text = column.dt.strftime("%Y/%m/%d")
    elif isinstance(dtype, pl.Datetime):
        text = moment_text(column)
    elif isinstance(dtype, pl.Time):
        text = column.dt.strftime("%H:%M:%S")
    elif dtype.is_float():
        text = pl.coalesce(number_text(plain), plain)
    elif dtype.is_decimal():
        shortest = plain.str.strip_chars_end("0").str.strip_chars_end(".")
        text = pl.when(plain.str.contains(".", literal=True)).then(shortest).otherwise(plain)
    else:
        text = plain
    return pl.when(text != "").then(text)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
