"""What a text that is no date may have been meant as. Scalar: only distinct values of violating records come here."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from plugins.national_standard.excel import FORMULA_ERROR, SCIENTIFIC
from plugins.national_standard.wording import Wording

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
# Excel counts days from 1899-12-30, as it takes 1900 for a leap year; 20000 is in 1954, 60000 in 2064.
_EXCEL_START: Final = date(1899, 12, 30)
_EXCEL_FIRST, _EXCEL_LAST = 20_000, 60_000
_LONG_TERM: Final = "2099/12/31"
_LONG_TERM_WORDS: Final = frozenset(
    {"长期", "长期有效", "永久", "永久有效", "无期限", "无固定期限", "9999/12/31", "9999-12-31", "99991231"}
)
_CHINESE_DIGITS: Final = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_NUMERAL: Final = "(?=[0-9十])[0-9]?十?[0-9]?"
_CHINESE_DATE: Final = re.compile(rf"([0-9]{{4}})年({_NUMERAL})月({_NUMERAL})日?")
_THREE_NUMBERS: Final = re.compile(r"([0-9]{4})[^0-9]{1,2}([0-9]{1,2})[^0-9]{1,2}([0-9]{1,2})[^0-9]?")
_DIGIT_DATE: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME_OF_DAY: Final = re.compile(r"[ T][0-9]{1,2}:[0-9:.]+$")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")


def date_problem(text: str) -> Wording:
    """Why a text is no date, in words."""
    if FORMULA_ERROR.fullmatch(text):
        return Wording(
            "是表格公式出错的提示，不是日期，请重新填写", "is a formula error of the spreadsheet, not a date"
        )
    if _excel_day(text) is not None:
        return Wording("是 Excel 内部的日期序号，请改为日期", "is Excel's internal number of a day: enter the date")
    if SCIENTIFIC.fullmatch(text):
        return Wording("是科学计数法的数字，不是日期，请重新填写", "is a number in scientific notation, not a date")
    if text in _LONG_TERM_WORDS:
        return Wording("不是日期；长期有效的，填写 2099/12/31", "is not a date; 2099/12/31 stands for long-term")
    numbers = _numbers(text)
    if numbers is None:
        return Wording("不是日期，请按 YYYY/MM/DD 填写", "is not a date: the form is YYYY/MM/DD")
    if not FIRST_DAY.year <= numbers[0] <= LAST_DAY.year:
        return Wording("不在 1900/01/01 至 2099/12/31 之间，请核对年份", "is not between 1900/01/01 and 2099/12/31")
    if _day(*numbers) is None:
        return Wording("不存在：日历上没有这一天", "does not exist: the calendar has no such day")
    return Wording("请按 YYYY/MM/DD 填写", "should have the form YYYY/MM/DD")


def proposed_date(text: str) -> str | None:
    """The date that a text surely means, as YYYY/MM/DD; None where that is not certain."""
    if text in _LONG_TERM_WORDS:
        return _LONG_TERM
    numbers = _numbers(text)
    day = _excel_day(text) or (_day(*numbers) if numbers else None)
    return day.strftime("%Y/%m/%d") if day and FIRST_DAY <= day <= LAST_DAY else None


def _excel_day(text: str) -> date | None:
    serial = _SERIAL.fullmatch(text)
    if serial is None or not _EXCEL_FIRST <= int(serial.group(1)) <= _EXCEL_LAST:
        return None
    return _EXCEL_START + timedelta(days=int(serial.group(1)))


def _numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a text that has these three and nothing else; None otherwise."""
    compact = re.sub(r"\s+", "", _TIME_OF_DAY.sub("", unicodedata.normalize("NFKC", text)))
    found = _THREE_NUMBERS.fullmatch(compact) or _DIGIT_DATE.fullmatch(compact)
    if found:
        return int(found.group(1)), int(found.group(2)), int(found.group(3))
    chinese = _CHINESE_DATE.fullmatch(compact.translate(_CHINESE_DIGITS))
    if chinese is None:
        return None
    return int(chinese.group(1)), _below_hundred(chinese.group(2)), _below_hundred(chinese.group(3))


def _below_hundred(numeral: str) -> int:
    """A number below 100 in digits or in Chinese with its 十: 十六 (written 十6 by now) is 16."""
    tens, sign, ones = numeral.partition("十")
    if not sign:
        return int(tens or 0)
    return int(tens or 1) * 10 + int(ones or 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
