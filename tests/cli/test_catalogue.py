"""`gongshi catalogue`: from the form to the published file, and who handed in nothing."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from cli.coverage import coverage_command
from store.catalogue.coverage import MATCHED_RECORDS
from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

CODE = "11140400J1E69A7984"
ITEM = "对经营者捏造、散布涨价信息，哄抬价格，推动商品价格过高上涨的行为的处罚"
PERIOD = ("--from", "2020-01-01", "--to", "2020-03-31")


@pytest.fixture(autouse=True)
def registers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gongshi: Gongshi) -> None:
    """A home of its own with the sample registers."""
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GONGSHI_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "400")
    assert gongshi("organisations", "import", EXAMPLES / "organisations.csv", "--as-of", "2020-01-01").status == 0
    answer = gongshi("catalogue", "import", EXAMPLES / "catalogue.xlsx", "--effective-from", "2020-01-01")
    assert answer.status == 0
    assert "10 个单位，10 个新版本" in answer.err


def test_items_are_shown_as_they_were_on_a_day(gongshi: Gongshi) -> None:
    shown = gongshi("catalogue", "show", "--on", "2020-04-30", "--organisation", "11140400058644976U")
    assert "排污许可" in shown.out
    assert "食品经营许可" not in shown.out
    assert "排污许可" not in gongshi("catalogue", "show", "--on", "2019-12-31").out


def test_versions_are_reviewed_published_and_compared(gongshi: Gongshi, tmp_path: Path) -> None:
    form = tmp_path / "目录.csv"
    form.write_text(f"类别,项目名称,行政相对人,公示范围\n处罚,{ITEM},法人,社会公开\n处罚,新处罚,法人,社会公开\n")
    imported = gongshi("catalogue", "import", form, "--effective-from", "2020-03-01", "--organisation", CODE)
    assert imported.status == 0
    difference = gongshi("catalogue", "diff", f"{CODE}@2020-01-01", f"{CODE}@2020-03-01")
    assert "新增" in difference.out
    assert "变更" in difference.out
    reviewed = gongshi("catalogue", "review", f"{CODE}@2020-03-01", "--reviewed-by", "李四", "--on", "2020-03-02")
    assert (reviewed.status, "已审核" in reviewed.err) == (0, True)
    assert gongshi("catalogue", "publish", f"{CODE}@2020-03-01", "--on", "2020-03-03").status == 0
    versions = gongshi("catalogue", "versions", "--organisation", CODE).out
    assert "李四" in versions
    assert "已公布" in versions


def test_a_review_of_several_versions_takes_effect_as_a_whole(gongshi: Gongshi) -> None:
    answer = gongshi("catalogue", "review", "1", "2", "99", "--reviewed-by", "李四", "--on", "2020-03-02")
    assert answer.status == 2
    assert "没有版本 99" in answer.err
    assert "已审核" not in gongshi("catalogue", "versions").out


def test_only_reviewed_versions_are_exported(gongshi: Gongshi, tmp_path: Path) -> None:
    out = tmp_path / "公布.xlsx"
    refused = gongshi("catalogue", "export", "--out", out, "--on", "2020-04-30")
    assert refused.status == 2
    assert len(refused.err.splitlines()) == 11
    assert not out.exists()
    numbers = [str(number) for number in range(1, 11)]
    assert gongshi("catalogue", "review", *numbers, "--reviewed-by", "李四", "--on", "2020-01-02").status == 0
    assert gongshi("catalogue", "export", "--out", out, "--on", "2020-04-30").status == 0
    book = openpyxl.load_workbook(out)
    assert [sheet.max_row for sheet in book.worksheets] == [8, 10]
    again = gongshi("catalogue", "import", out, "--effective-from", "2020-05-01")
    assert "0 个新版本" in again.err


def test_a_faulty_form_has_one_line_a_fault(gongshi: Gongshi, tmp_path: Path) -> None:
    form = tmp_path / "目录.csv"
    form.write_text(
        "类别,实施机关,项目名称,行政相对人,公示范围\n处罚,某局,甲,法人,社会公开\n处罚,某局,乙,企业,社会公开\n"
    )
    answer = gongshi("catalogue", "import", form, "--effective-from", "2020-03-01")
    assert answer.status == 2
    assert [line.split("：")[0] for line in answer.err.splitlines()[1:]] == ["第 2 行 B 列", "第 3 行 D 列"]


def test_coverage_names_the_gaps(gongshi: Gongshi, tmp_path: Path) -> None:
    declared = gongshi("catalogue", "declare-none", "--organisation", CODE, *PERIOD, "--type", "penalty")
    assert (declared.status, "本期无行政处罚" in declared.err) == (0, True)
    table = gongshi("catalogue", "coverage", *PERIOD)
    assert table.status == 0
    assert "本期无" in table.out
    flat = gongshi("catalogue", "coverage", *PERIOD, "--format", "csv").out
    assert len(flat.splitlines()) == 15
    out = tmp_path / "覆盖率.xlsx"
    assert gongshi("catalogue", "coverage", *PERIOD, "--format", "xlsx", "--out", out).status == 0
    assert openpyxl.load_workbook(out)["单位"].max_row == 12
    assert gongshi("catalogue", "coverage", *PERIOD, "--format", "xlsx").status == 2


def test_coverage_counts_files_through_the_matcher_that_it_is_given(tmp_path: Path) -> None:
    asked: list[Path] = []

    def match(files: object) -> pl.DataFrame:
        asked.extend(files)  # type: ignore[call-overload]
        line = {"organisation": CODE, "record_type": "penalty", "item_name": ITEM, "decided_on": "2020-02-01"}
        return pl.DataFrame([line]).with_columns(pl.col("decided_on").str.to_date()).cast(MATCHED_RECORDS)  # type: ignore[arg-type]

    app = typer.Typer()
    app.command("coverage")(coverage_command(match))
    answer = CliRunner().invoke(app, [*PERIOD, "--organisation", CODE, "--format", "csv", str(tmp_path / "a.csv")])
    assert answer.exit_code == 0
    assert asked == [tmp_path / "a.csv"]
    assert answer.stdout.splitlines()[-1].endswith(f"已报送,{ITEM},1")
