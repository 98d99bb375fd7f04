"""Files for the tests, made by code: good ones, and bad ones that no program would write."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

from engine.reading import Sheet, Source, open_source

T = "table:table-cell"


def rows_of(
    sheet: Sheet, header_row: int = 0, width: int | None = None, size: int = 50_000
) -> list[tuple[object, ...]]:
    """All rows of a sheet as tuples: sheet row, then the cells."""
    columns = max(len(cells) for _, cells in sheet.preview) if width is None else width
    frames = list(sheet.slices(header_row, columns, size))
    for frame in frames:
        assert frame.schema["sheet_row"] == pl.UInt32
        assert all(dtype == pl.String for name, dtype in frame.schema.items() if name != "sheet_row")
        assert frame.height <= size
    return [row for frame in frames for row in frame.rows()]


def csv(text: str | bytes, name: str = "数据.csv") -> Source:
    return open_source(text if isinstance(text, bytes) else text.encode(), name)


def cells_by_label(source: Source) -> dict[str, str | None]:
    """Of a sheet with a label in the first column and a value in the second."""
    return {str(row[1]): row[2] for row in rows_of(source.sheets[0], width=2)}  # type: ignore[misc]


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(book)
    book.close()
    return stream.getvalue()


def simple_workbook(rows: Sequence[Sequence[object]] = (("甲", "乙"), ("1", "2"))) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def repacked(container: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The container with some parts replaced, added or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            content = changes[name] if name in changes else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def with_sheet(sheet_data: str, prolog: str = "", prefix: str = "", encoding: str = "utf-8") -> bytes:
    """A workbook whose only sheet has these rows, as raw XML."""
    namespace = (
        f'xmlns{":" + prefix[:-1] if prefix else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    )
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?>{prolog}<{prefix}worksheet {namespace}>'
        f"<{prefix}sheetData>{sheet_data}</{prefix}sheetData></{prefix}worksheet>"
    )
    return repacked(simple_workbook(), {"xl/worksheets/sheet1.xml": xml.encode(encoding)})


_ODS_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def ods(rows: str, tables: str = "", styles: str = "") -> bytes:
    """An ODS workbook with one table of these rows (raw XML)."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMESPACES} xmlns:calcext='
        '"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{rows}</table:table>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return target.getvalue()


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_text(text: str) -> str:
    return f'<{T} office:value-type="string"><text:p>{text}</text:p></{T}>'


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
