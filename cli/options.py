"""Options that several commands share, and how their values are read."""

from datetime import date, datetime
from enum import StrEnum

import typer

from engine import UserError


class RecordTypeOption(StrEnum):
    licence = "licence"
    penalty = "penalty"


class LanguageOption(StrEnum):
    zh = "zh"
    en = "en"


def parse_date(text: str) -> date:
    """A date of the command line, YYYY-MM-DD or YYYY/MM/DD. Raises typer.BadParameter."""
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar date has no time zone
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r}：日期请写成 YYYY-MM-DD / dates are YYYY-MM-DD")


def today() -> date:
    """The only place where the command line reads the clock."""
    return date.today()  # noqa: DTZ011 - the civil date where the command runs


def demand(condition: bool, code: str, zh: str, en: str) -> None:
    """Raise a UserError unless the condition holds."""
    if not condition:
        raise UserError(code, zh=zh, en=en)
