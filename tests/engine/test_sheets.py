"""Sheets as clerks keep them: whatever they add around the standard's table, the findings stay those of the table."""

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from engine import UserError
from engine.gate import Gate
from engine.reading import open_source
from engine.verdict import Result
from tests.conftest import EXAMPLES
from tests.engine.test_furniture import HEADER, SAMPLE, Row, as_csv, as_xlsx, judged

Findings = Counter[tuple[int | None, str]]


def found(result: Result) -> Findings:
    return Counter((finding.row, finding.rule) for finding in result.findings)


def _licences() -> list[Row]:
    (block,) = open_source(EXAMPLES / "licence.xlsx").sheets[0].slices(0, 28)
    rows = [[cell or "" for cell in cells] for _, *cells in block.iter_rows()]
    return [rows[0], *rows[2:60]]


LICENCES = _licences()
TABLES = {"penalty": SAMPLE, "licence": LICENCES}
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def same_as_plain(gate: Gate, table: list[Row], content: bytes) -> None:
    assert found(judged(gate, content)) == found(judged(gate, as_csv(table)))


CAPTIONS: dict[str, Callable[[int, str], str]] = {
    "stars and colons": lambda number, caption: f"★{caption}：",
    "numbers": lambda number, caption: f"{number + 1}.{caption}",
    "numbers in brackets": lambda number, caption: f"（{number + 1}） {caption}",
    "Chinese numbers": lambda number, caption: f"{'一二三四五六七八九十'[number % 10]}、{caption}",
    "where to read on": lambda number, caption: f"{caption}\n（填写说明见附表）",
    "the form of dates": lambda number, caption: f"{caption}（格式：2020/01/01）" if "日期" in caption else caption,
    "the form of dates in letters": lambda number, caption: f"{caption}(YYYY/MM/DD)" if "期" in caption else caption,
    "the unit": lambda number, caption: caption.replace("（万元）", "(单位：万元)"),
    "two hints": lambda number, caption: f"*{caption}（必填）【不超过200字】",
}


@every_table
@pytest.mark.parametrize("write", CAPTIONS.values(), ids=CAPTIONS)
def test_what_is_added_to_captions(gate: Gate, table: list[Row], write: Callable[[int, str], str]) -> None:
    captions = [write(number, caption) for number, caption in enumerate(table[0])]
    same_as_plain(gate, table, as_xlsx([captions, *table[1:]]))


@pytest.mark.parametrize(
    "caption", ["罚款金额（元）", "法定代表人（电话）", "行政相对人名称（曾用名）", "代码_7(税务登记号)"]
)
def test_brackets_that_name_another_thing_are_kept(gate: Gate, caption: str) -> None:
    kept = [row for row in HEADER if row != "罚款金额（万元）"]
    places = [HEADER.index(name) for name in kept]
    rows = [[*kept, caption], *([*(row[place] for place in places), ""] for row in SAMPLE[1:])]
    result = judged(gate, as_xlsx(rows))
    assert caption in {finding.value for finding in result.findings if finding.kind == "unknown_column"}
    assert "CF_NR_FK" not in result.input.columns


# Caption of the standard → the merged caption above it ('' = it reaches here) and what stands below.
BELOW = {
    "行政相对人代码_1(统一社会信用代码)": ("行政相对人代码", "统一社会信用代码"),
    "行政相对人代码_2(工商注册号)": ("", "工商注册号"),
    "行政相对人代码_3(组织机构代码)": ("", "组织机构代码"),
    "行政相对人代码_4(税务登记号)": ("", "税务登记号"),
    "行政相对人代码_5(事业单位证书号)": ("", "事业单位证书号"),
    "行政相对人代码_6(社会组织登记证号)": ("", "社会组织登记证号"),
    "法定代表人": ("法定代表人", "姓名"),
    "法定代表人证件类型": ("", "证件类型"),
    "法定代表人证件号码": ("", "证件号码"),
    "证件类型": ("自然人", "证件类型"),
    "证件号码": ("", "证件号码"),
    "处罚机关": ("处罚机关", "名称"),
    "处罚机关统一社会信用代码": ("", "统一社会信用代码"),
    "许可机关": ("许可机关", "名称"),
    "许可机关统一社会信用代码": ("", "统一社会信用代码"),
    "数据来源单位": ("数据来源单位", "名称"),
    "数据来源单位统一社会信用代码": ("", "统一社会信用代码"),
    "有效期自": ("有效期", "自"),
    "有效期至": ("", "至"),
}


def _two_rows(header: Row, copies: bool) -> list[Row]:
    upper = [BELOW.get(caption, (caption, ""))[0] for caption in header]
    lower = [BELOW.get(caption, ("", ""))[1] for caption in header]
    if copies:  # as programs write merged cells that know no merged cells
        for number in range(1, len(upper)):
            upper[number] = upper[number] or upper[number - 1]
        lower = [below or above for above, below in zip(upper, lower, strict=True)]
    return [upper, lower]


@every_table
@pytest.mark.parametrize("above", [[], [["长治市双公示信息表"]]], ids=["first", "below a title"])
@pytest.mark.parametrize("copies", [False, True], ids=["merged", "copied"])
@pytest.mark.parametrize("written", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_a_header_of_two_rows(
    gate: Gate, table: list[Row], above: list[Row], copies: bool, written: Callable[[list[Row]], bytes]
) -> None:
    content = written([*above, *_two_rows(table[0], copies), *table[1:]])
    same_as_plain(gate, table, content)
    assert judged(gate, content).input.header_row == len(above) + 2


@every_table
def test_only_the_codes_under_a_merged_caption(gate: Gate, table: list[Row]) -> None:
    codes = [caption.startswith("行政相对人代码_") for caption in table[0]]
    lower = [caption if code else "" for caption, code in zip(table[0], codes, strict=True)]
    upper = ["" if code else caption for caption, code in zip(table[0], codes, strict=True)]
    upper[codes.index(True)] = "行政相对人代码"
    same_as_plain(gate, table, as_xlsx([upper, lower, *table[1:]]))


@every_table
def test_groups_above_the_captions(gate: Gate, table: list[Row]) -> None:
    groups = ["行政相对人信息", *[""] * 12, "决定书信息", *[""] * (len(table[0]) - 14)]
    same_as_plain(gate, table, as_xlsx([groups, *table]))


@every_table
def test_types_and_lengths_below_the_captions(gate: Gate, table: list[Row]) -> None:
    width = len(table[0])
    content = as_xlsx([table[0], ["字符型"] * (width - 3) + ["日期型"] * 3, ["200"] * width, *table[1:]])
    same_as_plain(gate, table, content)
    assert judged(gate, content).input.left_out_rows == 2


def with_sheets(table: list[Row], **more: list[Row]) -> bytes:
    book = openpyxl.Workbook()
    first: Any = book.active
    first.title = "数据"
    for name, rows in {"数据": table, **more}.items():
        sheet: Any = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@every_table
@pytest.mark.parametrize("name", ["填表样例", "空表", "字段说明"])
def test_sheets_beside_the_table(gate: Gate, table: list[Row], name: str) -> None:
    rows = {"填表样例": table[:2], "空表": table[:1], "字段说明": [[caption, "200"] for caption in table[0]]}[name]
    content = with_sheets(table, **{name: rows})
    same_as_plain(gate, table, content)
    assert judged(gate, content).input.sheet == "数据"


def test_two_sheets_with_records_are_refused_with_the_right_advice(gate: Gate) -> None:
    with pytest.raises(UserError) as same:
        judged(gate, with_sheets(SAMPLE, **{"2月": SAMPLE[:2]}))
    assert "合并成一张" in same.value.zh
    assert "--type" not in same.value.zh
    with pytest.raises(UserError) as other:
        judged(gate, with_sheets(SAMPLE, 许可=LICENCES))
    assert "--type" in other.value.zh


def test_a_record_is_no_lower_header(gate: Gate) -> None:
    result = judged(gate, as_csv(SAMPLE[:3]))
    assert (result.input.header_row, result.counts.records) == (1, 2)
