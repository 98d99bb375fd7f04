"""Word documents with the tick boxes that units use."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

CAPTIONS = ("序号", "行政决定部门", "项目名称", "行政相对人类别", "公开范围")
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
Box = Callable[[bool], str]


def content_control(on: bool) -> str:
    checked = f'<w14:checkbox><w14:checked w14:val="{int(on)}"/></w14:checkbox>'
    sign = "☒" if on else "☐"
    return (
        f"<w:sdt {nsdecls('w')} {W14}><w:sdtPr>{checked}</w:sdtPr>"
        f"<w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def symbol(on: bool) -> str:
    return f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings 2" w:char="{"F052" if on else "F0A3"}"/></w:r>'


def form_field(on: bool) -> str:
    box = f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{int(on)}"/></w:checkBox>'
    return f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData>{box}</w:ffData></w:fldChar></w:r>'


def tick(cell: Any, box: Box, choices: Sequence[tuple[str, bool]]) -> None:
    paragraph = cell.paragraphs[0]
    for word, on in choices:
        paragraph._p.append(parse_xml(box(on)))
        paragraph.add_run(word)


def catalogue_document(box: Box) -> bytes:
    """Two tables with titles above; in the second one the organ's cell is merged over both rows."""
    document = Document()
    document.add_paragraph("行政许可事项目录")
    table = document.add_table(rows=2, cols=5)
    _fill(table.rows[0], CAPTIONS)
    _fill(table.rows[1], ("1", "长治市应急管理局", "无", "", ""))
    document.add_paragraph("行政处罚事项目录")
    table = document.add_table(rows=3, cols=5)
    _fill(table.rows[0], CAPTIONS)
    table.cell(1, 1).merge(table.cell(2, 1)).text = "长治市应急管理局"
    for number, parties in ((1, (False, True, True)), (2, (True, False, False))):
        cells = table.rows[number].cells
        cells[2].text = f"对第{number}类行为\n的处罚"
        tick(cells[3], box, list(zip(("自然人", "法人", "其他组织"), parties, strict=True)))
        tick(cells[4], box, [("政务公开", True), ("社会公开", number == 1)])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _fill(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text
