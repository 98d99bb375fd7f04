"""Counts over the history: records, verdicts and findings by organisation, county, type, month and rule."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.ruleset import RecordType
from store.callers import Caller
from store.database import Database

MonthOf = Literal["received", "decided"]


@dataclass(frozen=True)
class StatisticsFilter:
    """What is counted; None = all. Submissions that were replaced by later ones count only where `replaced` is set.

    Attributes:
        month_of: whether months and days are those of handing in or of the decision.
        start, end: first and last day.
    """

    organisation: str | None = None
    county: str | None = None
    record_type: RecordType | None = None
    month_of: MonthOf = "received"
    start: date | None = None
    end: date | None = None
    replaced: bool = False


@dataclass(frozen=True)
class QualityRow:
    """Records of an organisation in a month.

    Attributes:
        month: `2020-04`; None where the date of the decision is not known.
        undefined: records of submissions that could not be judged; they count in no other column but `records`.
    """

    organisation: str
    county: str | None
    record_type: RecordType
    month: str | None
    submissions: int
    records: int
    accept: int
    review: int
    reject: int
    undefined: int


@dataclass(frozen=True)
class RuleRow:
    """Findings of a rule in the submissions of an organisation in a month of handing in.

    Attributes:
        evaluated: records that it looked at in submissions where it found something or did not run.
        not_run: submissions in which it was skipped or crashed.
    """

    rule: str
    kind: str
    severity: str | None
    organisation: str
    month: str
    submissions: int
    evaluated: int
    violations: int
    not_run: int


def quality(database: Database, caller: Caller, wanted: StatisticsFilter) -> list[QualityRow]:
    """Records and verdicts by organisation, type and month, in that order."""
    raise NotImplementedError


def rules(database: Database, caller: Caller, wanted: StatisticsFilter) -> list[RuleRow]:
    """Findings by rule, organisation and month, in that order; `month_of` must be `received`."""
    raise NotImplementedError
