"""Rows of a sheet that are no records: left out, and told. And records that look like such rows, which stay records."""

import csv
import io
import time
from datetime import date
from typing import Any

import openpyxl
import pytest

from engine import UserError
from engine.gate import Gate
from engine.reading import open_source
from engine.verdict import Result
from tests.conftest import EXAMPLES

Row = list[str]
AS_OF = date(2020, 4, 30)
RECORDS = 60


def _sample() -> list[Row]:
    text = (EXAMPLES / "penalty.csv").read_bytes().decode("gb18030")
    return list(csv.reader(io.StringIO(text)))[: RECORDS + 1]


SAMPLE = _sample()
HEADER, BODY = SAMPLE[0], SAMPLE[1:]
WIDTH = len(HEADER)
COLUMN = {caption: number for number, caption in enumerate(HEADER)}
FINE, KIND, DOCUMENT = COLUMN["罚款金额（万元）"], COLUMN["处罚类别"], COLUMN["行政处罚决定书文号"]


def line(*cells: str, **more: str) -> Row:
    """A row that begins with some cells; more at `c7`, `c19`."""
    row = [*cells, *[""] * (WIDTH - len(cells))]
    for name, text in more.items():
        row[int(name[1:])] = text
    return row


def as_csv(rows: list[Row]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def as_xlsx(rows: list[Row]) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append([cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def judged(gate: Gate, content: bytes, slice_records: int = 50_000) -> Result:
    source = open_source(content, "处罚")
    return gate.check(source, as_of=AS_OF, reference="national@2019", slice_records=slice_records).result


def left_out(result: Result) -> list[tuple[int, int, str]]:
    return [(rows.sheet_row, rows.last_sheet_row, rows.kind) for rows in result.input.left_out]


def found(result: Result) -> list[tuple[int | None, str]]:
    return [(finding.row, finding.rule) for finding in result.findings]


@pytest.fixture(scope="module")
def plain(gate: Gate) -> Result:
    return judged(gate, as_csv(SAMPLE))


FURNITURE: dict[str, tuple[str, list[Row]]] = {
    "a total": ("total", [line("合计", **{f"c{FINE}": "123.5"})]),
    "a total with letters apart and a count": ("total", [line("合　 计", "60 条")]),
    "a total in one cell": ("total", [line("合计：60条，罚款123.5万元")]),
    "a count": ("total", [line("共60条")]),
    "a total in another column": ("total", [line("", "总计", **{f"c{FINE}": "1,234.50"})]),
    "a total of one organ": ("total", [line("潞州区市场监督管理局小计", **{f"c{FINE}": "12万元"})]),
    "a sum without a word": ("total", [line(**{f"c{FINE}": "123.5"})]),
    "a total with its signature": ("total", [line("合计", "60", "制表人：", "张某")]),
    "an explanation": ("note", [line("填表说明：日期按 YYYY/MM/DD 填写")]),
    "an explanation in several lines": ("note", [line("填表说明："), line("1.日期"), line("2.金额单位为万元")]),
    "an explanation in all cells of a merged row": ("note", [["说明：以下为二季度数据"] * WIDTH]),
    "a heading in all cells of a merged row": ("note", [["以下为县区数据"] * WIDTH]),
    "signatures": ("note", [line("制表人：张某", **{"c4": "审核人：李某", "c9": "填报日期：2020年4月30日"})]),
    "signatures with their names apart": ("note", [line("制 表 人：", "张某", "审核人", "李某", "日期", "4月30日")]),
    "the unit": ("note", [line("填报单位（盖章）：长治市市场监督管理局", **{"c10": "联系电话：0355-2012345"})]),
    "a telephone": ("note", [line("联系电话", "0355-2012345")]),
    "nothing below": ("end", [line("以下空白")]),
    "nothing below, in the middle": ("end", [line(c8="——以下无正文——")]),
    "a page number": ("page", [line(c12="第 1 页 共 3 页")]),
    "a page number in two cells": ("page", [line("第1页", "共3页")]),
    "the header once more": ("header", [HEADER]),
    "column numbers": ("header", [[str(number + 1) for number in range(WIDTH)]]),
    "marks": ("header", [["必填"] * WIDTH]),
    "a title": ("title", [line("长治市行政处罚信息公示表（2020年4月）")]),
}  # fmt: skip


@pytest.mark.parametrize("written", [as_csv, as_xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("place", [0, 40, RECORDS])
@pytest.mark.parametrize(("kind", "rows"), FURNITURE.values(), ids=FURNITURE)
def test_furniture_is_left_out_and_told(
    gate: Gate, plain: Result, kind: str, rows: list[Row], place: int, written: Any
) -> None:
    result = judged(gate, written([HEADER, *BODY[:place], *rows, *BODY[place:]]))
    assert left_out(result) == [(place + 2, place + 1 + len(rows), kind)]
    assert result.input.left_out_rows == len(rows)
    assert found(result) == found(plain)
    assert result.input.left_out[0].message.endswith("不是记录")


@pytest.mark.parametrize("slice_records", [1, 7, 1000])
def test_slices_make_no_difference(gate: Gate, slice_records: int) -> None:
    rows = [row for _, rows in FURNITURE.values() for row in [*rows, BODY[0]]]
    content = as_csv([HEADER, *BODY, *rows])
    assert judged(gate, content, slice_records) == judged(gate, content)


def test_a_heading_of_several_rows_is_left_out(gate: Gate, plain: Result) -> None:
    heading = [line("长治市行政处罚信息汇总表"), line("填报单位：某局", **{"c20": "单位：万元"}), HEADER]
    result = judged(gate, as_xlsx([HEADER, *BODY[:40], *heading, *BODY[40:]]))
    assert [kind for *_, kind in left_out(result)] == ["title", "note", "header"]
    assert found(result) == found(plain)


def test_the_title_above_the_header_is_known_further_down(gate: Gate) -> None:
    result = judged(gate, as_xlsx([line("长治市双公示（处罚）"), *SAMPLE, line("长治市双公示（处罚）"), BODY[0]]))
    assert left_out(result) == [(RECORDS + 3, RECORDS + 3, "title")]


def _numbered(rows: list[Row]) -> list[Row]:
    return [["序号", *rows[0]], *([str(number), *row] for number, row in enumerate(rows[1:], 1))]


def test_rows_that_are_only_numbered_are_no_records(gate: Gate) -> None:
    rows = _numbered([*SAMPLE, *[[" ", *[""] * (WIDTH - 1)]] * 200])
    result = judged(gate, as_csv(rows))
    assert (result.counts.records, left_out(result)) == (RECORDS, [(62, 261, "empty")])
    assert {rule for _, rule in found(result)} >= {"national.penalty.header.unknown-column"}


def test_a_numbered_total_and_a_sample_row_are_no_records(gate: Gate) -> None:
    rows = _numbered([*SAMPLE, line("合计", **{f"c{FINE}": "12"})])
    result = judged(gate, as_xlsx([rows[0], ["示例", *BODY[3]], *rows[1:]]))
    assert left_out(result) == [(2, 2, "sample"), (63, 63, "total")]


def test_a_row_that_says_how_to_fill_in_is_no_record(gate: Gate) -> None:
    how = (
        ["必填，不超过200字", "下拉选择"]
        + ["文本，18位"] * 11
        + ["格式：〔2020〕1号"] * 9
        + ["YYYY/MM/DD"] * 3
        + [""] * 5
    )
    assert left_out(judged(gate, as_xlsx([HEADER, how, *BODY]))) == [(2, 2, "note")]


def test_short_rows_of_a_text_file_may_be_furniture(gate: Gate, plain: Result) -> None:
    foot = "合计,60\n填表说明：\n1.日期\n2.金额\n制表人：张某,审核人：李某\n第1页 共3页\n"
    result = judged(gate, as_csv(SAMPLE) + foot.encode())
    assert [kind for *_, kind in left_out(result)] == ["total", "note", "page"]
    assert found(result) == found(plain)
    with pytest.raises(UserError, match="row 62"):
        judged(gate, as_csv(SAMPLE) + "合计网络科技有限公司,60\n".encode())


RECORD_LIKE: dict[str, Row] = {
    "a party whose name begins like a total": ["合计网络科技有限公司", *BODY[10][1:]],
    "nothing but such a name": line("合计网络科技有限公司"),
    "a name and a number": line("小计商贸", "100"),
    "a total with a document number": line("合计", **{f"c{DOCUMENT}": "长市罚〔2020〕901号"}),
    "a total with text beside it": line("合计", **{f"c{KIND}": "罚款"}),
    "a party called like a signature": ["负责人俱乐部有限公司", *BODY[10][1:]],
    "a party called like an explanation": ["说明书印刷厂", *BODY[10][1:]],
    "nothing but a document number": line(**{f"c{DOCUMENT}": "长市罚〔2020〕901号"}),
}  # fmt: skip


@pytest.mark.parametrize("written", [as_csv, as_xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("place", [0, 40, RECORDS])
@pytest.mark.parametrize("row", RECORD_LIKE.values(), ids=RECORD_LIKE)
def test_records_stay_records(gate: Gate, row: Row, place: int, written: Any) -> None:
    result = judged(gate, written([HEADER, *BODY[:place], row, *BODY[place:]]))
    assert (result.counts.records, left_out(result)) == (RECORDS + 1, [])


def test_a_remark_in_the_first_column_makes_no_explanation(gate: Gate) -> None:
    turned = [row[::-1] for row in SAMPLE]
    turned[3][0] = "备注：以前报送过"
    assert judged(gate, as_csv(turned)).counts.records == RECORDS


def test_another_order_of_columns_further_down_is_refused(gate: Gate) -> None:
    with pytest.raises(UserError) as caught:
        judged(gate, as_xlsx([*SAMPLE, *(row[::-1] for row in SAMPLE)]))
    assert "第 62 行又是一个表头" in caught.value.zh
    assert "\n" not in caught.value.zh + caught.value.en


def test_a_file_of_furniture_alone_has_no_records(gate: Gate) -> None:
    with pytest.raises(UserError, match="3 rows") as caught:
        judged(gate, as_csv([HEADER, line("合计", "0"), line("制表人：张某"), line("以下空白")]))
    assert "有 3 行" in caught.value.zh


def test_english_is_spoken_too(gate: Gate) -> None:
    source = open_source(as_csv([*SAMPLE, line("合计", "60")]), "处罚")
    result = gate.check(source, as_of=AS_OF, reference="national@2019", language="en").result
    assert result.input.left_out[0].message == "a totals row, no record"


MONSTROUS = {
    "brackets": "()" * 200_000 + "x",
    "open brackets": "（" * 400_000,
    "spaces": " " * 400_000 + "x",
    "totals": "合计" * 200_000,
    "numbers": "1," * 200_000,
}


@pytest.mark.parametrize("text", MONSTROUS.values(), ids=MONSTROUS)
def test_monstrous_cells_take_no_time(gate: Gate, text: str) -> None:
    started = time.monotonic()
    rows = [line(text), line("甲", text), HEADER, *BODY[:5], line(text), line(c7=text), *BODY[5:50], line(text, "合计")]
    judged(gate, as_csv(rows))
    assert time.monotonic() - started < 20


def test_a_long_explanation_is_one(gate: Gate) -> None:
    assert left_out(judged(gate, as_csv([*SAMPLE, line("填表说明：" + "日期按格式填写。" * 100)]))) == [
        (62, 62, "note")
    ]
