"""gunicorn's configuration: read by a fresh process that knows nothing of polars, so that forking it is safe.

The server process reads this module and forks; each child then loads the application (no preload). So nothing here may
import the engine.
"""

import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from api.logs import configure_logs
from store.settings import Settings

_settings = Settings()
# Where the children write their numbers: of one run of the server, hence emptied at its start.
_NUMBERS = Path(tempfile.gettempdir()) / f"gongshi-metrics-{os.getuid()}-{os.getpid()}"

wsgi_app = "api.application:served()"
bind = os.environ.get("GONGSHI_BIND", "127.0.0.1:8000")
workers = _settings.server_processes or len(os.sched_getaffinity(0))
# The cores are shared out among the processes, else their threads get into each other's way: small requests, many at a
# time, are answered sooner. A worker, which has one job at a time, takes all cores.
os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, len(os.sched_getaffinity(0)) // workers)))
worker_class = "gthread"
threads = _settings.server_threads
keepalive = 75
# A thread that judges a large file answers late; the process itself shows that it is alive all the while.
timeout = 60
graceful_timeout = 60
control_socket_disable = True
proc_name = "gongshi"
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's own heartbeat file, private to it
    worker_tmp_dir = "/dev/shm"  # noqa: S108


class StructuredLogger(Logger):
    """gunicorn's events in our form."""

    def setup(self, cfg: Any) -> None:
        """Send them where all others go."""
        configure_logs()
        self.error_log = logging.getLogger("gunicorn.error")

    def access(self, *_arguments: Any) -> None:
        """Requests are noted by the application."""


logger_class = StructuredLogger


def on_starting(_server: Any) -> None:
    """Make the directory of the numbers."""
    shutil.rmtree(_NUMBERS, ignore_errors=True)
    _NUMBERS.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_NUMBERS)


def child_exit(_server: Any, worker: Any) -> None:
    """A process that ended counts no longer where only living ones do."""
    from prometheus_client import multiprocess  # not before `on_starting`: it looks for the directory only once

    multiprocess.mark_process_dead(worker.pid, str(_NUMBERS))  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(_NUMBERS, ignore_errors=True)
