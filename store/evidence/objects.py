"""Evidence in an object store: S3 and what speaks its language, Google's and Azure's, or a mounted folder, by URL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import ObjectStore

from engine.errors import EngineError
from store.evidence.stores import Stored, missing

_CHUNK: Final = 1 << 20
_PROBE: Final = "gongshi-probe"
_FOLDER: Final = "gongshi-evidence"


class ObjectEvidence:
    """Sealed files as objects `ab/abcdef…` by digest. See `EvidenceStore` for the methods.

    Args:
        objects: from obstore; it has the credentials, tries again by itself, and cuts large files into parts.
        probed: the same store for the question whether it can be used, which has to be answered at once.
    """

    def __init__(self, objects: ObjectStore, probed: ObjectStore) -> None:
        self._objects, self._probed = objects, probed
        self.workspace = Path(tempfile.gettempdir()) / _FOLDER

    def put(self, digest: str, file: Path) -> None:
        """Take a file over."""
        with _usable():
            obstore.put(self._objects, _path(digest), file)
        file.unlink()

    def open(self, digest: str) -> Iterator[bytes]:
        """The bytes, in pieces."""
        with _usable():
            try:
                for chunk in obstore.get(self._objects, _path(digest)).stream(min_chunk_size=_CHUNK):
                    yield bytes(chunk)
            except (NotFoundError, FileNotFoundError) as error:
                raise missing(digest) from error

    def exists(self, digest: str) -> bool:
        """Whether there is such a file."""
        with _usable():
            try:
                obstore.head(self._objects, _path(digest))
            except (NotFoundError, FileNotFoundError):
                return False
            return True

    def delete(self, digest: str) -> None:
        """Remove a file, if it is there."""
        with _usable():
            try:
                obstore.delete(self._objects, _path(digest))
            except (NotFoundError, FileNotFoundError):
                return

    def listed(self) -> Iterator[Stored]:
        """All files."""
        with _usable():
            for batch in obstore.list(self._objects):
                for entry in batch:
                    yield Stored(entry["path"].rpartition("/")[2], entry["last_modified"])

    def demand_usable(self) -> None:
        """Raises where nothing could be written."""
        with _usable():
            obstore.put(self._probed, _PROBE, b"")
            obstore.delete(self._probed, _PROBE)


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise EngineError(
            "evidence-unusable",
            zh=f"存证库无法使用（{type(error).__name__}），请检查 GONGSHI_EVIDENCE_URL、网络和访问凭证",
            en=f"the evidence store cannot be used ({type(error).__name__}); see GONGSHI_EVIDENCE_URL",
        ) from error
