"""Hold findings against labels: what was missed, what was reported on clean records, what was reported twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

STRONG: Final = ("reject", "review")


class FoundLike(Protocol):
    """What scoring reads of a finding."""

    @property
    def row(self) -> int | None: ...
    @property
    def rule(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def fields(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Expected:
    """One line of EXPECTED.csv: a finding of one of `kinds` on one of `fields` is wanted in record `row`."""

    row: int
    fault: str
    group: str
    fields: frozenset[str]
    kinds: frozenset[str]

    @classmethod
    def from_line(cls, line: dict[str, object]) -> "Expected":
        """From a line with the columns row, fault, group, fields and kinds (the last two separated by spaces)."""
        fields, kinds = (frozenset(str(line[name]).split()) for name in ("fields", "kinds"))
        return cls(int(str(line["row"])), str(line["fault"]), str(line["group"]), fields, kinds)


@dataclass(frozen=True)
class Score:
    """How well the findings fit the labels.

    Attributes:
        wanted: how many labels there are.
        missed: labels that no finding fits.
        false_alarms: findings of severity reject or review on records without a label.
        second: findings of severity reject or review on records with a label that do not fit it.
    """

    wanted: int
    missed: tuple[Expected, ...]
    false_alarms: tuple[FoundLike, ...]
    second: tuple[FoundLike, ...]

    @property
    def perfect(self) -> bool:
        return not (self.missed or self.false_alarms or self.second)

    def __str__(self) -> str:
        found = self.wanted - len(self.missed)
        return (
            f"found {found} of {self.wanted}; false alarms {len(self.false_alarms)}; second findings {len(self.second)}"
        )


def score(findings: Iterable[FoundLike], expected: Sequence[Expected], groups: Sequence[str] = ("core",)) -> Score:
    """Compare.

    A repetition may be reported on the record or on the one before it; so the record before it counts as labelled.

    Args:
        findings: of one submission; those without a row are left out.
        expected: all labels, also of other groups: their records are no false alarms.
        groups: labels that must be found.
    """
    by_row: dict[int, list[FoundLike]] = defaultdict(list)
    for finding in findings:
        if finding.row is not None:
            by_row[finding.row].append(finding)
    labelled: set[int] = set()
    used: set[int] = set()
    missed = []
    for label in expected:
        rows = (label.row, label.row - 1) if label.fault == "duplicate" else (label.row,)
        labelled.update(rows)
        hits = [finding for row in rows for finding in by_row[row] if _fits(finding, label)]
        used.update(map(id, hits))
        if not hits and label.group in groups:
            missed.append(label)
    strong = [finding for row in sorted(by_row) for finding in by_row[row] if finding.severity in STRONG]
    return Score(
        wanted=sum(label.group in groups for label in expected),
        missed=tuple(missed),
        false_alarms=tuple(finding for finding in strong if finding.row not in labelled),
        second=tuple(finding for finding in strong if finding.row in labelled and id(finding) not in used),
    )


def _fits(finding: FoundLike, label: Expected) -> bool:
    return finding.kind in label.kinds and not label.fields.isdisjoint(finding.fields)
