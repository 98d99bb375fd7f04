"""Tables of a Word document, as sheets like those of a workbook.

python-docx finds tables and merged cells. The text of a cell is put together here, because tick boxes stand in places
that its `text` leaves out: content controls, form fields, and symbols of the Wingdings fonts.
"""

from collections.abc import Iterator
from typing import Any, Final

import polars as pl
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from engine.reading import Limits, Source
from engine.reading.container import damaged, ensure_safe, opened, refuse_large_directory
from engine.reading.source import Content, Sheet, SheetBuilder

_ZIP: Final = b"PK\x03\x04"
_MAIN_PART: Final = "word/document.xml"
_CHECKBOX: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_CHECKED: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
_VALUE: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}val"
TICKED, EMPTY, UNKNOWN_SYMBOL = "☑", "□", "\ufffd"
_FALSE: Final = frozenset({"0", "false", "off"})
# (font, last two digits of the symbol's code) → what it looks like.
_SYMBOLS: Final = {
    ("wingdings", "fe"): TICKED,
    ("wingdings", "fc"): "✓",
    ("wingdings", "a8"): EMPTY,
    ("wingdings", "6f"): EMPTY,
    ("wingdings", "71"): EMPTY,
    ("wingdings", "6e"): "■",
    ("wingdings 2", "52"): TICKED,
    ("wingdings 2", "50"): "✓",
    ("wingdings 2", "a3"): EMPTY,
}
_TEXTS: Final = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n"}


def is_word_document(content: Content) -> bool:
    """Whether the file is a Word document of the modern kind (.docx)."""
    if not content.head(len(_ZIP)).startswith(_ZIP):
        return False
    with opened(content) as archive:
        return _MAIN_PART in archive.namelist()


def read_document(content: Content, limits: Limits) -> Source:
    """The tables of a Word document, each a sheet named 表格 1, 表格 2 … with the paragraph above it.

    Args:
        content: the document.
        limits: what it may ask of the machine; everything in it is unpacked and counted before it is believed.

    Raises:
        UserError: the document is damaged or protected, over a limit, or has no table.
    """
    refuse_large_directory(content, limits)
    ensure_safe(content, limits)
    try:
        with content.open() as stream:
            document = Document(stream)
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise damaged(content) from error
    stamp = content.stamp()
    builder = SheetBuilder(content, limits, stamp)
    sheets = tuple(
        _sheet(builder, f"表格 {number} {title}".strip(), table) for number, title, table in _tables(document)
    )
    if not any(sheet.preview for sheet in sheets):
        raise content.fault(
            "no-table", "中没有表格：请用附件的表格样式填写。", "has no table; fill in the form of the annex."
        )
    return Source(content.name, "docx", None, content.sha256(), stamp[0], sheets)


def _tables(document: WordDocument) -> Iterator[tuple[int, str, Table]]:
    """Number, title (the last paragraph with text above it) and table."""
    number, title = 0, ""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            title = " ".join(block.text.split()) or title
        else:
            number += 1
            yield number, title, block
            title = ""


def _sheet(builder: SheetBuilder, name: str, table: Table) -> Sheet:
    rows = [[_cell_text(cell._tc) for cell in row.cells] for row in table.rows]
    width = max(map(len, rows), default=0)
    columns = {
        f"c{place}": [(row[place] if place < len(row) else "") or None for row in rows] for place in range(width)
    }
    schema = {"sheet_row": pl.UInt32, **dict.fromkeys(columns, pl.String)}
    frame = pl.DataFrame({"sheet_row": range(1, len(rows) + 1), **columns}, schema=schema)
    return builder.sheet(name, lambda *_where: iter([frame]))


def _cell_text(element: Any) -> str:
    """The text of a cell, paragraphs on lines of their own, tick boxes as signs."""
    return "\n".join(line for line in "".join(_pieces(element)).splitlines() if line.strip()).strip()


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _TEXTS:
            yield _TEXTS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _symbol(child)
        elif child.tag == qn("w:ffData"):
            yield from _form_field(child)
        elif child.tag == qn("w:sdt") and (box := child.find(f"{qn('w:sdtPr')}/{_CHECKBOX}")) is not None:
            yield _content_control(box)
        elif child.tag == qn("w:p"):
            yield from _pieces(child)
            yield "\n"
        elif not str(child.tag).endswith(("Pr", "instrText")):
            yield from _pieces(child)


def _symbol(element: Any) -> str:
    font = str(element.get(qn("w:font"), "")).lower()
    code = str(element.get(qn("w:char"), "")).lower()
    return _SYMBOLS.get((font, code[-2:]), UNKNOWN_SYMBOL)


def _content_control(box: Any) -> str:
    checked = box.find(_CHECKED)
    on = checked is not None and checked.get(_VALUE, "1") not in _FALSE
    return TICKED if on else EMPTY


def _form_field(data: Any) -> Iterator[str]:
    """A check box of the old kind: its state, or else what it was set to at first."""
    box = data.find(qn("w:checkBox"))
    if box is not None:
        states = [state for name in ("w:checked", "w:default") if (state := box.find(qn(name))) is not None]
        on = bool(states) and states[0].get(qn("w:val"), "1") not in _FALSE
        yield TICKED if on else EMPTY
