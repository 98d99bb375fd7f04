"""Resident identity numbers in running text (公民身份号码, GB 11643-1999).

18 characters are one wherever the date and the check character confirm it. 15 digits have no check character, so the
date and the words around decide. What fails the check still counts behind 身份证.
"""

import re
from datetime import date
from typing import Final

from plugins.redaction.patterns import SEPARATORS, D, Span, before, folded, free, one_of, overlapping
from plugins.redaction.vocabulary import words

_EDGE: Final = rf"(?<![{D}])(?<![{D}][.．])"
_EIGHTEEN: Final = re.compile(rf"{_EDGE}(?=([1-9１-９](?:{SEPARATORS}[{D}]){{16}}{SEPARATORS}[{D}XxＸｘ])(?![{D}]))")
_FIFTEEN: Final = re.compile(rf"(?<![{D}A-Za-z.．])(?=([1-9１-９](?:{SEPARATORS}[{D}]){{14}})(?![{D}]|[.．][{D}]))")
_ANY_LENGTH: Final = re.compile(
    rf"{_EDGE}(?=([{D}](?:{SEPARATORS}[{D}]){{13,18}}(?:{SEPARATORS}[XxＸｘ])?)(?!{SEPARATORS}[{D}XxＸｘ]))"
)
_LONG: Final = re.compile(rf"[{D}](?:{SEPARATORS}[{D}]){{13}}")
# A number in groups that is a part of a longer one.
_CHAINED_BEFORE: Final = re.compile(rf"[{D}][\s\-－—]{{1,3}}$")
_CHAINED_BEHIND: Final = re.compile(rf"[\s\-－—]{{1,3}}[{D}]")
_CARD: Final = re.compile(rf"(?:身份证|居住证|身份号|公民身份)[^{D}，。；;,\n]{{0,14}}[（(：:为是\s]{{0,4}}$")
_PAPER: Final = re.compile(
    rf"(?:身份证|居住证|身份号|公民身份|(?<!许可)(?<!执法)证件|身份|ID|id)[^{D}。；;\n]{{0,14}}$"
)
_UNIFIED: Final = re.compile(r"信用代码[^0-9]{0,8}$")
_OTHER: Final = re.compile(
    rf"{one_of([*words('labels', 'other_numbers'), *words('labels', 'accounts')])}[^{D}，。；;\n]{{0,5}}$"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
_PROVINCE: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
HINT: Final = (
    rf"(?:^|[^{D}])[1-9１-９](?:{SEPARATORS}[{D}]){{16}}{SEPARATORS}[{D}XxＸｘ](?:[^{D}]|$)"
    rf"|(?:^|[^{D}A-Za-z])[1-9１-９](?:{SEPARATORS}[{D}]){{14}}(?:[^{D}]|$)|身份证|居住证|身份号"
)


def identity_spans(text: str) -> list[Span]:
    """Where a text holds resident identity numbers.

    Args:
        text: any text.

    Returns:
        Spans in the order of the text.
    """
    if _LONG.search(text) is None:
        return []
    certain = free(span for span in overlapping(_EIGHTEEN, text) if _is_number(text, span))
    old = free((span for span in overlapping(_FIFTEEN, text) if _is_old_number(text, span)), certain)
    labelled = free((span for span in overlapping(_ANY_LENGTH, text) if _is_labelled(text, span)), certain, old)
    return sorted([*certain, *old, *labelled])


def has_check_character(number: str) -> bool:
    """Whether 17 digits and a check character agree (MOD 11-2)."""
    if len(number) != len(_WEIGHTS) + 1 or not number[:-1].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:-1], _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11] == number[-1]


def _is_number(text: str, span: Span) -> bool:
    number = folded(text[slice(*span)])
    if not _is_date(number[6:14]):
        return False
    if has_check_character(number):
        return not (_UNIFIED.search(before(text, span[0], 24)) and not _PROVINCE.match(number))
    return _PROVINCE.match(number) is not None and _PAPER.search(before(text, span[0], 30)) is not None


def _is_old_number(text: str, span: Span) -> bool:
    piece, left = text[slice(*span)], before(text, span[0], 30)
    number = folded(piece)
    if not _PROVINCE.match(number) or not _is_date(f"19{number[6:12]}"):
        return False
    if len(piece) > len(number) and (_CHAINED_BEFORE.search(left) or _CHAINED_BEHIND.match(text, span[1])):
        return False
    return _PAPER.search(left) is not None or _OTHER.search(left) is None


def _is_labelled(text: str, span: Span) -> bool:
    return _CARD.search(before(text, span[0], 30)) is not None


def _is_date(digits: str) -> bool:
    if not digits.isdigit() or not "1850" <= digits[:4] <= "2099":
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
