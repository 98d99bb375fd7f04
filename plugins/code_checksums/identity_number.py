"""The resident identity number (公民身份号码, GB 11643-1999): shape, date of birth, province, check character.

Each check needs the one before it. Deliberately not judged: the county (characters 3-6). A number keeps the division of
the place and time of registration, which need not have existed in the year of birth nor exist today.

No message holds the number or a part of it, except the check character that was expected; places are named instead.
"""

from datetime import date
from typing import Final

import polars as pl

from engine import Column, Violation, check, on_present
from plugins.code_checksums.kernels import fails, fails_alone
from plugins.code_checksums.schemes import DIGITS, IDENTITY
from plugins.code_checksums.wording import (
    SCIENTIFIC_WORDING,
    Wording,
    described,
    is_rounded,
    is_scientific,
    joined,
    strangers,
    wrong_length,
)

GB_11643: Final = "GB 11643-1999《公民身份号码》"
IDENTITY_SHAPE: Final = r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$"
# 71 Taiwan, 81-83 residence permits of residents of Hong Kong, Macau and Taiwan; 9 and the first digit of a province:
# foreigners with permanent residence, whose numbers have the same build since December 2023 (91 also stood for abroad
# before).
PROVINCE: Final = r"^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-6])"
OLDEST_YEARS: Final = 130
LAST_CHARACTER_WORDING: Final = Wording("第18位应为数字或大写字母X", "should have a digit or capital X at place 18")


@check(
    id="ric.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "身份证号码格式不对", "en": "malformed identity number"},
    message={"zh": "{caption}{problem}", "en": "{caption} {problem_en}"},
    sources=[GB_11643],
)
def identity_number_shape(number: Column) -> Violation:
    """A resident identity number has 17 digits and a digit or capital X; the old form has 15 digits.

    Args:
        number: the field with the identity number.
    """
    return Violation(where=~number.text.str.contains(IDENTITY_SHAPE), details=described(number.text, _shape_problem))


@check(
    id="ric.birth-date",
    kind="bad_format",
    needs=["ric.shape"],
    title={"zh": "身份证号码中的出生日期不对", "en": "impossible date of birth in an identity number"},
    message={"zh": "{caption}{problem}", "en": "{caption}: {problem_en}"},
    sources=[GB_11643],
)
def identity_number_birth_date(number: Column, *, as_of: date) -> Violation:
    """The date of birth in an identity number is no real date, lies after the as-of date, or more than 130 years before
    it.

    The date stands in characters 7-14, in the old form in 7-12 (years 19..).

    Args:
        number: the field with the identity number.
        as_of: the date the submission is judged on.
    """
    is_new = number.text.str.len_bytes() == IDENTITY.width
    digits = pl.when(is_new).then(number.text.str.slice(6, 8)).otherwise("19" + number.text.str.slice(6, 6))
    birth = digits.str.to_date("%Y%m%d", strict=False)
    earliest = date(as_of.year - OLDEST_YEARS, 1, 1)
    places, places_en = _birth_places(is_new, "第7至14位", "第7至12位"), _birth_places(is_new, "7-14", "7-12")
    reason = pl.when(birth.is_null()).then(0).when(birth > as_of).then(1).otherwise(2)
    return Violation(
        where=pl.when(number.text.is_not_null()).then(birth.is_null() | (birth > as_of) | (birth < earliest)),
        details={
            "problem": places + _chosen(reason, ("不是真实存在的日期", "所示出生日期在未来", "所示出生日期过早")),
            "problem_en": "characters "
            + places_en
            + _chosen(reason, (" are no real date", " are a date in the future", " are a date too long ago")),
        },
    )


@check(
    id="ric.province",
    kind="bad_format",
    needs=["ric.birth-date"],
    title={"zh": "身份证号码前两位不是省级代码", "en": "no such province in an identity number"},
    message={
        "zh": "{caption}第1至2位不是省级行政区划代码，请对照证件核对",
        "en": "{caption}: characters 1-2 are no province code; compare with the document",
    },
    sources=[
        GB_11643,
        "GB/T 2260《中华人民共和国行政区划代码》",
        "《港澳台居民居住证申领发放办法》（国办发〔2018〕81号）",
    ],
)
def identity_number_province(number: Column) -> Violation:
    """The first two digits of an identity number are no province. Counties are never judged, see the top of this page.

    Args:
        number: the field with the identity number.
    """
    return Violation(where=~number.text.str.contains(PROVINCE))


@check(
    id="ric.check-digit",
    kind="bad_checksum",
    needs=["ric.province"],
    title={"zh": "身份证号码校验码不对", "en": "wrong check character of an identity number"},
    message={"zh": "{caption}{problem}", "en": "{caption} {problem_en}"},
    sources=[GB_11643],
)
def identity_number_check_digit(number: Column) -> Violation:
    """The last character of an 18-character identity number does not match the other 17 (MOD 11-2). The old form has
    none.

    No proposal is made: it would spread the number.

    Args:
        number: the field with the identity number.
    """
    eighteen = pl.when(number.text.str.len_bytes() == IDENTITY.width).then(number.text)
    return Violation(
        where=on_present(eighteen, fails(IDENTITY), pl.Boolean, fails_alone(IDENTITY)),
        details=described(number.text, check_digit_problem),
    )


def check_digit_problem(text: str) -> Wording:
    """What is wrong with an 18-character number whose check character is wrong; names no part of the number."""
    if is_rounded(text):
        return Wording(
            "末三位为000且校验码不对：Excel 只保留15位有效数字，请把单元格设为文本后按证件重新填写",
            "ends in 000 and its check character is wrong: Excel keeps 15 digits only; "
            "format the cell as text and enter it again",
        )
    expected = IDENTITY.check_character(text)
    return Wording(
        f"校验码不对：按前17位推算第18位应为{expected}，请对照证件逐位核对",
        f"has a wrong check character: the first 17 ask for {expected}; compare with the document",
    )


def _birth_places(is_new: pl.Expr, new: str, old: str) -> pl.Expr:
    return pl.when(is_new).then(pl.lit(new)).otherwise(pl.lit(old))


def _chosen(reason: pl.Expr, words: tuple[str, str, str]) -> pl.Expr:
    return reason.replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def _shape_problem(text: str) -> Wording:
    if is_scientific(text):
        return SCIENTIFIC_WORDING
    problems = [] if len(text) == IDENTITY.width else [wrong_length(text, "18位", "18 characters")]
    places = strangers(text[: IDENTITY.width - 1], DIGITS)[:1]
    problems += [Wording(f"第{place}位不是数字", f"has no digit at place {place}") for place in places]
    return joined(problems) if problems else LAST_CHARACTER_WORDING
