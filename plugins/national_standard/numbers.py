"""Numbers in the standard's form: plain decimals without sign, unit or separators."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

import polars as pl

from engine import Column, Violation, check, contains, on_candidates, on_distinct
from plugins.national_standard.excel import FORMULA_ERROR, SCIENTIFIC
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.wording import Wording, described

_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WITH_UNIT: Final = re.compile(r"(?:人民币|RMB)?([0-9,]+(?:\.[0-9]+)?)(万元?|元)整?")
# Binary fractions printed in full (0.30000000000000004) differ from the decimal that was meant by less than this.
_FLOAT_NOISE: Final = Decimal("1e-9")
_SCIENTIFIC_CELL: Final = rf"^(?i:{SCIENTIFIC.pattern})$"
_YUAN_PER_UNIT: Final = 10_000


@check(
    id="number.form",
    kind="bad_number",
    title={"zh": "数值格式不正确", "en": "number not in the standard's form"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[STANDARD],
)
def number_form(field: Column, *, integer_digits: int, decimals: int) -> Violation:
    """An amount is not a plain non-negative decimal with at most so many digits before and after the point.

    Leading zeros, and trailing zeros beyond the last decimal, change nothing and are let through. The message says
    what is wrong: sign, thousands separators, a unit in the cell, too many digits, scientific notation, full width,
    words. The number is proposed where it is certain; a cell in 元 is converted, as the standard's amounts count
    万元.

    Args:
        field: the amount, in 万元.
        integer_digits: digits at most before the point.
        decimals: digits at most after the point.
    """
    plain = rf"^0*[0-9]{{1,{integer_digits}}}(?:\.[0-9]{{1,{decimals}}}0*)?$"
    return Violation(
        where=~field.text.str.contains(plain),
        details=described(field.text, lambda text: _problem(text, integer_digits, decimals)),
        suggestion=on_distinct(field.text, lambda text: _meant(text, integer_digits, decimals), pl.String),
    )


@check(
    id="number.not-scientific",
    kind="bad_number",
    title={"zh": "编号成了科学计数法", "en": "number in scientific notation"},
    message={
        "zh": "{caption}“{value}”是科学计数法，后几位已丢失，请按文本格式重新填写完整编号",
        "en": "{caption} '{value}' is scientific notation and has lost digits: enter the number again as text",
    },
    sources=[STANDARD],
)
def not_scientific(field: Column) -> Violation:
    """A number that Excel turned into scientific notation in an item that is text (1.40402E+17): its last digits are
    lost, so nothing can be proposed. Judged is the whole cell, 2E+3 within a text is none of it.

    Args:
        field: the item with the number.
    """
    written = field.text.str.contains_any(["E+", "e+"])
    return Violation(where=on_candidates(field.text, written, lambda texts: contains(texts, _SCIENTIFIC_CELL)))


def _problem(text: str, integer_digits: int, decimals: int) -> Wording:
    folded = unicodedata.normalize("NFKC", text)
    if _PLAIN.fullmatch(text):
        return _too_many_digits(text, integer_digits, decimals)
    if _PLAIN.fullmatch(folded):
        return Wording("含全角数字，应为半角", "has full-width digits, half width is right")
    for pattern, wording in _PROBLEMS:
        if pattern.fullmatch(folded):
            return wording
    return Wording("不是数字，只填数字，单位为万元", "is not a number: enter digits only, the unit is 10 000 yuan")


_PROBLEMS: Final = (
    (FORMULA_ERROR, Wording("是表格公式出错的提示，不是数字，请重新填写", "is a formula error of the spreadsheet")),
    (SCIENTIFIC, Wording("是科学计数法，请写成普通数字", "is in scientific notation: write a plain number")),
    (re.compile(r"[-−－]\s*[0-9,.]+.*"), Wording("是负数，金额不能为负", "is negative: an amount cannot be")),
    (_GROUPED, Wording("含千位分隔符，请去掉逗号", "has thousands separators: leave them out")),
    (_WITH_UNIT, Wording("带有单位，只填数字，单位为万元", "has a unit: enter digits only, the unit is 10 000 yuan")),
)


def _too_many_digits(text: str, integer_digits: int, decimals: int) -> Wording:
    whole, _, fraction = text.partition(".")
    if len(whole.lstrip("0")) > integer_digits:
        return Wording(
            f"整数部分超过{integer_digits}位，单位为万元，请核对是否按元填写",
            f"has more than {integer_digits} digits before the point: the unit is 10 000 yuan",
        )
    return Wording(
        f"有{len(fraction)}位小数，最多{decimals}位", f"has {len(fraction)} decimals, at most {decimals} are allowed"
    )


def _meant(text: str, integer_digits: int, decimals: int) -> str | None:
    """The number that a text surely means, in the standard's form; None where that is not certain."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    with_unit = _WITH_UNIT.fullmatch(folded)
    digits, divisor = folded, 1
    if with_unit:
        digits, divisor = with_unit.group(1), 1 if with_unit.group(2).startswith("万") else _YUAN_PER_UNIT
    if "," in digits and not _GROUPED.fullmatch(digits):
        return None
    try:
        number = Decimal(digits.replace(",", "")) / divisor
    except ArithmeticError:  # no number at all, or one that no computer holds
        return None
    return _in_form(number, integer_digits, decimals)


def _in_form(number: Decimal, integer_digits: int, decimals: int) -> str | None:
    """The number as plain text, if it is in the standard's form or differs from that only by the noise of binary
    fractions.
    """
    if not number.is_finite() or number.is_signed() or number >= 10**integer_digits:
        return None
    rounded = round(number, decimals)
    if abs(rounded - number) > _FLOAT_NOISE:
        return None
    plain = f"{rounded:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
