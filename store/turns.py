"""Turns of the writers of one SQLite file, in all processes.

SQLite lets a writer that finds another one try again after up to a tenth of a second, and meanwhile anybody may get in
before it: under load some wait for a second. Here they queue up: one of each process at the kernel's lock of a file,
which wakes them at once, and the others behind it.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import OperationalError, TimeoutError

SUFFIX: Final = "-turn"


class Turns:
    """The queue of a database's writers.

    Args:
        database: the file of the database; the lock is a file beside it, made at first use.
        seconds: how long one waits behind the others of its process.
    """

    def __init__(self, database: Path, seconds: float) -> None:
        self._path, self._seconds = database.with_name(database.name + SUFFIX), seconds
        self._first = threading.Lock()
        self._file: int | None = None

    @contextmanager
    def mine(self) -> Iterator[None]:
        """The writer's turn; ends with the scope, or with the process.

        Raises:
            TimeoutError: the others take too long: a large submission, or a process that hangs.
            OperationalError: there is no place for the lock.
        """
        if not self._first.acquire(timeout=self._seconds):
            raise TimeoutError("other writers take too long")
        try:
            file = self._opened()
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._first.release()

    def close(self) -> None:
        """Close the file."""
        with self._first:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _opened(self) -> int:
        if self._file is None:
            try:  # reading is enough for a lock: several users may share a home
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
            except OSError as error:
                raise OperationalError("turn", None, error) from error
        return self._file
