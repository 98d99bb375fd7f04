"""What the engine gets from the registers: frames, and a digest that changes when they do."""

import hashlib

from engine.planning import Lookups
from store.catalogue.lookup import catalogue_frame
from store.database import Database
from store.organisations.lookup import organisations_frame


def lookups_of(database: Database) -> Lookups:
    """The registers as reference data for the checks.

    The frames hold every line with its dates (see `engine.lookups`), so one answer serves records of all dates.

    Args:
        database: with an up-to-date schema.

    Returns:
        The frames `organisations` and `catalogue` of one state of the database, and a digest over their contents.
    """
    with database.reading() as session:
        frames = {"organisations": organisations_frame(session), "catalogue": catalogue_frame(session)}
    digest = hashlib.sha256()
    for name, frame in frames.items():
        digest.update(name.encode())
        digest.update(frame.write_ndjson().encode())
    return Lookups(frames, f"sha256:{digest.hexdigest()}")
