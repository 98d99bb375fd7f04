"""Small look-ups in the ledger that several rooms share."""

import hmac
from dataclasses import dataclass

from sqlmodel import Session, col, select

from engine.errors import UserError
from store.history.committing import Idempotency
from store.history.tables import AnswerPart, IdempotencyKey, Job, Submission
from store.statements import Statements


@dataclass(frozen=True)
class Known:
    """What an idempotency key stands for.

    Attributes:
        submission, submission_id: number and id; 0 and None while a job is not done.
        job: id of the job, if it went to one.
    """

    submission: int
    submission_id: str | None
    job: str | None


def idempotent(session: Session, key: Idempotency) -> Known | None:
    """What an idempotency key stands for; None where it is new.

    Raises:
        UserError: `idempotency-conflict`: it was used for something else.
    """
    row = session.get(IdempotencyKey, (key.caller, key.key_hash))
    if row is None:
        return None
    if not hmac.compare_digest(row.fingerprint, key.fingerprint):
        raise UserError(
            "idempotency-conflict",
            zh="该 Idempotency-Key 已用于另一次内容不同的报送，请换一个新的",
            en="this Idempotency-Key was used for another content; use a new one",
        )
    found = _submission_of(session, row)
    return Known(found.number or 0, found.id, row.job) if found else Known(0, None, row.job)


def is_known(statements: Statements, key: Idempotency) -> bool:
    """Whether an idempotency key stands for anything; hardly any does."""
    query = "SELECT 1 FROM idempotency_key WHERE caller = ? AND key_hash = ?"
    return statements.row(query, key.caller, key.key_hash) is not None


def answer_rows(session: Session, submission: int) -> list[tuple[int, bytes]]:
    """The pieces of an answer, in order."""
    wanted = select(AnswerPart.part, AnswerPart.content).where(AnswerPart.submission == submission)
    return [(part, content) for part, content in session.exec(wanted.order_by(col(AnswerPart.part)))]


def _submission_of(session: Session, row: IdempotencyKey) -> Submission | None:
    if row.submission is not None:
        return session.get(Submission, row.submission)
    job = session.get(Job, row.job) if row.job else None
    if job is None or job.submission is None:
        return None
    return session.exec(select(Submission).where(Submission.id == job.submission)).first()
