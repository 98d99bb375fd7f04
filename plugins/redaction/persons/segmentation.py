"""How well a stretch of text can be read as words of the dictionary, and how well with one name in it.

A stretch is read in the best way there is: the words whose odds add up to most. 方便 is one everyday word; 路晓燕
leaves three single characters that hardly ever stand so, and is a name.
"""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from plugins.redaction.persons.lexicon import GIVEN_ODDS, LEXICON, Word
from plugins.redaction.persons.names import COMPOUND, SURNAMES_BY_FREQUENCY

_REACH: Final = 6
_LONGEST: Final = 4
# A character that the dictionary does not have as a word.
_STRANGE: Final = Word(-17.0, "N")
_SENTINEL: Final = -1e9
# One word in fifty is a name; most given names have two characters.
_IS_NAME: Final = math.log(0.02)
_LENGTHS: Final = {1: math.log(0.15), 2: math.log(0.85)}
_RARE_GIVEN: Final = -13.0
_COMPOUND_SURNAME: Final = math.log(3e-5)
_HEAD: Final = 8
# The share of surnames falls with their rank, roughly so.
SURNAME_ODDS: Final = {
    surname: math.log(0.08 / (1 + rank / _HEAD) ** 1.5) for rank, surname in enumerate(SURNAMES_BY_FREQUENCY)
}


class Reading(NamedTuple):
    """A stretch around a name, read in both ways.

    Attributes:
        margin: by how much the name makes the whole stretch more likely; below nought where it makes it less so.
        before: the word in front of the name, empty at the beginning of the stretch.
        behind: the word behind it, empty at the end of the stretch.
        cuts: where the words end if there is no name.
    """

    margin: float
    before: str
    behind: str
    cuts: frozenset[int]


def is_han(character: str) -> bool:
    """Whether a character may be part of a word."""
    return "\u3400" <= character <= "\u9fff"


def read(text: str, start: int, end: int) -> Reading:
    """Reads the surroundings of what may be a name.

    Args:
        text: any text.
        start: place of the surname.
        end: place behind the given name.
    """
    left, right = _stretch(text, start, end)
    with_words, last = _best(text[left:right])
    odds, first = _best(text[end:right][::-1], is_reversed=True)
    place = start - left
    margin = with_words[place] + name_odds(text, start, end) + odds[-1] - with_words[-1]
    before, behind = text[start - last[place] : start], text[end : end + first[-1]]
    return Reading(margin, before, behind, frozenset(left + cut for cut in _cuts(last)))


def _cuts(last: list[int]) -> Iterator[int]:
    """Where the words of the best reading end, and where the first begins."""
    place = len(last) - 1
    yield place
    while place > 0:
        place -= last[place]
        yield place


def _stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of characters around a name, cut some characters off on both sides."""
    left, right = start, end
    while left > max(0, start - _REACH) and is_han(text[left - 1]):
        left -= 1
    while right < min(len(text), end + _REACH) and is_han(text[right]):
        right += 1
    return left, right


def name_odds(text: str, start: int, end: int) -> float:
    """Logarithm of the share that a name has in all words."""
    is_compound = text[start : start + 2] in COMPOUND and end > start + 2
    first = start + 1 + is_compound
    surname = _COMPOUND_SURNAME if is_compound else SURNAME_ODDS.get(text[start])
    given = sum(GIVEN_ODDS.get(character, _RARE_GIVEN) for character in text[first:end])
    return _IS_NAME + (surname or _SENTINEL) + given + _LENGTHS[end - first]


def _best(stretch: str, is_reversed: bool = False) -> tuple[list[float], list[int]]:
    """For every place the odds of the best reading up to it, and the length of the last word of that reading."""
    size = len(stretch)
    odds, last = [0.0] + [_SENTINEL] * size, [0] * (size + 1)
    for start in range(size):
        so_far = odds[start]
        for end in range(start + 1, min(start + _LONGEST, size) + 1):
            piece = stretch[start:end]
            word = LEXICON.get(piece[::-1] if is_reversed else piece) or (_STRANGE if end == start + 1 else None)
            if word is not None and so_far + word[0] > odds[end]:
                odds[end], last[end] = so_far + word[0], end - start
    return odds, last
