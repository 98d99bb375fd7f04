"""What the engine gets from the registers: frames, and a digest that changes when they do."""

import hashlib

from sqlmodel import Session

from engine.checking import Lookups
from store.catalogue.lookup import catalogue_frame
from store.database import Database
from store.organisations.lookup import organisations_frame
from store.statements import Statements, statements_of


def lookups_of(database: Database) -> Lookups:
    """The registers as reference data for the checks.

    The frames hold every line with its dates (see `engine.lookups`), so one answer serves records of all dates.

    Args:
        database: with an up-to-date schema.

    Returns:
        The frames `organisations` and `catalogue` of one state of the database, and a digest over their contents.
    """
    with database.reading() as session:
        return _lookups(session)


class KnownLookups:
    """The registers, read again only when something was imported since.

    Args:
        database: with an up-to-date schema.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[tuple[int | None, ...], Lookups] | None = None

    def now(self) -> Lookups:
        """The registers as they are now."""
        known = self._known
        with self._database.asking() as statements:
            if known is not None and known[0] == _state(statements):
                return known[1]
        with self._database.reading() as session:
            known = self._known = _state(statements_of(session)), _lookups(session)
            return known[1]


def _state(statements: Statements) -> tuple[int | None, ...]:
    """Changes with every import."""
    return statements.row("SELECT count(*), max(id) FROM register_import") or ()


def _lookups(session: Session) -> Lookups:
    frames = {"organisations": organisations_frame(session), "catalogue": catalogue_frame(session)}
    digest = hashlib.sha256()
    for name, frame in frames.items():
        digest.update(name.encode())
        digest.update(frame.write_ndjson().encode())
    return Lookups(frames, f"sha256:{digest.hexdigest()}")
