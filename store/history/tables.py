"""Tables of the ledger. Rows are added and never changed, but for the state of a job and the end of a key.

No text of a record stands here in clear: keys and contents as keyed hashes, what is said about a record (which quotes
it) sealed in `answer_part`, and only such words beside them as come from a code list, a register or a catalogue.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, SmallInteger, text
from sqlmodel import Field

from store.base import StoreTable
from store.moments import Moment

RECORD_TYPE = "record_type IN ('licence', 'penalty')"
SUBMISSION_VERDICT = "verdict IN ('accept', 'partial', 'review', 'reject', 'undefined')"
SEVERITY = "severity IN ('reject', 'review', 'warn', 'info')"
JOB_STATE = "state IN ('queued', 'running', 'done', 'failed')"
ROLE = "role IN ('platform', 'submitter', 'reviewer', 'maintainer', 'auditor', 'admin')"
ACCEPTED = text("accepted")


class UsedRuleset(StoreTable, table=True):
    """A ruleset by which something was judged, with its whole content.

    Attributes:
        digest: as in results, `sha256:…`.
        content: the resolved ruleset as JSON, compressed by zlib.
    """

    __tablename__ = "used_ruleset"

    digest: str = Field(primary_key=True, max_length=80)
    ruleset: str = Field(max_length=100)
    version: str = Field(max_length=50)
    content: bytes = Field(sa_type=LargeBinary)


class ApiKey(StoreTable, table=True):
    """A key of a program. Its secret is known here by a keyed hash only.

    Attributes:
        id: the part of the key that is no secret.
        expires_on: first day on which it is not accepted any more; None = never.
    """

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint(ROLE, name="role"),
        CheckConstraint("role <> 'submitter' OR organisation IS NOT NULL", name="organisation"),
    )

    id: str = Field(primary_key=True, max_length=16)
    name: str = Field(max_length=100)
    role: str = Field(max_length=12)
    organisation: str | None = Field(default=None, max_length=18)
    secret_hash: bytes = Field(sa_type=LargeBinary, repr=False)
    created_at: datetime = Field(sa_type=Moment)
    expires_on: date | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class Evidence(StoreTable, table=True):
    """A sealed file: the rows of a submission, or an upload that waits for its job.

    Attributes:
        digest: SHA-256 of the sealed bytes, hexadecimal; its address in the evidence store.
        content: the sealed bytes themselves, where they are few; None = in the evidence store.
    """

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("kind IN ('rows', 'upload')", name="kind"),)

    digest: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=6)
    size: int = Field(sa_type=BigInteger)
    content: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    created_at: datetime = Field(sa_type=Moment)


class Submission(StoreTable, table=True):
    """One submission and its verdict.

    Attributes:
        number: place in the ledger; `id` is what people and programs see.
        organisation: who handed it in; `county`: where that was on the day.
        received_on: the day of handing in where the gate stands, `received_at` the moment.
        file_sha256: of the file as handed in.
        accepted, in_review, rejected: records.
        rejections, reviews, warnings, notes: findings, exact.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(RECORD_TYPE, name="record_type"),
        CheckConstraint(SUBMISSION_VERDICT, name="verdict"),
        Index(None, "organisation", "received_on"),
        Index(None, "received_on"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=36, unique=True)
    organisation: str = Field(max_length=18)
    county: str | None = Field(default=None, max_length=100)
    record_type: str = Field(max_length=10)
    verdict: str = Field(max_length=10)
    as_of: date
    received_at: datetime = Field(sa_type=Moment)
    received_on: date
    ruleset_digest: str = Field(foreign_key="used_ruleset.digest", max_length=80)
    engine_version: str = Field(max_length=50)
    file_format: str = Field(max_length=10)
    file_sha256: str = Field(max_length=64)
    records: int
    accepted: int
    in_review: int
    rejected: int
    rejections: int
    reviews: int
    warnings: int
    notes: int
    truncated: bool
    key_id: str | None = Field(default=None, foreign_key="api_key.id", max_length=16)
    evidence: str | None = Field(default=None, foreign_key="evidence.digest", max_length=64)


class Record(StoreTable, table=True):
    """One record of a submission: what is counted and looked up later, passes too.

    Millions of rows go in at once, together with their submission or not at all: a foreign key would look it up
    again for each of them.

    Attributes:
        row: its number from 1, as in findings.
        key_hash: keyed hash of record type, organ and key; null where a part of the key is missing.
        content_hash: keyed hash of all its items.
        organ, item: codes of the register and of the catalogue (or its item's name); null where they are not known.
        category: word of the list of parties.
        working_days: from the decision to handing in.
        verdict: 0 accept, 1 review, 2 reject.
        accepted: it counts as handed in: the record and the submission's policy say so.
    """

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint("verdict BETWEEN 0 AND 2", name="verdict"),
        Index("ix_record_key_hash", "key_hash", sqlite_where=ACCEPTED, postgresql_where=ACCEPTED),
        {"sqlite_with_rowid": False},
    )

    submission: int = Field(primary_key=True)
    row: int = Field(primary_key=True)
    key_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    content_hash: bytes = Field(sa_type=LargeBinary)
    organ: str | None = Field(default=None, max_length=18)
    item: str | None = Field(default=None, max_length=500)
    category: str | None = Field(default=None, max_length=50)
    decided_on: date | None = None
    working_days: int | None = Field(default=None)
    verdict: int = Field(sa_type=SmallInteger)
    accepted: bool


class RecordCount(StoreTable, table=True):
    """The records of a submission counted, so that statistics need not read them.

    Attributes:
        decided_month: first day of the month of the decision.
    """

    __tablename__ = "record_count"
    __table_args__ = (Index(None, "decided_month", "submission"), {"sqlite_with_rowid": False})

    submission: int = Field(primary_key=True, foreign_key="submission.number")
    position: int = Field(primary_key=True)
    organ: str | None = Field(default=None, max_length=18)
    category: str | None = Field(default=None, max_length=50)
    decided_month: date | None = None
    verdict: int = Field(sa_type=SmallInteger)
    records: int


class FindingRow(StoreTable, table=True):
    """One finding; what it says is sealed in the `answer_part` of its place. No foreign key, like `Record`."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint(SEVERITY, name="severity"), {"sqlite_with_rowid": False})

    submission: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    row: int | None = None
    sheet_row: int | None = None
    rule: str = Field(max_length=200)
    kind: str = Field(max_length=30)
    severity: str = Field(max_length=6)


class RuleRunRow(StoreTable, table=True):
    """A rule that found something or did not run; the others of the ruleset ran and found nothing.

    Attributes:
        violations: exact, also where findings were cut.
    """

    __tablename__ = "rule_run"
    __table_args__ = (
        CheckConstraint("status IN ('ran', 'skipped', 'crashed')", name="status"),
        Index(None, "rule"),
        {"sqlite_with_rowid": False},
    )

    submission: int = Field(primary_key=True, foreign_key="submission.number")
    rule: str = Field(primary_key=True, max_length=200)
    kind: str = Field(max_length=30)
    severity: str | None = Field(default=None, max_length=6)
    status: str = Field(max_length=10)
    evaluated: int
    violations: int


class AnswerPart(StoreTable, table=True):
    """A piece of the answer that was given, sealed: part 0 all but the findings, the others findings in order."""

    __tablename__ = "answer_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    submission: int = Field(primary_key=True, foreign_key="submission.number")
    part: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary, repr=False)


class Replacement(StoreTable, table=True):
    """A submission took the place of an earlier one; an earlier one has one successor at most."""

    __tablename__ = "replacement"

    earlier: int = Field(primary_key=True, foreign_key="submission.number")
    later: int = Field(foreign_key="submission.number", index=True)


class Correction(StoreTable, table=True):
    """A record with another content than the one accepted earlier under the same key."""

    __tablename__ = "correction"
    __table_args__ = ({"sqlite_with_rowid": False},)

    submission: int = Field(primary_key=True, foreign_key="submission.number")
    row: int = Field(primary_key=True)
    earlier_submission: int = Field(foreign_key="submission.number")
    earlier_row: int


class Job(StoreTable, table=True):
    """A submission that is judged by a worker.

    Attributes:
        handover: what was handed over beside the file, sealed.
        upload: the file, sealed, until the job is done.
        rows_done, rule_counts: progress; violations so far by rule, as JSON.
        worker, lease_until: who has it, and until when it is believed to be alive.
        attempts: how often a worker has taken it.
        submission: id of what came of it.
        failure: the problem's text in both languages, sealed.
    """

    __tablename__ = "job"
    __table_args__ = (CheckConstraint(JOB_STATE, name="state"), Index(None, "state"))

    id: str = Field(primary_key=True, max_length=36)
    state: str = Field(max_length=7)
    organisation: str = Field(max_length=18)
    key_id: str | None = Field(default=None, foreign_key="api_key.id", max_length=16)
    handover: bytes = Field(sa_type=LargeBinary, repr=False)
    upload: str | None = Field(default=None, foreign_key="evidence.digest", max_length=64)
    rows_total: int | None = None
    rows_done: int = 0
    rule_counts: str = "{}"
    worker: str | None = Field(default=None, max_length=100)
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int = 0
    created_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    submission: str | None = Field(default=None, max_length=36)
    failure_code: str | None = Field(default=None, max_length=50)
    failure: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)


class IdempotencyKey(StoreTable, table=True):
    """A caller's `Idempotency-Key` (hashed) and what it stands for.

    Attributes:
        caller: id of the key; '-' for the command line.
        fingerprint: of all that was handed over.
    """

    __tablename__ = "idempotency_key"

    caller: str = Field(primary_key=True, max_length=16)
    key_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    submission: int | None = Field(default=None, foreign_key="submission.number")
    job: str | None = Field(default=None, foreign_key="job.id", max_length=36)
    created_at: datetime = Field(sa_type=Moment)


class AuditEvent(StoreTable, table=True):
    """Somebody changed something.

    Attributes:
        key_id: None = the command line.
        action: what was done (`submission.create`, `key.revoke` …); `subject`: to what.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "at"),)

    number: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    key_id: str | None = Field(default=None, max_length=16)
    role: str = Field(max_length=12)
    action: str = Field(max_length=50)
    subject: str = Field(max_length=100)


class LedgerTick(StoreTable, table=True):
    """Counts the submissions that touched a group of organs; also the lock under which such a one is stored."""

    __tablename__ = "ledger_tick"

    bucket: int = Field(primary_key=True)
    tick: int = 0


class RateWindow(StoreTable, table=True):
    """How often a key has asked in the running minute."""

    __tablename__ = "rate_window"

    key_id: str = Field(primary_key=True, max_length=16)
    window: int
    used: int


class SecretCheck(StoreTable, table=True):
    """Tells a wrong secret before anything is sealed with it."""

    __tablename__ = "secret_check"

    id: int = Field(primary_key=True)
    fingerprint: str = Field(max_length=64)
