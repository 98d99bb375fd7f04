"""What counts for and against a name that is read closely, each with its weight (`words/odds.yaml`).

The weights are logarithms of odds; their sum is that of the odds that a person is meant.
"""

from collections.abc import Mapping
from typing import Final

from plugins.redaction.persons import surroundings, things
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.persons.names import COMPOUND, EVERYDAY, closed
from plugins.redaction.persons.segmentation import is_han, read
from plugins.redaction.vocabulary import word_lists

_WEIGHTS: Final[dict[str, float]] = word_lists("odds")["weights"]
_MOST: Final = float(word_lists("odds")["most_margin"])
_LEAST: Final = float(word_lists("odds")["least_margin"])
# A word so usual that it hardly is a given name too.
_USUAL_WORD: Final = -12.0
_LONG: Final = 2
_QUOTES: Final = '“”"《》「」『』‘’'


def odds_of(counted: Mapping[str, float]) -> float:
    """The sum of the weights of what counts for and against a name."""
    return sum(_WEIGHTS.get(name, 0.0) * size for name, size in counted.items())


def clues(text: str, start: int, end: int, is_behind_role: bool) -> dict[str, float]:
    """What counts for and against a name: names of weights, and by how much each counts.

    Args:
        text: any text.
        start: place of the surname.
        end: place behind the given name.
        is_behind_role: whether a role that is known to be one stands in front.
    """
    margin, before, behind, cuts = read(text, start, end)
    left = "left role" if is_behind_role else _left(text, start, before)
    right = _right(text, end, behind)
    size = "two characters" if end - start == _LONG else "more characters"
    surname = "everyday surname" if text[start] in EVERYDAY else "surname"
    given_word = LEXICON.get(text[end - _LONG : end])
    is_word = given_word is not None and given_word.odds > _USUAL_WORD and end - start > _LONG
    given_name = f"given {given_word.kind}" if given_word is not None and is_word else "given name"
    across = [f"word across {name}" for name, place in _seams(text, start, end).items() if place not in cuts]
    # 杨梅 is a fruit.
    word = LEXICON.get(text[start:end])
    across += [f"name is {word.kind}"] if word is not None else []
    found = ["always", left, right, f"{left} and {right}", size, surname, given_name, *across]
    return {"margin": max(_LEAST, min(_MOST, margin)), **dict.fromkeys(found, 1.0)}


def _seams(text: str, start: int, end: int) -> dict[str, int]:
    """Where a name begins and ends, and where its given name begins."""
    is_compound = text[start : start + 2] in COMPOUND and end > start + _LONG
    return {"the beginning": start, "the surname": start + 1 + is_compound, "the end": end}


def _left(text: str, start: int, word: str) -> str:
    before = surroundings.in_front(text, start)
    if surroundings.is_opening(before):
        return "left thing" if things.is_labelled_thing(text, start) else "left opening"
    if not is_han(before[-1]):
        return "left quote" if before[-1] in _QUOTES else "left sign"
    for name, holds in (
        ("left verb of persons", surroundings.takes_person(before)),
        ("left like a role", surroundings.ends_like_role(before)),
        ("left of", before[-1] == "的"),
        ("left leading", surroundings.leads(before)),
        ("left place", before[-1] in surroundings.WHERE),
    ):
        if holds:
            return name
    return f"left {_kind(word)}"


def _right(text: str, end: int, word: str) -> str:
    if closed(text, end):
        return "right quote" if text[end : end + 1] in _QUOTES and end < len(text) else "right end"
    length = surroundings.said(text, end)
    if length > 1:
        return "right said"
    # 到 is said of persons, but not in 到期.
    return "right said in short" if length == len(word) == 1 else f"right {_kind(word)}"


def _kind(word: str) -> str:
    known = LEXICON.get(word)
    return f"{known.kind if known else 'N'}{min(len(word), _LONG)}"
