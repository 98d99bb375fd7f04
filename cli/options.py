"""Options that several commands share, and how their values are read."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import typer

from engine import UserError
from engine.errors import Language
from engine.ruleset import RecordType
from store.settings import Settings


class RecordTypeOption(StrEnum):
    licence = "licence"
    penalty = "penalty"


def record_type_of(option: RecordTypeOption | None) -> RecordType | None:
    """The record type that an option names."""
    names: dict[str, RecordType] = {"licence": "licence", "penalty": "penalty"}
    return names[option.value] if option else None


class LanguageOption(StrEnum):
    zh = "zh"
    en = "en"


def parse_date(text: str) -> date:
    """A date of the command line, YYYY-MM-DD or YYYY/MM/DD. Raises typer.BadParameter."""
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r}：日期请写成 YYYY-MM-DD / dates are YYYY-MM-DD")


def now() -> datetime:
    """The present moment, in the time zone of the machine: the only place where the command line reads the clock."""
    return datetime.now().astimezone()


def today() -> date:
    """The present day."""
    return now().date()


def demand(condition: bool, code: str, zh: str, en: str) -> None:
    """Raise a UserError unless the condition holds."""
    if not condition:
        raise UserError(code, zh=zh, en=en)


def chosen_language(option: LanguageOption | None, settings: Settings) -> Language:
    """The language of an option, or else of the settings."""
    if option is None:
        return settings.lang
    return "zh" if option is LanguageOption.zh else "en"


def spoken_language(arguments: Sequence[str], settings: Settings) -> Language:
    """The language that a command line asks for, also where the command itself could not be read."""
    words = " ".join(arguments).replace("--lang=", "--lang ")
    for language in LanguageOption:
        if f"--lang {language.value}" in words:
            return chosen_language(language, settings)
    return settings.lang
