"""The gate finds every generated fault, nothing in clean records, and one defect once."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.scoring import STRONG, Score, score
from engine.gate import Gate
from engine.reading import open_source
from engine.verdict import Finding
from tests.generated.submissions import Submission, make_submission, write_submission

AS_OF = date(2020, 4, 30)
RULESET = "national@2019"
# Two columns are wrong at once, so there are two defects.
TWO_DEFECTS = {"amount:exchanged"}


@pytest.mark.parametrize("form", ["utf-8", "gb18030", "xlsx"])
@pytest.mark.parametrize(("record_type", "seed"), [("penalty", 1), ("penalty", 2), ("licence", 3), ("licence", 4)])
def test_every_fault_is_found_once_and_nothing_else(
    gate: Gate, tmp_path: Path, record_type: str, seed: int, form: str
) -> None:
    submission = make_submission(record_type, seed)
    path = tmp_path / f"{record_type}.{'xlsx' if form == 'xlsx' else 'csv'}"
    ruleset = gate.library.get(RULESET)
    layout = next(layout for layout in ruleset.layouts if layout.record_type == record_type)
    write_submission(submission, path, form, layout, seed)

    result = gate.check(open_source(path), as_of=AS_OF, reference=RULESET).result

    scored = score(result.findings, submission.expected)
    faults = [*_missed(scored, submission), *_unwanted(scored, submission), *_repeated(result.findings, submission)]
    assert not faults, "\n".join([str(scored), *faults])


def _missed(scored: Score, submission: Submission) -> list[str]:
    return [
        f"missed {label.row} {label.fault} ({submission.notes[label.row].clothing}), wanted {sorted(label.kinds)}"
        for label in scored.missed
    ]


def _unwanted(scored: Score, submission: Submission) -> list[str]:
    return [
        f"unwanted {finding.row} {finding.rule} {finding.kind}: {_note(finding.row, submission)}"
        for finding in (*scored.false_alarms, *scored.second)
    ]


def _repeated(findings: tuple[Finding, ...], submission: Submission) -> list[str]:
    counts = Counter(finding.row for finding in findings if finding.severity in STRONG and finding.row)
    return [
        f"{count} findings on {row}: {_note(row, submission)}"
        for row, count in counts.items()
        if count > 1 and row in submission.notes and submission.notes[row].name not in TWO_DEFECTS
    ]


def _note(row: int | None, submission: Submission) -> str:
    fault = submission.notes.get(row or 0)
    return f"{fault.name} ({fault.clothing})" if fault else "a clean record"
