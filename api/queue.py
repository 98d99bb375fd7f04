"""The queue between server and workers: huey, on SQLite in the home, on Redis or on PostgreSQL.

The queue carries ids and nothing else: the job's row in the ledger is the truth, and a worker that finds a job taken,
done or unknown does nothing. So a queue may lose a message or bring it twice without harm.
"""

from dataclasses import dataclass
from typing import Final

from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey, TaskWrapper

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


def open_queue(settings: Settings, run: object = None) -> JobQueue:
    """The queue that the settings name.

    Args:
        run: what a worker does with the id of a job; the server, which only puts jobs in, has none.

    Raises:
        UserError: GONGSHI_QUEUE_URL names no queue.
    """
    huey = _huey(settings)
    return JobQueue(huey, huey.task(name="judge")(run or _nothing))


def _nothing(_job_id: str) -> None:
    """What stands for the work where jobs are only put in."""


def _huey(settings: Settings) -> Huey:
    url = settings.queue_url
    if url is None:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(settings.home / FILE_NAME), results=False, fsync=False)
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisHuey(NAME, url=url, results=False)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey(NAME, dsn=url, results=False)
    raise UserError(
        "queue-url",
        zh="GONGSHI_QUEUE_URL 应为 redis://… 或 postgresql://…；不设则用数据目录中的 SQLite",
        en="GONGSHI_QUEUE_URL is redis://… or postgresql://…; without it SQLite in the home is used",
    )
