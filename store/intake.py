"""The one door by which a submission is judged, and judged and kept: for the command line, the service and the jobs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.errors import EngineError, Language
from engine.gate import Gate, Judgement, Progress
from engine.reading import Limits, Source
from engine.ruleset import RecordType
from engine.verdict import Result
from store.callers import Caller
from store.database import Database
from store.evidence.stores import EvidenceStore
from store.jobs import Job
from store.secret import Secret


class StoreUnavailable(EngineError):  # noqa: N818 - a state, named as what it is
    """The database or the evidence store is away for the moment: nothing was stored, try again later."""


@dataclass(frozen=True)
class Handover:
    """What is handed over beside the source.

    Attributes:
        organisation: code of the unit that hands in.
        as_of: the day on which it is judged.
        received: the moment of handing in, aware, in the time zone of the gate (its day counts in periods).
        record_type: None = the header decides; another one than the header's is refused.
        ruleset: `ID[@VERSION]`; None = that of the region or the nation, by date.
        replaces: id of the earlier submission whose place it takes.
        idempotency_key: as the caller chose it.
        dry_run: judge as a submission (earlier ones are asked), store nothing.
    """

    organisation: str
    caller: Caller
    as_of: date
    received: datetime
    record_type: RecordType | None = None
    ruleset: str | None = None
    replaces: str | None = None
    idempotency_key: str | None = None
    language: Language = "zh"
    dry_run: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to a submission.

    Attributes:
        result: with its id in `submission` (None for a dry run).
        created: False = the first answer again.
    """

    result: Result
    created: bool


class Intake:
    """Judges and keeps submissions.

    Args:
        region: division code of the place; its local rulesets are preferred.
        limits: what an upload of a job may ask of the machine.
    """

    def __init__(
        self,
        gate: Gate,
        database: Database,
        evidence: EvidenceStore,
        secret: Secret,
        region: str | None = None,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
    ) -> None:
        self.gate, self.database, self.evidence, self.secret = gate, database, evidence, secret
        self.region, self.limits = region, limits

    def check(
        self,
        source: Source,
        *,
        as_of: date,
        reference: str | None = None,
        record_type: RecordType | None = None,
        language: Language = "zh",
        progress: Progress | None = None,
        **options: Any,
    ) -> Judgement:
        """Judge; nothing is stored and no earlier submission is asked for. See `Gate.check`."""
        raise NotImplementedError

    def answered(self, source: Source, handover: Handover) -> Answer | Job | None:
        """What was answered to the same idempotency key before, a job that is not done among it.

        Raises:
            UserError: `idempotency-conflict`: the key was used for something else.
        """
        raise NotImplementedError

    def submit(self, source: Source, handover: Handover, progress: Progress | None = None) -> Answer:
        """Judge and keep a submission; it is durable when this returns.

        Raises:
            UserError: it cannot be judged as it is; `unknown-organisation`, `replaces-unknown`, `replaces-replaced`,
                `replaces-foreign`, `idempotency-conflict`, `idempotency-running` (a job with that key is not done).
            StoreUnavailable: the database or the evidence store is away.
        """
        raise NotImplementedError

    def accept_job(self, source: Source, content: bytes | Any, handover: Handover) -> Job:
        """Keep an upload and queue a job for it; durable when this returns, the same job again for the same key.

        Args:
            source: as opened; nothing but its name, digest and format is used.
            content: the bytes of the file, or its path.
        """
        raise NotImplementedError

    def run_job(self, job_id: str, worker: str, clock: Any) -> None:
        """Take a job, judge, store and finish it; does nothing where another worker has it.

        What is the user's fault fails the job with its code and text; our own failure fails it after several attempts.

        Args:
            clock: gives the aware present moment.
        """
        raise NotImplementedError

    def evidence_source(self, submission_id: str) -> Source:
        """The rows of a submission as they were handed in, to be read again (annotated workbook, replay).

        Raises:
            UserError: `unknown-submission`; `evidence-gone` where its rows are kept no longer.
        """
        raise NotImplementedError

    def sweep(self, now: datetime, age: timedelta = timedelta(hours=1)) -> int:
        """Remove evidence that belongs to nothing and has not changed for so long; how many files went."""
        raise NotImplementedError

    def frames(self, submission_id: str) -> Iterator[Any]:
        """The rows as frames: columns `sheet_row`, `c0`, `c1`, …"""
        raise NotImplementedError
