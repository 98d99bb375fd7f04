"""The unified social credit code (统一社会信用代码, GB 32100-2015): shape, check character, class.

Deliberately not judged: whether characters 3-8 are in today's division table (many valid codes carry abolished
divisions), and whether the first two characters are in a list of classes (lists that lack 99 or 19 refuse real units).
"""

from typing import Final

import polars as pl

from engine import Column, Violation, check, on_distinct, on_present
from plugins.code_checksums.kernels import fails, fails_alone
from plugins.code_checksums.repairs import repair_unified_code
from plugins.code_checksums.schemes import (
    ALL_ZEROS,
    CLASS_NAMES,
    NO_CODE,
    ORGANISATION,
    UNIFIED,
    UNIFIED_ALPHABET,
    is_identity_number,
    is_registration_number,
)
from plugins.code_checksums.wording import (
    ROUNDED_WORDING,
    SCIENTIFIC_WORDING,
    Wording,
    described,
    is_rounded,
    is_scientific,
    joined,
    strangers,
    wrong_length,
)

GB_32100: Final = "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》"
UNIFIED_SHAPE: Final = rf"^[{UNIFIED_ALPHABET}]{{18}}$"


@check(
    id="uscc.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "统一社会信用代码格式不对", "en": "malformed unified social credit code"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[GB_32100],
)
def unified_code_shape(code: Column) -> Violation:
    """A unified social credit code has 18 characters: digits and capital letters without I, O, S, V and Z.

    The message says what is wrong exactly: the length, the first character that is not allowed and its place,
    scientific notation left by Excel, or that the value is a registration number or an organisation code in the wrong
    column. A proposal is made where excluded letters, separators or a doubled character explain the fault.

    Args:
        code: the field with the code.
    """
    return Violation(
        where=~code.text.str.contains(UNIFIED_SHAPE) | (code.text == ALL_ZEROS),
        details=described(code.text, _shape_problem),
        suggestion=on_distinct(code.text, repair_unified_code, pl.String),
    )


@check(
    id="uscc.check-digit",
    kind="bad_checksum",
    needs=["uscc.shape"],
    title={"zh": "统一社会信用代码校验码不对", "en": "wrong check character of a unified social credit code"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[GB_32100],
)
def unified_code_check_digit(code: Column) -> Violation:
    """The last character of a unified social credit code does not match the other 17 (weights 3^i mod 31).

    Finds every wrong character and every swap of neighbours. About 5 in 100 000 issued codes are wrong themselves, so
    the message asks to compare with the certificate. 17 zeros and X fails by its nature: a ruleset that allows it (for
    a 个体工商户 without a code) excludes it with a condition; elsewhere its message says who may use it.

    Args:
        code: the field with the code.
    """
    return Violation(
        where=on_present(code.text, fails(UNIFIED), pl.Boolean, fails_alone(UNIFIED)),
        details=described(code.text, _check_digit_problem),
        suggestion=on_distinct(code.text, repair_unified_code, pl.String),
    )


@check(
    id="uscc.class",
    kind="wrong_class",
    needs=["uscc.check-digit"],
    title={"zh": "代码类别与相对人类别不符", "en": "class of the code contradicts the category of the party"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[GB_32100, "宝鸡市信用信息平台“双公示”填报说明（2021年7月）"],
)
def unified_code_class(
    code: Column, category: Column, *, individual: str = "个体工商户", individual_prefixes: tuple[str, ...] = ("92",)
) -> Violation:
    """Codes that begin with 92 belong to a 个体工商户, and a 个体工商户 has a code that begins with 92: both ways.

    17 zeros and X contradict no category. No other class is judged: farmers' co-operatives (93), trade unions (81),
    institutions (12) and whatever else occurs all report as 法人及非法人组织.

    Args:
        code: the field with the unified social credit code.
        category: the field with the category of the party; where it is empty nothing is judged.
        individual: the category whose codes have a class of their own.
        individual_prefixes: beginnings of the codes of that category.
    """
    is_individual = category.text == individual
    has_prefix = code.text.str.head(2).is_in(individual_prefixes)
    found, wanted = on_distinct(code.text, _class_label, pl.String), pl.lit("、".join(individual_prefixes))
    found_en, caption = code.text.str.head(2), pl.lit(category.caption)
    return Violation(
        where=(has_prefix | ((code.text == NO_CODE) & is_individual)) != is_individual,
        details={
            "problem": pl.when(is_individual)
            .then(pl.format("以{}开头，而{}为“{}”，代码应以{}开头", found, caption, category.text, wanted))
            .otherwise(pl.format("以{}开头，而{}为“{}”，两者不符", found, caption, category.text)),
            "problem_en": pl.format("begins with {}, but {} is '{}'", found_en, caption, category.text),
        },
    )


@check(
    id="uscc.organ-class",
    kind="wrong_class",
    needs=["uscc.check-digit"],
    title={"zh": "单位代码不像机关、事业单位代码", "en": "code of an organ of an unusual class"},
    message={
        "zh": "{caption}“{value}”以{found}开头，机关、事业单位和群众团体的代码一般以{wanted}开头，请核对",
        "en": "{caption} '{value}' begins with {found_en}; codes of organs usually begin with {wanted}",
    },
    sources=[GB_32100],
)
def unified_code_organ_class(code: Column, *, prefixes: tuple[str, ...] = ("11", "12", "13", "19")) -> Violation:
    """The code of a deciding organ or of a source unit usually begins with 11, 12, 13 or 19. Unusual is not wrong: use
    it to warn.

    Args:
        code: the field with the organ's unified social credit code.
        prefixes: the usual beginnings.
    """
    return Violation(
        where=~code.text.str.head(2).is_in(prefixes),
        details={
            "found": on_distinct(code.text, _class_label, pl.String),
            "found_en": code.text.str.head(2),
            "wanted": pl.lit("、".join(prefixes)),
        },
    )


@check(
    id="uscc.inner-organisation-code",
    kind="bad_checksum",
    needs=["uscc.check-digit"],
    spoils=False,
    title={"zh": "第9至17位不合组织机构代码规则", "en": "inner organisation code with a wrong check character"},
    message={
        "zh": "{caption}“{value}”第9至17位按组织机构代码规则推算，第17位应为“{expected}”；如与证照一致，不必修改",
        "en": "character 17 of {caption} '{value}' should be '{expected}' by the rule of organisation codes; "
        "leave it if the certificate says so",
    },
    sources=["GB 11714-1997《全国组织机构代码编制规则》", GB_32100],
)
def unified_code_inner_organisation_code(code: Column) -> Violation:
    """Characters 9-17 of a unified social credit code are not a right organisation code. A hint and never more.

    79 of 1.1 million real codes are like that; they are valid.

    Args:
        code: the field with the code.
    """
    inner = code.text.str.slice(8, 9)
    alphabetic = inner.str.contains(r"[A-WY]$")
    return Violation(
        where=alphabetic
        | on_present(pl.when(~alphabetic).then(inner), fails(ORGANISATION), pl.Boolean, fails_alone(ORGANISATION)),
        details={"expected": on_distinct(inner, ORGANISATION.check_character, pl.String)},
    )


def _shape_problem(text: str) -> Wording:
    if is_scientific(text):
        return SCIENTIFIC_WORDING
    if text == ALL_ZEROS:
        return Wording(
            "全是0，不是真实代码，请按证照填写", "is all zeros and no real code; enter the one on the certificate"
        )
    if is_registration_number(text):
        return Wording(
            "是15位工商注册号，应填入工商注册号一栏", "is a 15-digit registration number and belongs in that column"
        )
    if ORGANISATION.holds(text.replace("-", "")):
        return Wording("是组织机构代码，应填入组织机构代码一栏", "is an organisation code and belongs in that column")
    return joined(_shape_problems(text))


def _shape_problems(text: str) -> list[Wording]:
    problems = []
    if len(text) != UNIFIED.width:
        problems.append(wrong_length(text, "18位", "18 characters"))
    for place in strangers(text, UNIFIED_ALPHABET)[:1]:
        wrong = text[place - 1]
        letter = Wording("（代码不使用字母 I、O、S、V、Z）", " (the letters I, O, S, V and Z are never used)")
        hint = letter if wrong in "IOSVZ" else Wording("", "")
        problems.append(
            Wording(
                f"第{place}位“{wrong}”不应出现{hint.zh}",
                f"has '{wrong}' at place {place}, which is not allowed{hint.en}",
            )
        )
    return problems


def _check_digit_problem(text: str) -> Wording:
    if text == NO_CODE:
        return Wording(
            "只可用于没有统一社会信用代码的个体工商户", "is only for a 个体工商户 without a unified social credit code"
        )
    if is_rounded(text):
        return ROUNDED_WORDING
    if is_identity_number(text):
        return Wording(
            "像是居民身份证号码，此处应填统一社会信用代码", "looks like an identity number; a unified code is wanted"
        )
    expected = UNIFIED.check_character(text)
    return Wording(
        f"校验码不对：按前17位推算第18位应为“{expected}”，请对照证照逐位核对",
        f"has a wrong check character: the first 17 ask for '{expected}'; compare every character with the certificate",
    )


def _class_label(text: str) -> str:
    """The first two characters of a code, with the name of the class where it is known: 91（企业）."""
    prefix = text[:2]
    return f"{prefix}（{CLASS_NAMES[prefix]}）" if prefix in CLASS_NAMES else prefix
