"""Passports, travel permits and foreigners' identity cards: what certainly is no such number.

The patterns are lenient: issuers change their series, and a true number refused costs more than a wrong one let
through. As with identity numbers, no message holds the number.
"""

from typing import Final

import polars as pl

from engine import Column, Violation, check, on_present
from plugins.code_checksums.identity_number import IDENTITY_SHAPE, check_digit_problem
from plugins.code_checksums.kernels import fails, fails_alone
from plugins.code_checksums.schemes import IDENTITY
from plugins.code_checksums.wording import described

PASSPORT: Final = r"^[0-9A-Z]{5,20}$"
# H or M, eight digits for life (on the cards of foreign nationals, since July 2024, A and seven), and formerly two
# digits of renewal. The residence permit (81…, 82…) is met under this type, because the list of types has none of its
# own for it.
HK_MACAU_PERMIT: Final = r"^(?:[HM][0-9A][0-9]{7}(?:[0-9]{2}|\([0-9]{2}\))?|8[12][0-9]{15}[0-9X])$"
# Eight digits for life; on permits before September 2008 with two digits of renewal and mostly a letter or digit for
# the issuing office, in brackets; residence permit 83….
TAIWAN_PERMIT: Final = r"^(?:[A-Z]?[0-9]{8}|[0-9]{10}(?:[0-9A-Z]|\([0-9A-Z]\))?|83[0-9]{15}[0-9X])$"
FOREIGNER_CARD: Final = r"^(?:[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X])$"


@check(
    id="passport.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "护照号码格式不对", "en": "malformed passport number"},
    message={
        "zh": "{caption}不像护照号码：应为5至20位大写字母和数字；如填的是身份证号码，请改证件类型",
        "en": "{caption} is no passport number: 5 to 20 capitals and digits, and no identity number",
    },
    sources=["ICAO Doc 9303《机读旅行证件》", "《中华人民共和国护照法》"],
)
def passport_shape(number: Column) -> Violation:
    """A passport number has 5 to 20 capitals and digits with at least one digit, and is no resident identity number.

    Chinese numbers (E, G, D, S, P and digits, with a second letter in newer series) are not told from foreign ones:
    letters are shared.

    Args:
        number: the field with the passport number.
    """
    text = number.text
    plausible = text.str.contains(PASSPORT) & text.str.contains("[0-9]")
    return Violation(where=~plausible | text.str.contains(IDENTITY_SHAPE))


@check(
    id="hk-macau-permit.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "港澳居民来往内地通行证号码格式不对", "en": "malformed mainland travel permit (Hong Kong, Macau)"},
    message={
        "zh": "{caption}不像港澳居民来往内地通行证号码：应为 H 或 M 加8位或10位数字",
        "en": "{caption} is no such permit number: H or M and 8 or 10 digits",
    },
    sources=["公安部出入境管理局《港澳居民来往内地通行证号码规则》（2010年3月）"],
)
def hk_macau_permit_shape(number: Column) -> Violation:
    """A mainland travel permit for residents of Hong Kong or Macau has H or M and 8 digits, or 10 with the renewals.

    Args:
        number: the field with the permit number.
    """
    return Violation(where=~number.text.str.contains(HK_MACAU_PERMIT))


@check(
    id="taiwan-permit.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "台湾居民来往大陆通行证号码格式不对", "en": "malformed mainland travel permit (Taiwan)"},
    message={
        "zh": "{caption}不像台湾居民来往大陆通行证号码：应为8位数字，或旧证的10位数字加字母",
        "en": "{caption} is no such permit number: 8 digits, or 10 digits and a letter on old permits",
    },
    sources=["《中国公民往来台湾地区管理办法》", "公安部关于台胞证“一人一号、终身不变”的公告（2008年9月）"],
)
def taiwan_permit_shape(number: Column) -> Violation:
    """A mainland travel permit for residents of Taiwan has 8 digits; those issued before 2008 have 10 and mostly a
    letter.

    Args:
        number: the field with the permit number.
    """
    return Violation(where=~number.text.str.contains(TAIWAN_PERMIT))


@check(
    id="foreigner-permanent-residence.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "外国人永久居留身份证号码格式不对", "en": "malformed foreigner's permanent residence card"},
    message={
        "zh": "{caption}不像外国人永久居留身份证号码：应为3位字母加12位数字，或以9开头的18位号码",
        "en": "{caption} is no such card number: 3 letters and 12 digits, or 18 characters beginning with 9",
    },
    sources=["国家移民管理局《新版外国人永久居留身份证机读信息规则》（2023版）"],
)
def foreigner_permanent_residence_shape(number: Column) -> Violation:
    """A foreigner's permanent residence card has 3 letters and 12 digits; since December 2023 18 characters beginning
    with 9.

    Args:
        number: the field with the card number.
    """
    return Violation(where=~number.text.str.contains(FOREIGNER_CARD))


@check(
    id="foreigner-permanent-residence.check-digit",
    kind="bad_checksum",
    needs=["foreigner-permanent-residence.shape"],
    title={
        "zh": "外国人永久居留身份证号码校验码不对",
        "en": "wrong check character of a foreigner's permanent residence card",
    },
    message={"zh": "{caption}{problem}", "en": "{caption} {problem_en}"},
    sources=["国家移民管理局《新版外国人永久居留身份证机读信息规则》（2023版）"],
)
def foreigner_permanent_residence_check_digit(number: Column) -> Violation:
    """The last character of an 18-character card number does not match the other 17 (MOD 11-2). The old form has none.

    Args:
        number: the field with the card number.
    """
    eighteen = pl.when(number.text.str.len_bytes() == IDENTITY.width).then(number.text)
    return Violation(
        where=on_present(eighteen, fails(IDENTITY), pl.Boolean, fails_alone(IDENTITY)),
        details=described(number.text, check_digit_problem),
    )
