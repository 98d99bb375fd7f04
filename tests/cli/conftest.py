"""The command, run in this process as a shell would run it."""

import csv
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.scoring import Expected
from cli.main import run
from tests.conftest import EXAMPLES


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


Gongshi = Callable[..., Answer]


@pytest.fixture
def gongshi(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Gongshi:
    def call(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["gongshi", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as leaving:
            run()
        captured = capfd.readouterr()
        code = leaving.value.code
        return Answer(code if isinstance(code, int) else 0, captured.out, captured.err)

    return call


@pytest.fixture
def home(gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in Changzhi with the registers of the samples, imported as a maintainer would."""
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGSHI_REGION", "140400")
    organisations = gongshi("organisations", "import", EXAMPLES / "organisations.csv", "--as-of", "2020-01-01")
    catalogue = gongshi("catalogue", "import", EXAMPLES / "catalogue.xlsx", "--effective-from", "2020-01-01")
    assert (organisations.status, catalogue.status) == (0, 0)
    return tmp_path / "home"


def labels_of(path: Path) -> list[Expected]:
    """The lines of an EXPECTED.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Expected.from_line(dict(line)) for line in csv.DictReader(file)]
