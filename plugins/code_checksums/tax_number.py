"""The tax registration number (税务登记号, 纳税人识别号): shape."""

from typing import Final

from engine import Column, Violation, check
from plugins.code_checksums.schemes import CAPITALS, DIGITS
from plugins.code_checksums.wording import (
    SCIENTIFIC_WORDING,
    Wording,
    described,
    is_scientific,
    strangers,
    wrong_length,
)

TAX_NUMBER_SHAPE: Final = r"^(?:[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{18}|L[0-9A-Z]{18}|[0-9A-Z]{20})$"


@check(
    id="taxno.shape",
    kind="bad_format",
    needs=["code.characters"],
    title={"zh": "税务登记号格式不对", "en": "malformed tax registration number"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=["国家税务总局公告2015年第66号《关于修订纳税人识别号代码标准的公告》"],
)
def tax_number_shape(number: Column) -> Violation:
    """A tax registration number has 15, 17, 18 or 20 digits and capitals.

    15: division and organisation code; 18: the unified social credit code; 17 and 20: an identity number and two
    digits, for businesses registered by the identity of a person; 19: L and one of 18, for occasional taxpayers.
    Whether the column of a standard holds them all is the business of its length rule.

    Args:
        number: the field with the tax number.
    """
    return Violation(where=~number.text.str.contains(TAX_NUMBER_SHAPE), details=described(number.text, _shape_problem))


def _shape_problem(text: str) -> Wording:
    if is_scientific(text):
        return SCIENTIFIC_WORDING
    for place in strangers(text, DIGITS + CAPITALS)[:1]:
        wrong = text[place - 1]
        return Wording(f"第{place}位“{wrong}”不应出现", f"has '{wrong}' at place {place}, which is not allowed")
    return wrong_length(text, "15、17、18或20位", "15, 17, 18 or 20 characters")
