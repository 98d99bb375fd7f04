"""The schema goes up from the first migration with data in it, on both databases, to what the tables say."""

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from engine.gate import Gate
from store.database import Database, open_database
from store.forms.reading import open_form
from store.history.earlier import BUCKETS
from store.metadata import METADATA
from store.migrations import configuration, upgrade
from store.organisations.importing import import_organisations
from store.organisations.lookup import organisations_on
from tests.conftest import EXAMPLES


@pytest.fixture
def first(tmp_path: Path, database_url: str | None) -> Database:
    """A database as the first release left it."""
    opened = open_database(tmp_path / "home", database_url)
    config = configuration()
    with opened.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    return opened


def test_up_from_the_first_with_data(first: Database, gate: Gate) -> None:
    form = open_form(EXAMPLES / "organisations.csv")
    day = date(2020, 1, 1)
    import_organisations(first, form, gate.registry, as_of=day, imported_on=day)
    with first.reading() as session:
        before = organisations_on(session, day)
    upgrade(first)
    with first.reading() as session:
        assert organisations_on(session, day) == before != []
    with first.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ledger_tick")).scalar() == BUCKETS
    first.close()


def test_the_migrations_make_what_the_tables_say(first: Database) -> None:
    upgrade(first)
    with first.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        for name, table in METADATA.tables.items():
            made = {constraint["name"] for constraint in inspect(connection).get_check_constraints(name)}
            named = {str(constraint.name) for constraint in table.constraints if constraint.name}
            assert made == {name for name in named if name.startswith("ck_")}
    first.close()
