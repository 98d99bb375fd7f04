"""`gongshi check --published`: the view is written beside the report, or nothing is."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

SAMPLE = EXAMPLES / "penalty.csv"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_view_is_written_beside_the_report(gongshi: Gongshi, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"view.{ending}"
    answer = gongshi("check", SAMPLE, "--as-of", "2020-04-30", "--ruleset", "national@2019", "--published", path)
    assert answer.status == 1
    assert path.exists()
    assert f"公示文件已写出：{path}" in answer.err


def test_the_view_can_be_checked_again(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "view.csv"
    gongshi("check", SAMPLE, "--as-of", "2020-04-30", "--ruleset", "national@2019", "--published", path)
    accepted = pl.read_csv(path, infer_schema=False)
    assert "13246505333" not in path.read_text(encoding="utf-8")
    assert "132****5333" in "".join(accepted["违法事实"])


def test_a_name_without_a_known_ending_is_refused_before_anything_is_read(gongshi: Gongshi, tmp_path: Path) -> None:
    answer = gongshi("check", tmp_path / "missing.csv", "--published", tmp_path / "view.txt")
    assert answer.status == 2
    assert ".parquet" in answer.err


def test_without_a_verdict_nothing_is_written(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "view.csv"
    # Without registers the rules on organs and items do not run.
    answer = gongshi("check", SAMPLE, "--as-of", "2020-04-30", "--ruleset", "changzhi@2020.1", "--published", path)
    assert answer.status == 3
    assert not path.exists()
