"""Years added or replaced by files, and what is refused."""

from datetime import date
from pathlib import Path

import chinese_calendar
import polars as pl
import pytest

from engine import PluginError
from plugins.timeliness.calendar_years import published_days
from plugins.timeliness.working_calendar import WorkingCalendar, make_calendar

NEXT_YEAR = """
source: 关于2027年部分节假日安排的通知
holidays: [2027-01-01, 2027-10-01, 2027-10-02, 2027-10-03, 2027-10-04]
working_days: [2027-10-09]
"""


@pytest.fixture(autouse=True)
def library_until_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later versions of the library bring later years; these tests add 2027 themselves."""
    for name in ("holidays", "workdays"):
        days = getattr(chinese_calendar, name)
        monkeypatch.setattr(chinese_calendar, name, {day: days[day] for day in days if day.year <= 2026})


def between(calendar: WorkingCalendar, start: date, end: date) -> int | None:
    count: int | None = pl.select(calendar.working_days_between(pl.lit(start), pl.lit(end))).item()
    return count


def write(directory: Path, name: str, text: str) -> None:
    (directory / name).write_text(text, encoding="utf-8")


def test_without_files_the_years_are_those_of_the_library(tmp_path: Path) -> None:
    days = published_days(tmp_path)
    assert (days.first_year, days.last_year) == (2004, 2026)


def test_a_file_adds_a_year(tmp_path: Path) -> None:
    write(tmp_path, "2027.yaml", NEXT_YEAR)
    calendar = make_calendar(published_days(tmp_path))
    assert calendar.last_day == date(2027, 12, 31)
    assert between(calendar, date(2026, 12, 31), date(2027, 1, 4)) == 1
    assert between(calendar, date(2027, 9, 30), date(2027, 10, 4)) == 0
    assert between(calendar, date(2027, 10, 8), date(2027, 10, 10)) == 1
    assert between(calendar, date(2027, 12, 31), date(2028, 1, 3)) is None


def test_a_file_replaces_the_whole_year(tmp_path: Path) -> None:
    write(tmp_path, "2020.yaml", "holidays: [2020-01-01]\nworking_days: [2020-04-18]\n")
    calendar = make_calendar(published_days(tmp_path))
    assert between(calendar, date(2020, 4, 17), date(2020, 4, 18)) == 1
    assert between(calendar, date(2020, 4, 25), date(2020, 4, 26)) == 0
    assert between(calendar, date(2020, 4, 30), date(2020, 5, 1)) == 1
    assert between(calendar, date(2019, 9, 30), date(2019, 10, 7)) == 0


def test_a_notice_may_arrange_the_last_days_of_the_year_before(tmp_path: Path) -> None:
    write(tmp_path, "2027.yaml", "holidays: [2026-12-31, 2027-01-01]\nworking_days: [2026-12-26]")
    calendar = make_calendar(published_days(tmp_path))
    assert between(calendar, date(2026, 12, 25), date(2026, 12, 26)) == 1
    assert between(calendar, date(2026, 12, 30), date(2027, 1, 3)) == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("2027.yaml", "holidays: [2028-01-01]", "2028-01-01 is not in this year"),
        ("2027.yaml", "holidays: [2026-12-24]", "2026-12-24 is not in this year"),
        ("2027.yaml", "holidays: [20270101]", r"holidays\.0"),
        ("2027.yaml", "holidays: [2027-01-01]\nworking_days: [2027-10-10, 2027-10-10]", "2027-10-10 is listed twice"),
        ("2027.yaml", "holidays: [2027-01-01, 2027-01-01]", "2027-01-01 is listed twice"),
        ("2027.yaml", "holidays: [2027-10-10]\nworking_days: [2027-10-10]", "2027-10-10 is both"),
        ("2027.yaml", "holidays: [2027-01-01]\nworking_days: [2027-10-08]", "2027-10-08 is no weekend day"),
        ("2027.yaml", "holidays: []", "holidays"),
        ("2027.yaml", "", "file"),
        ("2027.yaml", "holidays: [2027-01-01]\nworkdays: []", "workdays"),
        ("2027.yaml", "holidays: [2027-02-30]", "day is out of range"),
        ("2027.yaml", "holidays: [2027-01-01", "cannot be read as YAML"),
        ("27.yaml", "holidays: [2027-01-01]", "name it YEAR.yaml"),
        ("2027.yml", "holidays: [2027-01-01]", "name it YEAR.yaml"),
    ],
)
def test_a_faulty_file_stops_the_start_and_is_named(tmp_path: Path, name: str, text: str, told: str) -> None:
    write(tmp_path, name, text)
    with pytest.raises(PluginError, match=told) as caught:
        published_days(tmp_path)
    assert name in caught.value.zh
    assert "\n" not in caught.value.zh + caught.value.en


def test_a_file_that_is_no_text_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "2027.yaml").write_bytes("holidays: [2027-01-01] # 元旦".encode("gb18030"))
    with pytest.raises(PluginError, match="cannot be read as YAML"):
        published_days(tmp_path)


def test_a_gap_between_the_years_stops_the_start(tmp_path: Path) -> None:
    write(tmp_path, "2028.yaml", "holidays: [2028-01-01]")
    with pytest.raises(PluginError, match="lacks 2027"):
        published_days(tmp_path)


def test_explanations_beside_the_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "holidays")
    assert published_days(tmp_path).last_year == 2026
