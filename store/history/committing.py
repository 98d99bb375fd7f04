"""The one transaction in which a submission enters the history.

Locks are always taken in the same order: the idempotency key, the place of the replaced submission, then the buckets of
the organs in ascending order. So two writers wait for each other, and never both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session, select

from engine.errors import UserError
from engine.gate import Judgement
from engine.verdict import Result
from store import audit
from store.callers import Caller
from store.evidence.container import SealedWriter
from store.history.earlier import Ledger, bucket_of, counted
from store.history.entries import Entry, has_ruleset, write_entry, write_ruleset
from store.history.tables import Replacement, Submission
from store.statements import Lines, Statements, day_text, moment_text, statements_of

NO_KEY: Final = "-"
_COUNTY: Final = """
    SELECT county FROM organisation_particulars
    WHERE code = ? AND (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR ? < valid_until)
"""


class JudgeAgain(Exception):  # noqa: N818 - nobody's error: somebody was quicker
    """What was accepted earlier has changed since the submission was judged."""


@dataclass(frozen=True)
class Idempotency:
    """A caller's key for one handover.

    Attributes:
        caller: id of the key that asks, `-` for the command line.
        key_hash, fingerprint: keyed hashes of the text chosen by the caller, and of all that is handed over.
    """

    caller: str
    key_hash: bytes
    fingerprint: bytes


@dataclass(frozen=True)
class Commit:
    """All that one submission brings with it.

    Attributes:
        entry: of the result, see `make_entry`.
        replaced: number of the submission whose place it takes.
        finish: what else belongs into the transaction, with its session and the answer.
    """

    result: Result
    judgement: Judgement
    entry: Entry
    ledger: Ledger
    rows: SealedWriter
    organisation: str
    caller: Caller
    received: datetime
    idempotency: Idempotency | None = None
    replaced: int | None = None
    finish: Callable[[Session, Result], None] | None = None


def commit_submission(session: Session, commit: Commit) -> None:
    """Write everything; it takes effect when the session's transaction does.

    Raises:
        IntegrityError: the idempotency key, or the place of the replaced submission, is taken.
        JudgeAgain: see there.
    """
    assert commit.result.submission is not None
    statements = statements_of(session)
    if not has_ruleset(statements, commit.judgement.plan.ruleset):
        write_ruleset(statements, commit.judgement.plan.ruleset)
    write_evidence(statements, commit.rows, "rows", commit.received)
    number = _insert_submission(statements, commit)
    if commit.idempotency is not None:
        write_idempotency(statements, commit.idempotency, commit.received, submission=number)
    if commit.replaced is not None:
        _replace(session, commit.replaced, number, commit.result.verdict)
    write_entry(statements, number, commit.entry)
    if commit.finish is not None:
        commit.finish(session, commit.result)
        session.flush()
    statements.insert(audit.event(commit.caller, "submission.create", commit.result.submission, commit.received))
    _demand_unchanged(statements, commit)


def write_evidence(statements: Statements, file: SealedWriter, kind: str, now: datetime) -> None:
    """Note a sealed file; a small one goes into the row itself."""
    names = ("digest", "kind", "size", "content", "created_at")
    statements.insert(Lines("evidence", names, [(file.digest, kind, file.size, file.content, moment_text(now))]))


def write_idempotency(
    statements: Statements, key: Idempotency, now: datetime, submission: int | None = None, job: str | None = None
) -> None:
    """Take an idempotency key. Raises IntegrityError where it is taken."""
    names = ("caller", "key_hash", "fingerprint", "created_at", "submission", "job")
    line = key.caller, key.key_hash, key.fingerprint, moment_text(now), submission, job
    statements.insert(Lines("idempotency_key", names, [line]))


def demand_organisation(statements: Statements, organisation: str) -> None:
    """Raises UserError `organisation-unknown` where the register has units and this is none of them."""
    if statements.row("SELECT 1 FROM organisation WHERE code = ?", organisation) is not None:
        return
    sound = len(organisation) == 18 and organisation.isascii() and organisation.isalnum()
    if not sound or statements.row("SELECT 1 FROM organisation LIMIT 1") is not None:
        raise UserError(
            "organisation-unknown",
            zh=f"名册中没有代码为 {organisation[:20]} 的单位，请核对 organisation，或先导入名册",
            en=f"no organisation has the code {organisation[:20]}; check it, or import the register first",
        )


def demand_replaceable(session: Session, earlier: str, organisation: str) -> int:
    """The number of the submission to be replaced.

    Raises:
        UserError: `replaces-unknown`: there is none with this id of this organisation; `replaces-replaced`.
    """
    found = session.exec(select(Submission).where(Submission.id == earlier)).first()
    if found is None or found.organisation != organisation:
        raise UserError(
            "replaces-unknown",
            zh=f"本单位没有编号为 {earlier[:40]} 的报送，无法替换，请核对 replaces",
            en=f"this organisation has no submission {earlier[:40]} that could be replaced",
        )
    assert found.number is not None
    if session.get(Replacement, found.number) is not None:
        raise already_replaced(earlier)
    return found.number


def already_replaced(earlier: str) -> UserError:
    """The error about a submission that has a successor."""
    return UserError(
        "replaces-replaced",
        zh=f"报送 {earlier[:40]} 已被另一次报送替换，请改为替换最新的一次",
        en=f"submission {earlier[:40]} was replaced already; replace its successor",
    )


def _insert_submission(statements: Statements, commit: Commit) -> int:
    result, counts = commit.result, commit.result.counts
    row = {
        "id": result.submission,
        "organisation": commit.organisation,
        "county": _county(statements, commit),
        "record_type": result.record_type,
        "verdict": result.verdict,
        "as_of": day_text(commit.judgement.plan.as_of),
        "received_at": moment_text(commit.received),
        "received_on": day_text(commit.received.date()),
        "ruleset_digest": result.ruleset.digest,
        "engine_version": result.engine.version,
        "file_format": result.input.format,
        "file_sha256": result.input.sha256,
        "records": counts.records,
        "accepted": counts.accept,
        "in_review": counts.review,
        "rejected": counts.reject,
        "rejections": counts.findings.reject,
        "reviews": counts.findings.review,
        "warnings": counts.findings.warn,
        "notes": counts.findings.info,
        "truncated": result.truncated,
        "key_id": commit.caller.key_id,
        "evidence": commit.rows.digest,
    }
    return statements.numbered("submission", row)


def _replace(session: Session, earlier: int, later: int, verdict: str) -> None:
    """Take the place of an earlier submission, once something is accepted. Raises UserError `replaces-replaced`."""
    if session.get(Replacement, earlier) is not None:
        replaced = session.get(Submission, earlier)
        raise already_replaced(replaced.id if replaced else "")
    if verdict in ("accept", "partial"):
        session.execute(insert(Replacement), [{"earlier": earlier, "later": later}])


def _county(statements: Statements, commit: Commit) -> str | None:
    """Where the organisation was on the day of handing in."""
    day = day_text(commit.received.date())
    found = statements.row(_COUNTY, commit.organisation, day, day)
    return found[0] if found else None


def _demand_unchanged(statements: Statements, commit: Commit) -> None:
    """Count in the buckets of the submission's organs; nobody may have got in between with the same records."""
    buckets = sorted({bucket_of(organ) for organ in (commit.organisation, *commit.entry.organs)})
    now, ledger = counted(statements, buckets), commit.ledger
    moved = ledger.asked is not None and any(now[bucket] != ledger.ticks[bucket] + 1 for bucket in buckets)
    if moved and not ledger.ask(statements, besides=commit.result.submission or "").equals(ledger.answer):
        raise JudgeAgain
