"""Parquet files, read in a process of their own: a damaged one can make the parser abort the whole process, or ask for
any amount of memory. The process writes plain text columns to a temporary file that is ours, and so can be trusted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from engine.errors import UserError
from engine.reading.source import Content, Limits, Passes, Sheet, SheetBuilder, none_passes, temporary

_BATCH_ROWS: Final = 50_000
_SECONDS: Final = 600
_ROOT: Final = Path(__file__).parent.parent.parent


def read_parquet(content: Content, limits: Limits, builder: SheetBuilder) -> Sheet:
    """The one table of a Parquet file: row 0 holds the names of the columns, row n the n-th record.

    Raises:
        UserError: damaged, larger as text than `limits.unpacked_bytes`, or a column holds lists, structures or bytes.
    """
    text, target = temporary(content)
    origin = content if content.path else _saved(content)
    answer = _converted(origin, target, limits)
    if "nested" in answer:
        raise content.fault(
            "nested-column",
            f"的“{answer['nested']}”列不是文本、数值或日期（{answer['type']}）：请先展开为普通列再报送。",
            f"column '{answer['nested']}' is neither text nor a number nor a date ({answer['type']});"
            " turn it into plain columns first.",
        )
    builder.refuse_wide(len(answer["names"]))
    return builder.sheet(None, _Table(text, tuple(answer["names"])).blocks)


def _saved(content: Content) -> Content:
    saved, path = temporary(content)
    path.write_bytes(content.data)
    return saved


def _converted(origin: Content, target: Path, limits: Limits) -> dict[str, list[str]]:
    """What the other process says of the file: the names of its columns, or why it is not a table."""
    worker = [sys.executable, "-m", "engine.reading.parquet_worker"]
    arguments = [str(Path(str(origin.path)).absolute()), str(target), str(limits.unpacked_bytes)]
    try:
        run = subprocess.run(  # noqa: S603 (our own interpreter and module; the arguments are paths and a number)
            [*worker, *arguments],
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
        answer: dict[str, list[str]] = json.loads(run.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError) as error:
        raise _damaged(origin, limits) from error
    return answer


@dataclass(frozen=True)
class _Table:
    text: Content
    names: tuple[str, ...]

    def blocks(self, _header_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """The names of the columns as row 0, then the records."""
        header = {f"c{number}": [name] for number, name in enumerate(self.names)}
        yield pl.DataFrame({"sheet_row": [0], **header}, schema_overrides={"sheet_row": pl.UInt32})
        start = 1
        for batch in pl.scan_ipc(self.text.scannable).collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True):
            rows = pl.int_range(start, start + batch.height, dtype=pl.UInt32).alias("sheet_row")
            start += batch.height
            yield batch.select(rows, pl.all())


def _damaged(content: Content, limits: Limits) -> UserError:
    megabytes = limits.unpacked_bytes >> 20
    return content.fault(
        "corrupt-parquet",
        f"不是完整的 Parquet 文件，或展开后超过 {megabytes} MB：请重新导出或分成几个文件，也可改用 CSV、.xlsx 报送。",
        f"is not a sound Parquet file, or is larger than {megabytes} MB as text;"
        " export it again or split it, or hand in CSV or .xlsx.",
    )
