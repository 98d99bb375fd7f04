"""Catalogue forms in which an option has one column for each choice."""

import io
from typing import Any

import openpyxl
import pytest
from docx import Document

from engine.errors import UserError
from store.database import Database
from store.lookups import lookups_of
from tests.store.conftest import ITEMS, ImportCatalogue

pytestmark = pytest.mark.usefixtures("register")
Row = tuple[str | None, ...]
ORGAN = "长治市应急管理局"
UPPER: Row = ("序号", "行政决定部门", "项目名称", "行政相对人类别", None, None, "公示范围", None, None)
LOWER: Row = (None, None, None, "自然人", "法人", "其他组织", "社会公示", "政务共享", "仅供查询")
ROWS: tuple[Row, ...] = (
    ("1", ORGAN, "甲", "√", "√", None, "√", None, None),
    ("2", None, "乙", None, "√", "√", None, "√", None),
    ("3", None, "丙", "√", None, None, None, None, "√"),
)
EXPECTED = [
    ("甲", ["自然人", "法人"], ["社会公开"]),
    ("乙", ["法人", "其他组织"], ["政务公开"]),
    ("丙", ["自然人"], ["政务公开"]),
]


def workbook(*rows: Row, merges: tuple[str, ...] = (), title: str = "行政处罚") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def items(database: Database) -> list[tuple[str, list[str], list[str]]]:
    return lookups_of(database).frames["catalogue"].sort("item_name", descending=False).select(
        "item_name", "parties", "scopes"
    ).rows()  # fmt: skip


def by_name(database: Database) -> dict[str, tuple[list[str], list[str]]]:
    return {name: (parties, scopes) for name, parties, scopes in items(database)}


MERGES = ("A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:I2", "B4:B6")


def test_a_header_of_two_rows_is_read(database: Database, take_catalogue: ImportCatalogue) -> None:
    title: Row = ("行政处罚事项目录", *[None] * 8)
    take_catalogue(workbook(title, UPPER, LOWER, *ROWS, merges=MERGES), name="目录.xlsx")
    assert by_name(database) == {name: (parties, scopes) for name, parties, scopes in EXPECTED}


def test_choices_in_the_header_itself_are_read(database: Database, take_catalogue: ImportCatalogue) -> None:
    header: Row = ("序号", "行政决定部门", "项目名称", "自然人", "法人", "其他组织", "社会公示", "政务共享", "仅供查询")
    take_catalogue(workbook(header, *ROWS), name="目录.xlsx")
    assert by_name(database) == {name: (parties, scopes) for name, parties, scopes in EXPECTED}


def test_one_option_may_be_split_and_the_other_not(database: Database, take_catalogue: ImportCatalogue) -> None:
    upper: Row = ("行政决定部门", "项目名称", "公示范围", None, "行政相对人类别")
    lower: Row = (None, None, "社会公开", "政务公开", None)
    take_catalogue(workbook(upper, lower, (ORGAN, "甲", "√", "√", "☑自然人□法人")), name="目录.xlsx")
    assert by_name(database) == {"甲": (["自然人"], ["政务公开", "社会公开"])}


def test_a_word_table_with_merged_cells_is_read(database: Database, take_catalogue: ImportCatalogue) -> None:
    document = Document()
    document.add_paragraph("行政处罚事项目录")
    table = document.add_table(rows=5, cols=9)
    for place, row in enumerate((UPPER, LOWER, *ROWS)):
        for number, text in enumerate(row):
            table.cell(place, number).text = text or ""
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2)), ((0, 3), (0, 5)), ((0, 6), (0, 8))):
        table.cell(*first).merge(table.cell(*last))
    stream = io.BytesIO()
    document.save(stream)
    take_catalogue(stream.getvalue(), name="目录.docx")
    assert by_name(database) == {name: (parties, scopes) for name, parties, scopes in EXPECTED}


def test_a_text_file_is_read(database: Database, take_catalogue: ImportCatalogue) -> None:
    lines = [("目录类别", *UPPER), (None, *LOWER), *(("行政处罚", *row) for row in ROWS)]
    take_catalogue("\n".join(",".join(cell or "" for cell in line) for line in lines) + "\n")
    assert by_name(database) == {name: (parties, scopes) for name, parties, scopes in EXPECTED}


@pytest.mark.parametrize("mark", [*"√✓☑1●■Vv✔是有Y", "（√）", " √ ", "√社会公示", "社会公示"])
def test_marks_that_tick(database: Database, take_catalogue: ImportCatalogue, mark: str) -> None:
    take_catalogue(workbook(UPPER, LOWER, ("1", ORGAN, "甲", "√", None, None, mark, None, "否")), name="目录.xlsx")
    assert by_name(database) == {"甲": (["自然人"], ["社会公开"])}


def _refused(take_catalogue: ImportCatalogue, *rows: Row) -> list[str]:
    with pytest.raises(UserError) as caught:
        take_catalogue(workbook(*rows), name="目录.xlsx")
    return caught.value.zh.split("\n")[1:]


@pytest.mark.parametrize("mark", ["×", "X", "?", "部分", "2"])
def test_marks_that_may_mean_either_are_refused_with_their_place(take_catalogue: ImportCatalogue, mark: str) -> None:
    lines = _refused(take_catalogue, UPPER, LOWER, *ROWS, ("4", None, "丁", "√", None, None, None, mark, None))
    assert lines == [f"“行政处罚”第 6 行 H 列：看不出“{mark}”是否勾选了“政务共享”：勾选请填√，不勾选请留空"]


def test_a_column_that_is_no_choice_is_refused_once(take_catalogue: ImportCatalogue) -> None:
    lower: Row = (None, None, None, "自然人", "法人", "个体工商户", *LOWER[6:])
    (line,) = _refused(take_catalogue, UPPER, lower, *ROWS)
    assert line.startswith(
        "“行政处罚”第 2 行 F 列：“个体工商户”不是“行政相对人类别”的选项，请改为 自然人、法人、其他组织"
    )


def test_a_row_without_a_tick_is_refused_with_its_place(take_catalogue: ImportCatalogue) -> None:
    (line,) = _refused(take_catalogue, UPPER, LOWER, ("1", ORGAN, "甲", "√", None, None, None, "否", None))
    assert line == "“行政处罚”第 3 行 G 列：为空，请勾选"


def test_a_row_that_says_none_needs_no_tick(database: Database, take_catalogue: ImportCatalogue) -> None:
    take_catalogue(workbook(UPPER, LOWER, ("1", ORGAN, "无", *[None] * 6)), name="目录.xlsx")
    assert by_name(database) == {}


def test_scopes_that_are_not_for_the_public_are_read_in_one_cell(
    database: Database, take_catalogue: ImportCatalogue
) -> None:
    take_catalogue(f"{ITEMS}\n行政处罚,{ORGAN},甲,法人,□社会公开☑政务共享☑授权查询\n")
    assert by_name(database) == {"甲": (["法人"], ["政务公开"])}
