"""Typing: from the text of a cell to dates and numbers. The text stays beside; what cannot be typed is null."""

import re
from datetime import date
from typing import Final, Literal

import polars as pl

from engine.expressions import on_present

ValueType = Literal["text", "date", "decimal"]
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
_PLAIN_DECIMAL: Final = r"^[0-9]+(?:\.[0-9]+)?$"
_TIME: Final = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_SEPARATED_DATE: Final = rf"^([0-9]{{4}}) ?[-/.年] ?([0-9]{{1,2}}) ?[-/.月] ?([0-9]{{1,2}}) ?日?{_TIME}$"
_COMPACT_DATE: Final = rf"^([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_TIME}$"
_STANDARD_DATE: Final = re.compile("[0-9]{4}/[0-9]{2}/[0-9]{2}")
_FULL_WIDTH: Final = {chr(ord("０") + digit): str(digit) for digit in range(10)} | {
    "／": "/",
    "－": "-",
    "．": ".",
    "：": ":",
}


def trimmed(raw: pl.Expr) -> pl.Expr:
    """The cell without surrounding white space (of any script); null where nothing is left.

    Args:
        raw: String expression, the cell as handed in.
    """
    stripped = raw.str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def typed(text: pl.Expr, value_type: ValueType) -> pl.Expr:
    """The value of a trimmed cell; null where the text is not a value of that type.

    Args:
        text: String expression.
        value_type: `date` gives Date within 1900/01/01 to 2099/12/31 from the forms that offices use (2020/04/16,
            2020-4-16, 20200416, 2020年4月16日, each with an optional time of day); `decimal` gives Float64 from a
            plain unsigned decimal and nothing else.
    """
    if value_type == "date":
        return on_present(text, _dates, pl.Date, _date)
    if value_type == "decimal":
        return pl.when(text.str.contains(_PLAIN_DECIMAL)).then(text.cast(pl.Float64, strict=False))
    return text


def _dates(texts: pl.Series) -> pl.Series:
    """Dates from non-null texts: the standard's form by the fast parser, the other forms only where that fails."""
    plain = texts.str.to_date("%Y/%m/%d", strict=False)
    if plain.null_count():
        plain = plain.zip_with(plain.is_not_null(), _unusual_dates(texts, plain.is_null()))
    return pl.select(pl.when(plain.is_between(FIRST_DAY, LAST_DAY)).then(plain)).to_series()


def _date(text: str) -> date | None:
    """One date."""
    if _STANDARD_DATE.fullmatch(text):
        try:
            day = date(*map(int, text.split("/")))
        except ValueError:
            return None
        return day if FIRST_DAY <= day <= LAST_DAY else None
    found: date | None = _dates(pl.Series([text])).item()
    return found


def _unusual_dates(texts: pl.Series, wanted: pl.Series) -> pl.Series:
    folded = pl.when(wanted).then(texts.str.replace_many(_FULL_WIDTH))
    groups = [
        pl.coalesce(folded.str.extract(_SEPARATED_DATE, place), folded.str.extract(_COMPACT_DATE, place))
        for place in (1, 2, 3)
    ]
    joined = pl.concat_str([groups[0], groups[1].str.zfill(2), groups[2].str.zfill(2)], separator="/")
    return pl.select(joined.str.to_date("%Y/%m/%d", strict=False)).to_series()
