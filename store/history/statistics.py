"""Counts over the history: records, verdicts and findings by organisation, county, type, month and rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, case, exists, extract, func, select
from sqlmodel import col

from engine.ruleset import RecordType
from store.callers import Caller
from store.database import Database
from store.history.tables import RecordCount, Replacement, RuleRunRow, Submission

MonthOf = Literal["received", "decided"]


_NOT_JUDGED: Final = "undefined"


@dataclass(frozen=True)
class StatisticsFilter:
    """What is counted; None = all. Submissions that were replaced by later ones count only where `replaced` is set.

    Attributes:
        month_of: whether months are those of handing in or of the decision.
        start, end: first and last day; of decisions whole months are counted.
        rule: the only rule whose findings are counted; of no matter to records and verdicts.
    """

    organisation: str | None = None
    county: str | None = None
    record_type: RecordType | None = None
    month_of: MonthOf = "received"
    start: date | None = None
    end: date | None = None
    replaced: bool = False
    rule: str | None = None


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
    """Records and verdicts by organisation, type and month, in that order. They are counted from the sums that were
    made when a submission was kept, so ten million records are some thousand rows.
    """
    decided = wanted.month_of == "decided"
    day = col(RecordCount.decided_month) if decided else col(Submission.received_on)
    organisation, county = col(Submission.organisation), col(Submission.county)
    by = [organisation, county, col(Submission.record_type), extract("year", day), extract("month", day)]
    query = (
        select(*by, *(_sums_of_counts() if decided else _sums_of_submissions()))
        .where(*_conditions(caller, wanted), *_period(wanted))
        .group_by(*by)
    )
    if decided:
        query = query.join(RecordCount, col(RecordCount.submission) == col(Submission.number))
    with database.reading() as session:
        lines = [
            QualityRow(unit, place, kind, _month(year, month), *map(int, numbers))
            for unit, place, kind, year, month, *numbers in session.execute(query)
        ]
    return sorted(lines, key=lambda row: (row.organisation, row.record_type, row.month or "", row.county or ""))


def _sums_of_submissions() -> Iterator[ColumnElement[int]]:
    """Submissions; records in all, accepted, in review, rejected and not judged."""
    judged, number = col(Submission.verdict) != _NOT_JUDGED, col(Submission.records)
    yield func.count()
    yield func.sum(number)
    for graded in (Submission.accepted, Submission.in_review, Submission.rejected):
        yield func.sum(case((judged, col(graded)), else_=0))
    yield func.sum(case((~judged, number), else_=0))


def _sums_of_counts() -> Iterator[ColumnElement[int]]:
    """The same from the counts by month of the decision."""
    judged, number = col(Submission.verdict) != _NOT_JUDGED, col(RecordCount.records)
    yield func.count(col(Submission.number).distinct())
    yield func.sum(number)
    for level in range(3):
        yield func.sum(case((judged & (col(RecordCount.verdict) == level), number), else_=0))
    yield func.sum(case((~judged, number), else_=0))


def rules(database: Database, caller: Caller, wanted: StatisticsFilter) -> list[RuleRow]:
    """Findings by rule, organisation and month of handing in, in that order."""
    run, day = RuleRunRow, col(Submission.received_on)
    by: list[Any] = [col(run.rule), col(run.kind), col(run.severity), col(Submission.organisation)]
    by += [extract("year", day), extract("month", day)]
    not_run = func.sum(case((col(run.status) != "ran", 1), else_=0))
    only = [] if wanted.rule is None else [col(run.rule) == wanted.rule]
    query = (
        select(*by, func.count(), func.sum(col(run.evaluated)), func.sum(col(run.violations)), not_run)
        .join(run, col(run.submission) == col(Submission.number))
        .where(*_conditions(caller, wanted), *_days(wanted, day), *only)
        .group_by(*by)
    )
    with database.reading() as session:
        lines = [
            RuleRow(rule, kind, severity, unit, _month(year, month) or "", *map(int, numbers))
            for rule, kind, severity, unit, year, month, *numbers in session.execute(query)
        ]
    return sorted(lines, key=lambda row: (row.rule, row.organisation, row.month, row.severity or ""))


def _conditions(caller: Caller, wanted: StatisticsFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("organisation", "county", "record_type"):
        value = getattr(wanted, name)
        if value is not None:
            yield col(getattr(Submission, name)) == value
    if caller.role == "submitter":
        yield col(Submission.organisation) == caller.organisation
    if not wanted.replaced:
        yield ~exists().where(col(Replacement.earlier) == col(Submission.number))


def _period(wanted: StatisticsFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.month_of == "received":
        yield from _days(wanted, col(Submission.received_on))
        return
    month = col(RecordCount.decided_month)
    if wanted.start is not None:
        yield month >= wanted.start.replace(day=1)
    if wanted.end is not None:
        yield month <= wanted.end


def _days(wanted: StatisticsFilter, day: Any) -> Iterator[ColumnElement[bool]]:
    if wanted.start is not None:
        yield day >= wanted.start
    if wanted.end is not None:
        yield day <= wanted.end


def _month(year: Any, month: Any) -> str | None:
    return None if year is None else f"{int(year):04}-{int(month):02}"
