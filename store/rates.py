"""Rate limits of keys, shared between the processes that use one database.

A count is no verdict: losing it when the machine dies harms nobody. So it is kept beside the ledger (on SQLite in a
file of its own, on PostgreSQL without waiting for the disk), and never makes a request wait for one.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Table, text

from store.database import Database, open_file
from store.history.tables import RateWindow

WINDOW_SECONDS: Final = 60
FILE_NAME: Final = "gongshi-rates.db"
_COUNT: Final = text("""
    INSERT INTO rate_window (key_id, "window", used) VALUES (:key, :window, :count)
    ON CONFLICT (key_id) DO UPDATE SET
      used = CASE WHEN rate_window."window" = :window THEN rate_window.used + :count ELSE :count END,
      "window" = :window
    WHERE rate_window."window" <> :window OR rate_window.used + :count <= :limit
    RETURNING used
""")


@dataclass(frozen=True)
class Allowance:
    """What is left.

    Attributes:
        allowed: the requests are within the limit; those that are not are not counted.
        remaining: how many more are in this window, where they are.
        retry_after: seconds until the next window begins.
    """

    allowed: bool
    remaining: int
    retry_after: int


@dataclass(frozen=True)
class Rates:
    """Counts requests; made by `open_rates`.

    Attributes:
        database: where the counts are; `own`: it was opened for them alone.
    """

    database: Database
    own: bool

    def allow(self, key_id: str, now: datetime, limit: int, count: int = 1) -> Allowance:
        """Count requests of a key.

        Args:
            now: aware.
            limit: requests a minute.
            count: so many at once.
        """
        window, passed = divmod(int(now.timestamp()), WINDOW_SECONDS)
        if count > limit:
            return Allowance(False, 0, WINDOW_SECONDS - passed)
        given = {"key": key_id, "window": window, "count": count, "limit": limit}
        with self.database.writing() as session:
            if not self.database.is_sqlite:
                session.execute(text("SET LOCAL synchronous_commit = off"))
            used = session.execute(_COUNT, given).scalar()
        return Allowance(used is not None, limit - used if used is not None else 0, WINDOW_SECONDS - passed)

    def close(self) -> None:
        """Close what `open_rates` opened."""
        if self.own:
            self.database.close()


def open_rates(database: Database) -> Rates:
    """The counts that belong to a database."""
    if not database.is_sqlite or database.engine.url.database is None:
        return Rates(database, own=False)
    beside = open_file(Path(database.engine.url.database).with_name(FILE_NAME), durable=False)
    table = RateWindow.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    with beside.migrating() as connection:
        table.create(connection, checkfirst=True)
    return Rates(beside, own=True)
