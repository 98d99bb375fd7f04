"""The days on which the State Council's yearly notices differ from the week: days off and make-up working days.

The years come from chinesecalendar; a file `calendars/YYYY.yaml` adds a year, or replaces one that is there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import chinese_calendar
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine import PluginError

DIRECTORY: Final = Path(__file__).parent / "calendars"
_FILE_NAME: Final = re.compile(r"(19|20)[0-9]{2}\.yaml")
_SATURDAY: Final = 5


class YearFile(BaseModel):
    """One year as the State Council's notice gives it.

    Attributes:
        source: the notice.
        holidays: all days off; weekends among them may be named or left out.
        working_days: Saturdays and Sundays that are worked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = ""
    holidays: Annotated[tuple[date, ...], Field(min_length=1)]
    working_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class SpecialDays:
    """What differs from the week, over all published years.

    Attributes:
        first_year, last_year: every year from the first to the last is published.
        holidays: days off.
        working_days: Saturdays and Sundays that are worked.
    """

    first_year: int
    last_year: int
    holidays: frozenset[date]
    working_days: frozenset[date]


def published_days(directory: Path = DIRECTORY) -> SpecialDays:
    """The days of all published years.

    Args:
        directory: where the years' files are.

    Raises:
        PluginError: a file is not sound, or a year between the published ones is missing.
    """
    files = {int(path.stem): _year_file(path) for path in _paths(directory)}
    holidays = {day for day in chinese_calendar.holidays if day.year not in files}
    working_days = {day for day in chinese_calendar.workdays if day.year not in files}
    years = {day.year for day in holidays} | set(files)
    _demand_no_gap(years, directory)
    for year in sorted(files):
        holidays = (holidays - set(files[year].working_days)) | set(files[year].holidays)
        working_days = (working_days - set(files[year].holidays)) | set(files[year].working_days)
    return SpecialDays(min(years), max(years), frozenset(holidays), frozenset(working_days))


def _paths(directory: Path) -> list[Path]:
    """The years' files. A file of another name would be left out in silence, so it is an error."""
    paths = sorted(path for path in directory.glob("*") if path.suffix.lower() in (".yaml", ".yml"))
    for path in paths:
        if not _FILE_NAME.fullmatch(path.name):
            raise _unsound(path, "文件名应为“年份.yaml”，如 2027.yaml", "name it YEAR.yaml, like 2027.yaml")
    return paths


def _year_file(path: Path) -> YearFile:
    try:
        content = YearFile.model_validate(_loaded(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise _unsound(path, f"{place} 不对：{first['msg']}", f"{place}: {first['msg']}") from error
    _demand_sound(path, content)
    return content


def _loaded(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: other encodings, and days that do not exist
        problem = str(error).splitlines()[0]
        raise _unsound(path, f"无法读作 UTF-8 编码的 YAML：{problem}", f"cannot be read as YAML: {problem}") from error


def _demand_sound(path: Path, content: YearFile) -> None:
    """Every day belongs to the year and is named once, and only weekend days are made up.

    A notice also arranges the last days of December before its year (the make-up Saturday 2018-12-29 stands in the
    notice of 2019), so those are allowed.
    """
    for problem_zh, problem_en, days in (
        ("不属于该年", "not in this year", _outside(int(path.stem), content)),
        ("重复列出", "listed twice", [*_repeated(content.holidays), *_repeated(content.working_days)]),
        ("既是放假日又是上班日", "both day off and working day", set(content.holidays) & set(content.working_days)),
        ("不是周末，无需列为调休上班日", "no weekend day, so it cannot be made up", _weekdays(content.working_days)),
    ):
        if days:
            raise _unsound(path, f"{min(days)} {problem_zh}", f"{min(days)} is {problem_en}")


def _outside(year: int, content: YearFile) -> list[date]:
    first, last = date(year - 1, 12, 25), date(year, 12, 31)
    return [day for day in (*content.holidays, *content.working_days) if not first <= day <= last]


def _repeated(days: tuple[date, ...]) -> list[date]:
    return [day for day in set(days) if days.count(day) > 1]


def _weekdays(days: Iterable[date]) -> list[date]:
    return [day for day in days if day.weekday() < _SATURDAY]


def _demand_no_gap(years: set[int], directory: Path) -> None:
    """Working days are counted over the turn of years, so no year between the published ones may be unknown."""
    missing = set(range(min(years), max(years))) - years
    if missing:
        year = min(missing)
        raise PluginError(
            "calendar-year-missing",
            zh=f"工作日历缺少{year}年，其后的年份无法使用：请先在 {directory} 中添加 {year}.yaml",
            en=f"the working calendar lacks {year}, so later years are of no use: add {year}.yaml in {directory}",
        )


def _unsound(path: Path, zh: str, en: str) -> PluginError:
    return PluginError(
        "unsound-calendar-year",
        zh=f"工作日历文件 {path} 有误：{zh}；请对照国务院办公厅放假通知改正",
        en=f"calendar file {path}: {en}; correct it by the State Council's notice",
    )
