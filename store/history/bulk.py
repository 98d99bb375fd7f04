"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite, both inside a transaction."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import polars as pl

from store.statements import Statements

_BATCH: Final = 100_000
# As SQLAlchemy writes them on SQLite; moments are UTC.
_WRITTEN: Final[dict[Any, str]] = {pl.Date: "%Y-%m-%d", pl.Datetime: "%Y-%m-%d %H:%M:%S%.6f"}


def insert_rows(statements: Statements, table: str, frames: Iterable[pl.DataFrame]) -> None:
    """Insert frames into a table.

    Args:
        statements: their transaction takes the rows.
        table: with the frames' columns; dates, binaries, texts, whole numbers and Booleans.
        frames: all with the same columns.

    Raises:
        DBAPIError: as for any statement of a session.
    """
    insert = _execute_many if statements.is_sqlite else _copy
    with statements.told():
        for frame in frames:
            for start in range(0, frame.height, _BATCH):
                insert(statements.raw, table, frame[start : start + _BATCH])


def _execute_many(raw: Any, table: str, frame: pl.DataFrame) -> None:
    places = ", ".join("?" * frame.width)
    names = ", ".join(f'"{name}"' for name in frame.columns)
    raw.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', _lines(frame))  # noqa: S608 - our own names


def _lines(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    texts = [pl.col(name).dt.to_string(_WRITTEN[kind.base_type()]) for name, kind in _dated(frame)]
    return zip(*(column.to_list() for column in frame.with_columns(texts)), strict=True)


def _dated(frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataType]]:
    return ((name, kind) for name, kind in frame.schema.items() if kind.base_type() in _WRITTEN)


def _copy(raw: Any, table: str, frame: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in frame.columns)
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT CSV)') as copy:
        copy.write(frame.with_columns(_as_text(frame)).write_csv(include_header=False, quote_style="necessary"))


def _as_text(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    for name, kind in frame.schema.items():
        if kind == pl.Binary:
            yield pl.format("\\x{}", pl.col(name).bin.encode("hex")).alias(name)
        elif kind.base_type() == pl.Datetime:
            yield pl.col(name).dt.replace_time_zone(None)
