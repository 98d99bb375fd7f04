"""Counts over the history: records, verdicts and findings by organisation, county, type, month and rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, case, exists, extract, func, join, select
from sqlalchemy.sql.elements import SQLCoreOperations
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
    sums = _decided(wanted) if wanted.month_of == "decided" else _received()
    organisation, county = col(Submission.organisation), col(Submission.county)
    by = [organisation, county, col(Submission.record_type), extract("year", sums.day), extract("month", sums.day)]
    judged = col(Submission.verdict) != _NOT_JUDGED
    verdicts = [func.sum(case((judged, number), else_=0)) for number in sums.verdicts]
    query = (
        select(*by, func.count(), func.sum(sums.records), *verdicts, func.sum(case((judged, 0), else_=sums.records)))
        .select_from(sums.source)
        .where(*_conditions(caller, wanted), *([] if wanted.month_of == "decided" else _days(wanted, sums.day)))
        .group_by(*by)
    )
    with database.reading() as session:
        lines = [
            QualityRow(unit, place, kind, _month(year, month), *map(int, numbers))
            for unit, place, kind, year, month, *numbers in session.execute(query)
        ]
    return sorted(lines, key=lambda row: (row.organisation, row.record_type, row.month or "", row.county or ""))


@dataclass(frozen=True)
class _Sums:
    """Where sums of records are found: one line a submission, or a submission and month.

    Attributes:
        verdicts: records accepted, in review, rejected.
    """

    source: Any
    day: SQLCoreOperations[date]
    records: SQLCoreOperations[int]
    verdicts: tuple[SQLCoreOperations[int], ...]


def _received() -> _Sums:
    graded = (col(Submission.accepted), col(Submission.in_review), col(Submission.rejected))
    return _Sums(Submission, col(Submission.received_on), col(Submission.records), graded)


def _decided(wanted: StatisticsFilter) -> _Sums:
    """By month of the decision: the counts of a submission together first, so that it is counted once."""
    number, month = col(RecordCount.submission), col(RecordCount.decided_month)
    graded = [case((col(RecordCount.verdict) == level, col(RecordCount.records)), else_=0) for level in range(3)]
    sums = [func.sum(one).label(f"verdict_{level}") for level, one in enumerate(graded)]
    counted = select(number, month, func.sum(col(RecordCount.records)).label("records"), *sums)
    inner = counted.where(*_months(wanted, month)).group_by(number, month).subquery()
    source = join(Submission, inner, inner.c.submission == col(Submission.number))
    return _Sums(source, inner.c.decided_month, inner.c.records, tuple(inner.c[f"verdict_{n}"] for n in range(3)))


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


def _months(wanted: StatisticsFilter, month: Any) -> Iterator[ColumnElement[bool]]:
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
