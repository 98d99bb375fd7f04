"""The queue that wakes the workers: on SQLite, on PostgreSQL, and what is neither."""

from pathlib import Path

import pytest

from api.queue import open_queue
from engine import UserError
from store.settings import Settings


def _settings(home: Path, url: str | None) -> Settings:
    return Settings(home=home, queue_url=url, _env_file=None)  # type: ignore[call-arg]


def test_a_job_put_in_by_one_process_is_done_by_another(tmp_path: Path, database_url: str | None) -> None:
    done: list[str] = []
    server = open_queue(_settings(tmp_path, database_url))
    worker = open_queue(_settings(tmp_path, database_url), done.append)
    server.put("first")
    server.put("second")
    assert worker.huey.pending_count() == 2
    while task := worker.huey.dequeue():
        worker.huey.execute(task)
    assert done == ["first", "second"]
    assert server.huey.pending_count() == 0
    server.huey.storage.close()
    worker.huey.storage.close()


@pytest.mark.parametrize("url", ["mysql://x", "", "redis://127.0.0.1:1/0"])
def test_queues_that_cannot_be(tmp_path: Path, url: str) -> None:
    with pytest.raises(UserError, match="queue-url"):
        open_queue(_settings(tmp_path, url))
