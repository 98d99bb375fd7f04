"""How long a penalty may and must be public (公示期限), by the regime in force on the decision date."""

from datetime import date
from typing import Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from engine import Column, Violation, check

_SHOWN: Final = "%Y/%m/%d"


class Period(BaseModel):
    """One regime.

    Attributes:
        start: first decision date to which it applies (`from` in a ruleset).
        until: first decision date to which it no longer applies; None = still in force.
        minimum_months, maximum_months: length of publication, counted from the decision date.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date = Field(alias="from")
    until: date | None = None
    minimum_months: int = Field(ge=0)
    maximum_months: int = Field(ge=1)


@check(
    id="period.publication",
    kind="publication_period",
    title={"zh": "公示期限不合规定", "en": "publication period outside the rule"},
    message={
        "zh": "{caption}“{end}”{problem}：{other}为 {decision}，公示期{bound}{months}个月，即{limit}{side}",
        "en": "{caption} {end} {problem_en}: {bound_en} {months} months from {decision}, that is {side_en} {limit}",
    },
    sources=[
        "发改办财金〔2019〕527号",
        "国家发展改革委令第58号《失信行为纠正后的信用信息修复管理办法（试行）》",
        "国家发展改革委令第36号《信用修复管理办法》",
    ],
)
def publication_period(
    end: Column, decision: Column, *, periods: list[Period], side: Literal["minimum", "maximum"]
) -> Violation:
    """The end of publication lies before the shortest or after the longest period from the decision date.

    The boundary days themselves are right. Months are those of the calendar; where the month has no such day, its
    last day counts (decided on 11/30, three months: 02/28). An end before the decision is a matter of date order and
    is not judged, nor is a decision to which no regime applies. The boundary day is proposed.

    Args:
        end: the last day of publication.
        decision: the day of the decision.
        periods: the regimes.
        side: which bound this rule judges.
    """
    shortest = side == "minimum"
    months = _in_force(periods, decision.value, "minimum_months" if shortest else "maximum_months")
    limit = decision.value.dt.offset_by(pl.format("{}mo", months))
    outside = end.value < limit if shortest else end.value > limit
    return Violation(
        where=pl.when(end.value >= decision.value).then(outside),
        details={
            "end": end.value.dt.strftime(_SHOWN),
            "decision": decision.value.dt.strftime(_SHOWN),
            "limit": limit.dt.strftime(_SHOWN),
            "months": months,
            "problem": pl.lit("过早" if shortest else "过晚"),
            "problem_en": pl.lit("is too early" if shortest else "is too late"),
            "bound": pl.lit("最短" if shortest else "最长"),
            "bound_en": pl.lit("at least" if shortest else "at most"),
            "side": pl.lit("或之后" if shortest else "或之前"),
            "side_en": pl.lit("not before" if shortest else "not after"),
        },
        suggestion=limit.dt.strftime(_SHOWN),
    )


def _in_force(periods: list[Period], decision: pl.Expr, attribute: str) -> pl.Expr:
    """The number of months of the regime that applies to each decision date; null where none does."""
    months = pl.lit(None, pl.Int64)
    for period in periods:
        applies = decision >= period.start
        if period.until is not None:
            applies &= decision < period.until
        months = pl.when(applies).then(pl.lit(getattr(period, attribute), pl.Int64)).otherwise(months)
    return months
