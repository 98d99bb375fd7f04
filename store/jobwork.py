"""The intake of large submissions: an upload is kept and queued; later a worker judges it and keeps the verdict."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from engine.errors import UserError
from engine.header import Located
from engine.reading import Limits, Source, open_source
from engine.verdict import Result
from store import audit, jobs
from store.callers import Caller
from store.evidence.container import TEMPORARY, SealedWriter
from store.evidence.rows import RowsWriter
from store.history.committing import Idempotency, write_evidence, write_idempotency
from store.history.reading import idempotent
from store.history.tables import Evidence
from store.history.tables import Job as JobRow
from store.intake import Handover, Intake, available, demand_own_organisation
from store.sealing import sealed, unsealed
from store.statements import statements_of

Clock = Callable[[], datetime]
_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 4 << 20


@dataclass(frozen=True)
class _Order:
    """What a worker needs to know of a job beside the upload."""

    name: str
    sha256: str
    handover: Handover


class JobIntake(Intake):
    """Intake that can also put a submission off."""

    def accept_job(
        self, source: Source, content: bytes | Path, handover: Handover, rows: int | None = None
    ) -> jobs.Job:
        """Keep an upload and queue a job for it; durable when this returns, the same job again for the same key.

        Args:
            source: as opened; nothing but its name and digest is used.
            content: the bytes of the file, or its path.
            rows: how many records there are, where that is known.

        Raises:
            UserError: as `submit`, as far as it can be told before anything is judged.
            StoreUnavailable: the database or the evidence store is away.
        """
        demand_own_organisation(handover)
        with available():
            key = self.idempotency(source.sha256, handover)
            first = self._first_job(key, handover.caller)
            if first is not None:
                return first
            self.demand_known(handover)
            try:
                return self._queued(source, content, handover, key, rows)
            except IntegrityError:
                first = self._first_job(key, handover.caller)
                if first is None:
                    raise
                return first

    def run_job(self, job_id: str, worker: str, clock: Clock) -> Result | None:
        """Take a job, judge, store and finish it.

        What is the user's fault fails the job with its code and text. Whatever is ours puts it back, to be tried
        again, and is raised.

        Args:
            worker: a name that no other worker bears.
            clock: gives the aware present moment.

        Returns:
            The result; None where another worker has the job, or it failed visibly.
        """
        with available():
            lease = jobs.take(self.database, self.secret, job_id, worker, clock())
        if lease is None:
            return None
        try:
            return self._done(lease, clock)
        except jobs.LeaseLost:
            return None
        except UserError as error:
            text = {"zh": error.zh, "en": error.en}
            jobs.fail(self.database, self.secret, lease, error.code, text, clock())  # type: ignore[arg-type]
            return None
        except Exception:
            with available():
                jobs.give_back(self.database, lease)
            raise

    def _first_job(self, key: Idempotency | None, caller: Caller) -> jobs.Job | None:
        """The job to the same key. Raises UserError `idempotency-conflict` where it was answered without a job."""
        if key is None:
            return None
        with self.database.reading() as session:
            found = idempotent(session, key)
        if found is None:
            return None
        if found.job is None:
            raise UserError(
                "idempotency-conflict",
                zh="该 Idempotency-Key 对应的报送已直接答复，请换一个新的",
                en="the submission with this Idempotency-Key was answered at once; use a new key",
            )
        return jobs.get(self.database, self.secret, found.job, caller)

    def _queued(
        self, source: Source, content: bytes | Path, handover: Handover, key: Idempotency | None, rows: int | None
    ) -> jobs.Job:
        job_id, now = str(uuid.uuid4()), handover.received
        with SealedWriter(self.secret.derived("evidence"), self.evidences.store.workspace) as upload:
            for chunk in _chunks(content):
                upload.add(chunk)
            upload.finish()
            with self.evidences.put(upload), self.database.writing() as session:
                statements = statements_of(session)
                write_evidence(statements, upload, "upload", now)
                row = self._row(job_id, _Order(source.name, source.sha256, handover), upload.digest, rows)
                session.execute(insert(JobRow), [row])
                if key is not None:
                    write_idempotency(statements, key, now, job=job_id)
                audit.record(session, handover.caller, "job.create", job_id, now)
        return jobs.get(self.database, self.secret, job_id, handover.caller)

    def _row(self, job_id: str, order: _Order, upload: str, rows: int | None) -> dict[str, Any]:
        handover = order.handover
        return {
            "id": job_id,
            "state": "queued",
            "organisation": handover.organisation,
            "key_id": handover.caller.key_id,
            "handover": sealed(self.secret.derived("jobs"), _written(order), f"order {job_id}"),
            "upload": upload,
            "rows_total": rows,
            "created_at": handover.received,
        }

    def _done(self, lease: jobs.Lease, clock: Clock) -> Result:
        with self.database.reading() as session:
            row = session.get(JobRow, lease.job_id)
        assert row is not None
        assert row.upload is not None
        order = _read(unsealed(self.secret.derived("jobs"), row.handover, f"order {row.id}"))
        with self._upload(row.upload) as content:
            source = open_source(content, order.name, Limits())
            answer = self.submit_watched(
                source,
                order.handover,
                watcher_of=lambda rows: _Progress(self, rows, lease, clock),
                finish=lambda session, result: _finish(session, lease, result, clock()),
                key=None,
            )
        if not self._is_noted(row.upload):
            self.evidences.store.delete(row.upload)
        return answer.result

    def _is_noted(self, digest: str) -> bool:
        with self.database.reading() as session:
            return session.get(Evidence, digest) is not None

    @contextmanager
    def _upload(self, digest: str) -> Iterator[bytes | Path]:
        """The upload: bytes where they are few, else a file for its owner only, that goes with the scope."""
        pieces, held = self.evidences.opened(digest), bytearray()
        for piece in pieces:
            held += piece
            if len(held) > _IN_MEMORY:
                break
        else:
            yield bytes(held)
            return
        path = self.evidences.store.workspace / f"{TEMPORARY}{uuid.uuid4().hex}"
        path.touch(mode=0o600)
        try:
            with path.open("wb") as file:
                file.write(held)
                file.writelines(pieces)
            yield path
        finally:
            path.unlink(missing_ok=True)


class _Progress:
    """A watcher that keeps the rows and tells how far the job is.

    Args:
        rows: keeps the rows.
    """

    def __init__(self, intake: Intake, rows: RowsWriter, lease: jobs.Lease, clock: Clock) -> None:
        self._intake, self._rows, self._lease, self._clock = intake, rows, lease, clock

    def located(self, header: Located) -> None:
        self._rows.located(header)

    def read(self, piece: pl.DataFrame) -> None:
        self._rows.read(piece)

    def checked(self, records: int, violations: Mapping[str, int]) -> None:
        jobs.progress(self._intake.database, self._lease, records, violations, self._clock())


def _finish(session: Session, lease: jobs.Lease, result: Result, now: datetime) -> None:
    """End the job in the transaction that stores its submission; the upload is not needed any more."""
    upload = jobs.complete(session, lease, result, now)
    if upload is not None:
        session.flush()
        session.execute(delete(Evidence).where(col(Evidence.digest) == upload))


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield from (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))
        return
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _written(order: _Order) -> bytes:
    given, caller = order.handover, order.handover.caller
    plain = {
        "name": order.name,
        "sha256": order.sha256,
        "organisation": given.organisation,
        "caller": [caller.key_id, caller.role, caller.organisation],
        "as_of": given.as_of.isoformat(),
        "received": given.received.isoformat(),
        "record_type": given.record_type,
        "ruleset": given.ruleset,
        "replaces": given.replaces,
        "language": given.language,
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def _read(written: bytes) -> _Order:
    plain = json.loads(written)
    handover = Handover(
        organisation=plain["organisation"],
        caller=Caller(*plain["caller"]),
        as_of=date.fromisoformat(plain["as_of"]),
        received=datetime.fromisoformat(plain["received"]),
        record_type=plain["record_type"],
        ruleset=plain["ruleset"],
        replaces=plain["replaces"],
        language=plain["language"],
    )
    return _Order(plain["name"], plain["sha256"], handover)
