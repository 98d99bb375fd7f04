"""Jobs: submissions that a worker judges. The row in the ledger is the truth; a queue only says that there is one.

A job is queued, running under a lease, then done or failed. A worker that dies lets its lease run out, and the job is
taken again; one that was only slow finds out when it wants to store, and stores nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, func, or_, update
from sqlmodel import Session, col, select

from engine.errors import Language, UserError
from engine.verdict import Result
from store.callers import Caller
from store.database import Database
from store.history.tables import Job as JobRow
from store.moments import Moment
from store.sealing import sealed, unsealed
from store.secret import Secret

State = Literal["queued", "running", "done", "failed"]
STATES: Final[tuple[State, ...]] = ("queued", "running", "done", "failed")
LEASE: Final = timedelta(seconds=120)
MOST_ATTEMPTS: Final = 20  # machines that go down count too, so not too few


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


class LeaseLost(Exception):  # noqa: N818 - nobody's error: another worker has the job now
    """The job is not the worker's any more; nothing of its work may be stored."""


def get(database: Database, secret: Secret, job_id: str, caller: Caller) -> Job:
    """A job. Raises UserError `unknown-job`, also for a submitter where it is another organisation's."""
    with database.reading() as session:
        row = session.get(JobRow, job_id)
    if row is None or (caller.role == "submitter" and row.organisation != caller.organisation):
        raise UserError("unknown-job", zh=f"没有编号为 {job_id} 的任务", en=f"there is no job {job_id}")
    return view(row, secret)


def take(database: Database, secret: Secret, job_id: str, worker: str, now: datetime) -> Lease | None:
    """Take a job: exactly one worker gets it, the others None (it is done, or somebody else's).

    A job taken `MOST_ATTEMPTS` times already, by workers that died of it, fails instead.
    """
    taken = (
        update(JobRow)
        .where(col(JobRow.id) == job_id, _free(now), col(JobRow.attempts) < MOST_ATTEMPTS)
        .values(
            state="running",
            worker=worker,
            lease_until=now + LEASE,
            attempts=col(JobRow.attempts) + 1,
            started_at=func.coalesce(col(JobRow.started_at), _moment(now)),
            rows_done=0,
            rule_counts="{}",
        )
        .returning(col(JobRow.attempts))
    )
    with database.writing() as session:
        attempt = session.execute(taken).scalar()
        if attempt is None:
            _give_up(session, secret, job_id, now)
            return None
    return Lease(job_id, worker, attempt)


def waiting(database: Database, now: datetime) -> list[str]:
    """Ids of jobs to be put in the queue again, oldest first: queued ones, and such whose lease ran out."""
    query = select(JobRow.id).where(_free(now)).order_by(col(JobRow.created_at), col(JobRow.id))
    with database.reading() as session:
        return list(session.exec(query))


def progress(database: Database, lease: Lease, rows_done: int, rule_counts: Mapping[str, int], now: datetime) -> None:
    """Note how far it is and prolong the lease. Raises LeaseLost."""
    values = {"rows_done": rows_done, "rule_counts": _counts_text(rule_counts), "lease_until": now + LEASE}
    with database.writing() as session:
        _change(session, lease, values)


def complete(session: Session, lease: Lease, result: Result, now: datetime) -> str | None:
    """End a job in the transaction that stores its submission; the digest of the upload that is not needed any more.

    Raises LeaseLost: the transaction must not take effect.
    """
    row = session.get(JobRow, lease.job_id)
    upload = row.upload if row else None
    _change(
        session,
        lease,
        {
            "state": "done",
            "submission": result.submission,
            "rows_done": result.counts.records,
            "rows_total": result.counts.records,
            "rule_counts": _counts_text({run.rule: run.violations for run in result.rules if run.violations}),
            "finished_at": now,
            "lease_until": None,
            "upload": None,
        },
    )
    return upload


def fail(
    database: Database, secret: Secret, lease: Lease, code: str, text: Mapping[Language, str], now: datetime
) -> None:
    """End a job without a submission, visibly; nothing happens where the lease is lost."""
    values = {"state": "failed", "finished_at": now, "lease_until": None, **_failure(secret, lease.job_id, code, text)}
    try:
        with database.writing() as session:
            _change(session, lease, values)
    except LeaseLost:
        return


def release(database: Database, worker: str, now: datetime) -> int:
    """Give back the jobs of a worker that is known to be gone, so that another can take them at once; how many."""
    mine = and_(col(JobRow.worker) == worker, col(JobRow.state) == "running")
    statement = update(JobRow).where(mine).values(state="queued", worker=None, lease_until=now)
    with database.writing() as session:
        return cast(CursorResult[Any], session.execute(statement)).rowcount


def give_back(database: Database, lease: Lease) -> None:
    """Put a job back because something of ours failed; the attempt counts."""
    try:
        with database.writing() as session:
            _change(session, lease, {"state": "queued", "worker": None, "lease_until": None})
    except LeaseLost:
        return


def counts(database: Database) -> Mapping[State, int]:
    """Jobs by state, for the metrics."""
    query = select(JobRow.state, func.count()).group_by(JobRow.state)
    with database.reading() as session:
        found: dict[str, int] = dict(session.exec(query).all())
    return {state: found.get(state, 0) for state in STATES}


def view(row: JobRow, secret: Secret) -> Job:
    """A row as it may be shown."""
    failure = json.loads(unsealed(secret.derived("jobs"), row.failure, f"failure {row.id}")) if row.failure else None
    return Job(
        id=row.id,
        state=cast(State, row.state),
        organisation=row.organisation,
        key_id=row.key_id,
        rows_done=row.rows_done,
        rows_total=row.rows_total,
        rule_counts=json.loads(row.rule_counts),
        attempts=row.attempts,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        submission=row.submission,
        failure_code=row.failure_code,
        failure=failure,
    )


def _counts_text(rule_counts: Mapping[str, int]) -> str:
    return json.dumps(dict(sorted(rule_counts.items())))


def _free(now: datetime) -> ColumnElement[bool]:
    expired = and_(col(JobRow.state) == "running", col(JobRow.lease_until) < now)
    return or_(col(JobRow.state) == "queued", expired)


def _give_up(session: Session, secret: Secret, job_id: str, now: datetime) -> None:
    """Fail a job that has cost too many workers."""
    text: dict[Language, str] = {
        "zh": f"任务连续 {MOST_ATTEMPTS} 次未能完成，已停止；请联系维护人员",
        "en": f"the job did not finish in {MOST_ATTEMPTS} attempts; ask the maintainers",
    }
    spent = (col(JobRow.id) == job_id, _free(now), col(JobRow.attempts) >= MOST_ATTEMPTS)
    values = {"state": "failed", "finished_at": now, **_failure(secret, job_id, "job-given-up", text)}
    session.execute(update(JobRow).where(*spent).values(**values))


def _failure(secret: Secret, job_id: str, code: str, text: Mapping[Language, str]) -> dict[str, Any]:
    words = json.dumps(dict(text), ensure_ascii=False).encode()
    return {"failure_code": code, "failure": sealed(secret.derived("jobs"), words, f"failure {job_id}")}


def _change(session: Session, lease: Lease, values: Mapping[str, Any]) -> None:
    mine = (
        col(JobRow.id) == lease.job_id,
        col(JobRow.state) == "running",
        col(JobRow.worker) == lease.worker,
        col(JobRow.attempts) == lease.attempt,
    )
    changed = cast(CursorResult[Any], session.execute(update(JobRow).where(*mine).values(**values)))
    if changed.rowcount != 1:
        raise LeaseLost(lease.job_id)


def _moment(now: datetime) -> Any:

    return bindparam(None, now, type_=Moment())
