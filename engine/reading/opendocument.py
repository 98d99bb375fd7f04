"""ODS workbooks, read cell by cell: the ready-made readers lose error cells and times.

The content is streamed row by row; repeated rows and cells are counted before they are written out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final
from xml.etree import ElementTree

import polars as pl

from engine.reading.celltext import FALSE, TRUE, general_number, iso_date_text
from engine.reading.container import damaged, ensure_safe, opened, password_protected
from engine.reading.source import Content, Limits, Passes, Sheet, SheetBuilder, column_letters, none_passes

_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_VALUE_TYPE: Final = f"{_OFFICE}value-type"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERROR_TYPE: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_BLOCK_ROWS: Final = 2000
_REPEATED_ROWS: Final = 10_000  # the same filled row more often than this is not a table but an attack on memory
_REPEATED_SPACES: Final = 10_000

_Row = tuple[int, list[str | None]]


def read_ods(content: Content, limits: Limits, builder: SheetBuilder) -> tuple[Sheet, ...]:
    """The sheets of an ODS workbook.

    Raises:
        UserError: the container is unsafe, encrypted or damaged, a formula has no stored result.
    """
    ensure_safe(content, limits)
    with opened(content) as archive:
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        if b"encryption-data" in manifest or "encrypted-package" in archive.namelist():
            raise password_protected(content)
        if "content.xml" not in archive.namelist():
            raise damaged(content)
        with archive.open("content.xml") as stream:
            names = _sheet_names(stream)
    if not names:
        raise damaged(content)
    return tuple(
        builder.sheet(name, _Table(builder, number, name).blocks, hidden) for number, (name, hidden) in enumerate(names)
    )


def _sheet_names(stream: IO[bytes]) -> list[tuple[str, bool]]:
    """Name and hiddenness of every sheet."""
    names: list[tuple[str, bool]] = []
    hidden_styles: set[str] = set()
    for event, element in _events(stream):
        if event == "start" and element.tag == f"{_TABLE}table":
            hidden = element.get(f"{_TABLE}style-name", "") in hidden_styles
            names.append((element.get(f"{_TABLE}name", ""), hidden))
        elif event == "end" and element.tag == f"{_STYLE}style":
            properties = element.find(f"{_STYLE}table-properties")
            if properties is not None and properties.get(f"{_TABLE}display") == "false":
                hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            element.clear()
    return names


def _events(stream: IO[bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    return ElementTree.iterparse(stream, events=("start", "end"))  # noqa: S314 (no document type: seen to before)


@dataclass(frozen=True)
class _Table:
    builder: SheetBuilder
    number: int
    name: str

    def blocks(self, _header_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """All rows that hold anything."""
        waiting: list[_Row] = []
        for row in self._rows():
            waiting.append(row)
            if len(waiting) == _BLOCK_ROWS:
                yield self._frame(waiting)
                waiting = []
        if waiting:
            yield self._frame(waiting)

    def _frame(self, rows: list[_Row]) -> pl.DataFrame:
        width = max(len(cells) for _, cells in rows)
        self.builder.refuse_wide(width)
        table = [[*cells, *[None] * (width - len(cells))] for _, cells in rows]
        frame = pl.DataFrame(table, schema={f"c{number}": pl.String for number in range(width)}, orient="row")
        return frame.select(pl.Series("sheet_row", [number for number, _ in rows], dtype=pl.UInt32), pl.all())

    def _rows(self) -> Iterator[_Row]:
        row_number = 0
        for element in self._row_elements():
            repeated = _repeated(element, "rows")
            cells = self._cells(element, row_number + 1)
            if cells:
                if repeated > _REPEATED_ROWS:
                    raise damaged(self.builder.content)
                yield from ((row_number + number, cells) for number in range(1, repeated + 1))
            row_number += repeated
            element.clear()

    def _row_elements(self) -> Iterator[ElementTree.Element]:
        """The rows of this sheet; other sheets are passed over."""
        current = -1
        with opened(self.builder.content) as archive, archive.open("content.xml") as stream:
            for event, element in _events(stream):
                if event == "start":
                    current += element.tag == f"{_TABLE}table"
                elif element.tag == f"{_TABLE}table-row":
                    if current == self.number:
                        yield element
                    element.clear()
                elif element.tag == f"{_TABLE}table" and current == self.number:
                    return

    def _cells(self, row: ElementTree.Element, row_number: int) -> list[str | None]:
        """The row's cells up to the last one that holds anything."""
        cells: list[str | None] = []
        empty = 0
        for element in row:
            if element.tag not in _CELLS:
                continue
            repeated = _repeated(element, "columns")
            text = self._text(element, row_number, len(cells) + empty)
            if not text:
                empty += repeated
                continue
            self.builder.refuse_wide(len(cells) + empty + repeated)
            cells += [None] * empty + [text] * repeated
            empty = 0
        return cells

    def _text(self, cell: ElementTree.Element, row: int, column: int) -> str:
        kind = cell.get(_VALUE_TYPE)
        shown = "\n".join(_paragraph(self.builder.content, part) for part in cell if part.tag == f"{_TEXT}p")
        if kind is None and not shown and cell.get(f"{_TABLE}formula"):
            raise self._uncalculated(f"{column_letters(column)}{row}")
        if cell.get(_ERROR_TYPE) == "error":
            return shown or "#VALUE!"
        value = cell.get(f"{_OFFICE}{_VALUES.get(kind or '', '')}")
        if value is None or kind is None:
            return shown or cell.get(f"{_OFFICE}string-value", "")
        return self._typed(kind, value)

    def _typed(self, kind: str, value: str) -> str:
        if kind == "date":
            return iso_date_text(value)
        if kind == "time":
            return _clock(value)
        if kind == "boolean":
            return TRUE if value == "true" else FALSE
        try:
            return general_number(float(value))
        except ValueError as error:
            raise damaged(self.builder.content) from error

    def _uncalculated(self, cell: str) -> Exception:
        return self.builder.content.fault(
            "formula-not-calculated",
            f"工作表“{self.name}”的 {cell} 是公式，但没有保存计算结果：请打开文件，重新计算并保存后再报送。",
            f"sheet '{self.name}', cell {cell}: a formula without a stored result; open the file, "
            "recalculate and save.",
        )


_VALUES: Final = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
}


def _repeated(element: ElementTree.Element, what: str) -> int:
    number = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 9 else 1


def _paragraph(content: Content, element: ElementTree.Element) -> str:
    """The text of a paragraph: runs of spaces, tabs and line breaks are elements of their own."""
    text = element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = int(child.get(f"{_TEXT}c", "1"))
            if count > _REPEATED_SPACES:
                raise damaged(content)
            text += " " * count
        elif child.tag == f"{_TEXT}tab":
            text += "\t"
        elif child.tag == f"{_TEXT}line-break":
            text += "\n"
        elif child.tag != f"{_OFFICE}annotation":
            text += _paragraph(content, child)
        text += child.tail or ""
    return text


def _clock(duration: str) -> str:
    """PT12H30M00S → 12:30:00; other durations stay as they are written."""
    hours, _, rest = duration.removeprefix("PT").partition("H")
    minutes, _, seconds = rest.removesuffix("S").partition("M")
    parts = (hours, minutes, seconds.split(".")[0])
    return ":".join(part.zfill(2) for part in parts) if all(part.isdecimal() for part in parts) else duration
