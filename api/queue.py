"""The queue between server and workers: huey, on SQLite in the home, on Redis or on PostgreSQL.

The queue carries ids and nothing else: the job's row in the ledger is the truth, and a worker that finds a job taken,
done or unknown does nothing. So a queue may lose a message or bring it twice without harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey, TaskWrapper
from huey.exceptions import ConfigurationError

from engine.errors import UserError
from store.settings import Settings

NAME: Final = "gongshi"
FILE_NAME: Final = "queue.db"


@dataclass(frozen=True)
class JobQueue:
    """Tells workers of jobs; `task` is what a worker runs."""

    huey: Huey
    task: TaskWrapper

    def put(self, job_id: str) -> None:
        """Tell the workers of a job."""
        self.task(job_id)


def open_queue(settings: Settings, run: Callable[[str], object] = lambda _job_id: None) -> JobQueue:
    """The queue that the settings name.

    Args:
        run: what a worker does with the id of a job; the server, which only puts jobs in, has none.

    Raises:
        UserError: GONGSHI_QUEUE_URL names no queue.
    """
    try:
        huey = _huey(settings)
    except (ConfigurationError, ImportError) as error:
        raise _unusable() from error

    # huey knows a task by the module and the name of its function: they are the same in server and worker.
    def judge(job_id: str) -> None:
        run(job_id)

    return JobQueue(huey, huey.task()(judge))


def _huey(settings: Settings) -> Huey:
    url = settings.queue_url
    if url is None:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(settings.home / FILE_NAME), results=False, fsync=False)
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisHuey(NAME, url=url, results=False)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey(NAME, dsn=url, results=False)
    raise _unusable()


def _unusable() -> UserError:
    return UserError(
        "queue-url",
        zh="GONGSHI_QUEUE_URL 应为 postgresql://…，或 redis://…（须安装 gongshi[redis]）；不设则用数据目录中的 SQLite",
        en="GONGSHI_QUEUE_URL is postgresql://…, or redis://… (install gongshi[redis]); without it SQLite in the home",
    )
