import pytest

from engine.errors import UserError
from engine.reading import open_source
from tests.engine.reading.files import T, cells_by_label, ods, ods_row, ods_text, rows_of

ERROR = 'calcext:value-type="error"'
VALUES = {
    "整数": ('office:value-type="float" office:value="5"', "5"),
    "小数": ('office:value-type="float" office:value="0.30000000000000004"', "0.3"),
    "十八位": ('office:value-type="float" office:value="911404001818998300"', "9.11404001818998E+17"),
    "百分比": ('office:value-type="percentage" office:value="0.1234"', "0.1234"),
    "金额": ('office:value-type="currency" office:value="20000"', "20000"),
    "日期": ('office:value-type="date" office:date-value="2020-04-30"', "2020/04/30"),
    "时刻": ('office:value-type="date" office:date-value="2020-04-30T12:30:15.5"', "2020/04/30 12:30:15"),
    "时间": ('office:value-type="time" office:time-value="PT12H30M00S"', "12:30:00"),
    "真": ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
    "错误": (f'table:formula="of:=#REF!" office:value-type="string" office:string-value="" {ERROR}', "#REF!"),
    "错误二": (f'table:formula="of:=NA()" office:value-type="float" office:value="0" {ERROR}', "#N/A"),
    "公式": ('table:formula="of:=1+2" office:value-type="float" office:value="3"', "3"),
}
SHOWN = {"错误": "#REF!", "错误二": "#N/A"}
EMPTY = (
    f'<table:table-row table:number-rows-repeated="{{}}"><{T} table:number-columns-repeated="16384"/></table:table-row>'
)


def value_row(label: str, attributes: str) -> str:
    return ods_row(ods_text(label), f"<{T} {attributes}><text:p>{SHOWN.get(label, '显示')}</text:p></{T}>")


def test_cells_of_every_kind() -> None:
    rows = "".join(value_row(label, attributes) for label, (attributes, _) in VALUES.items())
    assert cells_by_label(open_source(ods(rows), "x.ods")) == {label: text for label, (_, text) in VALUES.items()}


def test_text_and_repetition() -> None:
    text = (
        f'<{T} office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
        f'<text:p>a<text:s text:c="3"/>'
        f"b<text:tab/>c<text:line-break/><text:span>红</text:span> &amp; d</text:p><text:p>第二段</text:p></{T}>"
    )
    twice = f'<table:table-row table:number-rows-repeated="2">{ods_text("y")}</table:table-row>'
    three = f'<{T} table:number-columns-repeated="3" office:value-type="string"><text:p>x</text:p></{T}>'
    gap = f'<{T} table:number-columns-repeated="2"/>'
    rows = EMPTY.format(3) + ods_row(text) + EMPTY.format(2) + ods_row(three, gap, ods_text("0012"), gap) + twice
    assert rows_of(open_source(ods(rows + EMPTY.format(1_048_000)), "x.ods").sheets[0]) == [
        (4, "a   b\tc\n红 & d\n第二段", None, None, None, None, None),
        (7, "x", "x", "x", None, None, "0012"),
        (8, "y", None, None, None, None, None),
        (9, "y", None, None, None, None, None),
    ]


def test_several_sheets() -> None:
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    second = f'<table:table table:name="二" table:style-name="h">{ods_row(ods_text("z"))}</table:table>'
    sheets = open_source(ods(ods_row(ods_text("x")), second, style), "x.ods").sheets
    assert [(sheet.name, sheet.hidden, sheet.preview) for sheet in sheets] == [
        ("表", False, ((1, ("x",)),)),
        ("二", True, ((1, ("z",)),)),
    ]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    sheet = open_source(ods("".join(ods_row(ods_text(str(n)), ods_text("x")) for n in range(2500))), "x.ods").sheets[0]
    assert rows_of(sheet, 1, 2, size) == rows_of(sheet, 1, 2)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ods_row(ods_text("x"), f'<{T} table:formula="of:=1+2"/>'), "formula-not-calculated"),
        (f'<table:table-row table:number-rows-repeated="1000000">{ods_text("x")}</table:table-row>',
         "corrupt-workbook"),
        (ods_row(f'<{T} table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></{T}>'),
         "too-many-columns"),
        (ods_row(f'<{T} office:value-type="string"><text:p><text:s text:c="999999999"/></text:p></{T}>'),
         "corrupt-workbook"),
        (ods_row(f'<{T} office:value-type="float" office:value="x"/>'), "corrupt-workbook"),
        ("", "empty-file"),
        ("<table:table-row>", "corrupt-workbook"),
    ],
)  # fmt: skip
def test_faults(rows: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        open_source(ods(rows), "x.ods")
    assert caught.value.code == code
