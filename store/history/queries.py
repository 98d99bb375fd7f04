"""Questions to the history: which submissions, what was answered, which findings and records."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar, cast

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from engine.errors import UserError
from engine.ruleset import RecordType, Ruleset
from engine.verdict import Finding, RecordVerdict, Result, SubmissionVerdict
from store.callers import Caller
from store.database import Database
from store.history.answers import FINDINGS_A_PART, answer_of, findings_of_part, head_of
from store.history.cursors import cursor_at, place_of
from store.history.reading import answer_rows
from store.history.tables import (
    AnswerPart,
    Correction,
    Record,
    RecordCount,
    Replacement,
    RuleRunRow,
    Submission,
    UsedRuleset,
)
from store.secret import Secret

VERDICTS: Final[tuple[RecordVerdict, ...]] = ("accept", "review", "reject")
_PLAIN: Final = (
    *("id", "organisation", "county", "as_of", "received_at", "received_on", "file_sha256", "records"),
    *("accepted", "in_review", "rejected", "rejections", "reviews", "warnings", "notes"),
)

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A piece of a list.

    Attributes:
        cursor: where the next page begins; None = this is the last.
    """

    items: Sequence[Item]
    cursor: str | None


@dataclass(frozen=True)
class SubmissionFilter:
    """Which submissions; None = any.

    Attributes:
        rule, kind, severity: with at least one such finding (of this rule, this kind, this severity).
        decided_from, decided_until, received_from, received_until: first and last day.
    """

    organisation: str | None = None
    county: str | None = None
    record_type: RecordType | None = None
    verdict: SubmissionVerdict | None = None
    rule: str | None = None
    kind: str | None = None
    severity: str | None = None
    decided_from: date | None = None
    decided_until: date | None = None
    received_from: date | None = None
    received_until: date | None = None


@dataclass(frozen=True)
class SubmissionSummary:
    """A submission in a list."""

    id: str
    organisation: str
    county: str | None
    record_type: RecordType
    verdict: SubmissionVerdict
    as_of: date
    received_at: datetime
    received_on: date
    ruleset: str
    file_name: str
    file_sha256: str
    records: int
    accepted: int
    in_review: int
    rejected: int
    rejections: int
    reviews: int
    warnings: int
    notes: int
    replaces: str | None
    replaced_by: str | None


@dataclass(frozen=True)
class RecordView:
    """A record as the history knows it; hashes and no text.

    Attributes:
        corrects: id of the submission that has an earlier form of it.
    """

    row: int
    verdict: RecordVerdict
    accepted: bool
    key_hash: str | None
    content_hash: str
    organ: str | None
    item: str | None
    category: str | None
    decided_on: date | None
    working_days: int | None
    corrects: str | None


class History:
    """Reads the history for a caller: a submitter sees its own organisation's submissions and no other.

    Everything raises UserError `unknown-submission` for a submission that the caller may not see, as if there were
    none, and `unknown-cursor` for a cursor that was not given out for the same list.
    """

    def __init__(self, database: Database, secret: Secret) -> None:
        self.database, self.secret = database, secret

    def submissions(
        self, caller: Caller, wanted: SubmissionFilter, limit: int = 50, cursor: str | None = None
    ) -> Page[SubmissionSummary]:
        """Submissions, newest first."""
        place = place_of(self.secret, "submissions", cursor)
        conditions = [*_conditions(wanted), *_own(caller)]
        if place is not None:
            conditions.append(col(Submission.number) < place)
        with self.database.reading() as session:
            query = core_select(col(Submission.number)).where(*conditions).order_by(col(Submission.number).desc())
            numbers = list(session.execute(query.limit(limit + 1)).scalars())
            items = self._summaries(session, numbers[:limit])
        more = len(numbers) > limit
        return Page(items, cursor_at(self.secret, "submissions", numbers[limit - 1]) if more else None)

    def submission(self, caller: Caller, submission_id: str) -> SubmissionSummary:
        """One submission."""
        with self.database.reading() as session:
            return self._summaries(session, [_number(session, caller, submission_id)])[0]

    def result(self, caller: Caller, submission_id: str) -> Result:
        """The answer as it was given; `render_json` makes the same bytes of it."""
        with self.database.reading() as session:
            parts = answer_rows(session, _number(session, caller, submission_id))
        return answer_of(self.secret, submission_id, parts)

    def findings(
        self, caller: Caller, submission_id: str, limit: int = 100, cursor: str | None = None
    ) -> Page[Finding]:
        """The findings in the order of the answer."""
        about = f"findings {submission_id}"
        start = place_of(self.secret, about, cursor) or 0
        with self.database.reading() as session:
            number = _number(session, caller, submission_id)
            first, last = 1 + start // FINDINGS_A_PART, 1 + (start + limit) // FINDINGS_A_PART
            wanted = (col(AnswerPart.submission) == number, col(AnswerPart.part).between(first, last))
            rows = session.exec(select(AnswerPart).where(*wanted).order_by(col(AnswerPart.part)))
            parts = [findings_of_part(self.secret, submission_id, row.part, row.content) for row in rows]
        found = [finding for part in parts for finding in part][start % FINDINGS_A_PART :]
        more = len(found) > limit
        return Page(found[:limit], cursor_at(self.secret, about, start + limit) if more else None)

    def records(
        self,
        caller: Caller,
        submission_id: str,
        limit: int = 100,
        cursor: str | None = None,
        verdict: RecordVerdict | None = None,
    ) -> Page[RecordView]:
        """The records in order."""
        about = f"records {submission_id} {verdict}"
        after = place_of(self.secret, about, cursor) or 0
        with self.database.reading() as session:
            number = _number(session, caller, submission_id)
            lines = session.execute(_records(number, after, verdict).limit(limit + 1)).all()
        items = [_record_view(record, corrects) for record, corrects in lines[:limit]]
        more = len(lines) > limit
        return Page(items, cursor_at(self.secret, about, items[-1].row) if more else None)

    def levels(self, caller: Caller, submission_id: str) -> np.ndarray:
        """The verdicts of all records in order: one UInt8 each, 0 accept, 1 review, 2 reject."""
        with self.database.reading() as session:
            mine = col(Record.submission) == _number(session, caller, submission_id)
            wanted = core_select(col(Record.verdict)).where(mine).order_by(col(Record.row))
            return np.fromiter(session.execute(wanted).scalars(), dtype=np.uint8)

    def ruleset(self, caller: Caller, submission_id: str) -> Ruleset:
        """The ruleset by which a submission was judged, with the content that it had then."""
        with self.database.reading() as session:
            mine = col(Submission.number) == _number(session, caller, submission_id)
            used = col(UsedRuleset.digest) == col(Submission.ruleset_digest)
            content: bytes = session.execute(core_select(col(UsedRuleset.content)).where(mine, used)).scalar_one()
        return Ruleset.model_validate_json(zlib.decompress(content))

    def _summaries(self, session: Session, numbers: Sequence[int]) -> list[SubmissionSummary]:
        """Summaries in the order of the numbers."""
        wanted = col(Submission.number).in_(numbers)
        head = and_(col(AnswerPart.submission) == col(Submission.number), col(AnswerPart.part) == 0)
        query = (
            core_select(Submission, UsedRuleset.ruleset, UsedRuleset.version, AnswerPart.content)  # type: ignore[call-overload]
            .join(UsedRuleset, col(UsedRuleset.digest) == col(Submission.ruleset_digest))
            .join(AnswerPart, head)
            .where(wanted)
        )
        lines = {row.number: (row, f"{name}@{version}", c) for row, name, version, c in session.execute(query)}
        links = dict(_links(session, numbers))
        return [self._summary(*lines[number], links) for number in numbers]

    def _summary(
        self, row: Submission, ruleset: str, head: bytes, links: dict[tuple[str, int], str]
    ) -> SubmissionSummary:
        plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        return SubmissionSummary(
            **plain,
            record_type=cast(RecordType, row.record_type),
            verdict=cast(SubmissionVerdict, row.verdict),
            ruleset=ruleset,
            file_name=head_of(self.secret, row.id, head)["input"]["name"],
            replaces=links.get(("replaces", row.number or 0)),
            replaced_by=links.get(("replaced_by", row.number or 0)),
        )


def _own(caller: Caller) -> Iterator[ColumnElement[bool]]:
    """What a caller may see."""
    if caller.role == "submitter":
        yield col(Submission.organisation) == caller.organisation


def _number(session: Session, caller: Caller, submission_id: str) -> int:
    wanted = core_select(col(Submission.number)).where(col(Submission.id) == submission_id, *_own(caller))
    number: int | None = session.execute(wanted).scalar()
    if number is None:
        raise UserError(
            "unknown-submission", zh=f"没有编号为 {submission_id[:40]} 的报送", en=f"no submission {submission_id[:40]}"
        )
    return number


def _conditions(wanted: SubmissionFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("organisation", "county", "record_type", "verdict"):
        value = getattr(wanted, name)
        if value is not None:
            yield col(getattr(Submission, name)) == value
    if wanted.received_from is not None:
        yield col(Submission.received_on) >= wanted.received_from
    if wanted.received_until is not None:
        yield col(Submission.received_on) <= wanted.received_until
    yield from _with_findings(wanted)
    yield from _decided(wanted)


def _with_findings(wanted: SubmissionFilter) -> Iterator[ColumnElement[bool]]:
    """A finding that is all of what is asked for."""
    asked = {"rule": wanted.rule, "kind": wanted.kind, "severity": wanted.severity}
    same = [col(getattr(RuleRunRow, name)) == value for name, value in asked.items() if value is not None]
    if same:
        mine = col(RuleRunRow.submission) == col(Submission.number)
        yield exists().where(mine, col(RuleRunRow.violations) > 0, *same)


def _decided(wanted: SubmissionFilter) -> Iterator[ColumnElement[bool]]:
    """A record decided in the period. The counts by month answer for whole months; only else days are asked for."""
    start, end = wanted.decided_from, wanted.decided_until
    if start is None and end is None:
        return
    month, day = col(RecordCount.decided_month), col(Record.decided_on)
    months = [month >= start.replace(day=1)] if start else []
    months += [month <= end] if end else []
    days = [day >= start] if start else []
    days += [day <= end] if end else []
    # Lists go from the newest submission down: for a period long ago they begin with the last one that can have it.
    # The sum keeps PostgreSQL from looking for the largest number from the newest submission down itself.
    last = core_select(func.max(col(RecordCount.submission) + 0)).where(*months).scalar_subquery()
    yield col(Submission.number) <= last
    yield exists().where(col(RecordCount.submission) == col(Submission.number), *months)
    whole = (start is None or start.day == 1) and (end is None or (end + timedelta(days=1)).day == 1)
    if whole:
        return
    yield exists().where(col(Record.submission) == col(Submission.number), *days)


def _links(session: Session, numbers: Sequence[int]) -> Iterator[tuple[tuple[str, int], str]]:
    """Which submissions took the place of which."""
    earlier, later = col(Replacement.earlier), col(Replacement.later)
    wanted = or_(earlier.in_(numbers), later.in_(numbers))
    replaced, successor = Submission.__table__.alias(), Submission.__table__.alias()  # type: ignore[attr-defined]
    query = (
        core_select(earlier, later, replaced.c.id, successor.c.id)
        .join(replaced, replaced.c.number == earlier)
        .join(successor, successor.c.number == later)
        .where(wanted)
    )
    for old, new, old_id, new_id in session.execute(query):
        yield ("replaces", new), old_id
        yield ("replaced_by", old), new_id


def _records(number: int, after: int, verdict: RecordVerdict | None) -> Select[Record, str]:
    conditions = [col(Record.submission) == number, col(Record.row) > after]
    if verdict is not None:
        conditions.append(col(Record.verdict) == VERDICTS.index(verdict))
    link = and_(col(Correction.submission) == col(Record.submission), col(Correction.row) == col(Record.row))
    return (
        core_select(Record, col(Submission.id))
        .outerjoin(Correction, link)
        .outerjoin(Submission, col(Submission.number) == col(Correction.earlier_submission))
        .where(*conditions)
        .order_by(col(Record.row))
    )


def _record_view(record: Record, corrects: str | None) -> RecordView:
    return RecordView(
        row=record.row,
        verdict=VERDICTS[record.verdict],
        accepted=record.accepted,
        key_hash=record.key_hash.hex() if record.key_hash else None,
        content_hash=record.content_hash.hex(),
        organ=record.organ,
        item=record.item,
        category=record.category,
        decided_on=record.decided_on,
        working_days=record.working_days,
        corrects=corrects,
    )
