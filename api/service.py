"""What one process of the service works with: the gate at once, the store as soon as it can be reached."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import structlog
from flask import current_app

from api.queue import JobQueue, QueueAway, open_queue
from engine.errors import EngineError
from engine.gate import Gate
from engine.reading import Limits
from store.gate import make_gate
from store.home import Home, open_home
from store.intake import StoreUnavailable
from store.settings import Settings

MEBIBYTE = 1 << 20
Clock = Callable[[], datetime]
_log = structlog.get_logger("gongshi.service")


def local_clock() -> datetime:
    """The present moment in the time zone of the machine: the only place where the service reads the clock."""
    return datetime.now().astimezone()


@dataclass
class Service:
    """The parts that requests work with; one a process.

    Args:
        clock: gives the aware present moment; its day is 'today'.
    """

    settings: Settings
    gate: Gate
    clock: Clock
    _home: Home | None = None
    _queue: JobQueue | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def home(self) -> Home:
        """The store; opened at first use, so that a service starts, and recovers, while the database is away.

        Raises:
            StoreUnavailable: it cannot be reached now.
        """
        if self._home is None:
            with self._lock:
                if self._home is None:
                    self._home = self._opened()
        return self._home

    @property
    def queue(self) -> JobQueue:
        """The queue that tells the workers of jobs. Raises QueueAway."""
        if self._queue is None:
            with self._lock:
                if self._queue is None:
                    self._queue = open_queue(self.settings)
        return self._queue

    def announce(self, job_id: str) -> None:
        """Tell the workers of a job that is kept; while the queue is away, they find it in the ledger."""
        try:
            self.queue.put(job_id)
        except QueueAway as away:
            _log.warning("queue-away", job=job_id, error=type(away.__cause__).__name__)

    @property
    def limits(self) -> Limits:
        """What a file may ask of the machine."""
        return Limits(
            upload_bytes=self.settings.upload_mb * MEBIBYTE,
            unpacked_bytes=self.settings.max_unpacked_mb * MEBIBYTE,
        )

    def close(self) -> None:
        """Close what was opened."""
        if self._queue is not None:
            self._queue.close()
        if self._home is not None:
            self._home.close()

    def _opened(self) -> Home:
        try:
            return open_home(self.settings, self.clock(), self.gate)
        except EngineError as error:
            if error.code != "database-unusable":
                raise
            raise StoreUnavailable(error.code, zh=error.zh, en=error.en) from error


def make_service(settings: Settings, clock: Clock = local_clock, gate: Gate | None = None) -> Service:
    """Load the gate; the store is opened when it is first needed.

    Raises:
        EngineError: a ruleset or a plugin does not load.
    """
    return Service(settings, gate or make_gate(), clock)


def service() -> Service:
    """The service of the present application."""
    return cast(Service, current_app.extensions["gongshi"])
