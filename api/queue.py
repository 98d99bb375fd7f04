"""The queue between server and workers: huey, on SQLite in the home, on Redis or on PostgreSQL.

The queue carries ids and nothing else: the job's row in the ledger is the truth, and a worker that finds a job taken,
done or unknown does nothing. So a queue may lose a message or bring it twice without harm, and it may be away: workers
look into the ledger by themselves.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import psycopg
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey, TaskWrapper
from huey.exceptions import ConfigurationError
from huey.storage import RedisStorage

from engine.errors import EngineError, UserError
from store.database import make_home
from store.settings import Settings

NAME: Final = "gongshi"
FILE_NAME: Final = "queue.db"


class QueueAway(EngineError):  # noqa: N818 - a state, named as what it is
    """The queue cannot be reached for the moment; jobs wait in the ledger meanwhile."""


@dataclass(frozen=True)
class JobQueue:
    """Tells workers of jobs; `task` is what a worker runs."""

    huey: Huey
    task: TaskWrapper

    def put(self, job_id: str) -> None:
        """Tell the workers of a job. Raises QueueAway."""
        with _reached():
            self.task(job_id)

    def waiting(self) -> int:
        """How many messages nobody has taken. Raises QueueAway."""
        with _reached():
            return int(self.huey.pending_count())

    def close(self) -> None:
        """Close the connections of this thread; they are made anew when they are needed."""
        storage = self.huey.storage
        storage.close()
        if isinstance(storage, RedisStorage):  # its own `close` leaves the pool open
            storage.pool.disconnect()


def open_queue(settings: Settings, run: Callable[[str], object] = lambda _job_id: None) -> JobQueue:
    """The queue that the settings name.

    Args:
        run: what a worker does with the id of a job; the server, which only puts jobs in, has none.

    Raises:
        UserError: GONGSHI_QUEUE_URL names no queue.
        QueueAway: it cannot be reached now.
    """
    try:
        with _reached():
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
        make_home(settings.home)
        return SqliteHuey(NAME, filename=str(settings.home / FILE_NAME), results=False, fsync=False)
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisHuey(NAME, url=url, results=False)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey(NAME, dsn=url, results=False)
    raise _unusable()


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except _AWAY as error:
        raise QueueAway(
            "queue-away",
            zh=f"任务队列暂时无法使用（{type(error).__name__}），请检查 GONGSHI_QUEUE_URL 和网络",
            en=f"the queue of jobs cannot be reached ({type(error).__name__}); see GONGSHI_QUEUE_URL",
        ) from error


def _kinds_of_away() -> tuple[type[Exception], ...]:
    """What the queues raise while they are away; the package for Redis is not always there."""
    kinds: list[type[Exception]] = [OSError, sqlite3.Error, psycopg.Error]
    with suppress(ImportError):
        from redis.exceptions import RedisError

        kinds.append(RedisError)
    return tuple(kinds)


_AWAY: Final = _kinds_of_away()


def _unusable() -> UserError:
    return UserError(
        "queue-url",
        zh="GONGSHI_QUEUE_URL 应为 postgresql://…，或 redis://…（须安装 gongshi[redis]）；不设则用数据目录中的 SQLite",
        en="GONGSHI_QUEUE_URL is postgresql://…, or redis://… (install gongshi[redis]); without it SQLite in the home",
    )
