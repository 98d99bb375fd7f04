"""The organisation code (组织机构代码, GB 11714-1997): shape, check character, agreement with the unified code."""

from typing import Final

import polars as pl

from engine import Column, Violation, check, on_distinct, on_present
from plugins.code_checksums.kernels import fails, fails_alone
from plugins.code_checksums.repairs import repair_organisation_code
from plugins.code_checksums.schemes import (
    CAPITALS,
    DIGITS,
    NO_CODE,
    ORGANISATION,
    UNIFIED,
    is_registration_number,
)
from plugins.code_checksums.wording import (
    SCIENTIFIC_WORDING,
    Wording,
    described,
    is_scientific,
    strangers,
    wrong_length,
)

GB_11714: Final = "GB 11714-1997《全国组织机构代码编制规则》"
ORGANISATION_SHAPE: Final = r"^[0-9A-Z]{8}-?[0-9X]$"


@check(
    id="orgcode.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "组织机构代码格式不对", "en": "malformed organisation code"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[GB_11714],
)
def organisation_code_shape(code: Column) -> Violation:
    """An organisation code has eight digits or capitals and a check character (a digit or X), with or without a hyphen
    before it.

    All capitals are allowed in the first eight. Lost leading zeros, misplaced separators and a unified code in its
    place are repaired in the proposal.

    Args:
        code: the field with the code.
    """
    return Violation(
        where=~code.text.str.contains(ORGANISATION_SHAPE),
        details=described(code.text, _shape_problem),
        suggestion=on_distinct(code.text, repair_organisation_code, pl.String),
    )


@check(
    id="orgcode.check-digit",
    kind="bad_checksum",
    needs=["orgcode.shape"],
    title={"zh": "组织机构代码校验码不对", "en": "wrong check character of an organisation code"},
    message={
        "zh": "{caption}“{value}”校验码不对：按前8位推算末位应为“{expected}”，请对照证照逐位核对",
        "en": "{caption} '{value}' has a wrong check character: the first 8 ask for '{expected}'",
    },
    sources=[GB_11714],
)
def organisation_code_check_digit(code: Column) -> Violation:
    """The last character of an organisation code does not match the first eight (weights 3 7 9 10 5 8 4 2, mod 11, ten
    is X).

    Args:
        code: the field with the code, with or without its hyphen.
    """
    compact = _without_hyphen(code)
    return Violation(
        where=on_present(compact, fails(ORGANISATION), pl.Boolean, fails_alone(ORGANISATION)),
        details={"expected": on_distinct(compact, ORGANISATION.check_character, pl.String)},
        suggestion=on_distinct(code.text, repair_organisation_code, pl.String),
    )


@check(
    id="orgcode.of-uscc",
    kind="mismatch",
    needs=["orgcode.check-digit"],
    title={"zh": "组织机构代码与统一社会信用代码不一致", "en": "organisation code and unified code differ"},
    message={
        "zh": "{caption}“{value}”与{unified}第9至17位“{inner}”不一致",
        "en": "{caption} '{value}' differs from characters 9-17 of {unified}, '{inner}'",
    },
    sources=["GB 32100-2015《法人和其他组织统一社会信用代码编码规则》", GB_11714],
)
def organisation_code_of_unified_code(code: Column, unified: Column) -> Violation:
    """An organisation code is characters 9-17 of the same unit's unified social credit code.

    Not evaluated where the unified code is 17 zeros and X, which stands for having none.

    Args:
        code: the field with the organisation code.
        unified: the field with the unified social credit code.
    """
    unified_code = pl.when(unified.text != NO_CODE).then(unified.text)
    inner = unified_code.str.slice(8, 9)
    return Violation(
        where=_without_hyphen(code) != inner,
        details={"unified": pl.lit(unified.caption), "inner": inner},
        suggestion=inner,
    )


def _without_hyphen(code: Column) -> pl.Expr:
    return code.text.str.replace("-", "", literal=True)


def _shape_problem(text: str) -> Wording:
    if is_scientific(text):
        return SCIENTIFIC_WORDING
    if UNIFIED.holds(text):
        return Wording(
            "是统一社会信用代码，此处应填9位组织机构代码", "is a unified code; the 9-character code is wanted"
        )
    if is_registration_number(text):
        return Wording(
            "是15位工商注册号，应填入工商注册号一栏", "is a 15-digit registration number and belongs in that column"
        )
    compact = text.replace("-", "")
    for place in strangers(compact, DIGITS + CAPITALS)[:1]:
        wrong = compact[place - 1]
        return Wording(f"含有不应出现的字符“{wrong}”", f"has the character '{wrong}', which is not allowed")
    if len(compact) != ORGANISATION.width:
        return wrong_length(compact, "9位", "9 characters")
    if compact[-1] not in ORGANISATION.last:
        return Wording("最后一位应为数字或 X", "should end in a digit or X")
    return Wording("连字符只可写在最后一位之前", "may have a hyphen before its last character only")
