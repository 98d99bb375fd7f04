"""The cases beside the checks."""

from pathlib import Path

import pytest

from engine.plugins import Registry
from engine.testing import case_files, load_cases, run_cases

FILES = list(case_files([Path(__file__).parents[3] / "plugins" / "catalogue"]))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_cases_bring_exactly_their_findings(path: Path, registry: Registry) -> None:
    failures = run_cases(load_cases(path), registry)
    assert not failures, "\n".join(f"{f.case}\nexpected:\n{f.expected}\nfound:\n{f.found}" for f in failures)
