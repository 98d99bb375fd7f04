"""The business registration number (工商注册号): what cannot be one, and the check digit of the 15-digit form."""

import unicodedata
from typing import Final

import polars as pl

from engine import Column, Violation, check, on_distinct, on_present
from plugins.code_checksums.kernels import registration_number_fails
from plugins.code_checksums.repairs import without_float_tail
from plugins.code_checksums.schemes import registration_check_digit
from plugins.code_checksums.wording import (
    FLOAT_TAIL,
    SCIENTIFIC,
    SCIENTIFIC_WORDING,
    Wording,
    described,
    is_scientific,
)

RULES: Final = "GS 15-2006《工商行政管理市场主体注册号编制规则》"
FIFTEEN_DIGITS: Final = r"^[0-9]{15}$"
FEWEST_CHARACTERS: Final = 5
_FULL_WIDTH: Final = "[０-９Ａ-Ｚａ-ｚ]"


@check(
    id="regno.width",
    kind="bad_characters",
    needs=["text.characters"],
    title={"zh": "工商注册号含全角字符", "en": "full-width characters in a registration number"},
    message={
        "zh": "{caption}“{value}”含全角字符，应为半角",
        "en": "{caption} '{value}' has full-width characters, half width is right",
    },
    sources=[RULES],
)
def registration_number_width(number: Column) -> Violation:
    """A registration number has digits or letters of full width. The proposal is the number in half width.

    Brackets of either width are right (4403012123456（1-1）), and older numbers have Chinese characters.

    Args:
        number: the field with the registration number.
    """
    return Violation(
        where=number.text.str.contains(_FULL_WIDTH),
        suggestion=on_distinct(number.text, lambda text: unicodedata.normalize("NFKC", text), pl.String),
    )


@check(
    id="regno.shape",
    kind="bad_format",
    needs=["regno.width"],
    title={"zh": "工商注册号格式不对", "en": "malformed registration number"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[RULES],
)
def registration_number_shape(number: Column) -> Violation:
    """A value that no register ever issued: Excel's scientific notation or decimals, no digit at all, fewer than five
    characters.

    Today's numbers have 15 digits, those before 2007 had 13, and older ones, foreign enterprises' and branches' numbers
    carry letters, characters and brackets (企独京总字第012345号, 4403012123456（1-1）); a unified social credit code is
    met here as well. All of these pass.

    Args:
        number: the field with the registration number.
    """
    text = number.text
    no_number = ~text.str.contains(r"\d") | (text.str.len_chars() < FEWEST_CHARACTERS)
    return Violation(
        where=text.str.contains(SCIENTIFIC) | text.str.contains(FLOAT_TAIL) | no_number,
        details=described(text, _shape_problem),
        suggestion=on_distinct(text, without_float_tail, pl.String),
    )


@check(
    id="regno.check-digit",
    kind="bad_checksum",
    needs=["regno.shape"],
    title={"zh": "工商注册号校验码不对", "en": "wrong check digit of a registration number"},
    message={
        "zh": "{caption}“{value}”校验码不对：按前14位推算第15位应为“{expected}”，请对照证照逐位核对",
        "en": "{caption} '{value}' has a wrong check digit: the first 14 ask for '{expected}'",
    },
    sources=[RULES, "GB/T 17710-2008《信息技术 安全技术 校验字符系统》"],
)
def registration_number_check_digit(number: Column) -> Violation:
    """The last digit of a 15-digit registration number does not match the first 14 (MOD 11,10). Other forms have no
    check digit.

    Args:
        number: the field with the registration number.
    """
    fifteen = pl.when(number.text.str.contains(FIFTEEN_DIGITS)).then(number.text)
    return Violation(
        where=on_present(fifteen, registration_number_fails, pl.Boolean),
        details={"expected": on_distinct(number.text, registration_check_digit, pl.String)},
    )


def _shape_problem(text: str) -> Wording:
    if is_scientific(text):
        return SCIENTIFIC_WORDING
    if without_float_tail(text) is not None:
        return Wording("带有小数点，请把单元格设为文本后重新填写", "has a decimal point; format the cell as text")
    if len(text) < FEWEST_CHARACTERS:
        return Wording(
            f"只有{len(text)}位，不是工商注册号", f"has {len(text)} characters only and is no registration number"
        )
    return Wording("没有数字，不是工商注册号", "has no digit and is no registration number")
