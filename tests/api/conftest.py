"""One site a kind of database for all tests that do not change what others read, and one for each test that does."""

import itertools
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engine.gate import Gate
from tests.parts.service import Server, Site, open_site

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[Site]:
    """A site on SQLite, then one on PostgreSQL; tests add to it and count on nothing but what they added."""
    url = None
    if request.param == "postgresql":
        server: str = request.getfixturevalue("postgresql_server")
        name = f"site_{next(_NUMBERS)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # the name is made here
        url = server.replace("/postgres?", f"/{name}?")
    with open_site(tmp_path_factory.mktemp("site") / "home", url, gate, sync_rows=500) as opened:
        yield opened


@pytest.fixture
def own_site(tmp_path: Path, gate: Gate, database_url: str | None) -> Iterator[Site]:
    """A site of one test, on both databases."""
    with open_site(tmp_path / "home", database_url, gate) as opened:
        yield opened


@pytest.fixture
def sqlite_site(tmp_path: Path, gate: Gate) -> Iterator[Site]:
    """A site of one test that is not about the database."""
    with open_site(tmp_path / "home", None, gate) as opened:
        yield opened


@pytest.fixture
def stopped() -> Iterator[Callable[[Any], Any]]:
    """Ends what a test started, if it still runs."""
    started: list[Server | subprocess.Popen[bytes]] = []
    yield lambda process: started.append(process) or process
    for one in started:
        process = one.process if isinstance(one, Server) else one
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL) if isinstance(one, Server) else process.kill()
            process.wait()
        if process.stderr is not None:
            process.stderr.close()
        if isinstance(one, Server):
            one.socket.close()
