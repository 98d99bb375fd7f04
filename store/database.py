"""The database: SQLite in the home by default, PostgreSQL where several machines share it.

A caller opens a database, passes it on and closes it; there is no global one. Work happens in `reading` and `writing`
scopes: a writing scope takes effect as a whole or not at all.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlmodel import Session

from engine.errors import EngineError, UserError
from store.statements import Statements, told
from store.turns import Turns

FILE_NAME: Final = "gongshi.db"
BUSY_SECONDS: Final = 30
CACHE_KIBIBYTES: Final = 64 << 10  # the index of a million new keys stays in memory
CONNECTIONS: Final = 15  # of a process, one a thread: opened when they are needed, and kept
_BEGIN: Final = "gongshi_begin"
_POSTGRESQL: Final = frozenset({"postgres", "postgresql"})


@dataclass(frozen=True)
class Database:
    """An open database.

    Args:
        engine: SQLAlchemy's engine; made by `open_database`.
        turns: of the writers; None where the database sees to that itself.
    """

    engine: Engine
    turns: Turns | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout; what it changes is thrown away."""
        with self.engine.connect() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def asking(self) -> Iterator[Statements]:
        """Plain statements that see one state of the database throughout, and change nothing."""
        dialect = self.engine.dialect
        with told(dialect):
            connection = self.engine.raw_connection()
        try:
            statements = Statements(connection.driver_connection, dialect)
            if self.is_sqlite:  # PostgreSQL's driver begins by itself
                statements.run("BEGIN")
            yield statements
        finally:
            connection.close()  # which ends the transaction

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes take effect together at the end, or not at all where an exception leaves it."""
        with self._writing_connection() as connection, Session(connection) as session:
            yield session
            session.commit()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection for changes of the schema, in one transaction.

        SQLite changes a table by building it anew, which foreign keys would forbid or, worse, cascade; so they are
        off meanwhile, and checked before anything takes effect.

        Raises:
            EngineError: a migration left rows whose foreign keys point nowhere.
        """
        with self._writing_connection() as connection:
            self._pragma(connection, "foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    self._demand_sound_keys(connection)
            finally:
                self._pragma(connection, "foreign_keys=ON")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self.turns is not None:
            self.turns.close()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def _writing_connection(self) -> Iterator[Connection]:
        # A writer takes the lock at once: a lock taken later, after reading, fails instead of waiting.
        with self._turn(), self.engine.connect() as connection:
            yield connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext() if self.turns is None else self.turns.mine()

    def _pragma(self, connection: Connection, pragma: str) -> None:
        """A pragma outside of any transaction: within one SQLite ignores it."""
        if self.is_sqlite:
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    def _demand_sound_keys(self, connection: Connection) -> None:
        if self.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise EngineError(
                "migration-unsound",
                zh="数据库升级后存在指向不明的记录，已全部撤销；请备份数据库后联系维护人员",
                en="the migration left rows that point nowhere and was undone",
            )


def open_database(home: Path, url: str | None = None) -> Database:
    """Open the database of a home, or the one that a URL names.

    Args:
        home: directory of the SQLite file `gongshi.db`; made where it does not exist, for its owner only, since
            the register holds telephone numbers.
        url: database URL; None = SQLite in the home. `postgresql://…` is spoken to with psycopg 3.

    Raises:
        UserError: the URL is none, or the home cannot be made.
    """
    return _opened(_url_of(url) if url else _file_in(home))


def open_file(path: Path, durable: bool = True) -> Database:
    """Open a SQLite file.

    Args:
        durable: what is committed is on the disk; otherwise a crash of the machine may lose the latest changes.
    """
    return _opened(URL.create("sqlite", database=str(path)), durable)


def make_home(home: Path) -> None:
    """Make a home where there is none, for its owner only; whoever comes first makes it, whatever the database.

    Raises:
        UserError: `home-unusable`.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            "home-unusable",
            zh=f"无法使用目录 {home}（{error.strerror}），请检查 GONGSHI_HOME",
            en=f"cannot use {home} ({error.strerror}); see GONGSHI_HOME",
        ) from error


def _opened(target: URL, durable: bool = True) -> Database:
    try:
        # Statements in error messages must not carry their values: telephone numbers are among them. A connection that
        # the server has closed meanwhile is exchanged before it is used; the one used last has most in its cache.
        engine = create_engine(
            target,
            hide_parameters=True,
            pool_pre_ping=target.get_backend_name() != "sqlite",
            poolclass=QueuePool,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_use_lifo=True,
        )
    except (SQLAlchemyError, ImportError) as error:
        raise UserError(
            "database-driver",
            zh=f"无法使用数据库类型 {target.drivername}，请检查 GONGSHI_DATABASE_URL 和数据库驱动",
            en=f"no driver for {target.drivername}; see GONGSHI_DATABASE_URL",
        ) from error
    if engine.dialect.name != "sqlite":
        return Database(engine)
    event.listen(engine, "connect", _prepare_durable if durable else _prepare_quick)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, Turns(Path(target.database), BUSY_SECONDS) if target.database else None)


def _url_of(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UserError(
            "database-url",
            zh="GONGSHI_DATABASE_URL 不是有效的数据库地址，应形如 postgresql://用户@主机/库名",
            en="GONGSHI_DATABASE_URL is no database URL; it looks like postgresql://user@host/name",
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername in _POSTGRESQL else url


def _file_in(home: Path) -> URL:
    make_home(home)
    return URL.create("sqlite", database=str(home / FILE_NAME))


def _prepare_durable(connection: Any, _record: Any) -> None:
    _prepare_sqlite(connection, "FULL")


def _prepare_quick(connection: Any, _record: Any) -> None:
    _prepare_sqlite(connection, "OFF")


def _prepare_sqlite(connection: Any, synchronous: str) -> None:
    # The driver's own way of opening transactions leaves changes of the schema outside; `_begin_sqlite` opens them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    with _alone_at_opening(cursor):
        cursor.execute("PRAGMA journal_mode=WAL")
    pragmas = (
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"cache_size=-{CACHE_KIBIBYTES}",
    )
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def _alone_at_opening(cursor: Any) -> Iterator[None]:
    """One connection after the other, among all processes: SQLite does not wait for its own lock where it changes the
    journal mode, it fails at once.
    """
    cursor.execute("PRAGMA database_list")
    # The directory, not the file: closing a second descriptor of the file would drop SQLite's own locks on it.
    directory = os.open(Path(cursor.fetchone()[2]).parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
