"""Evidence and the ledger together: what is put is noted, what is noted is found, what nobody noted goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select

from engine.errors import UserError
from engine.reading import Limits, Source
from engine.reading.source import Content, Passes, SheetBuilder, none_passes
from store.database import Database
from store.evidence.container import SealedWriter, pieces
from store.evidence.rows import kept_header, kept_slices
from store.evidence.stores import EvidenceStore, missing
from store.history.tables import Evidence, Submission
from store.secret import Secret


@dataclass(frozen=True)
class Evidences:
    """The evidence of one ledger."""

    database: Database
    store: EvidenceStore
    secret: Secret

    @contextmanager
    def put(self, file: SealedWriter) -> Iterator[None]:
        """Put a finished file, for the transaction in the scope to note it.

        Where an exception says that the transaction cannot have taken effect, the file goes again; where it may have
        (the connection was lost), the file stays, and is swept if nobody noted it.
        """
        if file.path is None:
            yield
            return
        self.store.put(file.digest, file.path)
        try:
            yield
        except Exception as error:
            if isinstance(error, IntegrityError) or not isinstance(error, DBAPIError):
                self.store.delete(file.digest)
            raise

    def opened(self, digest: str) -> Iterator[bytes]:
        """The pieces of a sealed file.

        Raises:
            EngineError: `evidence-missing`, `evidence-unusable`, `seal-broken`.
        """
        with self.database.reading() as session:
            row = session.get(Evidence, digest)
        if row is None:
            raise missing(digest)
        chunks = iter([row.content]) if row.content is not None else self.store.open(digest)
        return pieces(self.secret.derived("evidence"), chunks)

    def source(self, submission: str) -> Source:
        """The rows of a submission, as a source to be read again.

        Raises:
            UserError: `unknown-submission`, `evidence-gone`.
        """
        with self.database.reading() as session:
            row = session.exec(select(Submission).where(Submission.id == submission)).first()
        if row is None:
            raise UserError(
                "unknown-submission", zh=f"没有编号为 {submission[:40]} 的报送", en=f"no submission {submission[:40]}"
            )
        if row.evidence is None:
            raise UserError(
                "evidence-gone",
                zh="该次报送的原始数据已按期限销毁",
                en="the rows of this submission are kept no longer",
            )
        return self._source(row, row.evidence)

    def sweep(self, now: datetime, age: timedelta) -> int:
        """Remove files that nobody noted and that have not changed for so long; how many."""
        old = {kept.digest for kept in self.store.listed() if now - kept.changed_at >= age}
        if not old:
            return 0
        with self.database.reading() as session:  # after listing: what was noted meanwhile is not an orphan
            noted = set(session.exec(select(Evidence.digest).where(col(Evidence.content).is_(None))))
        orphans = sorted(old - noted)
        for digest in orphans:
            self.store.delete(digest)
        return len(orphans)

    def _source(self, row: Submission, digest: str) -> Source:
        header = kept_header(self.opened(digest))

        def blocks(_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
            again = self.opened(digest)
            first = pl.DataFrame(
                {"sheet_row": [header.row], **{f"c{place}": [text] for place, text in enumerate(header.captions)}},
                schema_overrides={"sheet_row": pl.UInt32},
            )
            kept_header(again)
            yield first
            yield from kept_slices(again)

        name = f"{row.id}.{row.file_format}"
        builder = SheetBuilder(Content(name), Limits(), Content(name).stamp())
        sheet = builder.sheet(header.sheet, blocks)
        return Source(name, row.file_format, None, row.file_sha256, 0, (sheet,))
