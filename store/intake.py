"""The one door by which a submission is judged, and judged and kept: for the command line, the service and the jobs."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError
from sqlmodel import Session

from engine.checking import NO_LOOKUPS, Lookups
from engine.errors import EngineError, Language, UserError
from engine.gate import Gate, Judgement, Progress, Watcher
from engine.reading import Source
from engine.ruleset import RecordType
from engine.verdict import Result
from store.callers import Caller
from store.database import Database
from store.evidence.keeping import Evidences
from store.evidence.rows import RowsWriter
from store.history.answers import Written, answer_of, written
from store.history.committing import (
    NO_KEY,
    Commit,
    Idempotency,
    JudgeAgain,
    already_replaced,
    commit_submission,
    demand_organisation,
    demand_replaceable,
)
from store.history.earlier import Ledger
from store.history.entries import make_entry
from store.history.reading import answer_rows, idempotent, is_known
from store.lookups import KnownLookups
from store.secret import Secret

_MOST_JUDGEMENTS: Final = 5


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
        replaces: id of the earlier submission whose place it takes, once something of it is accepted.
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
        created: False = the first answer again, or a dry run.
        judgement: what reports need beside the result; None for the first answer again.
        written: the result as JSON, where it was written for keeping.
    """

    result: Result
    created: bool
    judgement: Judgement | None = field(default=None, repr=False)
    written: Written | None = field(default=None, repr=False)


Finish = Callable[[Session, Result], None]
WatcherOf = Callable[[RowsWriter], Watcher]


class Intake:
    """Judges and keeps submissions.

    Args:
        evidences: where the rows go.
        region: division code of the place; its local rulesets are preferred.
    """

    def __init__(
        self, gate: Gate, database: Database, evidences: Evidences, secret: Secret, region: str | None = None
    ) -> None:
        self.gate, self.database, self.evidences, self.secret, self.region = gate, database, evidences, secret, region
        self._lookups = KnownLookups(database)

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
        """Judge; nothing is stored and no earlier submission is asked for. See `Gate.check` for the rest.

        Raises:
            StoreUnavailable: the registers cannot be reached.
        """
        ruleset = self.gate.library.resolve(reference, as_of, self.region)
        return self.gate.check(
            source,
            as_of=as_of,
            reference=ruleset.reference,
            record_type=record_type,
            lookups=self._registers() if self.gate.asks_for_lookups(ruleset) else NO_LOOKUPS,
            language=language,
            progress=progress,
            **options,
        )

    def submit(self, source: Source, handover: Handover, progress: Progress | None = None) -> Answer:
        """Judge and keep a submission; it is durable when this returns.

        Raises:
            UserError: it cannot be judged as it is; `organisation-unknown`, `organisation-foreign`,
                `replaces-unknown`, `replaces-replaced`, `idempotency-conflict`, `idempotency-running`: a job with that
                key is not done yet.
            StoreUnavailable: the database or the evidence store is away.
        """
        return self.submit_watched(source, handover, progress=progress)

    def submit_watched(
        self,
        source: Source,
        handover: Handover,
        *,
        progress: Progress | None = None,
        watcher_of: WatcherOf | None = None,
        finish: Finish | None = None,
        key: Idempotency | None = None,
    ) -> Answer:
        """The same for a job: with a watcher around the one that keeps the rows, and something to do in the same
        transaction.

        Args:
            key: of the handover; None = made from it.
        """
        demand_own_organisation(handover)
        with available():
            key = key or self.idempotency(source.sha256, handover)
            first = self.first_answer(key)
            if first is not None:
                return first
            for _ in range(_MOST_JUDGEMENTS):
                try:
                    return self._judged_and_kept(source, handover, key, progress, watcher_of, finish)
                except JudgeAgain:
                    continue
                except IntegrityError:
                    first = self.first_answer(key)
                    if first is not None:
                        return first
                    if handover.replaces is None:
                        raise
                    raise already_replaced(handover.replaces) from None
        raise StoreUnavailable(
            "submissions-collide", zh="同一机关正在集中报送，请稍后重试", en="too many submissions at once; try again"
        )

    def first_answer(self, key: Idempotency | None) -> Answer | None:
        """What was answered under an idempotency key before.

        Raises:
            UserError: `idempotency-conflict`: it was used for something else; `idempotency-running`.
        """
        if key is None or not self._is_known(key):
            return None
        with self.database.reading() as session:
            found = idempotent(session, key)
            if found is None:
                return None
            if found.submission_id is None:
                raise UserError(
                    "idempotency-running",
                    zh=f"同一 Idempotency-Key 的任务 {found.job} 尚未完成，请查询该任务",
                    en=f"the job {found.job} with this Idempotency-Key is not done; ask for the job",
                )
            parts = answer_rows(session, found.submission)
        return Answer(answer_of(self.secret, found.submission_id, parts), created=False)

    def idempotency(self, sha256: str, handover: Handover) -> Idempotency | None:
        """The idempotency key of a handover; None where it has none, or nothing is to be stored.

        The date is no part of what is handed over: a retry after midnight is the same.
        """
        if handover.idempotency_key is None or handover.dry_run:
            return None
        given = (sha256, handover.organisation, handover.record_type, handover.ruleset, handover.replaces)
        secret = self.secret.derived("idempotency")
        hashes = [
            hmac.digest(secret, text.encode(), hashlib.sha256)
            for text in (handover.idempotency_key, json.dumps([*given, handover.language]))
        ]
        return Idempotency(handover.caller.key_id or NO_KEY, *hashes)

    def evidence_source(self, submission_id: str) -> Source:
        """The rows of a submission as they were handed in, to be read again (annotated workbook, replay).

        Raises:
            UserError: `unknown-submission`; `evidence-gone` where its rows are kept no longer.
        """
        with available():
            return self.evidences.source(submission_id)

    def sweep(self, now: datetime, age: timedelta = timedelta(hours=1)) -> int:
        """Remove evidence that belongs to nothing and has not changed for so long; how many files went."""
        with available():
            return self.evidences.sweep(now, age)

    def demand_known(self, handover: Handover) -> int | None:
        """The number of the submission that is to be replaced; raises where the handover names what is not there."""
        with self.database.asking() as statements:
            demand_organisation(statements, handover.organisation)
        if handover.replaces is None:
            return None
        with self.database.reading() as session:
            return demand_replaceable(session, handover.replaces, handover.organisation)

    def _judged_and_kept(
        self,
        source: Source,
        handover: Handover,
        key: Idempotency | None,
        progress: Progress | None,
        watcher_of: WatcherOf | None,
        finish: Finish | None,
    ) -> Answer:
        replaced = self.demand_known(handover)
        ledger = Ledger(self.database, self.secret, without=replaced or 0)
        with RowsWriter(self.secret.derived("evidence"), self.evidences.store.workspace) as rows:
            watcher = None if handover.dry_run else (watcher_of or _itself)(rows)
            judgement = self.check(
                source,
                as_of=handover.as_of,
                reference=handover.ruleset,
                record_type=handover.record_type,
                language=handover.language,
                progress=progress,
                history=ledger,
                watcher=watcher,
            )
            if handover.dry_run:
                return Answer(judgement.result, created=False, judgement=judgement)
            rows.finish()
            result = judgement.result.model_copy(update={"submission": str(uuid.uuid4())})
            answer = written(result)
            self._keep(
                Commit(
                    result=result,
                    judgement=judgement,
                    entry=make_entry(result, answer, judgement, self.secret),
                    ledger=ledger,
                    rows=rows.file,
                    organisation=handover.organisation,
                    caller=handover.caller,
                    received=handover.received,
                    idempotency=key,
                    replaced=replaced,
                    finish=finish,
                )
            )
        return Answer(result, created=True, judgement=replace(judgement, result=result), written=answer)

    def _keep(self, commit: Commit) -> None:
        """Evidence first, then the one transaction. Where that surely failed, the evidence goes again."""
        with self.evidences.put(commit.rows), self.database.writing() as session:
            commit_submission(session, commit)

    def _is_known(self, key: Idempotency) -> bool:
        with self.database.asking() as statements:
            return is_known(statements, key)

    def _registers(self) -> Lookups:
        with available():
            return self._lookups.now()


def demand_own_organisation(handover: Handover) -> None:
    """Raises UserError `organisation-foreign` where a submitter hands in for somebody else."""
    if handover.caller.role == "submitter" and handover.caller.organisation != handover.organisation:
        raise UserError(
            "organisation-foreign",
            zh="密钥属于另一个单位，不能代其他单位报送，请核对 organisation",
            en="the key belongs to another organisation; check the field organisation",
        )


@contextmanager
def available() -> Iterator[None]:
    """Tells that the store is away: the caller may try again, and nothing was half done."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, TimeoutError) as error:
        raise StoreUnavailable(
            "store-unavailable",
            zh="历史库暂时无法使用，本次没有保存任何内容，请稍后重试",
            en="the history cannot be reached for the moment, nothing was stored; try again later",
        ) from error
    except EngineError as error:
        if error.code != "evidence-unusable":
            raise
        raise StoreUnavailable(error.code, zh=error.zh, en=error.en) from error


def _itself(rows: RowsWriter) -> Watcher:
    return rows
