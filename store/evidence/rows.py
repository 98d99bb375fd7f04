"""The rows of a submission as sealed Parquet, written while they are read and read again when somebody asks.

The first piece says where the header was and what it said; each other piece is a Parquet file (zstd) of one slice. A
few rows are JSON instead: a Parquet file of one row takes longer to write than all else that is kept of it.
"""

import io
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import polars as pl

from engine.header import Located
from store.evidence.container import SealedWriter

COMPRESSION_LEVEL: Final = 1
_THREADED_ROWS: Final = 5_000
_FEW_ROWS: Final = 20
_NUMBERS: Final = "sheet_row"
_BRACE: Final = b"{"  # a Parquet file begins with PAR1


@dataclass(frozen=True)
class KeptHeader:
    """The header of rows that were kept.

    Attributes:
        captions: all header cells, left to right.
    """

    sheet: str | None
    row: int
    captions: tuple[str, ...]


class RowsWriter:
    """A watcher (see `engine.gate.Watcher`) that keeps what it sees.

    Args:
        key, workspace: see `SealedWriter`.
    """

    def __init__(self, key: bytes, workspace: Path) -> None:
        self.file = SealedWriter(key, workspace)
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: Future[None] | None = None

    def __enter__(self) -> "RowsWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown()
        self.file.discard()

    def located(self, header: Located) -> None:
        """Keep the header."""
        kept = {"sheet": header.sheet.name, "row": header.row, "captions": list(header.match.captions)}
        self.file.add(json.dumps(kept, ensure_ascii=False).encode())

    def read(self, piece: pl.DataFrame) -> None:
        """Keep a slice; a large one beside the checking of it."""
        if self._thread is None and piece.height < _THREADED_ROWS:
            self._add(piece)
            return
        self._thread = self._thread or ThreadPoolExecutor(1)
        self._wait()
        self._waiting = self._thread.submit(self._add, piece)

    def checked(self, records: int, violations: Mapping[str, int]) -> None:
        """Nothing to keep of that."""

    def finish(self) -> None:
        """Wait for what is under way and end the file."""
        self._wait()
        self.file.finish()

    def _wait(self) -> None:
        if self._waiting is not None:
            self._waiting.result()

    def _add(self, piece: pl.DataFrame) -> None:
        if piece.height <= _FEW_ROWS:
            kept = {"columns": piece.columns, "rows": piece.rows()}
            self.file.add(json.dumps(kept, ensure_ascii=False).encode())
            return
        buffer = io.BytesIO()
        piece.write_parquet(buffer, compression="zstd", compression_level=COMPRESSION_LEVEL, statistics=False)
        self.file.add(buffer.getvalue())


def kept_header(pieces: Iterator[bytes]) -> KeptHeader:
    """The header, taken off the pieces."""
    kept: dict[str, Any] = json.loads(next(pieces))
    return KeptHeader(kept["sheet"], kept["row"], tuple(kept["captions"]))


def kept_slices(pieces: Iterator[bytes]) -> Iterator[pl.DataFrame]:
    """The slices: columns `sheet_row`, `c0`, `c1`, …"""
    for piece in pieces:
        yield _few_rows(piece) if piece.startswith(_BRACE) else pl.read_parquet(io.BytesIO(piece))


def _few_rows(piece: bytes) -> pl.DataFrame:
    kept: dict[str, Any] = json.loads(piece)
    schema = {name: pl.UInt32 if name == _NUMBERS else pl.String for name in kept["columns"]}
    return pl.DataFrame(kept["rows"], schema=schema, orient="row")
