"""How the codes are put together: alphabets, weights and moduli, and the scalar arithmetic on single codes.

The same `Scheme` feeds the vectorised kernels (`kernels.py`), the messages (which character was expected) and the
repairs, so each standard is written down once. The scalar functions are for the distinct values of violating records
only.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

DIGITS: Final = "0123456789"
CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNIFIED_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Stands for having none; allowed for a 个体工商户 with a registration number, and for nobody else.
NO_CODE: Final = "00000000000000000X"
# Passes the check by accident; no authority issues it.
ALL_ZEROS: Final = "000000000000000000"


@dataclass(frozen=True)
class Scheme:
    """A code whose weighted sum of character values leaves a fixed remainder.

    Attributes:
        body: the characters allowed before the last, each worth its place in this string.
        last: the characters allowed at the end, likewise.
        weights: one for every character, the last included; the last is 1.
        modulus, remainder: the code is right when the weighted sum leaves this remainder.
    """

    body: str
    last: str
    weights: tuple[int, ...]
    modulus: int
    remainder: int

    @property
    def width(self) -> int:
        """How many characters a code has."""
        return len(self.weights)

    def fits(self, text: str) -> bool:
        """Whether a text has the width and the alphabet of this scheme; says nothing of the check character."""
        return len(text) == self.width and text[-1] in self.last and all(c in self.body for c in text[:-1])

    def check_character(self, text: str) -> str:
        """The last character that belongs to a code.

        Args:
            text: a code with or without its last character; only the characters before the last count.

        Raises:
            ValueError: a character outside the alphabet, or too few characters.
        """
        pairs = zip(text[: self.width - 1], self.weights[:-1], strict=True)
        total = sum(self.body.index(character) * weight for character, weight in pairs)
        return self.last[(self.remainder - total) % self.modulus]

    def holds(self, text: str) -> bool:
        """Whether a text is a code of this scheme with the right check character."""
        return self.fits(text) and text[-1] == self.check_character(text)


UNIFIED: Final = Scheme(  # GB 32100-2015
    body=UNIFIED_ALPHABET,
    last=UNIFIED_ALPHABET,
    weights=(1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1),
    modulus=31,
    remainder=0,
)
ORGANISATION: Final = Scheme(  # GB 11714-1997
    body=DIGITS + CAPITALS,
    last=DIGITS + "X",
    weights=(3, 7, 9, 10, 5, 8, 4, 2, 1),
    modulus=11,
    remainder=0,
)
IDENTITY: Final = Scheme(  # GB 11643-1999, MOD 11-2 of GB/T 17710 (ISO 7064)
    body=DIGITS,
    last=DIGITS + "X",
    weights=(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1),
    modulus=11,
    remainder=1,
)

REGISTRATION_WIDTH: Final = 15


def registration_check_digit(text: str) -> str:
    """The last digit of a 15-digit registration number: MOD 11,10 of GB/T 17710-2008 (ISO 7064).

    Args:
        text: the number with or without its last digit; only the first 14 digits count.

    Raises:
        ValueError: one of them is not a digit.
    """
    product = 10
    for digit in text[: REGISTRATION_WIDTH - 1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_registration_number(text: str) -> bool:
    """Whether a text is a 15-digit registration number with the right check digit."""
    return re.fullmatch(r"[0-9]{15}", text) is not None and text[-1] == registration_check_digit(text)


def is_identity_number(text: str) -> bool:
    """Whether a text is an 18-character identity number: a real date of birth and the right check character."""
    if not IDENTITY.holds(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return True


# First two characters of a unified social credit code: registering department and class of unit. For messages, and for
# judging whether a repair is plausible; never for refusing a code, because classes outside every published list are in
# use.
CLASS_NAMES: Final[dict[str, str]] = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "19": "机构编制其他",
    "21": "外国常驻新闻机构",
    "29": "外交其他",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "39": "司法行政其他",
    "41": "外国在华文化中心",
    "49": "文化其他",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "59": "民政其他",
    "61": "外国旅游部门常驻代表机构",
    "62": "港澳台地区旅游部门常驻内地代表机构",
    "69": "旅游其他",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "79": "宗教其他",
    "81": "基层工会",
    "89": "工会其他",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "A9": "军队其他",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
    "N9": "农业其他",
    "Y1": "其他",
}
