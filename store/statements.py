"""Plain statements by the database's own driver, for what every submission asks and writes: SQLAlchemy's book-keeping
takes ten times as long as one of them, and a writer keeps all others waiting meanwhile.

A `?` stands for a value: text, a whole number, a Boolean, bytes or nothing. Days and moments are texts, as `day_text`
and `moment_text` write them; SQLite keeps them so, PostgreSQL understands them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Final

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

_MOMENT: Final = "%Y-%m-%d %H:%M:%S.%f"
# So many lines go in by one statement: between two, a writer may wait for the other threads of its process.
_FEW: Final = 20


@dataclass(frozen=True)
class Lines:
    """Lines for a table.

    Attributes:
        names: its columns.
        lines: a value for each of them.
    """

    table: str
    names: tuple[str, ...]
    lines: Sequence[tuple[Any, ...]]

    def owned(self, submission: int) -> "Lines":
        """The same lines as those of a submission."""
        return Lines(self.table, ("submission", *self.names), [(submission, *line) for line in self.lines])


@dataclass(frozen=True)
class Statements:
    """Says statements in the transaction of whoever made it.

    Args:
        raw: the driver's connection.
    """

    raw: Any
    dialect: Dialect

    @property
    def is_sqlite(self) -> bool:
        return self.dialect.name == "sqlite"

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement answers.

        Raises:
            DBAPIError: as for any statement of a session.
        """
        with self.told():
            return self.raw.execute(self._spelled(statement), values).fetchall()  # type: ignore[no-any-return]

    def row(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first line of what a statement answers."""
        return next(iter(self.rows(statement, *values)), None)

    def run(self, statement: str, *values: Any) -> None:
        """A statement without an answer; raises as `rows` does."""
        with self.told():
            self.raw.execute(self._spelled(statement), values)

    def insert(self, new: Lines) -> None:
        """Insert lines; raises as `rows` does."""
        names = ", ".join(f'"{name}"' for name in new.names)
        places = f"({', '.join('?' * len(new.names))})"
        statement = f'INSERT INTO "{new.table}" ({names}) VALUES '  # noqa: S608 - our own names
        if len(new.lines) <= _FEW:
            if new.lines:
                self.run(statement + ", ".join([places] * len(new.lines)), *chain.from_iterable(new.lines))
            return
        with self.told():
            if self.is_sqlite:
                self.raw.executemany(statement + places, new.lines)
            else:
                self._copy(f'COPY "{new.table}" ({names}) FROM STDIN', new.lines)

    def numbered(self, table: str, row: Mapping[str, Any]) -> int:
        """Insert a line; the number that it got. Raises as `rows` does."""
        names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING number'  # noqa: S608 - our own names
        (line,) = self.rows(statement, *row.values())
        return int(line[0])

    def _copy(self, statement: str, lines: Sequence[tuple[Any, ...]]) -> None:
        with self.raw.cursor() as cursor, cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(line)

    def _spelled(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")

    def told(self) -> AbstractContextManager[None]:
        """See `told`."""
        return told(self.dialect)


@contextmanager
def told(dialect: Dialect) -> Iterator[None]:
    """The driver's errors as SQLAlchemy would raise them, without the values."""
    base = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        raise DBAPIError.instance("a statement", None, error, base, hide_parameters=True, dialect=dialect) from error


def statements_of(session: Session) -> Statements:
    """Statements in the transaction of a session."""
    connection = session.connection()
    return Statements(connection.connection.driver_connection, connection.dialect)


def day_text(day: date | None) -> str | None:
    """A day as the database is given it."""
    return None if day is None else day.isoformat()


def moment_text(moment: datetime) -> str:
    """An aware moment as the database is given it: in UTC."""
    return moment.astimezone(UTC).strftime(_MOMENT)
