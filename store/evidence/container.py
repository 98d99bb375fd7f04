"""Sealed files: many pieces, each sealed by itself, so that neither writing nor reading needs the whole in memory.

A file is `GSE1`, sixteen random bytes that name it, and pieces: four bytes of length, then the sealed piece. Each piece
is bound to its file, its place and to being the last one or not, so none can be exchanged, left out or cut off.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from engine.errors import EngineError
from store.sealing import sealed, unsealed

MAGIC: Final = b"GSE1"
SMALL_BYTES: Final = 64 << 10  # so few are kept in the database itself: one wait for the disk instead of several
TEMPORARY: Final = "gongshi-evidence-"
_NAME_BYTES: Final = 16
_LENGTH_BYTES: Final = 4


class SealedWriter:
    """Writes a sealed file; `finish` ends it, leaving the scope without that throws it away.

    Args:
        key: 32 bytes.
        workspace: directory for the file while it grows; small ones never touch it.

    Attributes:
        digest: SHA-256 of the whole file, hexadecimal, once finished.
        size: bytes so far.
    """

    def __init__(self, key: bytes, workspace: Path) -> None:
        self._key, self._workspace = key, workspace
        self._name, self._pieces, self._held = os.urandom(_NAME_BYTES), 0, b""
        self._sealed_pieces = 0
        self._hash = hashlib.sha256()
        self._small = bytearray()
        self._file: IO[bytes] | None = None
        self.path: Path | None = None
        self.size, self.digest = 0, ""
        self._write(MAGIC + self._name)

    def __enter__(self) -> "SealedWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def add(self, piece: bytes) -> None:
        """Add a piece."""
        if self._pieces:
            self._seal(self._held, last=False)
        self._held, self._pieces = piece, self._pieces + 1

    def finish(self) -> None:
        """Seal the last piece and see to it that the file is on the disk."""
        self._seal(self._held, last=True)
        self._held, self.digest = b"", self._hash.hexdigest()
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    @property
    def content(self) -> bytes | None:
        """The whole file where it is small; None where it lies at `path`."""
        return bytes(self._small) if self.path is None else None

    def discard(self) -> None:
        """Remove the file, unless somebody took it away."""
        if self._file is not None:
            self._file.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _seal(self, piece: bytes, last: bool) -> None:
        content = sealed(self._key, piece, _about(self._name, self._sealed_pieces, last))
        self._sealed_pieces += 1
        self._write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)

    def _write(self, content: bytes) -> None:
        self._hash.update(content)
        self.size += len(content)
        if self._file is None and self.size <= SMALL_BYTES:
            self._small += content
            return
        if self._file is None:
            self._workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=self._workspace)
            self._file, self.path = os.fdopen(handle, "wb"), Path(name)
            self._file.write(self._small)
            self._small.clear()
        self._file.write(content)


def pieces(key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sealed file.

    Args:
        chunks: its bytes, however they are cut.

    Raises:
        EngineError: `seal-broken`: another key, a changed or an incomplete file.
    """
    reader = _Reader(chunks)
    if reader.taken(len(MAGIC)) != MAGIC:
        raise _broken()
    name = reader.taken(_NAME_BYTES)
    number, length = 0, reader.taken(_LENGTH_BYTES)
    while length:
        content = reader.taken(int.from_bytes(length, "big"))
        length = reader.taken(_LENGTH_BYTES)
        yield unsealed(key, content, _about(name, number, last=not length))
        number += 1
    if number == 0:
        raise _broken()


class _Reader:
    """Takes exact numbers of bytes off chunks."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._rest = iter(chunks), bytearray()

    def taken(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
            self._rest += chunk
        found = bytes(self._rest[:size])
        del self._rest[:size]
        return found


def _about(name: bytes, number: int, last: bool) -> str:
    return f"evidence {name.hex()} {number} {'last' if last else 'more'}"


def _broken() -> EngineError:
    return EngineError("seal-broken", zh="存证文件已损坏，请从备份恢复", en="an evidence file is damaged; restore it")
