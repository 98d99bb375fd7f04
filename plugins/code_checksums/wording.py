"""What is wrong with a value, in words. Scalar: only the distinct values of violating records come here."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import polars as pl

from engine import on_distinct

# Excel writes the plus sign always, so that 1234E5678 (an organisation code) is not taken for one.
SCIENTIFIC: Final = r"^[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}$"
FLOAT_TAIL: Final = r"^[0-9]+\.0+$"
SIGNIFICANT_DIGITS: Final = 15


class Wording(NamedTuple):
    """One statement in both languages."""

    zh: str
    en: str


SCIENTIFIC_WORDING: Final = Wording(
    "不完整：Excel 已把代码改成科学计数法，后几位已丢失，请把单元格设为文本后重新填写",
    "is incomplete: Excel turned it into scientific notation and lost the last digits; "
    "format the cell as text and enter it again",
)
ROUNDED_WORDING: Final = Wording(
    "末三位为000且校验码不对：Excel 只保留15位有效数字，请把单元格设为文本后按证照重新填写",
    "ends in 000 and its check character is wrong: Excel keeps 15 digits only; "
    "format the cell as text and enter it again from the certificate",
)


def described(text: pl.Expr, describe: Callable[[str], Wording]) -> dict[str, pl.Expr]:
    """Details `problem` (Chinese) and `problem_en` for a message.

    Args:
        text: String expression, the value that is wrong.
        describe: says what is wrong with one value; called once per distinct value and language.
    """
    return {
        "problem": on_distinct(text, lambda value: describe(value).zh, pl.String),
        "problem_en": on_distinct(text, lambda value: describe(value).en, pl.String),
    }


def is_scientific(text: str) -> bool:
    """Whether Excel turned a number into scientific notation (9.11404E+17)."""
    return re.fullmatch(SCIENTIFIC, text) is not None


def is_rounded(text: str) -> bool:
    """Whether a text may be an 18-digit number that Excel cut to its 15 significant digits."""
    return text.isdigit() and len(text) > SIGNIFICANT_DIGITS and set(text[SIGNIFICANT_DIGITS:]) == {"0"}


def joined(statements: list[Wording]) -> Wording:
    """Several statements as one."""
    return Wording("；".join(part.zh for part in statements), "; ".join(part.en for part in statements))


def wrong_length(text: str, zh: str, en: str) -> Wording:
    """That a value has the wrong number of characters.

    Args:
        text: the value.
        zh, en: the right number, in words (`9位`, `9 characters`).
    """
    return Wording(f"应为{zh}，现为{len(text)}位", f"should have {en} but has {len(text)}")


def strangers(text: str, alphabet: str) -> list[int]:
    """Places (from 1) of the characters that are not of the alphabet."""
    return [place for place, character in enumerate(text, start=1) if character not in alphabet]
