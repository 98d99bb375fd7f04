"""The queue that wakes the workers: on SQLite, on PostgreSQL, on Redis, and what is none of them."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.queue import JobQueue, QueueAway, open_queue
from engine import UserError
from store.settings import Settings
from tests.conftest import ROOT
from tests.parts.redis import RedisServer

Open = Callable[..., JobQueue]


def _settings(home: Path, url: str | None) -> Settings:
    return Settings(home=home, queue_url=url, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def queue_url(request: pytest.FixtureRequest) -> str | None:
    """Every kind of queue; None = SQLite in the home."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        return url
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        return server.url
    return None


@pytest.fixture
def opened(tmp_path: Path, queue_url: str | None, request: pytest.FixtureRequest) -> Open:
    """Opens the queue once more, as another process would."""

    def again(run: Callable[[str], object] = lambda _job_id: None) -> JobQueue:
        queue = open_queue(_settings(tmp_path, queue_url), run)
        request.addfinalizer(queue.close)
        return queue

    return again


def _work(queue: JobQueue) -> None:
    """What a worker does, until nothing waits."""
    while task := queue.huey.dequeue():
        queue.huey.execute(task)
    queue.close()


def test_a_job_put_in_by_one_process_is_done_by_another(opened: Open) -> None:
    done: list[str] = []
    server, worker = opened(), opened(done.append)
    server.put("first")
    server.put("second")
    assert worker.waiting() == 2
    _work(worker)
    assert done == ["first", "second"]
    assert server.waiting() == 0


def test_every_message_reaches_exactly_one_worker(opened: Open) -> None:
    done: list[str] = []
    server, workers = opened(), [opened(done.append) for _ in range(4)]
    names = [f"job-{number}" for number in range(60)]
    for name in names:
        server.put(name)
    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(_work, workers))
    assert sorted(done) == sorted(names)


def test_a_queue_that_is_away_says_so_and_serves_again(tmp_path: Path, redis_server: RedisServer) -> None:
    queue = open_queue(_settings(tmp_path, redis_server.url))
    queue.put("lost")
    redis_server.kill()
    with pytest.raises(QueueAway):
        queue.put("away")
    with pytest.raises(QueueAway):
        queue.waiting()
    redis_server.start_again()
    assert queue.waiting() == 0
    queue.put("back")
    assert queue.waiting() == 1
    queue.close()


def test_a_database_that_is_away_is_a_queue_that_is_away(tmp_path: Path, postgresql_url: str) -> None:
    name = postgresql_url.split("?")[0].rsplit("/", 1)[1]
    with pytest.raises(QueueAway):
        open_queue(_settings(tmp_path, postgresql_url.replace(f"/{name}?", "/none?")))


@pytest.mark.parametrize("url", ["mysql://x", ""])
def test_queues_that_cannot_be(tmp_path: Path, url: str) -> None:
    with pytest.raises(UserError, match="queue-url"):
        open_queue(_settings(tmp_path, url))


def test_without_the_package_redis_is_told(tmp_path: Path) -> None:
    """In a process of its own, since here the package is there."""
    program = (
        "import sys, pathlib; sys.modules['redis'] = None\n"
        "from api.queue import open_queue; from store.settings import Settings\n"
        "open_queue(Settings(home=pathlib.Path(sys.argv[1]), queue_url='redis://127.0.0.1:1/0', _env_file=None))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "gongshi[redis]" in told.stderr
