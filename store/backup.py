"""A backup of everything but the secret, as one file; it can be restored on another kind of database.

A ZIP archive: `manifest.json`, every table as Parquet in pieces, every evidence file as it is, sealed. The state is
that of one moment; the service may go on meanwhile.
"""

import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import Boolean, Date, Integer, LargeBinary, Table, func, select, text
from sqlmodel import Session

from engine.errors import EngineError, UserError
from engine.version import VERSION
from store.database import Database
from store.evidence.container import TEMPORARY
from store.evidence.opening import open_evidence
from store.evidence.stores import EvidenceStore
from store.history.bulk import insert_rows
from store.history.tables import SecretCheck
from store.metadata import METADATA
from store.migrations import current_revision
from store.moments import Moment
from store.secret import FILE_NAME, load_secret
from store.settings import Settings
from store.statements import statements_of

FORMAT: Final = "gongshi.backup/1"
_MANIFEST: Final = "manifest.json"
_BATCH: Final = 50_000
_CHUNK: Final = 1 << 20
_MOST_MOMENTS: Final = 100
# Filled by the migrations, or of this moment only.
_EMPTIED: Final = frozenset({"ledger_tick"})
_LEFT_OUT: Final = frozenset({"rate_window"})


@dataclass(frozen=True)
class Done:
    """How much was written or read."""

    rows: int
    files: int


def backup(settings: Settings, database: Database, out: Path, now: datetime) -> Done:
    """Write a backup.

    Args:
        out: a file that does not exist yet; it is there when it is whole.
        now: aware.

    Raises:
        UserError: the file exists or cannot be written.
        EngineError: `evidence-missing`, `evidence-unusable`; `backup-busy`: jobs end faster than they are copied.
    """
    if out.exists():
        raise UserError("backup-exists", zh=f"{out} 已存在，请换一个文件名", en=f"{out} exists; choose another name")
    part = out.with_name(f"{out.name}.part")
    evidence = open_evidence(settings.home, settings.evidence_url)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                done = _written(archive, database, evidence, now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        raise UserError(
            "cannot-write",
            zh=f"无法写入 {out}（{error.strerror}），请换一个位置",
            en=f"cannot write {out} ({error.strerror}); choose another place",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return done


def restore(settings: Settings, database: Database, source: Path) -> Done:
    """Restore a backup into a database without content.

    Args:
        database: with an up-to-date schema.

    Raises:
        UserError: `no-backup`, `backup-version`, `not-empty`, `secret-missing`.
        EngineError: `wrong-secret`; `backup-damaged`: nothing was restored.
    """
    evidence = open_evidence(settings.home, settings.evidence_url)
    try:
        with zipfile.ZipFile(source) as archive:
            _demand_fitting(json.loads(archive.read(_MANIFEST)), settings, database)
            # Evidence first: a ledger without it would be a lie, evidence without a ledger is swept.
            files = sum(1 for _ in _restored_files(archive, evidence))
            with database.writing() as session:
                _demand_empty(session)
                rows = sum(_restored_rows(archive, session))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UserError(
            "no-backup", zh=f"{source} 不是可读的备份文件，请检查", en=f"{source} is no readable backup"
        ) from error
    return Done(rows, files)


def _written(archive: zipfile.ZipFile, database: Database, evidence: EvidenceStore, now: datetime) -> Done:
    copied: set[str] = set()
    with _moment(archive, database, evidence, copied) as session:
        archive.writestr(_MANIFEST, json.dumps(_manifest(database, session, now), indent=2))
        rows = 0
        for table in METADATA.sorted_tables:
            if table.name not in _LEFT_OUT:
                rows += sum(_write_table(archive, session, table))
        kept = _digests(session, "rows")
    for digest in kept:
        _copy(archive, evidence, digest, copied)
    return Done(rows, len(copied))


@contextmanager
def _moment(
    archive: zipfile.ZipFile, database: Database, evidence: EvidenceStore, copied: set[str]
) -> Iterator[Session]:
    """One state of the database, whose uploads are all in the archive.

    An upload goes when its job is done, and a restored job without its upload would be lost. So where one was gone
    before it could be copied, a later state is taken, in which the job is done.
    """
    for _ in range(_MOST_MOMENTS):
        with _state(database) as session:
            try:
                for digest in _digests(session, "upload"):
                    _copy(archive, evidence, digest, copied)
            except EngineError as error:
                if error.code != "evidence-missing":
                    raise
                continue
            yield session
            return
    raise EngineError(
        "backup-busy",
        zh="任务结束得比备份快，请稍后再备份；若一直如此，有任务的上传文件丢失",
        en="jobs end faster than they are copied; try again later. If that never helps, the upload of a job is lost",
    )


@contextmanager
def _state(database: Database) -> Iterator[Session]:
    with database.reading() as session:
        if not database.is_sqlite:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield session


def _manifest(database: Database, session: Session, now: datetime) -> dict[str, str]:
    secret = session.get(SecretCheck, 1)
    return {
        "format": FORMAT,
        "gongshi": VERSION,
        "made_at": now.isoformat(),
        "revision": current_revision(database),
        "secret": secret.fingerprint if secret else "",
    }


def _digests(session: Session, kind: str) -> list[str]:
    """Of the evidence of a kind that lies in the evidence store."""
    query = text("SELECT digest FROM evidence WHERE content IS NULL AND kind = :kind ORDER BY digest")
    return list(session.execute(query, {"kind": kind}).scalars())


def _write_table(archive: zipfile.ZipFile, session: Session, table: Table) -> Iterator[int]:
    schema = {column.name: _kind(column.type) for column in table.columns}
    order = list(table.primary_key.columns)
    found = session.execute(select(table).order_by(*order).execution_options(yield_per=_BATCH))
    for number, lines in enumerate(found.partitions(_BATCH)):
        frame = pl.DataFrame([tuple(line) for line in lines], schema=schema, orient="row")
        buffer = BytesIO()
        frame.write_parquet(buffer, compression="zstd")
        archive.writestr(f"tables/{table.name}/{number:06}.parquet", buffer.getvalue())
        yield frame.height


def _copy(archive: zipfile.ZipFile, evidence: EvidenceStore, digest: str, copied: set[str]) -> None:
    """Copy one evidence file, unless it is there already. Raises EngineError `evidence-missing`."""
    if digest in copied:
        return
    chunks = evidence.open(digest)
    first = next(chunks, b"")  # a file that is missing is told before anything of it is written
    with archive.open(f"evidence/{digest}", "w", force_zip64=True) as file:
        file.write(first)
        for chunk in chunks:
            file.write(chunk)
    copied.add(digest)


def _demand_fitting(manifest: dict[str, Any], settings: Settings, database: Database) -> None:
    if manifest["format"] != FORMAT or manifest["revision"] != current_revision(database):
        raise UserError(
            "backup-version",
            zh=f"备份由 Gongshi {manifest['gongshi']} 制作，与当前版本的数据库结构不同，请用同一版本恢复",
            en=f"the backup is of Gongshi {manifest['gongshi']} with another schema; restore it with that version",
        )
    configured = settings.secret.get_secret_value() if settings.secret else None
    if configured is None and not (settings.home / FILE_NAME).exists():
        raise UserError(
            "secret-missing",
            zh=f"请先把原来的密钥文件放到 {settings.home / FILE_NAME}，或设置 GONGSHI_SECRET",
            en=f"put the original secret into {settings.home / FILE_NAME} first, or set GONGSHI_SECRET",
        )
    if load_secret(settings.home, configured).fingerprint != manifest["secret"]:
        raise EngineError("wrong-secret", zh="密钥与备份不符，请使用原来的密钥", en="the secret is not the backup's")


def _demand_empty(session: Session) -> None:
    for table in METADATA.sorted_tables:
        kept = table.name in _EMPTIED or table.name in _LEFT_OUT
        if not kept and session.execute(select(func.count()).select_from(table)).scalar():
            raise UserError(
                "not-empty",
                zh="历史库不是空的，不能恢复；请另设 GONGSHI_HOME 或 GONGSHI_DATABASE_URL",
                en="the history is not empty; restore into another GONGSHI_HOME or GONGSHI_DATABASE_URL",
            )
    for name in sorted(_EMPTIED):
        session.execute(METADATA.tables[name].delete())


def _restored_rows(archive: zipfile.ZipFile, session: Session) -> Iterator[int]:
    names = sorted(archive.namelist())
    for table in METADATA.sorted_tables:
        for name in names:
            if name.startswith(f"tables/{table.name}/"):
                frame = pl.read_parquet(BytesIO(archive.read(name)))
                insert_rows(statements_of(session), table.name, [frame])
                yield frame.height
        _continue_numbers(session, table)


def _continue_numbers(session: Session, table: Table) -> None:
    """PostgreSQL counts numbers beside the table; it goes on behind the restored ones."""
    column = table.autoincrement_column
    if column is None or session.connection().dialect.name != "postgresql":
        return
    sequence = session.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))).scalar()
    if sequence is not None:
        highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        session.execute(select(func.setval(sequence, highest, False)))


def _restored_files(archive: zipfile.ZipFile, evidence: EvidenceStore) -> Iterator[str]:
    evidence.workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in archive.namelist():
        if name.startswith("evidence/"):
            yield _restored_file(archive, name, evidence)


def _restored_file(archive: zipfile.ZipFile, name: str, evidence: EvidenceStore) -> str:
    digest, path = name.removeprefix("evidence/"), evidence.workspace / f"{TEMPORARY}{uuid.uuid4().hex}"
    found = hashlib.sha256()
    try:
        path.touch(mode=0o600)
        with archive.open(name) as packed, path.open("wb") as file:
            while chunk := packed.read(_CHUNK):
                found.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if found.hexdigest() != digest:
            raise EngineError("backup-damaged", zh="备份中的存证文件已损坏，没有恢复", en="an evidence file is damaged")
        evidence.put(digest, path)
    finally:
        path.unlink(missing_ok=True)
    return digest


def _kind(kind: Any) -> Any:
    kinds = {Boolean: pl.Boolean, Date: pl.Date, LargeBinary: pl.Binary, Moment: pl.Datetime("us", "UTC")}
    fitting = [given for known, given in kinds.items() if isinstance(kind, known)]
    if fitting:
        return fitting[0]
    return pl.Int64 if isinstance(kind, Integer) else pl.String
