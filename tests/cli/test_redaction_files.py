"""Whole files by the Changzhi ruleset: what must not go public is found, and nothing else."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from benchmarks.scoring import score
from engine.verdict import Finding
from tests.cli.conftest import Gongshi, labels_of

FILES = Path(__file__).parents[2] / "benchmarks" / "redaction_files"
SETS = sorted(path.name for path in FILES.iterdir() if path.is_dir())
LEAST_RECALL = 0.98
LEAST_PRECISION = 0.99


@pytest.mark.parametrize("folder", SETS)
def test_what_must_not_go_public_is_found_and_nothing_else(gongshi: Gongshi, home: Path, folder: str) -> None:
    wanted, missed, wrong = 0, [], []
    for record_type in ("penalty", "licence"):
        answer = gongshi("check", FILES / folder / f"{record_type}.csv", "--as-of", "2020-04-30", "--format", "json")
        findings = tuple(Finding.model_validate(finding) for finding in json.loads(answer.out)["findings"])
        scored = score(findings, labels_of(FILES / folder / f"expected_{record_type}.csv"), ("redaction",))
        wanted += scored.wanted
        missed += scored.missed
        wrong += [*scored.false_alarms, *scored.second]
    found = wanted - len(missed)
    assert found >= LEAST_RECALL * wanted, missed
    assert found >= LEAST_PRECISION * (found + len(wrong)), wrong


@pytest.mark.parametrize("folder", SETS)
def test_the_published_view_shows_none_of_it(gongshi: Gongshi, home: Path, tmp_path: Path, folder: str) -> None:
    """The recognisers look at each view again before it is written; a failure would stop the write."""
    for record_type in ("penalty", "licence"):
        view = tmp_path / f"{record_type}.csv"
        options = ("--as-of", "2020-04-30", "--format", "json", "--published", view)
        answer = gongshi("check", FILES / folder / f"{record_type}.csv", *options)
        counts = json.loads(answer.out)["counts"]
        with view.open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == counts["accept"]


def test_the_marked_workbook_colours_the_text_and_not_the_name_beside_it(
    gongshi: Gongshi, home: Path, tmp_path: Path
) -> None:
    marked = tmp_path / "marked.xlsx"
    gongshi("check", FILES / "seventh" / "penalty.csv", "--as-of", "2020-04-30", "--annotated", marked)
    columns = list(openpyxl.load_workbook(marked).worksheets[0].columns)
    commented = {column[0].value for column in columns if any(cell.comment for cell in column[1:])}
    assert "违法事实" in commented
    assert not {"行政相对人名称", "法定代表人"} & commented
