"""From a file to the rows of its tables: finds each table's header and the column of every field.

Registers are small (some thousand rows), and every fault must name its cell; so rows are plain values here and no
frames.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.captions import folded
from engine.reading import Limits, Source, open_source
from engine.reading.source import Content, Sheet
from store.forms.choices import Choice, SubHeader, by_field, own_choices, sub_header, ticked_text
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
        choices: captions of its choices, where it is ticked in one column for each of them.
    """

    name: str
    captions: tuple[str, ...]
    follows: str | None = None
    short_captions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


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
        columns: field → number of its column from 0, or of its first choice.
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
            faults += _header_faults(sheet, header, names)
            tables.append(_table(sheet, header, names, faults))
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
        self.choices = {folded(caption): field.name for field in fields for caption in field.choices}
        self.usual = {field.name: field for field in fields}

    def fields(self, cells: Sequence[str]) -> list[str | None]:
        """The field of each cell; None where it is no field."""
        found: list[str | None] = []
        left: str | None = None
        for cell in map(folded, cells):
            name = self._own.get(cell) or self._short.get((left, cell))
            left = name if name in self._followed else left
            found.append(name)
        return found


@dataclass(frozen=True)
class _Header:
    """A header that was found.

    Attributes:
        row: the row of the captions.
        cells: as written.
        fields: of the cells; None where a cell is none, or one of several choices.
        choices: of options that have a column for each choice.
        below: the row of choices below it, if there is one.
    """

    row: int
    cells: tuple[str, ...]
    fields: tuple[str | None, ...]
    choices: tuple[Choice, ...]
    below: SubHeader | None = None

    @property
    def last_row(self) -> int:
        return self.below.row if self.below else self.row

    @property
    def width(self) -> int:
        return self.below.width if self.below else len(self.cells)


def _header(sheet: Sheet, names: _Captions, required: Sequence[str]) -> _Header | None:
    """The first row that has all required captions, choices counting for their options."""
    rows = sheet.preview[:HEADER_ROWS]
    for (row, cells), below in zip(rows, (*sheet.preview[1:], None), strict=False):
        fields = names.fields(cells)
        own = own_choices(cells, {} if set(fields) >= set(required) else names.choices)
        if {*fields, *(choice.field for choice in own)} >= set(required):
            return _with_choices(_Header(row, cells, tuple(fields), own), below, names)
    return None


def _with_choices(header: _Header, below: tuple[int, tuple[str, ...]] | None, names: _Captions) -> _Header:
    """The header with the row of choices below it, if there is one."""
    sub = sub_header(header.cells, header.fields, *below, names.choices) if below and names.choices else None
    if sub is None:
        return header
    choices = tuple(sorted((*header.choices, *sub.choices), key=lambda choice: choice.column))
    ticked = {choice.field for choice in sub.choices}
    fields = tuple(None if field in ticked else field for field in header.fields)
    return _Header(header.row, header.cells, fields, choices, sub)


def _promises(sheet: Sheet, expected: Sequence[str]) -> bool:
    first = " ".join(cell for _, cells in sheet.preview[:2] for cell in cells)
    return any(word in f"{sheet.name or ''} {first}" for word in expected)


def _header_faults(sheet: Sheet, header: _Header, names: _Captions) -> Iterator[FormFault]:
    seen: dict[str, str] = {}
    for number, (cell, name) in enumerate(zip(header.cells, header.fields, strict=True)):
        if name in seen:
            zh, en = (
                f"“{cell}”与“{seen[name]}”是同一列，请只保留一列",
                f"'{cell}' and '{seen[name]}' mean the same column",
            )
            yield FormFault(Place(sheet.name, header.row, number), zh, en)
        elif name is not None:
            seen[name] = cell
    for number, caption, name in header.below.unknown if header.below else ():
        field = names.usual[name]
        known = "、".join(field.choices[:3])
        zh = f"“{caption}”不是“{field.captions[0]}”的选项，请改为 {known} 等，或并入其中一列"
        en = f"'{caption}' is no choice of '{field.captions[0]}'; use {known}, or join it with one of them"
        yield FormFault(Place(sheet.name, header.last_row, number), zh, en)


def _table(sheet: Sheet, header: _Header, names: _Captions, faults: list[FormFault]) -> FormTable:
    columns: dict[str, int] = {}
    unknown = []
    ticked = {choice.column for choice in header.choices}
    for number, (cell, name) in enumerate(zip(header.cells, header.fields, strict=True)):
        if name is not None:
            columns.setdefault(name, number)
        elif cell.strip() and number not in ticked and folded(cell) not in _PASSED_OVER:
            unknown.append(cell.strip())
    above = [cell for number, line in sheet.preview if number < header.row for cell in line if cell.strip()]
    title = " ".join(dict.fromkeys(" ".join(cell.split()) for cell in above))
    rows = tuple(_rows(sheet, header, columns, faults))
    first = {choice.field: choice.column for choice in reversed(header.choices)}
    return FormTable(sheet.name, title, header.last_row, {**columns, **first}, tuple(unknown), rows)


def _rows(sheet: Sheet, header: _Header, columns: Mapping[str, int], faults: list[FormFault]) -> Iterator[FormRow]:
    for piece in sheet.slices(header.last_row, header.width):
        for number, *cells in piece.iter_rows():
            if _is_note(cells):
                continue
            texts = {name: _text(cells[place]) for name, place in columns.items()}
            for name, choices in by_field(header.choices):
                texts[name], unclear = ticked_text(choices, cells)
                faults += (_unclear(Place(sheet.name, number, choice.column), choice, cells) for choice in unclear)
            yield FormRow(number, texts)


def _unclear(place: Place, choice: Choice, cells: Sequence[str | None]) -> FormFault:
    mark = " ".join((cells[choice.column] or "").split())
    zh = f"看不出“{mark}”是否勾选了“{choice.caption}”：勾选请填√，不勾选请留空"
    return FormFault(place, zh, f"is '{choice.caption}' ticked by '{mark}'? write √, or leave the cell empty")


def _is_note(cells: Sequence[str | None]) -> bool:
    """A note under the table: its first word says so, and nothing else (but merged copies of it) stands in the row."""
    filled = [cell.strip() for cell in cells if cell is not None and cell.strip()]
    return bool(filled) and filled[0].startswith(_NOTES)


def _text(cell: str | None) -> str | None:
    return (cell or "").strip() or None
