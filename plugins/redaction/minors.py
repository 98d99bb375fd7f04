"""Parties under age on the decision date."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from engine import Column, Violation, check, mapped

_NUMBER: Final = r"^[0-9]{17}[0-9Xx]$"
_OLD_NUMBER: Final = r"^[0-9]{15}$"


@check(
    id="redaction.minor",
    kind="minor",
    title={"zh": "行政相对人是未成年人", "en": "the party is a minor"},
    message={"zh": "{other}行政相对人未满{limit}周岁，{reason}", "en": "under {limit} on {other}: {reason_en}"},
    sources=[
        "《中华人民共和国未成年人保护法》",
        "《中华人民共和国个人信息保护法》第二十八条",
        "《浙江省行政处罚结果信息网上公开暂行办法》（未成年人不予公开，各地通行）",
    ],
)
def minor(number: Column, decided: Column, *, age: int = 18, strict_age: int = 14) -> Violation:
    """The party had not reached the age of 18 on the decision date, by the date of birth in its identity number.

    A person reaches an age on the birthday; who was born on 29 February, on 1 March of other years. Under 14 the
    wording is stricter, because all data of such a child are sensitive by law. Numbers of other papers are not
    judged. No message tells the date of birth or the age.

    Args:
        number: the field with the identity number of the party.
        decided: the decision date, a date.
        age: years that must have been reached.
        strict_age: years below which the wording is stricter.
    """
    born = birth_date(number.text)
    years = _years_between(born, decided.value)
    strictly = years < strict_age
    strict_wording = "属于敏感个人信息，不得公开，已公开的应当立即撤下"
    return Violation(
        where=pl.when(years >= 0).then(years < age),
        details={
            "limit": pl.when(strictly).then(pl.lit(str(strict_age))).otherwise(pl.lit(str(age))),
            "reason": pl.when(strictly).then(pl.lit(strict_wording)).otherwise(pl.lit("该信息不得公开")),
            "reason_en": pl.when(strictly)
            .then(pl.lit("sensitive personal information; never to be published"))
            .otherwise(pl.lit("not to be published")),
        },
    )


def birth_date(number: pl.Expr) -> pl.Expr:
    """The date of birth in an identity number of 18 or 15 characters; null for anything else.

    Args:
        number: String expression.
    """
    new = pl.when(number.str.contains(_NUMBER)).then(number.str.slice(6, 8))
    old = pl.when(number.str.contains(_OLD_NUMBER)).then("19" + number.str.slice(6, 6))
    return pl.coalesce(new, old).str.to_date("%Y%m%d", strict=False)


def _years_between(born: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Whole years from a birth to a day."""
    return mapped([born, day], _ages, pl.Int32, _age)


def _ages(parts: Sequence[pl.Series]) -> pl.Series:
    born, day = parts
    before_birthday = _place_in_year(day) < _place_in_year(born)
    return day.dt.year() - born.dt.year() - before_birthday.cast(pl.Int32)


def _place_in_year(days: pl.Series) -> pl.Series:
    """Ascending within a year. Polars has months as numbers of 8 bits, in which 12 x 100 overflows."""
    return days.dt.month().cast(pl.Int32) * 100 + days.dt.day()


def _age(born: date | None, day: date | None) -> int | None:
    """The same for one record."""
    if born is None or day is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
