"""Migrations of the store's schema: run by code at first use, so that nobody has to think of it."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError
from store.database import Database

DIRECTORY: Final = Path(__file__).parent


def upgrade(database: Database) -> None:
    """Bring the schema to the newest revision; does nothing where it is there already.

    Two processes that start at once wait for each other: the second finds the work done.

    Raises:
        EngineError: the database cannot be used, or a newer Gongshi has been at it.
    """
    try:
        if not _is_current(database):
            _migrate(database)
    except DBAPIError as error:
        raise EngineError(
            "database-unusable",
            zh=f"数据库无法使用（{type(error.orig).__name__}），请检查文件、权限和 GONGSHI_DATABASE_URL",
            en=f"the database cannot be used ({type(error.orig).__name__}); see GONGSHI_DATABASE_URL",
        ) from error


def current_revision(database: Database) -> str:
    """The revision of a database's schema; '' where it has none."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def configuration() -> Config:
    """Alembic's configuration, without any file."""
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY).replace("%", "%%"))
    return config


def _is_current(database: Database) -> bool:
    script = ScriptDirectory.from_config(configuration())
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {known.revision for known in script.walk_revisions()}:
        raise EngineError(
            "database-newer",
            zh="数据库由更新版本的 Gongshi 建立，请升级软件后再使用",
            en="the database belongs to a newer Gongshi; upgrade the software",
        )
    return revision == script.get_current_head()


def _migrate(database: Database) -> None:
    config = configuration()
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
