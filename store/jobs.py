"""Jobs: submissions that a worker judges. The row in the ledger is the truth; a queue only says that there is one.

A job is queued, running under a lease, then done or failed. A worker that dies lets its lease run out, and the job is
taken again; one that was only slow finds out when it wants to store, and stores nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from engine.errors import Language
from store.callers import Caller
from store.database import Database

State = Literal["queued", "running", "done", "failed"]
LEASE_SECONDS: Final = 120
MOST_ATTEMPTS: Final = 5


@dataclass(frozen=True)
class Job:
    """A job as it may be shown.

    Attributes:
        rows_total: None until it is known.
        rule_counts: violations so far, by rule.
        submission: id of what came of it.
        failure_code, failure: why it failed, as a code and in words.
    """

    id: str
    state: State
    organisation: str
    key_id: str | None
    rows_done: int
    rows_total: int | None
    rule_counts: Mapping[str, int]
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    submission: str | None
    failure_code: str | None
    failure: Mapping[Language, str] | None


@dataclass(frozen=True)
class Lease:
    """A job in the hands of a worker; only with the lease it can be finished."""

    job_id: str
    worker: str
    attempt: int


def get(database: Database, job_id: str, caller: Caller) -> Job:
    """A job. Raises UserError `unknown-job`, also for a submitter where it is another organisation's."""
    raise NotImplementedError


def take(database: Database, job_id: str, worker: str, now: datetime) -> Lease | None:
    """Take a job: exactly one worker gets it, the others None (it is done, or somebody else's).

    A job taken `MOST_ATTEMPTS` times already, by workers that died of it, fails instead.
    """
    raise NotImplementedError


def waiting(database: Database, now: datetime) -> list[str]:
    """Ids of jobs to be put in the queue again, oldest first: queued ones, and such whose lease ran out."""
    raise NotImplementedError


def progress(database: Database, lease: Lease, rows_done: int, rule_counts: Mapping[str, int], now: datetime) -> bool:
    """Note how far it is and prolong the lease; False where it is lost."""
    raise NotImplementedError


def fail(database: Database, lease: Lease, code: str, text: Mapping[Language, str], now: datetime) -> None:
    """End a job without a submission, visibly; nothing happens where the lease is lost."""
    raise NotImplementedError


def counts(database: Database) -> Mapping[State, int]:
    """Jobs by state, for the metrics."""
    raise NotImplementedError
