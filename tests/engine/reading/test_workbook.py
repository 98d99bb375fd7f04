import datetime as dt
import io
import random
from decimal import Decimal

import fastexcel
import openpyxl
import pytest
import xlsxwriter

from engine.errors import UserError
from engine.reading import Limits, Source, open_source
from engine.reading.celltext import general_number, is_date_format
from tests.engine.reading.files import cells_by_label, repacked, rows_of, simple_workbook, with_sheet, workbook


def fault(content: bytes, name: str = "表.xlsx", limits: Limits | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        rows_of(open_source(content, name, limits or Limits()).sheets[0], width=1000)
    assert name in caught.value.zh
    assert "\n" not in caught.value.zh + caught.value.en
    return caught.value


def opened(content: bytes) -> Source:
    return open_source(content, "表.xlsx")


def of_every_kind(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("表1")
    date = dt.datetime(2020, 4, 30)
    values: dict[str, tuple[object, object]] = {
        "整数": (5, None),
        "小数": (0.1 + 0.2, None),
        "三分之一": (1 / 3, None),
        "很小": (0.00001, None),
        "负数": (-12.5, None),
        "零": (0, None),
        "十八位": (911404001818998300, None),
        "十五位": (140400000012345, None),
        "真": (True, None),
        "假": (False, None),
        "日期": (date, "yyyy/m/d"),
        "中文日期": (date, 31),
        "内置日期": (date, 57),
        "时刻": (dt.datetime(2020, 4, 30, 12, 30, 15), "yyyy/m/d hh:mm"),
        "时间": (dt.time(12, 30), "hh:mm"),
        "2099": (dt.datetime(2099, 12, 31), 14),
        "百分比": (0.1234, "0.00%"),
        "金额": (20000, "#,##0.00"),
        "序号": (43936, None),
        "补零": (12, "000000"),
        "文本": ("0012", "@"),
        "空格": ("  甲 乙  ", None),
        "换行": ("甲\n乙", None),
        "转义": ("<a>&amp;\"'_x000D_", None),
        "控制": ("a\x05b", None),
    }
    for row, (label, (value, number_format)) in enumerate(values.items()):
        cell_format = book.add_format({"num_format": number_format}) if number_format else None
        sheet.write(row, 0, label)
        sheet.write(row, 1, value, cell_format)
    last = len(values)
    sheet.write(last, 0, "富文本")
    sheet.write_rich_string(last, 1, "普通 ", book.add_format({"color": "red"}), "红色", "尾")
    errors = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
    for row, error in enumerate(errors, last + 1):
        sheet.write(row, 0, error)
        sheet.write_formula(row, 1, "=X()", None, error)
    sheet.write_row(last + 10, 0, ["公式"])
    sheet.write_formula(last + 10, 1, '="甲"&"乙"', None, "甲乙")
    sheet.merge_range(last + 11, 0, last + 12, 1, "合并")


def test_cells_of_every_kind() -> None:
    cells = cells_by_label(opened(workbook(of_every_kind)))
    for error in ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"):
        assert cells.pop(error) == error
    assert cells == {
        "整数": "5",
        "小数": "0.3",
        "三分之一": "0.333333333333333",
        "很小": "0.00001",
        "负数": "-12.5",
        "零": "0",
        "十八位": "9.11404001818998E+17",
        "十五位": "140400000012345",
        "真": "TRUE",
        "假": "FALSE",
        "日期": "2020/04/30",
        "中文日期": "2020/04/30",
        "内置日期": "2020/04/30",
        "时刻": "2020/04/30 12:30:15",
        "时间": "12:30:00",
        "2099": "2099/12/31",
        "百分比": "0.1234",
        "金额": "20000",
        "序号": "43936",
        "补零": "000012",
        "文本": "0012",
        "空格": "  甲 乙  ",
        "换行": "甲\n乙",
        "转义": "<a>&amp;\"'_x000D_",
        "控制": "a\x05b",
        "富文本": "普通 红色尾",
        "公式": "甲乙",
        "合并": None,
    }


def test_what_only_raw_xml_can_say() -> None:
    rows = rows_of(
        opened(
            with_sheet(
                '<row r="2"><c r="B2" t="inlineStr"><is><r><t>甲</t></r><rPh sb="0" eb="1"><t>jia</t></rPh>'
                '<r><t xml:space="preserve"> 乙</t></r></is></c><c t="n" r="C2" ><v>1.50</v></c>'
                '<c r="D2" t="e"><v>#SPILL!</v></c>'
                '<c r="E2" t="d"><v>2020-04-30T00:00:00</v></c><c r=\'F2\' t=\'b\'><v>1</v></c><c r="G2" s="0"/>'
                '<c r="H2" t="str"><f>""</f><v></v></c>'
                '<c r="I2" t="str" cm="1"><f t="shared" si="0"/><v>丙&#10;&lt;</v></c>'
                '<c r="J2" t="inlineStr"><is><t><![CDATA[<b>&]]></t></is></c>'
                '<c r="K2" t="str"><v>a_x000D_b_x005F_</v></c></row>'
                '<row r="4"/><row r="5"><c r="A5"><v>9.1140400181899802E+17</v></c></row>'
            )
        ).sheets[0]
    )
    assert rows == [
        (2, None, "甲 乙", "1.5", "#SPILL!", "2020/04/30", "TRUE", None, None, "丙\n<", "<b>&", "a\rb_"),
        (5, "9.11404001818998E+17", *[None] * 10),
    ]


@pytest.mark.parametrize(
    "content",
    [
        with_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c t='str'><v>x</v></c></row>"),
        with_sheet('<row r="1"><c><v>1</v></c><c><v>2</v></c></row><row r="3"><c t="str"><v>x</v></c></row>'),
        with_sheet('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
                   '<x:row r="3"><x:c r="A3" t="str"><x:v>x</x:v></x:c></x:row>', prefix="x:"),
        with_sheet('<row r="1"><c r="A1"><v>1</v></c><c\n r="B1"><v>2</v></c></row>'
                   '<row r="3"><c r="A3" t="str"><v>x</v></c></row>', encoding="utf-16"),
    ],
)  # fmt: skip
def test_dialects_of_other_programs(content: bytes) -> None:
    assert rows_of(opened(content).sheets[0]) == [(1, "1", "2"), (3, "x", None)]


def test_dates_that_count_from_1904() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": True})
    book.add_worksheet().write_datetime(0, 0, dt.datetime(2020, 4, 30), book.add_format({"num_format": 14}))
    book.close()
    assert opened(stream.getvalue()).sheets[0].preview == ((1, ("2020/04/30",)),)


def test_hidden_and_empty_sheets_and_charts() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("空")
        book.add_worksheet("数据").write(2, 1, "x")
        hidden = book.add_worksheet("隐藏")
        hidden.write(0, 0, "y")
        hidden.hide()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=数据!$B$3"})
        book.add_chartsheet("图").set_chart(chart)

    sheets = opened(workbook(fill)).sheets
    assert [(sheet.name, sheet.hidden, sheet.preview) for sheet in sheets] == [
        ("空", False, ()),
        ("数据", False, ((3, ("", "x")),)),
        ("隐藏", True, ((1, ("y",)),)),
    ]


def test_written_by_openpyxl() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "0012", 5, 0.3, dt.date(2020, 4, 30), True, None, "x"])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    assert opened(stream.getvalue()).sheets[0].preview == (
        (1, ("甲", "0012", "5", "0.3", "2020/04/30", "TRUE", "", "x")),
    )


@pytest.mark.parametrize(
    ("sheet_data", "code", "place"),
    [
        ('<row r="3"><c r="B3"><f>1+2</f></c></row>', "formula-not-calculated", "B3"),
        ('<row r="3"><c r="B3"><f>1+2</f><v></v></c></row>', "formula-not-calculated", "B3"),
        ('<row r="3"><c r="B3"><f>1+2</f><v/></c></row>', "formula-not-calculated", "B3"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "corrupt-workbook", ""),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "corrupt-workbook", ""),
        ('<row r="1"><c r="A1"><v>abc</v></c></row>', "corrupt-workbook", ""),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "corrupt-workbook", ""),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too-many-columns", "16384"),
        ('<row r="1"><c r="A1" t="str"><v>' + "长" * 1_100_000 + "</v></c></row>", "cell-too-long", "第 1 行 A 列"),
        ("<row r='1'><c r='A1'><v>1</v></row>", "corrupt-workbook", ""),
    ],
)
def test_faults_in_a_sheet(sheet_data: str, code: str, place: str) -> None:
    error = fault(with_sheet(sheet_data))
    assert (error.code, place in error.zh) == (code, True), error.zh


def test_formatted_empty_cells_far_to_the_right_are_no_columns() -> None:
    data = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    )
    assert rows_of(opened(with_sheet(data)).sheets[0]) == [(1, "1"), (1_048_576, "2")]


def test_a_cell_outside_the_header_is_not_lost() -> None:
    with pytest.raises(UserError, match=r"cell-beyond-header.*row 2.*column C"):
        rows_of(opened(simple_workbook([("甲", "乙"), ("1", "2", "3")])).sheets[0], 1, 2)


def test_a_workbook_without_cells() -> None:
    assert fault(simple_workbook([])).code == "empty-file"


def random_rows(seed: int) -> list[list[object]]:
    chance = random.Random(seed)

    def cell() -> object:
        return chance.choice(
            [
                None,
                "",
                "文本",
                f"值{chance.random()}",
                " ",
                "0012",
                chance.randint(-9, 10**14),
                chance.random() * 1000,
                True,
            ]
        )

    return [[cell() for _ in range(chance.randint(0, 9))] for _ in range(3000)]


@pytest.mark.parametrize("seed", range(3))
def test_no_cell_is_lost(seed: int) -> None:
    """Cells counted three times: by us, by openpyxl, and by fastexcel's column of text."""
    content = simple_workbook(random_rows(seed))
    sheet = opened(content).sheets[0]
    ours = sum(cell is not None for row in rows_of(sheet, width=9) for cell in row[1:])
    blank_rows = 0
    theirs = 0
    for row in openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True):  # type: ignore[union-attr]
        filled = [value for value in row if value is not None and value != ""]
        if any(str(value).strip() for value in filled):
            theirs += len(filled)
        else:
            blank_rows += len(filled)
    frame = fastexcel.read_excel(content).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()
    others = sum((frame[name].fill_null("") != "").sum() for name in frame.columns)
    assert ours == theirs == others - blank_rows


def test_values_agree_with_openpyxl() -> None:
    content = simple_workbook(random_rows(7))
    ours = {row[0]: row[1:] for row in rows_of(opened(content).sheets[0], width=9)}
    for number, row in enumerate(
        openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True, max_col=9),
        1,  # type: ignore[union-attr]
    ):
        for mine, theirs in zip(ours.get(number, [None] * 9), [*row, *[None] * 9], strict=False):
            if isinstance(theirs, bool):
                assert mine == str(theirs).upper()
            elif isinstance(theirs, float):
                assert float(Decimal(mine)) == pytest.approx(theirs, rel=1e-14)
            elif isinstance(theirs, int):
                assert mine == str(theirs)
            elif mine is not None or (theirs or "").strip():
                assert (mine or "") == (theirs or "")


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    sheet = opened(simple_workbook(random_rows(1))).sheets[0]
    assert rows_of(sheet, 5, 9, size) == rows_of(sheet, 5, 9)


def test_rows_are_the_same_however_the_sheet_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    content = simple_workbook(random_rows(2)[:200])
    expected = rows_of(opened(content).sheets[0], width=9)
    monkeypatch.setattr("engine.reading.workbook._FIRST_CHUNK", 300)
    for chunk in (7, 1000):
        monkeypatch.setattr("engine.reading.workbook._CHUNK", chunk)
        assert rows_of(opened(content).sheets[0], width=9) == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [(5.0, "5"), (1e15, "1E+15"), (-1e15, "-1E+15"), (999_999_999_999_999.0, "999999999999999"), (1.1e-10, "1.1E-10"),
     (0.1 + 0.2, "0.3"), (0.000123456789, "0.000123456789"), (0.0, "0"), (100.0, "100")],
)  # fmt: skip
def test_general_number(number: float, text: str) -> None:
    assert general_number(number) == text


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("yyyy/m/d", True), ('yyyy"年"m"月"', True), ("[$-804]yyyy/m/d;@", True), ("[h]:mm:ss", True),
     ("上午/下午h:mm", True),
     ("General", False), ("0.00", False), ('0"d"', False), ("[Red]0.00", False), ("0.00E+00", False), ("@", False),
     ('#,##0"元"', False), ("G/通用格式", False), ("_ * #,##0_ ;[DBNum1]0", False)],
)  # fmt: skip
def test_date_formats(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


def test_strict_package_without_styles_and_strings() -> None:
    content = repacked(
        with_sheet('<row r="1"><c r="A1"><v>43951</v></c></row>'),
        {"xl/styles.xml": None, "xl/sharedStrings.xml": None},
    )
    assert opened(content).sheets[0].preview == ((1, ("43951",)),)
