"""From a file to the rows of its tables: finds each table's header and the column of every field.

Registers are small (some thousand rows), and every fault must name its cell; so rows are plain values here and no
frames.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.header import folded
from engine.reading import Limits, Source, open_source
from engine.reading.source import Content, Sheet
from store.forms.docx_tables import is_word_document, read_document
from store.forms.faults import FormFault, Place

HEADER_ROWS: Final = 15
_NOTES: Final = ("填表", "说明", "注：", "注:", "备注", "审核人", "负责人签", "联系人：", "联系人:")
# Columns of a form that say nothing about the unit or the item.
_PASSED_OVER: Final = frozenset(map(folded, ("序号", "编号", "备注", "No.")))


@dataclass(frozen=True)
class FormField:
    """A field of a form and the captions under which units keep it.

    Attributes:
        name: the field's name in the code.
        captions: the usual one first.
        follows: another field; to the right of its column `short_captions` mean this one (职务 behind 分管领导).
        short_captions: captions that mean something only there.
    """

    name: str
    captions: tuple[str, ...]
    follows: str | None = None
    short_captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormRow:
    """One row below a header: field → text without surrounding white space, None where empty."""

    row: int
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class FormTable:
    """One table of a form.

    Attributes:
        sheet: the sheet's name; None where the format has none.
        title: what stands above the header.
        header_row: the row of the captions.
        columns: field → number of its column from 0.
        unknown: captions that are no field.
        rows: the rows below, notes under the table left out.
    """

    sheet: str | None
    title: str
    header_row: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    rows: tuple[FormRow, ...]

    def place(self, row: int | None = None, field: str | None = None) -> Place:
        """Where a row, or a cell of it, stands."""
        return Place(self.sheet, row, self.columns.get(field) if field else None)


@dataclass(frozen=True)
class Form:
    """What was read.

    Attributes:
        tables: every table with a header.
        ignored: names of sheets that have none and do not look like a table of this form.
        faults: headers that cannot be used.
    """

    tables: tuple[FormTable, ...]
    ignored: tuple[str, ...]
    faults: tuple[FormFault, ...]


def open_form(content: Path | bytes, name: str | None = None, limits: Limits = Limits()) -> Source:  # noqa: B008 (frozen)
    """Open a form: a workbook, a delimited text or a Word document.

    Args:
        content: a path, or the bytes.
        name: the name that the user knows; default: the path's last part.
        limits: what the file may ask of the machine.

    Raises:
        UserError: the file is missing, empty, damaged, protected, over a limit, or of a format that is not read.
    """
    if isinstance(content, bytes):
        form = Content(name or "-", data=content)
    else:
        form = Content(name or content.name, content)
        if not content.is_file():
            return open_source(content, name, limits)
    return read_document(form, limits) if is_word_document(form) else open_source(content, name, limits)


def read_form(source: Source, fields: Sequence[FormField], required: Sequence[str], expected: Sequence[str]) -> Form:
    """The tables of a form.

    Args:
        source: from `open_form`.
        fields: the fields, with their captions.
        required: names of fields without which a row of cells is no header.
        expected: words in a sheet's name or first rows that promise a table, so that a missing header is a fault.
    """
    names = _Captions(fields)
    wanted = "、".join(field.captions[0] for field in fields if field.name in required)
    tables, ignored, faults = [], [], []
    for sheet in source.sheets:
        if not sheet.preview:
            continue
        header = _header(sheet, names, required)
        if header is None and (len(source.sheets) == 1 or _promises(sheet, expected)):
            zh, en = f"没有找到表头：表头应有“{wanted}”等列", f"no header; it should have {wanted}"
            faults.append(FormFault(Place(sheet.name), zh, en))
        elif header is None:
            ignored.append(sheet.name or "")
        else:
            faults += _twice(sheet, *header, names)
            tables.append(_table(sheet, *header, names))
    if not tables and not faults:
        zh, en = f"没有找到表头：表头应有“{wanted}”等列", f"no header; it should have {wanted}"
        faults.append(FormFault(Place(), zh, en))
    return Form(tuple(tables), tuple(ignored), tuple(faults))


class _Captions:
    """Finds the field of every cell of a header."""

    def __init__(self, fields: Sequence[FormField]) -> None:
        self._own = {folded(caption): field.name for field in fields for caption in field.captions}
        self._short = {
            (field.follows, folded(caption)): field.name for field in fields for caption in field.short_captions
        }
        self._followed = {field.follows for field in fields if field.follows}

    def fields(self, cells: Sequence[str]) -> list[str | None]:
        """The field of each cell; None where it is no field."""
        found: list[str | None] = []
        left: str | None = None
        for cell in map(folded, cells):
            name = self._own.get(cell) or self._short.get((left, cell))
            left = name if name in self._followed else left
            found.append(name)
        return found


def _header(sheet: Sheet, names: _Captions, required: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    """Row and cells of the first row that has all required captions."""
    for row, cells in sheet.preview[:HEADER_ROWS]:
        if set(names.fields(cells)) >= set(required):
            return row, cells
    return None


def _promises(sheet: Sheet, expected: Sequence[str]) -> bool:
    first = " ".join(cell for _, cells in sheet.preview[:2] for cell in cells)
    return any(word in f"{sheet.name or ''} {first}" for word in expected)


def _twice(sheet: Sheet, row: int, cells: tuple[str, ...], names: _Captions) -> Iterator[FormFault]:
    seen: dict[str, str] = {}
    for number, (cell, name) in enumerate(zip(cells, names.fields(cells), strict=True)):
        if name in seen:
            zh, en = (
                f"“{cell}”与“{seen[name]}”是同一列，请只保留一列",
                f"'{cell}' and '{seen[name]}' mean the same column",
            )
            yield FormFault(Place(sheet.name, row, number), zh, en)
        elif name is not None:
            seen[name] = cell


def _table(sheet: Sheet, row: int, cells: tuple[str, ...], names: _Captions) -> FormTable:
    columns: dict[str, int] = {}
    unknown = []
    for number, (cell, name) in enumerate(zip(cells, names.fields(cells), strict=True)):
        if name is not None:
            columns.setdefault(name, number)
        elif cell.strip() and folded(cell) not in _PASSED_OVER:
            unknown.append(cell.strip())
    above = [cell for number, line in sheet.preview if number < row for cell in line if cell.strip()]
    title = " ".join(dict.fromkeys(" ".join(cell.split()) for cell in above))
    return FormTable(sheet.name, title, row, columns, tuple(unknown), tuple(_rows(sheet, row, len(cells), columns)))


def _rows(sheet: Sheet, header_row: int, width: int, columns: Mapping[str, int]) -> Iterator[FormRow]:
    for piece in sheet.slices(header_row, width):
        for number, *cells in piece.iter_rows():
            if not _is_note(cells):
                yield FormRow(number, {name: _text(cells[place]) for name, place in columns.items()})


def _is_note(cells: Sequence[str | None]) -> bool:
    """A note under the table: its first word says so, and nothing else (but merged copies of it) stands in the row."""
    filled = [cell.strip() for cell in cells if cell is not None and cell.strip()]
    return bool(filled) and filled[0].startswith(_NOTES)


def _text(cell: str | None) -> str | None:
    return (cell or "").strip() or None
