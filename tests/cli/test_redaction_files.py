"""Whole files by the Changzhi ruleset: what must not go public is found, and nothing else."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.scoring import Expected, score
from engine.verdict import Finding
from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

FILES = Path(__file__).parents[2] / "benchmarks" / "redaction_files"
SETS = sorted(path.name for path in FILES.iterdir() if path.is_dir())
LEAST_RECALL = 0.98
LEAST_PRECISION = 0.99


@pytest.fixture
def home(gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGSHI_REGION", "140400")
    organisations = gongshi("organisations", "import", EXAMPLES / "organisations.csv", "--as-of", "2020-01-01")
    catalogue = gongshi("catalogue", "import", EXAMPLES / "catalogue.xlsx", "--effective-from", "2020-01-01")
    assert (organisations.status, catalogue.status) == (0, 0)
    return tmp_path / "home"


def labels(folder: str, record_type: str) -> list[Expected]:
    with (FILES / folder / f"expected_{record_type}.csv").open(encoding="utf-8", newline="") as file:
        return [Expected.from_line(dict(line)) for line in csv.DictReader(file)]


@pytest.mark.parametrize("folder", SETS)
def test_what_must_not_go_public_is_found_and_nothing_else(gongshi: Gongshi, home: Path, folder: str) -> None:
    wanted, missed, wrong = 0, [], []
    for record_type in ("penalty", "licence"):
        answer = gongshi("check", FILES / folder / f"{record_type}.csv", "--as-of", "2020-04-30", "--format", "json")
        findings = tuple(Finding.model_validate(finding) for finding in json.loads(answer.out)["findings"])
        scored = score(findings, labels(folder, record_type), ("redaction",))
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
