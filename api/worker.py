"""`gongshi worker`: takes jobs one after the other. A fresh process that is never forked; polars does the threads."""

import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import structlog
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from api import decisions
from api.logs import configure_logs
from api.queue import JobQueue, QueueAway, open_queue
from api.service import Service, make_service
from engine import GongshiError
from store import jobs
from store.database import make_home
from store.intake import StoreUnavailable
from store.settings import Settings

# How often the ledger is asked for jobs that the queue does not know of.
RECOVER_SECONDS: Final = 2.0
_MOST_WORKERS: Final = 1000
_Given = TypeVar("_Given")
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
        EngineError: a ruleset or a plugin does not load, `wrong-secret`.
    """
    configure_logs()
    # Until huey heeds signals: the first process of a container ends by none that it does not handle.
    signal.signal(signal.SIGTERM, _leave)
    make_home(settings.home)
    service, slot = make_service(settings), Slot(settings.home / "workers")
    try:
        queue = _once_reached(lambda: open_queue(settings, lambda job_id: judge(service, slot.name, job_id)))
        # Before the first job is taken: what bears this name afterwards is this worker's own.
        _once_reached(lambda: jobs.release(service.home.database, slot.name, service.clock()))
        _work(service, queue)
    finally:
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
    if queue.waiting():
        return
    for job_id in jobs.waiting(service.home.database, service.clock()):
        queue.put(job_id)


def _work(service: Service, queue: JobQueue) -> None:
    stop = threading.Event()
    recovery = threading.Thread(target=_recover_for_ever, args=(service, queue, stop), daemon=True)
    recovery.start()
    try:
        options = {"workers": 1, "worker_type": "thread", "periodic": False, "max_delay": 0.5}
        worker = _Worker(queue.huey, graceful_signal="TERM", **options)  # type: ignore[no-untyped-call]
        worker.run()  # type: ignore[no-untyped-call]
    finally:
        stop.set()
        recovery.join(timeout=5)


def _recover_for_ever(service: Service, queue: JobQueue, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(GongshiError, SQLAlchemyError, OSError):  # store or queue is away: the next round asks again
            recover(service, queue)
        stop.wait(RECOVER_SECONDS)


def _once_reached(step: Callable[[], _Given]) -> _Given:
    """What a step gives; a worker that starts before its store or its queue waits for them."""
    while True:
        try:
            return step()
        except (QueueAway, StoreUnavailable, SQLAlchemyError, OSError) as error:
            _log.warning("worker-waits", error=type(error).__name__)
            time.sleep(RECOVER_SECONDS)


def _leave(_number: int, _frame: Any) -> None:
    raise SystemExit(0)


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
