"""The queue on a Redis, with real servers and workers: whatever dies, each job is done once, or fails visibly."""

import json
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from api.queue import QueueAway, open_queue
from api.service import Service
from engine.gate import Gate
from engine.reading import open_source
from store import jobs
from store.callers import COMMAND_LINE
from store.history.queries import SubmissionFilter
from store.intake import Handover
from store.settings import Settings
from tests.conftest import EXAMPLES
from tests.parts.load import Load
from tests.parts.processes import SMALL, assert_all_there, heard_worker, prepared, read_until
from tests.parts.redis import RedisServer
from tests.parts.service import AS_OF, OWN, environment_of, numbered, penalties, start_server, start_worker

ROUNDS = 1
Stopped = Callable[[Any], Any]
GOOD = penalties()[0]


def test_a_killed_queue_loses_no_job(tmp_path: Path, gate: Gate, redis_server: RedisServer, stopped: Stopped) -> None:
    """Queue and worker are killed under load; jobs are accepted meanwhile, and all are done in the end."""
    with prepared(tmp_path / "home", None, gate) as (service, keys):
        environment = environment_of(tmp_path / "home", None, **SMALL, queue_url=redis_server.url)
        server, workers = stopped(start_server(environment)), [stopped(start_worker(environment))]

        def kill_and_kill(load: Load) -> None:
            for _ in range(ROUNDS):
                load.wait_for(4)
                redis_server.kill()
                workers[-1].kill()
                workers[-1].wait()
                load.wait_for(4)
                workers.append(stopped(start_worker(environment)))
                load.wait_for(4)
                redis_server.start_again()
            load.wait_for(4)

        load = Load([server], keys["platform"], OWN)
        load.run(4, kill_and_kill, every=2)
        assert load.unexpected == []
        assert len(load.jobs) > ROUNDS
        assert_all_there(service, load, server, keys)


def test_a_job_told_of_thrice_is_done_once(
    tmp_path: Path, gate: Gate, redis_server: RedisServer, stopped: Stopped
) -> None:
    """Two workers; what cannot be judged fails visibly."""
    with prepared(tmp_path / "home", None, gate, queue_url=redis_server.url) as (service, _):
        names = [_kept(service, number) for number in range(12)]
        bad = _kept_file(service, "甲,乙\n1,2\n".encode(), "wrong.csv")
        for name in [*names, bad] * 3:
            service.announce(name)
        assert service.queue.waiting() == 39
        for worker in [_start(tmp_path, redis_server, stopped) for _ in range(2)]:
            read_until(worker, b"worker-ready")
        ended = {name: _ended(service, name) for name in [*names, bad]}
        assert {job.attempts for job in ended.values()} == {1}
        assert (ended[bad].state, ended[bad].submission) == ("failed", None)
        assert ended[bad].failure_code
        assert len({ended[name].submission for name in names}) == len(names) == len(_stored(service))


def test_a_job_of_a_killed_worker_is_taken_again(
    tmp_path: Path, gate: Gate, redis_server: RedisServer, stopped: Stopped
) -> None:
    """The message went with the worker: the ledger brings it back."""
    header, *lines = (EXAMPLES / "penalty.csv").read_bytes().splitlines(keepends=True)
    with prepared(tmp_path / "home", None, gate, queue_url=redis_server.url) as (service, _):
        name = _kept_file(service, header + b"".join(lines) * 60, "penalty.csv")
        service.announce(name)
        first = _start(tmp_path, redis_server, stopped)
        read_until(first, b"Executing")
        _in_state(service, name, {"running"})
        first.kill()
        first.wait()
        assert _in_state(service, name, {"running"}).attempts == 1
        read_until(_start(tmp_path, redis_server, stopped), b"Executing")
        done = _ended(service, name)
        assert (done.state, done.attempts, done.rows_done) == ("done", 2, 9_000)
        assert _stored(service) == [done.submission]


def test_a_queue_that_hangs_does_not_hang_the_service(tmp_path: Path, redis_server: RedisServer) -> None:
    settings = Settings(home=tmp_path, queue_url=f"{redis_server.url}?socket_timeout=0.2", _env_file=None)  # type: ignore[call-arg]
    queue = open_queue(settings)
    redis_server.hang()
    with pytest.raises(QueueAway, match="Timeout"):
        queue.put("job")
    queue.close()


def _kept(service: Service, number: int) -> str:
    """A job of one record, that no worker was told of."""
    return _kept_file(service, json.dumps([numbered(GOOD, number)]).encode(), "records.json")


def _kept_file(service: Service, content: bytes, name: str) -> str:
    given = Handover(OWN, COMMAND_LINE, AS_OF, service.clock(), ruleset="national@2019")
    return service.home.intake.accept_job(open_source(content, name), content, given).id


def _start(folder: Path, redis: RedisServer, stopped: Stopped) -> subprocess.Popen[bytes]:
    process: subprocess.Popen[bytes] = stopped(heard_worker(environment_of(folder / "home", queue_url=redis.url)))
    return process


def _ended(service: Service, name: str) -> jobs.Job:
    return _in_state(service, name, {"done", "failed"})


def _in_state(service: Service, name: str, states: Collection[str]) -> jobs.Job:
    """A job once it is in one of these states; asked again and again."""
    while True:
        job = jobs.get(service.home.database, service.home.secret, name, COMMAND_LINE)
        if job.state in states:
            return job


def _stored(service: Service) -> list[str]:
    return [item.id for item in service.home.history.submissions(COMMAND_LINE, SubmissionFilter(), 1000).items]
