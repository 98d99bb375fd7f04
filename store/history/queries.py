"""Questions to the history: which submissions, what was answered, which findings and records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from engine.ruleset import RecordType
from engine.verdict import Finding, RecordVerdict, Result, SubmissionVerdict
from store.callers import Caller
from store.database import Database
from store.secret import Secret

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
    """Reads the history for a caller: a submitter sees its own organisation's submissions and no other."""

    def __init__(self, database: Database, secret: Secret) -> None:
        self.database, self.secret = database, secret

    def submissions(
        self, caller: Caller, wanted: SubmissionFilter, limit: int = 50, cursor: str | None = None
    ) -> Page[SubmissionSummary]:
        """Submissions, newest first. Raises UserError `unknown-cursor`."""
        raise NotImplementedError

    def submission(self, caller: Caller, submission_id: str) -> SubmissionSummary:
        """One submission. Raises UserError `unknown-submission`, also where it is another organisation's."""
        raise NotImplementedError

    def result(self, caller: Caller, submission_id: str) -> Result:
        """The answer as it was given; `render_json` makes the same bytes of it."""
        raise NotImplementedError

    def findings(
        self, caller: Caller, submission_id: str, limit: int = 100, cursor: str | None = None
    ) -> Page[Finding]:
        """The findings in the order of the answer."""
        raise NotImplementedError

    def records(
        self,
        caller: Caller,
        submission_id: str,
        limit: int = 100,
        cursor: str | None = None,
        verdict: RecordVerdict | None = None,
    ) -> Page[RecordView]:
        """The records in order."""
        raise NotImplementedError
