"""The store as the command line uses it: the database that the settings name, its schema brought up to date."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine import UserError
from engine.checking import Lookups
from engine.reading import Limits, Source
from store.database import Database, open_database
from store.forms.reading import open_form
from store.lookups import lookups_of
from store.migrations import upgrade
from store.secret import Secret, demand_same_secret, load_secret
from store.settings import Settings

_MEBIBYTE = 1 << 20


@contextmanager
def store() -> Iterator[Database]:
    """The database, for the length of a command.

    Raises:
        UserError: the settings name a database that cannot be.
        EngineError: the database cannot be used.
    """
    settings = Settings()
    database = open_database(settings.home, settings.database_url)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()


def demand_secret(database: Database) -> Secret:
    """The secret of the home. Raises EngineError where the database was used with another one."""
    settings = Settings()
    secret = load_secret(settings.home, settings.secret.get_secret_value() if settings.secret else None)
    demand_same_secret(database, secret)
    return secret


def registers() -> Lookups:
    """The registers of the home as reference data for the checks."""
    with store() as database:
        return lookups_of(database)


def form_source(file: str) -> Source:
    """A form named on the command line; `-` is standard input."""
    settings = Settings()
    upload = settings.max_upload_mb * _MEBIBYTE if settings.max_upload_mb else None
    limits = Limits(upload_bytes=upload, unpacked_bytes=settings.max_unpacked_mb * _MEBIBYTE)
    if file == "-":
        return open_form(sys.stdin.buffer.read(), "stdin", limits)
    return open_form(Path(file), None, limits)


def write_file(path: Path, content: bytes) -> None:
    """Write a file that the user named. Raises UserError where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(
            "cannot-write",
            zh=f"无法写入 {path}（{error.strerror}），请换一个位置",
            en=f"cannot write {path} ({error.strerror}); choose another place",
        ) from error
