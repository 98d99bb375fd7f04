import csv
import io

import pytest

from engine.report import ReportContext
from engine.report.csv_report import inert, render_csv


def lines(context: ReportContext) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(context).decode("utf-8-sig"), newline="")))


def test_opens_in_excel(context: ReportContext) -> None:
    content = render_csv(context)
    assert content.startswith(
        "\ufeff记录序号,表格行号,严重程度,问题类型,字段,问题说明,原值,建议,依据,规则\r\n".encode()
    )


def test_one_line_a_finding(context: ReportContext) -> None:
    rows = lines(context)
    assert len(rows) == len(context.result.findings)
    assert rows[0]["记录序号"] == ""
    row = next(row for row in rows if row["记录序号"] == "17" and row["严重程度"] == "退回")
    assert row == {
        "记录序号": "17",
        "表格行号": "21",
        "严重程度": "退回",
        "问题类型": "校验码不正确",
        "字段": "行政相对人代码_1(统一社会信用代码)",
        "问题说明": "“931404023343BE5627”的校验码不对",
        "原值": "931404023343BE5627",
        "建议": "931404023343BE5622",
        "依据": "行政处罚 3；GB 32100-2015 法人和其他组织统一社会信用代码编码规则 第4.5条",
        "规则": "national.penalty.CF_XDR_SHXYM.check-digit",
    }


def test_english_header(english_context: ReportContext) -> None:
    assert next(iter(lines(english_context)[0])) == "record"


def test_no_cell_is_a_formula(context: ReportContext) -> None:
    cells = [cell for row in lines(context) for cell in row.values()]
    assert "'=cmd|' /C calc'!A0" in cells
    assert "'-20000" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠A1"])
def test_inert(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1-1", "潞市监罚〔2020〕1号", "'=1"])
def test_harmless_text_stays(text: str) -> None:
    assert inert(text) == text
