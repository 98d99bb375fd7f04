"""`gongshi worker`: takes jobs one after the other. A fresh process that is never forked; polars does the threads."""

import fcntl
import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import structlog
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from api import decisions
from api.logs import configure_logs
from api.queue import JobQueue, open_queue
from api.service import Service, make_service
from engine import GongshiError
from store import jobs
from store.settings import Settings

# How often the ledger is asked for jobs that the queue does not know of.
RECOVER_SECONDS: Final = 2.0
_MOST_WORKERS: Final = 1000
_log = structlog.get_logger("gongshi.worker")


class Slot:
    """The name of a worker: the first number that no living process of this machine holds.

    The lock ends with the process, however it ends. So who holds a name knows that the one before is dead, and that
    its leases are void.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock, number = _first_free(directory)
        self.name = f"{socket.gethostname()}-{number}"

    def close(self) -> None:
        """Let the name go."""
        self._lock.close()


class _Worker(Consumer):
    """huey's consumer that says when it has begun to heed signals."""

    def start(self) -> None:
        """Start taking jobs."""
        super().start()  # type: ignore[no-untyped-call]
        _log.info("worker-ready")


def run_worker(settings: Settings) -> None:
    """Work until a signal ends it: SIGTERM lets the running job end, a second one does not.

    Raises:
        EngineError: a ruleset or a plugin does not load.
    """
    configure_logs()
    service, slot, stop = make_service(settings), Slot(settings.home / "workers"), threading.Event()
    queue = open_queue(settings, lambda job_id: judge(service, slot.name, job_id))
    recovery = threading.Thread(target=_recover_for_ever, args=(service, queue, slot.name, stop), daemon=True)
    recovery.start()
    try:
        options = {"workers": 1, "worker_type": "thread", "periodic": False, "max_delay": 0.5}
        worker = _Worker(queue.huey, graceful_signal="TERM", **options)  # type: ignore[no-untyped-call]
        worker.run()  # type: ignore[no-untyped-call]
    finally:
        stop.set()
        recovery.join(timeout=5)
        service.close()
        slot.close()


def judge(service: Service, worker: str, job_id: str) -> None:
    """Do one job; what becomes of it stands in the ledger."""
    start = time.perf_counter()
    result = service.home.intake.run_job(job_id, worker, service.clock)
    if result is not None:
        decisions.note("job", result, time.perf_counter() - start, None)


def recover(service: Service, queue: JobQueue) -> None:
    """Put jobs that wait in the ledger into the queue, while the queue is empty: it may have lost them."""
    if queue.huey.pending_count():
        return
    for job_id in jobs.waiting(service.home.database, service.clock()):
        queue.put(job_id)


def _recover_for_ever(service: Service, queue: JobQueue, worker: str, stop: threading.Event) -> None:
    released = False
    while not stop.is_set():
        with suppress(GongshiError, SQLAlchemyError, OSError):  # the store is away: the next round asks again
            if not released:
                jobs.release(service.home.database, worker, service.clock())
                released = True
            recover(service, queue)
        stop.wait(RECOVER_SECONDS)


def _first_free(directory: Path) -> tuple[IO[bytes], int]:
    for number in range(1, _MOST_WORKERS):
        file = os.fdopen(os.open(directory / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600), "rb+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        return file, number
    raise RuntimeError("no free place for a worker")
