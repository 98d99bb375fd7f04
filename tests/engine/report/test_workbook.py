from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from engine.added_captions import is_added_caption
from engine.errors import EngineError, UserError
from engine.report import ReportContext
from engine.report.workbook import write_annotated
from engine.verdict import SubmissionVerdict

Header, Columns, Slices = tuple[str, ...], dict[str, int], Iterator[pl.DataFrame]


@pytest.fixture
def written(context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path) -> Path:
    path = tmp_path / "标注.xlsx"
    write_annotated(context, header, columns, slices, path)
    return path


def sheet_of(path: Path, name: str = "标注") -> Worksheet:
    return openpyxl.load_workbook(path)[name]


def column_of(sheet: Worksheet, caption: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == caption)


def one_record(value: str) -> Slices:
    return iter([pl.DataFrame({"sheet_row": [2], "c0": [value]}, schema={"sheet_row": pl.UInt32, "c0": pl.String})])


def with_records(context: ReportContext, records: int) -> ReportContext:
    counts = context.result.counts.model_copy(update={"records": records})
    return replace(context, result=context.result.model_copy(update={"counts": counts}))


def test_rows_come_back_as_they_were_read(
    context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    frames = list(slices)
    write_annotated(context, header, columns, iter(frames), tmp_path / "a.xlsx")
    cells = [list(row)[: len(header)] for row in sheet_of(tmp_path / "a.xlsx").iter_rows(min_row=2, values_only=True)]
    read = [list(row)[1:] for frame in frames for row in frame.iter_rows()]
    escaped = "".join(f"_x{ord(c):04X}_" if c == "\x1b" else c for c in read[15][6])
    assert cells[15][6] == escaped
    del cells[15][6], read[15][6]
    assert cells == read


def test_codes_keep_their_zeros_and_captions_their_place(written: Path, context: ReportContext, header: Header) -> None:
    frame = fastexcel.read_excel(written).load_sheet(0, header_row=0, dtypes="string").to_polars()
    assert frame.height == context.result.counts.records
    assert frame.columns[:2] == list(header[:2])
    assert [caption for caption in frame.columns if is_added_caption(caption)] == frame.columns[-3:]
    assert frame["罚款金额（万元）"][0] == "0005"
    assert frame["备注说明"].unique().to_list() == ["007"]
    assert frame["行政相对人名称"][4] is None


def test_every_cell_is_text(written: Path) -> None:
    for sheet in openpyxl.load_workbook(written):
        types = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in types
    assert {cell.data_type for row in sheet_of(written).iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert sheet_of(written)["C3"].value == "=cmd|' /C calc'!A0"
    assert sheet_of(written)["C3"].data_type in ("s", "inlineStr")


def test_markup_of_the_writer_stays_text(written: Path) -> None:
    assert sheet_of(written)["C41"].value == "<r><t>伪造</t></r>"


def test_columns_stay_text_while_they_are_repaired(written: Path) -> None:
    assert sheet_of(written).column_dimensions["C"].width > 18
    assert sheet_of(written)["C2"].number_format == "@"
    assert sheet_of(written)["A6"].number_format == "@"


def test_faulty_cells_are_coloured_and_explained(written: Path) -> None:
    sheet = sheet_of(written)
    comment = sheet["C18"].comment
    assert comment is not None
    assert comment.text == "【退回】“931404023343BE5627”的校验码不对\n建议：931404023343BE5622"
    assert sheet["C18"].fill.fgColor.rgb == "FFF8CFCB"
    assert sheet["A6"].comment is not None
    assert sheet["C2"].comment is None
    assert sheet["C2"].fill.fill_type is None


def test_several_messages_share_a_comment(written: Path, context: ReportContext) -> None:
    comment = sheet_of(written)["J13"].comment
    assert comment is not None
    assert comment.text.count("【退回】") == 2


def test_records_have_verdict_problems_and_suggestions(written: Path) -> None:
    sheet = sheet_of(written)
    first = column_of(sheet, "【校验结论】")
    verdicts = [sheet.cell(row, first).value for row in range(2, 62)]
    assert {word: verdicts.count(word) for word in set(verdicts)} == {"通过": 42, "待审": 3, "退回": 15}
    problems = sheet.cell(18, first + 1).value
    assert "（原表第 21 行）" in problems
    assert sheet.cell(18, first + 2).value.splitlines() == [
        "行政处罚决定书文号：潞市监罚字〔2020〕17号",
        "行政相对人代码_1(统一社会信用代码)：931404023343BE5622",
    ]


def test_header_is_frozen_filtered_and_marked(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:R61"
    assert sheet["N1"].comment is not None


def test_summary_tells_all(written: Path) -> None:
    summary = sheet_of(written, "汇总")
    text = "\n".join(str(cell.value) for row in summary.iter_rows() for cell in row if cell.value is not None)
    for words in (
        "部分通过",
        "national@2019",
        "2020-04-30",
        "出错",
        "没有机构名录",
        "缺少“行政相对人代码_3",
        "0f" * 32,
    ):
        assert words in text
    links = {cell.value: cell.hyperlink.location for row in summary.iter_rows() for cell in row if cell.hyperlink}
    assert links["第12条·表格第16行"] == "'标注'!C13"


def test_an_annotated_workbook_can_be_annotated_again(
    context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    again = (*header[:-1], "【校验结论】")
    write_annotated(context, again, columns, slices, tmp_path / "a.xlsx")
    captions = [cell.value for cell in sheet_of(tmp_path / "a.xlsx")[1]]
    assert captions.count("【校验结论】") == 1
    assert len(captions) == len(header) - 1 + 3


def test_same_result_same_bytes(
    context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    frames = list(slices)
    for name in ("a.xlsx", "b.xlsx"):
        write_annotated(context, header, columns, iter(frames), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_comments_are_limited_and_the_summary_says_so(
    context: ReportContext,
    header: Header,
    columns: Columns,
    slices: Slices,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.report.workbook.COMMENTS", 5)
    path = tmp_path / "a.xlsx"
    write_annotated(context, header, columns, slices, path)
    assert sum(cell.comment is not None for row in sheet_of(path).iter_rows() for cell in row) == 5
    assert any("仅着色" in str(cell.value) for row in sheet_of(path, "汇总").iter_rows() for cell in row)


@pytest.mark.parametrize(("verdict", "word"), [("undefined", "未判定"), ("reject", "通过")])
def test_nothing_is_called_accepted_when_a_rule_did_not_run(
    with_verdict: Callable[[SubmissionVerdict], ReportContext],
    header: Header,
    columns: Columns,
    slices: Slices,
    tmp_path: Path,
    verdict: SubmissionVerdict,
    word: str,
) -> None:
    write_annotated(with_verdict(verdict), header, columns, slices, tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx")["P2"].value == word


def test_nothing_is_called_accepted_when_findings_were_cut(
    truncated_context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    write_annotated(truncated_context, header, columns, slices, tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx")["P2"].value == "明细未列全"


def test_english(
    english_context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    write_annotated(english_context, header, columns, slices, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Annotated", "Summary"]


@pytest.mark.parametrize("value", ["\x00\x1b控制", "_x0041_", "\ufffe\uffff", "😀" * 10, " 空格 ", "行\n行"])
def test_odd_characters_do_not_break_the_file(clean_context: ReportContext, tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.xlsx"
    write_annotated(with_records(clean_context, 1), ["备注"], {}, one_record(value), path)
    cell = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars().item(1, 0)
    assert cell is not None
    if value.isprintable():
        assert cell.strip() == value.strip()


def test_a_cell_beyond_the_limit_is_cut_and_told(clean_context: ReportContext, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_annotated(with_records(clean_context, 1), ["备注"], {}, one_record("长" * 40_000), path)
    assert len(sheet_of(path)["A2"].value) == 32_767
    assert any("已截短" in str(cell.value) for row in sheet_of(path, "汇总").iter_rows() for cell in row)


@pytest.mark.parametrize("extra", [0, 1])
def test_too_many_records_are_refused_before_writing(context: ReportContext, tmp_path: Path, extra: int) -> None:
    with pytest.raises(UserError) as error:
        write_annotated(with_records(context, 1_048_576 + extra), ["a"], {}, iter(()), tmp_path / "a.xlsx")
    assert error.value.code == "too-many-rows-for-workbook"
    assert list(tmp_path.iterdir()) == []


def test_too_many_columns_are_refused(context: ReportContext, tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        write_annotated(context, ["a"] * 16_382, {}, iter(()), tmp_path / "a.xlsx")
    assert error.value.code == "too-many-columns-for-workbook"


def test_rows_that_were_not_judged_leave_no_file(
    context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as error:
        write_annotated(with_records(context, 59), header, columns, slices, tmp_path / "a.xlsx")
    assert error.value.code == "rows-do-not-match"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(
    context: ReportContext, header: Header, columns: Columns, slices: Slices, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as error:
        write_annotated(context, header, columns, slices, tmp_path / "nowhere" / "a.xlsx")
    assert error.value.code == "cannot-write"


def test_no_rows_at_all(clean_context: ReportContext, header: Header, columns: Columns, tmp_path: Path) -> None:
    write_annotated(with_records(clean_context, 0), header, columns, iter(()), tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx").max_row == 1


def test_the_file_holds_no_formula_and_no_outside_link(written: Path) -> None:
    with ZipFile(written) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    assert not [
        name for name, text in parts.items() if "<f>" in text or "<f " in text or 'TargetMode="External"' in text
    ]
