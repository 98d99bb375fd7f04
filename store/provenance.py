"""Where the lines of a register come from: one row a file that was taken in."""

from datetime import date

from sqlmodel import Field, Session

from engine.reading import Source
from store.base import StoreTable


class RegisterImport(StoreTable, table=True):
    """A file that was taken into a register.

    Attributes:
        register_name: `organisations` or `catalogue`.
        file_name, sha256: the file as it was handed in; the file itself is not kept.
        applies_from: the date from which its content counts.
        imported_on: the day on which it was taken in.
    """

    __tablename__ = "register_import"

    id: int | None = Field(default=None, primary_key=True)
    register_name: str = Field(max_length=20)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    applies_from: date
    imported_on: date


def recorded_import(session: Session, register_name: str, source: Source, applies_from: date, imported_on: date) -> int:
    """Note a file in the store; the id of the note."""
    note = RegisterImport(
        register_name=register_name,
        file_name=source.name[-255:],
        sha256=source.sha256,
        applies_from=applies_from,
        imported_on=imported_on,
    )
    session.add(note)
    session.flush()
    assert note.id is not None
    return note.id
