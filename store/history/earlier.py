"""The ledger as the engine asks it: which records were accepted earlier (see `engine.history`)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from engine.history import EARLIER_SCHEMA
from store.database import Database
from store.history.bulk import insert_rows
from store.secret import Secret
from store.statements import Statements

HASH_BYTES: Final = 16
BUCKETS: Final = 64
_FEW: Final = 400
# An accepted record counts unless a later submission took the place of its own.
_QUERY: Final = """
    SELECT r.key_hash, r.content_hash, r.row, s.id, s.received_on, s.number
    FROM {tables} JOIN submission s ON s.number = r.submission
    WHERE {condition} AND r.accepted AND s.number <> ? AND s.id <> ?
      AND NOT EXISTS (SELECT 1 FROM replacement p WHERE p.earlier = s.number)
"""
_LOCK: Final = "SELECT 1 FROM ledger_tick WHERE bucket IN ({buckets}) ORDER BY bucket FOR UPDATE"
_COUNT: Final = "UPDATE ledger_tick SET tick = tick + 1 WHERE bucket IN ({buckets}) RETURNING bucket, tick"


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
        with self._database.asking() as statements:
            self.ticks = ticks(statements)
            if any(self.ticks.values()):  # else nothing was ever kept
                self.answer = self.ask(statements)
        return self.answer

    def ask(self, statements: Statements, besides: str = "") -> pl.DataFrame:
        """The answer to what was asked, as the ledger is now.

        Args:
            besides: id of the submission that asks, whose own records may be there already.
        """
        assert self.asked is not None
        given = self._without, besides
        found = self._few(statements, given) if self.asked.height <= _FEW else self._many(statements, given)
        if not found:
            return pl.DataFrame(schema=EARLIER_SCHEMA)
        latest = _frame(found).sort("number", "earlier_row").unique("key", keep="last")
        return (
            self.asked.join(latest, on="key", how="inner")
            .with_columns(same_content=pl.col("content") == pl.col("earlier_content"))
            .select(*EARLIER_SCHEMA)
            .cast(EARLIER_SCHEMA)  # type: ignore[arg-type]
            .sort("row")
        )

    def _few(self, statements: Statements, given: tuple[int, str]) -> list[tuple[Any, ...]]:
        assert self.asked is not None
        keys = {*self.asked["key"].to_list()}
        condition = f"r.key_hash IN ({', '.join('?' * len(keys))})"
        return statements.rows(_QUERY.format(tables="record r", condition=condition), *keys, *given)

    def _many(self, statements: Statements, given: tuple[int, str]) -> list[tuple[Any, ...]]:
        """Through a temporary table, sorted so that the index is read in its order."""
        assert self.asked is not None
        blob = "BLOB" if statements.is_sqlite else "BYTEA"
        statements.run("DROP TABLE IF EXISTS sought")
        statements.run(f"CREATE TEMPORARY TABLE sought (key_hash {blob} NOT NULL)")
        insert_rows(statements, "sought", [self.asked.select(key_hash="key").unique().sort("key_hash")])
        tables = "sought t JOIN record r ON r.key_hash = t.key_hash"
        found = statements.rows(_QUERY.format(tables=tables, condition="1 = 1"), *given)
        statements.run("DROP TABLE sought")
        return found


def ticks(statements: Statements) -> dict[int, int]:
    """The ticks of all buckets."""
    return dict(statements.rows("SELECT bucket, tick FROM ledger_tick"))


def counted(statements: Statements, buckets: Sequence[int]) -> dict[int, int]:
    """Count one more in some buckets, which locks them until the transaction ends; their ticks from now on.

    Args:
        buckets: in ascending order.
    """
    named = ", ".join(str(int(bucket)) for bucket in buckets)
    if len(buckets) > 1 and not statements.is_sqlite:  # an update locks in any order
        statements.run(_LOCK.format(buckets=named))
    return dict(statements.rows(_COUNT.format(buckets=named)))


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
