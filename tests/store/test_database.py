"""The database and its migrations."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from engine.errors import EngineError, UserError
from store.database import FILE_NAME, Database, open_database
from store.metadata import METADATA
from store.migrations import upgrade
from store.organisations.tables import Organisation, OrganisationName


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_check_constraint_of_the_tables_is_in_the_migrations(database: Database) -> None:
    # Alembic does not compare check constraints.
    with database.engine.connect() as connection:
        for name, table in METADATA.tables.items():
            made = {constraint["name"] for constraint in inspect(connection).get_check_constraints(name)}
            named = {constraint.name for constraint in table.constraints if constraint.name}
            assert made == {str(name) for name in named if str(name).startswith("ck_")}


def test_names_fit_postgresql() -> None:
    for table in METADATA.tables.values():
        for named in (*table.constraints, *table.indexes):
            assert named.name is None or len(str(named.name)) <= 63


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(Organisation(code="111404001818998355"))
    upgrade(database)
    with database.reading() as session:
        assert session.get(Organisation, "111404001818998355") is not None


def test_two_that_start_at_once_both_find_the_schema(tmp_path: Path) -> None:
    databases = [open_database(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(upgrade, databases))
    assert inspect(databases[0].engine).has_table("catalogue_item")
    for database in databases:
        database.close()


def test_sqlite_keeps_foreign_keys_and_writes_ahead(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(OrganisationName(code="nobody", name="甲", import_id=1))


def test_an_exception_undoes_a_writing_scope(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(Organisation(code="111404001818998355"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert session.get(Organisation, "111404001818998355") is None


def test_a_reading_scope_changes_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(Organisation(code="111404001818998355"))
        session.flush()
    with database.reading() as session:
        assert session.get(Organisation, "111404001818998355") is None


def test_the_home_is_for_its_owner(tmp_path: Path) -> None:
    database = open_database(tmp_path / "new" / "home")
    upgrade(database)
    database.close()
    assert stat.S_IMODE((tmp_path / "new" / "home").stat().st_mode) == 0o700


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(EngineError) as failure:
        upgrade(database)
    assert failure.value.code == "database-newer"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("not a database, but long enough to have a header of a hundred bytes" * 4)
    database = open_database(tmp_path)
    with pytest.raises(EngineError) as failure:
        upgrade(database)
    assert failure.value.code == "database-unusable"
    database.close()


@pytest.mark.parametrize("url", ["nonsense", "oracle2://x/y"])
def test_a_url_that_is_none_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(UserError) as failure:
        open_database(tmp_path, url)
    assert failure.value.code in ("database-url", "database-driver")


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(UserError) as failure:
        open_database(tmp_path / "home")
    assert failure.value.code == "home-unusable"
