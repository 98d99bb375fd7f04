"""How a span is masked: a small closed set of patterns that rulesets name.

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
from typing import Annotated, Final

from pydantic import Field

_KEEP: Final = re.compile(r"keep(?:-first-([1-6]))?(?:-last-([1-4]))?|keep-last-([1-4])")
_WORD: Final = "word:"
_FEWEST_HIDDEN: Final = 4
MASK_PATTERN: Final = r"^(stars|keep-first-[1-6](-last-[1-4])?|keep-last-[1-4]|word:[^0-9A-Za-z@]{1,20})$"
Mask = Annotated[str, Field(pattern=MASK_PATTERN)]
"""Type of a check's parameter that names a mask."""


def masked_piece(piece: str, mask: str, filler: str) -> str:
    """One span, masked.

    Args:
        piece: the raw text of the span.
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


def _kept(mask: str) -> tuple[int, int]:
    found = _KEEP.fullmatch(mask)
    if found is None:
        return 0, 0
    first, last, only_last = (int(group or 0) for group in found.groups())
    return first, last or only_last
