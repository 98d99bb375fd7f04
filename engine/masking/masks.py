"""How a stretch of text is masked: a small closed set of patterns that rulesets name.

| pattern | makes of 13812345678 |
|---|---|
| `stars` | `***********` |
| `keep-first-3` | `138********` |
| `keep-last-4` | `*******5678` |
| `keep-first-3-last-4` | `138****5678` |
| `word:［已隐去］` | `［已隐去］` |

Names are filled up with 某 instead of stars (`keep-first-1`: 张某某), as decisions are wont to.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from pydantic import Field

Piece = tuple[int, int, str]
"""Start and end of a stretch of text, in characters, and what to show in its place."""

_KEEP: Final = re.compile(r"keep(?:-first-([1-6]))?(?:-last-([1-4]))?|keep-last-([1-4])")
_WORD: Final = "word:"
_FEWEST_HIDDEN: Final = 4
_UNCOVERED: Final = re.compile(rb"\0+")
MASK_PATTERN: Final = r"^(stars|keep-first-[1-6](-last-[1-4])?|keep-last-[1-4]|word:[^0-9A-Za-z@]{1,20})$"
Mask = Annotated[str, Field(pattern=MASK_PATTERN)]
"""Type of a check's parameter, or of a ruleset's key, that names a mask."""


def masked_piece(piece: str, mask: str, filler: str = "*") -> str:
    """One stretch of text, masked.

    Args:
        piece: the raw text.
        mask: one of the patterns; see the module.
        filler: the character that stands for a hidden one.

    Returns:
        The masked text. Where the pattern would hide fewer than four characters, it hides all but the first of a name.
    """
    if mask.startswith(_WORD):
        return mask.removeprefix(_WORD)
    first, last = _kept(mask)
    if len(piece) - first - last < _FEWEST_HIDDEN and not (first == 1 and last == 0 and len(piece) > 1):
        first = last = 0
    return piece[:first] + filler * (len(piece) - first - last) + piece[len(piece) - last :]


def apart(text: str, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without overlaps: where two overlap, the first stands, and stars hide what the other has beside it.

    Args:
        text: the text in which they stand.
        pieces: in the order in which they take their places.
    """
    covered = bytearray(len(text))
    for start, end, masked in pieces:
        for left, right in [run.span() for run in _UNCOVERED.finditer(covered, start, end)]:
            covered[left:right] = b"\1" * (right - left)
            yield left, right, masked if (left, right) == (start, end) else "*" * (right - left)


def replaced(text: str, pieces: Iterable[Piece]) -> str:
    """A text with pieces of it exchanged.

    Args:
        text: any text.
        pieces: in any order, none overlapping another.
    """
    result, place = [], 0
    for start, end, masked in sorted(pieces):
        result += [text[place:start], masked]
        place = end
    return "".join([*result, text[place:]])


def _kept(mask: str) -> tuple[int, int]:
    found = _KEEP.fullmatch(mask)
    if found is None:
        return 0, 0
    first, last, only_last = (int(group or 0) for group in found.groups())
    return first, last or only_last
