"""`gongshi check`: exit status, formats, bad input in one line."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from engine.report.json_report import result_json_schema
from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

PENALTY = EXAMPLES / "penalty.csv"
OPTIONS = ("--as-of", "2020-04-30", "--ruleset", "national@2019")


@pytest.fixture
def text() -> str:
    return PENALTY.read_bytes().decode("gb18030")


def clean_record(text: str) -> str:
    """The header and the first clean record of the sample."""
    return "\n".join(text.splitlines()[:2]) + "\n"


def test_a_clean_file_is_accepted_with_status_0(gongshi: Gongshi, tmp_path: Path, text: str) -> None:
    path = tmp_path / "clean.csv"
    path.write_text(clean_record(text), encoding="utf-8")
    answer = gongshi("check", path, *OPTIONS, "--format", "json")
    assert answer.status == 0
    assert json.loads(answer.out)["verdict"] == "accept"


def test_a_file_with_faults_has_status_1_and_valid_json(gongshi: Gongshi) -> None:
    import jsonschema

    answer = gongshi("check", PENALTY, *OPTIONS, "--format", "json")
    assert answer.status == 1
    assert answer.err == ""
    jsonschema.validate(json.loads(answer.out), result_json_schema())


def test_standard_input_is_read(gongshi: Gongshi, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(clean_record(text).encode()))
    monkeypatch.setattr("sys.stdin", stream)
    answer = gongshi("check", "-", *OPTIONS, "--format", "json")
    assert answer.status == 0
    assert json.loads(answer.out)["input"]["name"] == "stdin"


@pytest.mark.parametrize("output_format", ["table", "json", "csv", "html"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_in_both_languages(gongshi: Gongshi, tmp_path: Path, output_format: str, language: str) -> None:
    out = tmp_path / "out"
    answer = gongshi("check", PENALTY, *OPTIONS, "--format", output_format, "--out", out, "--lang", language)
    assert answer.status == 1
    written = out.read_text(encoding="utf-8-sig")
    assert ("必填项“行政相对人名称”为空" in written) == (language == "zh")


def test_the_annotated_workbook_can_be_handed_in_again(gongshi: Gongshi, tmp_path: Path) -> None:
    workbook = tmp_path / "annotated.xlsx"
    first = gongshi("check", PENALTY, *OPTIONS, "--format", "json", "--annotated", workbook)
    again = gongshi("check", workbook, *OPTIONS, "--format", "json")
    assert (first.status, again.status) == (1, 1)
    before, after = json.loads(first.out), json.loads(again.out)
    without_place = [{**finding, "sheet_row": None, "message": None} for finding in before["findings"]]
    assert [{**finding, "sheet_row": None, "message": None} for finding in after["findings"]] == without_place
    assert after["counts"] == before["counts"]


def test_the_header_decides_the_type_unless_it_is_contradicted(gongshi: Gongshi) -> None:
    answer = gongshi("check", PENALTY, *OPTIONS, "--type", "licence")
    assert answer.status == 2
    assert "--type penalty" in answer.err


def test_a_date_before_the_first_ruleset_is_the_users_fault(gongshi: Gongshi) -> None:
    answer = gongshi("check", PENALTY, "--as-of", "2014-01-01")
    assert answer.status == 2
    assert "2015/09/15" in answer.err


def test_an_unknown_ruleset_is_named_with_those_that_exist(gongshi: Gongshi) -> None:
    answer = gongshi("check", PENALTY, "--ruleset", "national@1999")
    assert answer.status == 2
    assert "national@2019" in answer.err


def workbook_with(*sheets: tuple[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def bomb() -> bytes:
    """A workbook whose sheet inflates to 2 GiB of zeros, under a header that says 100 bytes."""
    content = io.BytesIO(workbook_with(("表", [["a"]])))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.bin", "w") as part:
        block = b"\0" * (1 << 20)
        for _ in range(1100):
            part.write(block)
    return content.getvalue()


def bad_files(text: str) -> dict[str, bytes]:
    header, first = text.splitlines()[:2]
    rows = [line.split(",") for line in (header, first)]
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    laughs = io.BytesIO(workbook_with(("表", rows)))
    with zipfile.ZipFile(laughs, "a") as archive:
        archive.writestr("xl/custom.xml", entity)
    return {
        "empty.csv": b"",
        "header-only.csv": header.encode(),
        "no-header.csv": b"1,2,3\n4,5,6\n",
        "other-header.csv": "姓名,电话\n张三,1\n".encode(),
        "wrong-encoding.csv": header.encode() + b"\n\xff\xfe\xfd\x80\x81,\xff\n",
        "nul.csv": (header + "\n" + first).encode() + b"\0\n",
        "ragged.csv": (header + "\n" + first + ",多,出\n").encode(),
        "unclosed.csv": (header + "\n" + '"' + first + "\n").encode(),
        "huge-cell.csv": (header + "\n" + first + "啊" * 20_000_000 + "\n").encode(),
        "corrupt.xlsx": b"PK\x03\x04" + b"\0" * 100,
        "not-a-workbook.xlsx": b"hello",
        "bomb.xlsx": bomb(),
        "laughs.xlsx": laughs.getvalue(),
        "wide.xlsx": workbook_with(("表", [["x"] * 16_384])),
        "two-fit.xlsx": workbook_with(("一", rows), ("二", rows)),
        "nested.json": b"[" * 10_000 + b"]" * 10_000,
        "not-records.json": b'{"a": 1}',
    }


BAD_CSV = "empty header-only no-header other-header wrong-encoding nul ragged unclosed huge-cell"
BAD_XLSX = "corrupt not-a-workbook bomb laughs wide two-fit"
BAD_FILES = [
    *(f"{name}.csv" for name in BAD_CSV.split()),
    *(f"{name}.xlsx" for name in BAD_XLSX.split()),
    "nested.json",
    "not-records.json",
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    for name, content in bad_files(PENALTY.read_bytes().decode("gb18030")).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_bad_input_gets_one_line_and_status_2(gongshi: Gongshi, bad: Path, name: str, language: str) -> None:
    answer = gongshi("check", bad / name, *OPTIONS, "--lang", language)
    assert answer.status == 2, answer.err
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    assert name in answer.err
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.err) or language == "en"
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("name", ["", "does-not-exist.csv"])
def test_a_directory_and_a_missing_file_get_one_line(gongshi: Gongshi, tmp_path: Path, name: str) -> None:
    answer = gongshi("check", tmp_path / name, *OPTIONS)
    assert answer.status == 2
    assert len(answer.err.strip().splitlines()) == 1


def test_two_sheets_that_fit_are_both_named(gongshi: Gongshi, bad: Path) -> None:
    answer = gongshi("check", bad / "two-fit.xlsx", *OPTIONS)
    assert "“一”" in answer.err
    assert "“二”" in answer.err


def test_a_header_that_nearly_fits_names_what_is_missing(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("行政相对人名称,处罚决定日期\n某公司,2020/04/01\n", encoding="utf-8")
    answer = gongshi("check", path, *OPTIONS)
    assert answer.status == 2
    assert "行政处罚决定书文号" in answer.err


def test_formulas_stay_inert_in_what_we_write(gongshi: Gongshi, tmp_path: Path, text: str) -> None:
    formula = "=cmd|' /C calc'!A0"
    header, first = text.splitlines()[:2]
    path, out, workbook = tmp_path / "formula.csv", tmp_path / "out.csv", tmp_path / "out.xlsx"
    cells = first.split(",")
    cells[14] = formula
    cells[1] = formula
    path.write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    gongshi("check", path, *OPTIONS, "--format", "csv", "--out", out, "--annotated", workbook)
    table = pl.read_csv(out, infer_schema=False)
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in table.rows() for cell in row if cell)
    for sheet in openpyxl.load_workbook(workbook):
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
