"""What tests with processes of their own share: a store made ready for them, and what has to be in it at the end."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.service import local_clock, make_service
from engine.gate import Gate
from store.callers import COMMAND_LINE
from store.history.queries import SubmissionFilter
from store.settings import Settings
from tests.conftest import ROOT
from tests.parts.load import Load
from tests.parts.service import Server, make_keys, take_register

SMALL = {"server_processes": "1", "server_threads": "4", "sync_rows": "5", "rate_limit": "1000000"}


@contextmanager
def prepared(home: Path, url: str | None, gate: Gate, **more: Any) -> Iterator[Any]:
    """The store of a server, with register and keys."""
    settings = Settings(home=home, database_url=url, _env_file=None, **more)  # type: ignore[call-arg]
    service = make_service(settings, local_clock, gate)
    take_register(service)
    yield service, make_keys(service, local_clock())
    service.close()


def assert_all_there(service: Any, load: Load, server: Server, keys: dict[str, str]) -> None:
    """What was answered is in the history, whole, and nothing else is."""
    submissions = {name: identity for name, identity in load.answered.items() if name not in load.jobs}
    for name in load.jobs:
        submissions[name] = finished(server, keys["platform"], load.answered[name])["submission"]
    assert len(set(submissions.values())) == len(submissions)
    stored, cursor = [], None
    while True:
        page = service.home.history.submissions(COMMAND_LINE, SubmissionFilter(), 1000, cursor)
        stored += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert Counter(item.id for item in stored) == Counter(submissions.values())
    for item in stored:
        result = service.home.history.result(COMMAND_LINE, item.id)
        assert result.counts.records == item.records
        assert len(service.home.history.records(COMMAND_LINE, item.id, 1000).items) == item.records
    for item in stored[:20]:
        assert service.home.intake.evidence_source(item.id).sheets


def finished(server: Server, key: str, job: str) -> Any:
    """A job once it is done; asked again and again."""
    while True:
        status, _, body = server.request("GET", f"/api/v1/jobs/{job}", key)
        assert status == 200
        state = json.loads(body)
        assert state["state"] != "failed", state
        if state["state"] == "done":
            return state


def heard_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A worker whose log the test reads, as far as it wants to; it must not say more than a pipe holds."""
    return subprocess.Popen([sys.executable, "-m", "cli", "worker"], cwd=ROOT, env=environment, stderr=subprocess.PIPE)


def read_until(worker: subprocess.Popen[bytes], event: bytes) -> None:
    """Wait for an event in its log, without taking the processor from it."""
    assert worker.stderr is not None
    assert any(event in line for line in worker.stderr), event
