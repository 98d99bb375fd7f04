"""The demonstration, from the first table to the stored verdicts."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_demo_hands_both_samples_over_to_the_service(tmp_path: Path) -> None:
    environment = {**os.environ, "GONGSHI_DATABASE_URL": "postgresql://nobody@nowhere/none"}
    command = [sys.executable, "-m", "cli", "demo", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stored = done.stdout.partition("gongshi serve")[2]
    for sample in ("penalty.csv", "licence.xlsx"):
        line = next(line for line in stored.splitlines() if sample in line)
        assert "partial" in line
        assert "150" in line
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{kind}{end}" for kind in ("penalty", "licence") for end in ("-annotated.xlsx", ".html")}
