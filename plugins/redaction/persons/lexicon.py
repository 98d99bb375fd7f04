"""A dictionary of everyday Chinese with frequencies, and how often characters stand in given names.

Facts counted in public word lists (`words/lexicon.txt`, `words/given.txt`; where they come from is said there), loaded
once. What the other lists of `words/` hold counts as words too.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from plugins.redaction.vocabulary import DIRECTORY, ListName, words


class Word(NamedTuple):
    """What is known of a word.

    Attributes:
        odds: logarithm of its share in all words.
        kind: V verb, F function word, N noun, T time, L place, M number, A quality, I idiom, P a name that everybody
            knows.
    """

    odds: float
    kind: str


_OF_THE_TRADE: Final = Word(-12.0, "V")
_ORDINARY: Final = Word(-12.0, "N")
_LONGEST: Final = 4
LISTED: Final[tuple[tuple[ListName, str], ...]] = (
    ("evidence", "takes"),
    ("evidence", "possessed"),
    ("roles", "third_persons"),
    ("roles", "after_name"),
    ("roles", "hires"),
    ("roles", "takes_person"),
    ("roles", "dealings"),
    ("names", "not_names"),
)


def _lines(name: str) -> Iterator[list[str]]:
    for line in (DIRECTORY / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split(" ")


def _lexicon() -> dict[str, Word]:
    found: dict[str, Word] = {}
    for name, key in LISTED:
        new = _ORDINARY if key in ("possessed", "third_persons", "not_names") else _OF_THE_TRADE
        found |= dict.fromkeys((word for word in words(name, key) if 1 < len(word) <= _LONGEST), new)
    for kind, length, odds, joined in _lines("lexicon.txt"):
        pieces = map("".join, zip(*[iter(joined)] * int(length), strict=True))
        found |= dict.fromkeys(pieces, Word(float(odds), kind))
    return found


LEXICON: Final = _lexicon()
# Character → logarithm of its share in all characters of given names.
GIVEN_ODDS: Final = {c: float(odds) for _, odds, joined in _lines("given.txt") for c in joined}
# What may stand in given names; what does so oftener than elsewhere; what does so far oftener.
GROUPS: Final = tuple(
    frozenset(c for g, _, joined in _lines("given.txt") for c in joined if int(g) >= n) for n in range(3)
)
