"""Where sealed files lie: a directory by default, an object store (S3 and the like) by URL."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from engine.errors import EngineError
from store.evidence.container import TEMPORARY

DIRECTORY: Final = "evidence"
_INCOMING: Final = "incoming"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Stored:
    """A file in an evidence store.

    Attributes:
        digest: its address; of an unfinished file its temporary name.
        changed_at: in UTC.
    """

    digest: str
    changed_at: datetime


class EvidenceStore(Protocol):
    """Keeps sealed files by their digest.

    All of it raises EngineError `evidence-unusable` where the store is away.

    Attributes:
        workspace: directory in which files grow before they are put.
    """

    workspace: Path

    def put(self, digest: str, file: Path) -> None:
        """Take a file over; it is durable when this returns."""

    def open(self, digest: str) -> Iterator[bytes]:
        """The bytes, in pieces. Raises EngineError `evidence-missing`."""

    def exists(self, digest: str) -> bool:
        """Whether there is such a file."""

    def delete(self, digest: str) -> None:
        """Remove a file, if it is there."""

    def listed(self) -> Iterator[Stored]:
        """All files, unfinished ones too."""

    def demand_usable(self) -> None:
        """Raises where nothing could be written."""


class DirectoryEvidence:
    """Files in a directory, `ab/abcdef…` by digest.

    Args:
        root: made where it does not exist, for its owner only.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.workspace = root, root / _INCOMING

    def put(self, digest: str, file: Path) -> None:
        """See `EvidenceStore`. Directories are written to the disk too, or the file could be nameless after a crash."""
        target = self._path(digest)
        try:
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync(target.parent.parent)
            os.replace(file, target)
            _sync(target.parent)
        except OSError as error:
            raise _unusable(error) from error

    def open(self, digest: str) -> Iterator[bytes]:
        """See `EvidenceStore`."""
        try:
            with self._path(digest).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except FileNotFoundError as error:
            raise missing(digest) from error
        except OSError as error:
            raise _unusable(error) from error

    def exists(self, digest: str) -> bool:
        """See `EvidenceStore`."""
        return self._path(digest).exists()

    def delete(self, digest: str) -> None:
        """See `EvidenceStore`."""
        path = self.workspace / digest if digest.startswith(TEMPORARY) else self._path(digest)
        path.unlink(missing_ok=True)

    def listed(self) -> Iterator[Stored]:
        """See `EvidenceStore`."""
        for path in self.root.glob("*/*"):
            try:
                changed = path.stat().st_mtime
            except FileNotFoundError:  # another process was quicker
                continue
            yield Stored(path.name, datetime.fromtimestamp(changed, UTC))

    def demand_usable(self) -> None:
        """See `EvidenceStore`."""
        try:
            self.workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.workspace):
                return
        except OSError as error:
            raise _unusable(error) from error

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest


def missing(digest: str) -> EngineError:
    """The error about a file that should be there."""
    return EngineError(
        "evidence-missing",
        zh=f"存证文件 {digest[:12]}… 不在存证库中，请从备份恢复",
        en=f"the evidence file {digest[:12]}… is missing; restore it from a backup",
    )


def _unusable(error: OSError) -> EngineError:
    return EngineError(
        "evidence-unusable",
        zh=f"存证库无法使用（{error.strerror or type(error).__name__}），请检查磁盘空间和权限",
        en=f"the evidence store cannot be used ({error.strerror or type(error).__name__})",
    )


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
