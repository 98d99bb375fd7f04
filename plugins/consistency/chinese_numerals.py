"""Sums of money as officers write them, read into whole fen: 2万元, 20,000.00, 贰万伍仟, 两千零五.

A numeral is read only where it has exactly one meaning. 两万五 (colloquial for 25 000, literally 20 005), 1,2000 and
二三 have none that is certain, and are left unread. All arithmetic is on whole numbers and decimals, never on binary
fractions.
"""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_VARIANTS: Final = str.maketrans(
    "〇○壹弌贰貳弍两兩叁參叄参弎肆伍陆陸柒捌玖拾佰仟萬億點",
    "零零一一二二二二二三三三三三四五六六七八九十百千万亿点",
)
# 20000, 20,000 or 2.5; a leading zero (0200) is not a sum that anyone writes on purpose.
_ARABIC: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?"
_COEFFICIENT: Final = rf"(?:{_ARABIC}|[{_DIGITS}])"
# What stands before 亿, before 万 and last: thousands, hundreds, tens, ones; 零 for places left out, 零佰零拾 on
# printed forms.
_SECTION: Final = re.compile(
    rf"(?P<left_out>零??)(?:(?P<thousands>{_COEFFICIENT})千)?零??(?:(?P<hundreds>{_COEFFICIENT})百)?零??"
    rf"(?:(?P<tens>{_COEFFICIENT}|(?<!零))十)?零??(?P<ones>{_COEFFICIENT}?)"
)
_DECIMAL: Final = re.compile(rf"{_ARABIC}[十百千]?万?亿?")
_CHINESE_DECIMAL: Final = re.compile(rf"([{_DIGITS}])点([{_DIGITS}]{{1,6}})(?=[十百千万亿]|$)")
_TO_ARABIC: Final = str.maketrans(_DIGITS, "0123456789")
_LONGEST: Final = 40
_LARGEST_FEN: Final = 10**15
# What a digit and a whole numeral are written with, for the patterns of other modules; point and comma come beside.
DIGIT_CHARACTERS: Final = "0-9零〇○一二三四五六七八九壹弌贰貳弍两兩叁參叄参弎肆伍陆陸柒捌玖"
NUMERAL_CHARACTERS: Final = DIGIT_CHARACTERS + "十百千万亿拾佰仟萬億"


def fen(yuan: str, jiao: str = "", fen_: str = "") -> int | None:
    """The sum that a numeral before 元 says, in fen.

    Args:
        yuan: the numeral before 元: Arabic (half-width, comma as thousands separator), Chinese of either case, or
            mixed (2万5千).
        jiao: the digit before 角, Arabic or Chinese, or ''.
        fen_: the digit before 分, or ''.

    Returns:
        Whole fen; None where the numeral has no single meaning, is no multiple of a fen, or is beyond 10 万亿元.
    """
    if not 0 < len(yuan) <= _LONGEST:
        return None
    canonical = yuan.translate(_VARIANTS)
    value = _yuan(_CHINESE_DECIMAL.sub(lambda match: f"{match[1]}.{match[2]}".translate(_TO_ARABIC), canonical))
    if value is None or ((jiao or fen_) and "." in yuan):
        return None
    total = value * 100 + 10 * _small(jiao) + _small(fen_)
    return int(total) if total == int(total) and total < _LARGEST_FEN else None


def _small(digit: str) -> int:
    return int(digit.translate(_VARIANTS).translate(_TO_ARABIC) or "0")


def _yuan(numeral: str) -> Decimal | None:
    if "." in numeral and not _DECIMAL.fullmatch(numeral):
        return None
    if re.fullmatch(
        r"[0-9,]*\.[0-9]{3,6}", numeral
    ):  # 20.000 means twenty to one reader and twenty thousand to another
        return None
    if numeral.endswith("万亿"):
        return _scaled(_section(numeral[:-2], after=""), 10**12)
    upper, hundred_millions, rest = numeral.rpartition("亿")
    middle, ten_thousands, lower = rest.rpartition("万")
    parts = [
        (_section(upper, after=""), 10**8) if hundred_millions else None,
        (_section(middle, after=hundred_millions), 10**4) if ten_thousands else None,
        (_section(lower, after=ten_thousands or hundred_millions), 1) if lower else None,
    ]
    return _sum([part for part in parts if part is not None])


def _sum(parts: list[tuple[Decimal | None, int]]) -> Decimal | None:
    """The sections put together; each one after the first must be smaller than its place allows."""
    total = Decimal(0)
    for place, (value, unit) in enumerate(parts):
        if value is None or (place > 0 and value >= 10**4):
            return None
        total += value * unit
    return total


def _scaled(value: Decimal | None, unit: int) -> Decimal | None:
    return None if value is None else value * unit


def _section(text: str, after: str) -> Decimal | None:
    """The value of up to four places, or of a plain Arabic number.

    Args:
        text: 二千三百, 25, 5千, 零五十; canonical characters.
        after: the unit that stands before it (万, 亿), or ''.
    """
    match = _SECTION.fullmatch(text)
    if match is None or not text or (match["left_out"] and text != "零" and not after):
        return None
    total, place = Decimal(0), 10**4
    for name, unit in (("thousands", 1000), ("hundreds", 100), ("tens", 10)):
        if match[name] is None:
            continue
        coefficient = _coefficient(match[name] or "一")
        if total and coefficient >= 10:
            return None
        total, place = total + coefficient * unit, unit
    return _with_ones(match, total, place, after)


def _with_ones(match: re.Match[str], total: Decimal, place: int, after: str) -> Decimal | None:
    """The section's last number, which must say its own place: 二千三 and 两万五 do not, 二千零三 and 2千300 do."""
    ones = _coefficient(match["ones"] or "零")
    if match["tens"] == "零" and ones:  # 一万零十五 is 10 015 to most readers, but 10 005 on a printed form
        return None
    follows_unit = place < 10**4 or bool(after)
    if not match["ones"] or not follows_unit:
        return total + ones
    said = match.string[: match.start("ones")].endswith("零")
    certain = place == 10 or said or ones >= 10 or ones == 0
    return total + ones if certain and ones < place else None


def _coefficient(text: str) -> Decimal:
    return Decimal(_DIGITS.index(text)) if text in _DIGITS else Decimal(text.replace(",", ""))
