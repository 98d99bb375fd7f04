"""XLSX workbooks: the package around the sheets — names, styles, shared strings.

Why not a ready-made reader: the Rust ones turn #REF! and a formula that was never calculated into an empty cell, show
the built-in date formats of Chinese Excel as day numbers, and fail on #SPILL!. The sheets are streamed, so memory does
not grow with the workbook.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final
from xml.etree import ElementTree

import polars as pl

from engine.reading.celltext import BUILTIN_DATE_FORMATS, is_date_format
from engine.reading.container import damaged, ensure_safe, opened
from engine.reading.sheet_xml import CellReader, Styles, decoded, shared_strings
from engine.reading.source import Content, Limits, Passes, Sheet, SheetBuilder, none_passes

_INDEX_BYTES: Final = 64 << 20  # parts that are read whole: workbook, relations, styles
_FIRST_CHUNK: Final = 1 << 18  # enough for the preview
_CHUNK: Final = 1 << 22
_PADDED: Final = re.compile(r"0{2,30}")


def read_xlsx(content: Content, limits: Limits, builder: SheetBuilder) -> tuple[Sheet, ...]:
    """The sheets of an XLSX workbook, hidden ones too; chart sheets have no cells and are left out.

    Raises:
        UserError: the container is unsafe, the workbook is damaged, a formula has no stored result.
    """
    ensure_safe(content, limits)
    with opened(content) as archive:
        package = _Package(content, archive)
        targets = package.worksheets()
        styles = package.styles()
        strings = package.strings()
    return tuple(
        builder.sheet(name, _Worksheet(builder, name, part, styles, strings).blocks, hidden)
        for name, part, hidden in targets
    )


@dataclass(frozen=True)
class _Worksheet:
    builder: SheetBuilder
    name: str
    part: str
    styles: Styles
    strings: pl.Series

    def blocks(self, _header_row: int, _width: int, _passes: Passes = none_passes) -> Iterator[pl.DataFrame]:
        """All rows that hold a cell, a few thousand at a time."""
        reader = CellReader(self.builder, self.name, self.styles, self.strings)
        with opened(self.builder.content) as archive, archive.open(self.part) as stream:
            yield from reader.blocks(decoded(_pieces(stream)))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    size = _FIRST_CHUNK
    while piece := stream.read(size):
        yield piece
        size = _CHUNK


@dataclass(frozen=True)
class _Package:
    content: Content
    archive: zipfile.ZipFile

    def worksheets(self) -> list[tuple[str, str, bool]]:
        """Name, part and hiddenness of every worksheet, in the order of the tabs."""
        main = self._main_part()
        relations = self._relations(main)
        found = []
        for sheet in self._elements(main, "sheet"):
            kind, part = relations.get(_attribute(sheet, "id"), ("", ""))
            if kind == "worksheet" and part in self.archive.namelist():
                hidden = sheet.get("state", "visible") != "visible"
                found.append((sheet.get("name", ""), part, hidden))
        if not found:
            raise damaged(self.content)
        return found

    def styles(self) -> Styles:
        """Which cell styles show dates, and which pad integers with zeros."""
        properties = self._elements(self._main_part(), "workbookPr")
        base_1904 = any(element.get("date1904") in ("1", "true") for element in properties)
        part = self._related("styles")
        if part is None:
            return Styles(base_1904=base_1904)
        root = self._root(part)
        codes = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter() if _local(e.tag) == "numFmt"}
        formats = [e.get("numFmtId", "0") for group in root if _local(group.tag) == "cellXfs" for e in group]
        dates = tuple(number for number, format_id in enumerate(formats) if _shows_date(format_id, codes))
        padded = {
            number: len(codes[format_id])
            for number, format_id in enumerate(formats)
            if _PADDED.fullmatch(codes.get(format_id, ""))
        }
        return Styles(dates, padded, base_1904)

    def strings(self) -> pl.Series:
        """The table of shared strings."""
        part = self._related("sharedStrings")
        if part is None:
            return pl.Series([], dtype=pl.String)
        with self.archive.open(part) as stream:
            return shared_strings(decoded(_pieces(stream)))

    def _main_part(self) -> str:
        for kind, part in self._relations("").values():
            if kind == "officeDocument" and part in self.archive.namelist():
                return part
        raise damaged(self.content)

    def _related(self, wanted: str) -> str | None:
        for kind, part in self._relations(self._main_part()).values():
            if kind == wanted and part in self.archive.namelist():
                return part
        return None

    def _relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Id of a relation → its kind (the last word of its type) and the part it leads to."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self.archive.namelist():
            raise damaged(self.content)
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in self._root(source)
        }

    def _elements(self, part: str, name: str) -> list[ElementTree.Element]:
        return [element for element in self._root(part).iter() if _local(element.tag) == name]

    def _root(self, part: str) -> ElementTree.Element:
        if self.archive.getinfo(part).file_size > _INDEX_BYTES:
            raise damaged(self.content)
        return ElementTree.fromstring(self.archive.read(part))  # noqa: S314 (no document type: seen to before)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, local: str) -> str:
    """An attribute that stands in the namespace of relations, which strict workbooks name otherwise."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{local}")), "")


def _shows_date(format_id: str, codes: Mapping[str, str]) -> bool:
    if format_id in codes:
        return is_date_format(codes[format_id])
    return format_id.isdecimal() and int(format_id) in BUILTIN_DATE_FORMATS
