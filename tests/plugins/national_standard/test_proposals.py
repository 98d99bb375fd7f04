"""What a check proposes must itself pass the check: tried on every proposal that the cases expect."""

from pathlib import Path

import pytest

from engine.plugins import Registry
from engine.testing import Case, CaseFile, ExpectedFinding, case_files, load_cases, run_cases

CASES = Path(__file__).parents[3] / "plugins" / "national_standard"
# A proposal for a header is a caption, and one for the end of publication belongs to a date beside it.
FILES = [path for path in case_files([CASES]) if not path.stem.startswith("header.")]


def _with_proposal(cases: CaseFile, case: Case, finding: ExpectedFinding) -> Case:
    assert finding.row is not None
    row = {**case.rows[finding.row - 1], next(iter(cases.fields)): finding.suggestion}
    return case.model_copy(update={"rows": (row,), "expect": (), "not_evaluated": ()})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_proposal_passes_the_check_that_made_it(path: Path, real_registry: Registry) -> None:
    cases = load_cases(path)
    proposals = tuple(
        _with_proposal(cases, case, finding) for case in cases.cases for finding in case.expect if finding.suggestion
    )
    assert run_cases(cases.model_copy(update={"cases": proposals}), real_registry) == []
