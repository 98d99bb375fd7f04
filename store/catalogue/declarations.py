"""Zero declarations: an organ says that it took no decisions in a period (本期无)."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session, col, select

from engine.errors import UserError
from engine.ruleset import RecordType
from store.catalogue.tables import ZeroDeclaration
from store.organisations.lookup import demand_organisation


def declare_none(
    session: Session, organisation: str, record_type: RecordType, start: date, end: date, declared_on: date
) -> bool:
    """Note that an organ took no decisions of a record type in a period, both days included.

    Returns:
        False where the same declaration was there already.

    Raises:
        UserError: the organ is not in the register, or the period ends before it begins, or after the declaration.
    """
    demand_organisation(session, organisation)
    demand_period(start, end)
    if end > declared_on:
        raise UserError(
            "period-not-over",
            zh=f"期间截止日 {end} 晚于今天 {declared_on}，期间结束后才能申报“本期无”",
            en=f"the period ends on {end}, after today ({declared_on}); declare it when it is over",
        )
    same = select(ZeroDeclaration).where(
        ZeroDeclaration.organisation == organisation,
        ZeroDeclaration.record_type == record_type,
        ZeroDeclaration.period_from == start,
        ZeroDeclaration.period_to == end,
    )
    if session.exec(same).first() is not None:
        return False
    session.add(
        ZeroDeclaration(
            organisation=organisation,
            record_type=record_type,
            period_from=start,
            period_to=end,
            declared_on=declared_on,
        )
    )
    return True


def declared_none(session: Session, start: date, end: date) -> set[tuple[str, str]]:
    """(Organ, record type) pairs whose declarations, taken together, cover every day of a period."""
    query = select(ZeroDeclaration).order_by(col(ZeroDeclaration.period_from))
    periods: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for line in session.exec(query):
        periods.setdefault((line.organisation, line.record_type), []).append((line.period_from, line.period_to))
    return {pair for pair, spans in periods.items() if _covers(spans, start, end)}


def demand_period(start: date, end: date) -> None:
    """Raises a `UserError` where a period ends before it begins."""
    if start > end:
        raise UserError(
            "period-order",
            zh=f"期间的截止日 {end} 早于起始日 {start}",
            en=f"the period ends ({end}) before it begins ({start})",
        )


def _covers(spans: Iterable[tuple[date, date]], start: date, end: date) -> bool:
    """Whether spans, ordered by their first day, leave no day of the period out."""
    missing = start
    for first, last in spans:
        if first <= missing:
            missing = max(missing, last + timedelta(days=1))
    return missing > end
