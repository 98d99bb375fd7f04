"""Where sealed files lie: a directory by default, an object store (S3 and the like) by URL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Stored:
    """A file in an evidence store; `changed_at` in UTC."""

    digest: str
    size: int
    changed_at: datetime


class EvidenceStore(Protocol):
    """Keeps sealed files by their digest."""

    def put(self, digest: str, file: Path) -> None:
        """Keep a file; it is durable when this returns. The file is consumed."""

    def open(self, digest: str) -> Iterator[bytes]:
        """The bytes, in pieces. Raises EngineError `evidence-missing`."""

    def exists(self, digest: str) -> bool:
        """Whether there is such a file."""

    def delete(self, digest: str) -> None:
        """Remove a file, if it is there."""

    def listed(self) -> Iterator[Stored]:
        """All files."""

    def check(self) -> None:
        """Raises EngineError `evidence-unusable` where nothing can be written."""
