"""Numbers and dates of typed formats → the text that a person sees in the cell."""

import re
from decimal import Decimal
from typing import Final

import polars as pl

_SCIENTIFIC_FROM: Final = 1e15  # a spreadsheet keeps 15 digits; beyond them a number has lost some
_SCIENTIFIC_BELOW: Final = 1e-9
_LAST_SERIAL: Final = 2_958_466  # 9999/12/31 is day 2 958 465
_SECONDS: Final = 86_400
_DAYS_1904: Final = 1462
_SHORT_INTEGER: Final = r"^(?:0|-?[1-9][0-9]{0,14})$"

TRUE: Final = "TRUE"
FALSE: Final = "FALSE"

# Built-in number formats that show dates or times, among them those of Chinese Excel (27–36, 50–58), which no part of
# the file spells out.
BUILTIN_DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_SHOWN: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|g/通用格式|e[+-]', re.IGNORECASE
)
_DATE_LETTERS: Final = re.compile(r"[ymdhse]|a{3,}", re.IGNORECASE)


def general_number(number: float) -> str:
    """A number as a spreadsheet shows it in a wide cell: 15 significant digits, 5 and not 5.0.

    From 1e15 on the digits behind the fifteenth are lost; scientific notation (9.11404001818998E+17) says so.
    """
    if number == 0:
        return "0"
    if not _SCIENTIFIC_BELOW <= abs(number) < _SCIENTIFIC_FROM:
        mantissa, _, exponent = f"{number:.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}" if exponent else mantissa
    return format(Decimal(f"{number:.15g}"), "f")


def number_text(text: pl.Expr) -> pl.Expr:
    """Numbers as a file spells them (5, 5.0, 0.30000000000000004, 9.11E+17) → as a spreadsheet shows them; null where
    it is no number.

    Short integers stay as they are, which is all that most columns have; other spellings go through Python once a
    distinct value.
    """
    short = text.str.contains(_SHORT_INTEGER)
    other = pl.when(~short).then(text).map_batches(_distinct_numbers, pl.String)
    return pl.when(short).then(text).otherwise(other)


def is_date_format(code: str) -> bool:
    """Does a number format (`yyyy"年"m"月"`, `[h]:mm`, `0.00`) show dates or times? Its first section decides."""
    return _DATE_LETTERS.search(_NOT_SHOWN.sub("", code.split(";")[0])) is not None


def date_text(serial: pl.Expr, base_1904: bool = False) -> pl.Expr:
    """Serial day numbers → YYYY/MM/DD, with HH:MM:SS if it is not midnight; below 1 the time only; null if it is no
    date.

    Args:
        serial: Float64, days since 1899-12-31 (day 60 is a 29 February 1900 that never was), or since 1904-01-01.
        base_1904: the workbook counts from 1904.
    """
    days = serial + _DAYS_1904 if base_1904 else serial
    shifted = pl.when(days < 60).then(days + 1).otherwise(days)
    seconds = (shifted * _SECONDS).round().cast(pl.Int64, strict=False)
    moment = pl.datetime(1899, 12, 30) + pl.duration(seconds=seconds)
    midnight = (seconds % _SECONDS) == 0
    return (
        pl.when(days.is_between(0, _LAST_SERIAL, closed="left").not_())
        .then(None)
        .when(days < 1)
        .then(moment.dt.strftime("%H:%M:%S"))
        .when(midnight)
        .then(moment.dt.strftime("%Y/%m/%d"))
        .otherwise(moment.dt.strftime("%Y/%m/%d %H:%M:%S"))
    )


def moment_text(moment: pl.Expr) -> pl.Expr:
    """Datetime values → YYYY/MM/DD, with HH:MM:SS if it is not midnight."""
    midnight = moment.dt.time() == pl.time(0, 0, 0)
    return pl.when(midnight).then(moment.dt.strftime("%Y/%m/%d")).otherwise(moment.dt.strftime("%Y/%m/%d %H:%M:%S"))


def iso_date_text(text: str) -> str:
    """2020-04-30T12:30:15.000 → 2020/04/30 12:30:15; the time is left out at midnight."""
    day, _, time = text.partition("T")
    time = time.split(".")[0].rstrip("Z")
    return day.replace("-", "/") + (f" {time}" if time.strip("0:") else "")


def _distinct_numbers(texts: pl.Series) -> pl.Series:
    distinct = texts.unique().drop_nulls()
    shown = [_shown(text) for text in distinct]
    return texts.replace_strict(distinct, pl.Series(shown, dtype=pl.String), default=None, return_dtype=pl.String)


def _shown(text: str) -> str | None:
    try:
        return general_number(float(text))
    except ValueError:
        return None
