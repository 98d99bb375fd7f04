"""The ledger as the engine asks it: which records were accepted earlier (see `engine.history`)."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl
from sqlalchemy import text
from sqlmodel import Session

from engine.history import EARLIER_SCHEMA
from store.database import Database
from store.history.bulk import insert_rows
from store.secret import Secret

HASH_BYTES: Final = 16
BUCKETS: Final = 64
_FEW: Final = 400
# An accepted record counts unless a later submission took the place of its own.
_QUERY: Final = """
    SELECT r.key_hash, r.content_hash, r.row, s.id, s.received_on, s.number
    FROM {tables} JOIN submission s ON s.number = r.submission
    WHERE {condition} AND r.accepted AND s.number <> :without AND s.id <> :besides
      AND NOT EXISTS (SELECT 1 FROM replacement p WHERE p.earlier = s.number)
"""


class Ledger:
    """Answers for one judgement; implements `engine.history.EarlierSubmissions`.

    Args:
        without: number of a submission whose place is being taken; its records do not count. 0 = none.

    Attributes:
        asked: what was asked and when: the records, and the ticks before the answer; None = nothing was.
    """

    def __init__(self, database: Database, secret: Secret, without: int = 0) -> None:
        self._database, self._without = database, without
        self._hash = hashlib.blake2b(key=secret.derived("records"), digest_size=HASH_BYTES)
        self.asked: pl.DataFrame | None = None
        self.answer = pl.DataFrame(schema=EARLIER_SCHEMA)
        self.ticks: Mapping[int, int] = {}

    def hashed(self, texts: pl.Series) -> pl.Series:
        """See `engine.history.EarlierSubmissions`: BLAKE2b with a key of this installation."""
        copied, hashes = self._hash.copy, list[bytes | None]()
        for given in texts.cast(pl.Binary).to_list():  # a million times: nothing in here that need not be
            if given is None:
                hashes.append(None)
                continue
            state = copied()
            state.update(given)
            hashes.append(state.digest())
        return pl.Series(texts.name, hashes, dtype=pl.Binary)

    def earlier(self, records: pl.DataFrame) -> pl.DataFrame:
        """See `engine.history.EarlierSubmissions`."""
        self.asked = records
        with self._database.reading() as session:
            self.ticks = ticks(session)
            if any(self.ticks.values()):  # else nothing was ever kept
                self.answer = self.ask(session)
        return self.answer

    def ask(self, session: Session, besides: str | None = None) -> pl.DataFrame:
        """The answer to what was asked, as the session sees the ledger.

        Args:
            besides: id of the submission that asks, whose own records may be there already.
        """
        assert self.asked is not None
        given = {"without": self._without, "besides": besides or ""}
        found = self._few(session, given) if self.asked.height <= _FEW else self._many(session, given)
        if found.is_empty():
            return pl.DataFrame(schema=EARLIER_SCHEMA)
        latest = found.sort("number", "earlier_row").unique("key", keep="last")
        return (
            self.asked.join(latest, on="key", how="inner")
            .with_columns(same_content=pl.col("content") == pl.col("earlier_content"))
            .select(*EARLIER_SCHEMA)
            .cast(EARLIER_SCHEMA)  # type: ignore[arg-type]
            .sort("row")
        )

    def _few(self, session: Session, given: Mapping[str, Any]) -> pl.DataFrame:
        assert self.asked is not None
        keys = self.asked["key"].unique().to_list()
        names = {f"key{number}": key for number, key in enumerate(keys)}
        condition = f"r.key_hash IN ({', '.join(f':{name}' for name in names)})"
        query = _QUERY.format(tables="record r", condition=condition)
        return _frame(session.execute(text(query), {**names, **given}).all())

    def _many(self, session: Session, given: Mapping[str, Any]) -> pl.DataFrame:
        """Through a temporary table, sorted so that the index is read in its order."""
        assert self.asked is not None
        blob = "BYTEA" if session.connection().dialect.name == "postgresql" else "BLOB"
        session.execute(text("DROP TABLE IF EXISTS sought"))
        session.execute(text(f"CREATE TEMPORARY TABLE sought (key_hash {blob} NOT NULL)"))
        insert_rows(session, "sought", [self.asked.select(key_hash="key").unique().sort("key_hash")])
        tables = "sought t JOIN record r ON r.key_hash = t.key_hash"
        query = _QUERY.format(tables=tables, condition="1 = 1")
        found = _frame(session.execute(text(query), dict(given)).all())
        session.execute(text("DROP TABLE sought"))
        return found


def ticks(session: Session, lock: list[int] | None = None) -> dict[int, int]:
    """The ticks of all buckets, or of some, which are locked until the transaction ends."""
    query = "SELECT bucket, tick FROM ledger_tick"
    if lock is not None:
        query += f" WHERE bucket IN ({', '.join(str(int(bucket)) for bucket in lock)}) ORDER BY bucket"
        query += " FOR UPDATE" if session.connection().dialect.name == "postgresql" else ""
    return {int(bucket): int(tick) for bucket, tick in session.execute(text(query))}


def bucket_of(code: str) -> int:
    """The bucket of an organ or organisation."""
    return hashlib.blake2b(code.encode(), digest_size=2).digest()[0] % BUCKETS


def _frame(rows: Any) -> pl.DataFrame:
    schema = {
        "key": pl.Binary,
        "earlier_content": pl.Binary,
        "earlier_row": pl.UInt32,
        "submission": pl.String,
        "received_on": pl.Date,
        "number": pl.Int64,
    }
    lines = [(*row[:4], _day(row[4]), row[5]) for row in rows]
    return pl.DataFrame(lines, schema=schema, orient="row")


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
