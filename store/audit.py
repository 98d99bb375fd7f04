"""Audit events: one row for every use that changes something, in the transaction that changes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from store.callers import Caller
from store.database import Database
from store.history.tables import AuditEvent
from store.statements import Lines, moment_text, statements_of


@dataclass(frozen=True)
class AuditView:
    """Who did what to what, and when."""

    number: int
    at: datetime
    key_id: str | None
    role: str
    action: str
    subject: str


def record(session: Session, caller: Caller, action: str, subject: str, now: datetime) -> None:
    """Note an event; it takes effect with the session's transaction. See `event`."""
    statements_of(session).insert(event(caller, action, subject, now))


def event(caller: Caller, action: str, subject: str, now: datetime) -> Lines:
    """An event as a line of its table.

    Args:
        action: what was done (`submission.create`, `key.revoke`, `catalogue.import` …), 50 characters at most.
        subject: the id of what it was done to; never a text of a record.
        now: aware.
    """
    line = moment_text(now), caller.key_id, caller.role, action, subject[:100]
    return Lines("audit_event", ("at", "key_id", "role", "action", "subject"), [line])


def events(database: Database, limit: int = 100, before: int | None = None) -> list[AuditView]:
    """The latest events, newest first.

    Args:
        before: only those with a smaller number.
    """
    wanted = select(AuditEvent).order_by(col(AuditEvent.number).desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(col(AuditEvent.number) < before)
    with database.reading() as session:
        return [_view(row) for row in session.exec(wanted)]


def _view(row: AuditEvent) -> AuditView:
    assert row.number is not None
    return AuditView(row.number, row.at, row.key_id, row.role, row.action, row.subject)
