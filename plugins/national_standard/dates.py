"""Dates: real days of the calendar, in the standard's form, not in the future."""

from datetime import date
from typing import Final

import polars as pl

from engine import Column, Violation, check, on_distinct
from plugins.national_standard.date_reading import date_problem, proposed_date
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.wording import described

_FORM: Final = r"^[0-9]{4}/[0-9]{2}/[0-9]{2}$"
_SHOWN: Final = "%Y/%m/%d"


@check(
    id="date.real",
    kind="bad_date",
    title={"zh": "不是真实的日期", "en": "not a real calendar date"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[STANDARD, "GB/T 7408-2005《数据元和交换格式 信息交换 日期和时间表示法》"],
)
def real_date(field: Column) -> Violation:
    """A date is no day of the calendar between 1900/01/01 and 2099/12/31, or cannot be read as one.

    The message says which: no such day (2020/02/30), outside the span, a number that Excel keeps instead of a date
    (43937), scientific notation, a formula error (#REF!), or words. A date is proposed for Excel's number, for dates
    in Chinese numerals, and 2099/12/31 for 长期.

    Args:
        field: the date.
    """
    return Violation(
        where=pl.when(field.text.is_not_null()).then(field.value.is_null()),
        details=described(field.text, date_problem),
        suggestion=on_distinct(field.text, proposed_date, pl.String),
    )


@check(
    id="date.form",
    kind="bad_date",
    spoils=False,
    needs=["date.real"],
    title={"zh": "日期格式不规范", "en": "date not in the standard's form"},
    message={
        "zh": "{caption}“{value}”请按 YYYY/MM/DD 填写",
        "en": "{caption} '{value}': the standard's form is YYYY/MM/DD",
    },
    sources=[STANDARD],
)
def date_form(field: Column) -> Violation:
    """A real date is written otherwise than YYYY/MM/DD (2020-4-16, 20200416, 2020年4月16日, with a time of day). It
    is understood all the same.

    Args:
        field: the date.
    """
    return Violation(
        where=pl.when(field.value.is_not_null()).then(~field.text.str.contains(_FORM)),
        suggestion=field.value.dt.strftime(_SHOWN),
    )


@check(
    id="date.not-after",
    kind="future_date",
    needs=["date.real"],
    title={"zh": "日期在未来", "en": "date in the future"},
    message={
        "zh": "{caption}“{value}”晚于报送日期 {as_of}，请核对",
        "en": "{caption} '{value}' lies after {as_of}, the date of the submission",
    },
    sources=[STANDARD],
)
def not_after(field: Column, *, as_of: date) -> Violation:
    """A date that must have passed lies after the day on which the submission is judged. The day itself is right.

    Args:
        field: the date.
        as_of: the day on which the submission is judged.
    """
    return Violation(where=field.value > as_of, details={"as_of": pl.lit(as_of.strftime(_SHOWN))})
