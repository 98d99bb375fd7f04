"""The database away for a while: 503 with Retry-After, and everything works again when it is back."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from api.application import create_app
from api.service import make_service
from engine.gate import Gate
from store.settings import Settings
from tests.api.problems import assert_problem
from tests.parts.processes import heard_worker, read_until
from tests.parts.service import NOW, OWN, Site, environment_of, numbered, open_site, penalties

GOOD = penalties()[0]


@contextmanager
def away(server: str, database_url: str) -> Iterator[None]:
    """The database takes no connections, and those that it had are cut."""
    name = database_url.split("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[call-overload]
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[call-overload]


@pytest.fixture
def postgresql_site(tmp_path: Path, postgresql_url: str, gate: Gate) -> Iterator[Site]:
    with open_site(tmp_path / "home", postgresql_url, gate) as site:
        yield site


def _submit(site: Site, number: int) -> TestResponse:
    body = {"records": [numbered(GOOD, number)], "organisation": OWN}
    return site.post("/submissions", json=body, headers={"Idempotency-Key": f"away-{number}"})


def test_a_running_service_recovers(postgresql_site: Site, postgresql_server: str, postgresql_url: str) -> None:
    site = postgresql_site
    assert _submit(site, 1).status_code == 201
    with away(postgresql_server, postgresql_url):
        for _ in range(3):
            response = _submit(site, 2)
            assert_problem(response, 503, "store-unavailable")
            assert int(response.headers["Retry-After"]) > 0
        assert_problem(site.get("/submissions"), 503, "store-unavailable")
        ready = site.call("GET", "/readyz", None)
        assert (ready.status_code, ready.get_json()["checks"]["database"]) == (503, False)
        assert site.call("GET", "/healthz", None).status_code == 200
        assert site.call("GET", "/metrics", None).status_code == 200
    assert _submit(site, 2).status_code == 201
    assert site.call("GET", "/readyz", None).status_code == 200
    assert len(site.submissions()) == 2


def test_a_service_that_starts_without_a_database_recovers(
    tmp_path: Path, postgresql_server: str, postgresql_url: str, gate: Gate
) -> None:
    with open_site(tmp_path / "first", postgresql_url, gate) as first:
        keys = first.keys
    with away(postgresql_server, postgresql_url):
        late = _unopened(tmp_path / "first", postgresql_url, gate)
        late.keys = keys
        assert_problem(late.get("/limits"), 503, "store-unavailable")
    assert late.get("/limits").status_code == 200
    late.service.close()


def _unopened(home: Path, url: str, gate: Gate) -> Site:
    settings = Settings(home=home, database_url=url, _env_file=None)  # type: ignore[call-arg]
    service = make_service(settings, lambda: NOW, gate)
    return Site(service, create_app(service))


def test_a_worker_that_starts_without_a_database_waits_for_it(
    tmp_path: Path, postgresql_server: str, postgresql_url: str, stopped: Callable[[Any], Any]
) -> None:
    """And while it waits, it goes when it is told to."""
    environment = environment_of(tmp_path / "home", postgresql_url, queue_url=postgresql_url)
    with away(postgresql_server, postgresql_url):
        patient, told = (stopped(heard_worker(environment)) for _ in range(2))
        read_until(patient, b"worker-waits")
        read_until(told, b"worker-waits")
        told.send_signal(signal.SIGTERM)
        assert told.wait(timeout=60) == 0
    read_until(patient, b"worker-ready")
    patient.send_signal(signal.SIGTERM)
    assert patient.wait(timeout=60) == 0


def test_an_evidence_store_that_is_away(sqlite_site: Site) -> None:
    """Small evidence lies in the database; for large one the store is needed, and nothing is stored without it."""
    home = sqlite_site.service.settings.home
    evidence = home / "evidence"
    sqlite_site.submissions()
    moved = home / "elsewhere"
    if evidence.exists():
        evidence.rename(moved)
    evidence.write_text("in the way", encoding="utf-8")
    ready = sqlite_site.call("GET", "/readyz", None)
    assert (ready.status_code, ready.get_json()["checks"]["evidence"]) == (503, False)
