"""Rate limits of keys, shared between the processes that use one database.

A count is no verdict: losing it when the machine dies harms nobody. So it is kept beside the ledger (on SQLite in a
file of its own, on PostgreSQL without waiting for the disk), and never makes a request wait for one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from store.database import Database

WINDOW_SECONDS: Final = 60


@dataclass(frozen=True)
class Allowance:
    """What is left.

    Attributes:
        allowed: this request is within the limit.
        remaining: how many more are in this window.
        retry_after: seconds until the next window begins.
    """

    allowed: bool
    remaining: int
    retry_after: int


@dataclass(frozen=True)
class Rates:
    """Counts requests; made by `open_rates`."""

    database: Database

    def allow(self, key_id: str, now: datetime, limit: int) -> Allowance:
        """Count a request of a key.

        Args:
            now: aware.
            limit: requests a minute.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close what `open_rates` opened."""
        raise NotImplementedError


def open_rates(database: Database) -> Rates:
    """The counts that belong to a database."""
    raise NotImplementedError
