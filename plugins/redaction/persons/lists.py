"""Lists of names that their end proves: 王军、侴文等人, 路玉峰、万晓二人."""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, Span
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.persons.names import EVERYDAY, GIVEN, NOT_NAMES, SCARCE, SURNAMES

LEADING: Final = "对向经与和据由有致成"
_SURE: Final = (SURNAMES - EVERYDAY) | SCARCE
_NUMBER: Final = "[二两三四五六七八九十]"
_END: Final = f"(?:(?:等(?:[0-9]{{1,3}}|{_NUMBER}{{1,2}})?|{_NUMBER})[人名]|等?均[可能已称证])"
_LIST: Final = re.compile(
    rf"(?:^|(?<=[，,。；;、：:.…\s{LEADING}]))(?P<names>[{HAN}]{{2,3}}(?:[、和与及][{HAN}]{{2,3}}){{1,6}})"
    rf"(?={_END})"
)
_MEMBER: Final = re.compile(f"[{HAN}]{{2,3}}?(?=[、和与及]|$)")
ENDS: Final = f"[、和与及][{HAN}]{{2,3}}{_END}"


def listed_names(text: str) -> Iterator[Span]:
    """The names of lists all of whose members are built like names."""
    for match in _LIST.finditer(text):
        first = match.start("names")
        spans = [(first + piece.start(), first + piece.end()) for piece in _MEMBER.finditer(match["names"])]
        if all(_is_built_like_name(text[slice(*span)]) for span in spans):
            yield from spans


def _is_built_like_name(piece: str) -> bool:
    """Whether a surname that is no everyday word and characters of given names stand there, no known word."""
    is_surname = piece[0] in _SURE
    is_word = piece in LEXICON or piece[:2] in NOT_NAMES
    return is_surname and not is_word and all(character in GIVEN for character in piece[1:])
