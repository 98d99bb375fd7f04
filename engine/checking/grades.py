"""How bad each record of a submission is, by the worst rule that it violates."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.checking.plan import PlannedRule
from engine.kinds import UNPUBLISHABLE_KINDS, Severity

Levels = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
# 0 = accept. From the mildest to the worst, so that the worst is written last.
_LEVEL_OF: Final[dict[Severity, int]] = {"review": 1, "reject": 2}


class Grades:
    """The grades of the records that violated something; all others are fine."""

    def __init__(self) -> None:
        self._grades: list[tuple[npt.NDArray[np.uint32], Levels]] = []
        self._barred: list[npt.NDArray[np.uint32]] = []

    def add(self, frame: pl.DataFrame, violated: Sequence[PlannedRule]) -> None:
        """Grade some records.

        Args:
            frame: columns `row` and those of the rules.
            violated: the rules that some of the records violate.
        """
        grades, rows = np.zeros(frame.height, dtype=np.uint8), frame["row"].to_numpy()
        reported = [rule for rule in violated if rule.severity and rule.id]
        for severity, level in _LEVEL_OF.items():
            grades[_marked(frame, [rule for rule in reported if rule.severity == severity])] = level
        self._grades.append((rows, grades))
        self._barred.append(rows[_marked(frame, [rule for rule in reported if rule.kind in UNPUBLISHABLE_KINDS])])

    def levels(self, records: int) -> Levels:
        """One number a record: 0 accept, 1 review, 2 reject."""
        levels = np.zeros(records, dtype=np.uint8)
        for rows, grades in self._grades:
            levels[rows - 1] = grades
        return levels

    def unpublishable(self, records: int) -> npt.NDArray[np.bool_]:
        """One Boolean a record: what was found keeps it from the public, whatever its severity."""
        unpublishable = np.zeros(records, dtype=np.bool_)
        for rows in self._barred:
            unpublishable[rows - 1] = True
        return unpublishable


def worsen(levels: Levels, rows: pl.Series, severity: Severity) -> None:
    """Let some records be no better than a severity.

    Args:
        levels: one a record; changed in place.
        rows: numbers of records, from 1.
        severity: of the rule that they violate.
    """
    places = rows.to_numpy() - 1
    levels[places] = np.maximum(levels[places], _LEVEL_OF.get(severity, 0))


def _marked(frame: pl.DataFrame, rules: Sequence[PlannedRule]) -> npt.NDArray[np.bool_]:
    """One Boolean a record: whether it violates any of the rules."""
    if not rules:
        return np.zeros(frame.height, dtype=np.bool_)
    columns = [rule.column for rule in rules]
    if frame.height == 1:
        return np.array([any(frame[column].item() for column in columns)])
    return frame.select(pl.any_horizontal(columns).fill_null(False)).to_series().to_numpy()
