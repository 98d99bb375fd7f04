"""Which characters have no business in a text, and a quick way to see that a whole column of texts has none of them.

The patterns are written so that Python's and Rust's regular expressions read them alike: the first describe what was
found, for a few values; the second find it, in all.
"""

import re
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from engine import finder, mapped

CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Soft hyphen, joiners, zero-width and direction marks, line separators that no key makes, fillers, variation selectors,
# byte order mark, marks of removed objects, language tags.
INVISIBLE: Final = (
    r"\xad\u034f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff"
    r"\U000e0000-\U000e0fff"
)
PRIVATE_USE: Final = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
REPLACEMENT: Final = "\ufffd"


def _misread_punctuation(first: bytes, seconds: bytes) -> str:
    """Punctuation in UTF-8 read as GBK: its first two bytes make one rare character, its last byte pairs with the
    next lead byte.

    Args:
        first: the first two bytes of the punctuation marks.
        seconds: their last bytes.
    """
    pairs = (bytes(pair).decode("gbk", "ignore") for pair in product(seconds, range(0xE2, 0xF0)))
    return f"{first.decode('gbk')}[{''.join(pairs)}]"


_GBK_RUNS: Final = (
    _misread_punctuation(b"\xef\xbc", b"\x81\x88\x89\x8c\x9a\x9b\x9f"),  # ！（），：；？
    _misread_punctuation(b"\xe3\x80", b"\x81\x82\x8a\x8b\x90\x91"),  # 、。《》【】
    _misread_punctuation(b"\xe2\x80", b"\x94\x9c\x9d\xa6"),  # —“”…
)
# Bytes 80 to BF as Latin-1 and Windows-1252 show them, less those that are also Chinese punctuation.
_LATIN_TAIL: Final = r"[\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]"
# Four letters with accents in a row are no word of any language: two characters in GBK.
_LATIN_RUNS: Final = (
    rf"[\xc2\xc3]{_LATIN_TAIL}",
    rf"[\xe0-\xef]{_LATIN_TAIL}{{2}}",
    r"[\xc0-\xd6\xd8-\xf6\xf8-\xff]{4}",
)
_MISREADINGS: Final = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))
MOJIBAKE: Final = "|".join([r"\?{3,}", "锟斤拷?", "斤拷", "烫{3,}", "屯{3,}", *_GBK_RUNS, *_LATIN_RUNS])
UNWANTED: Final = rf"[{CONTROL}{INVISIBLE}{REPLACEMENT}]|{MOJIBAKE}"

# The screen lets everything through that UNWANTED can match. Rust's regular expressions search a few dozen short
# literals many times faster than a large class, as long as they see literals: a group for each small class keeps them
# from being merged into a large one.
_SCREEN: Final = "|".join(
    f"({part})"
    for part in (
        r"[\u200b-\u200f]",
        r"[\u2028-\u202e]",
        r"[\u2060-\u2067]",
        r"[\u2068-\u206f]",
        r"\u180e",
        r"\u3164",
        r"[\ufe00-\ufe07]",
        r"[\ufe08-\ufe0f]",
        r"\ufeff",
        r"[\ufff9-\uffff]",
        *("锟斤", "斤拷", "烫烫", "屯屯", "锛", "銆", "鈥"),
    )
)
# DEL; the lead bytes of U+0080 to U+00FF (controls, soft hyphen, what was read as Latin-1) and of U+034F, which Chinese
# text rarely has; the question mark.
_RARE_BYTES: Final = (0x7F, 0xC2, 0xC3, 0xCD, 0x3F)
_FIRST_BYTE_OF_PLANE_14: Final = 0xF3
_LONG: Final = 100
_FIRST_PRINTED: Final = 0x20
_UNWANTED_CONTROL: Final = np.array([byte not in b"\t\n\r" for byte in range(_FIRST_PRINTED)])


def has_unwanted(text: pl.Expr) -> pl.Expr:
    """Which texts match UNWANTED; null where the text is null.

    Nearly all texts of nearly all submissions are clean, so the texts of a slice are joined and looked at as a whole
    first; only those in which that finds something are looked at one by one.

    Args:
        text: String expression.
    """
    finds = finder(UNWANTED)

    def single(one: str | None) -> bool:
        return one is not None and finds(one)

    unwanted = mapped([text], lambda parts: _unwanted_in(parts[0]), pl.Boolean, single)
    return pl.when(text.is_not_null()).then(unwanted)


def _unwanted_in(texts: pl.Series) -> pl.Series:
    answers = np.zeros(len(texts), np.bool_)
    (candidates,) = np.nonzero(_may_be_unwanted(texts))
    if candidates.size:
        answers[candidates] = texts.gather(candidates).str.contains(UNWANTED).to_numpy()
    return pl.Series(texts.name, answers)


def _may_be_unwanted(texts: pl.Series) -> npt.NDArray[np.bool_]:
    """Which texts have something in them that UNWANTED could match."""
    marks = np.zeros(len(texts), np.bool_)
    whole = texts.str.join("")
    content: bytes | None = whole.cast(pl.Binary).item()
    if not content:
        return marks
    places = _rare_places(content)
    if places.size:
        ends = texts.str.len_bytes().fill_null(0).cast(pl.Int64).cum_sum().to_numpy()
        marks[np.searchsorted(ends, places, side="right")] = True
    # Among many long texts something is nearly always found, and then they are looked at one by one after all.
    if len(content) > _LONG * len(texts) or whole.str.contains(_SCREEN).item():
        marks |= texts.str.contains(_SCREEN).fill_null(False).to_numpy()
    return marks


def _rare_places(content: bytes) -> npt.NDArray[np.int64]:
    """Where bytes stand that Chinese text rarely has and UNWANTED could match, those of `_SCREEN` left out."""
    codes = np.frombuffer(content, dtype=np.uint8)
    places = [np.flatnonzero(codes == byte) for byte in _RARE_BYTES if byte in content]
    if codes.max() >= _FIRST_BYTE_OF_PLANE_14:
        places.append(np.flatnonzero(codes >= _FIRST_BYTE_OF_PLANE_14))
    if codes.min() < _FIRST_PRINTED:
        controls = np.flatnonzero(codes < _FIRST_PRINTED)
        places.append(controls[_UNWANTED_CONTROL[codes[controls]]])
    return np.concatenate([np.empty(0, np.int64), *places])


def without_invisible(text: str) -> str | None:
    """The text without its control and invisible characters; None where that does not make it a sound text."""
    visible = re.sub(f"[{CONTROL}{INVISIBLE}]", "", text).strip()
    return visible if visible and not re.search(UNWANTED, visible) else None


def decoded_again(text: str) -> str | None:
    """The text as it was before UTF-8 was read as GBK or Latin-1, or GBK as Latin-1; None where reading it back does
    not succeed to the last byte.
    """
    for read_as, written_in in _MISREADINGS:
        try:
            repaired = text.encode(read_as).decode(written_in)
        except UnicodeError:
            continue
        if repaired != text and not re.search(UNWANTED, repaired):
            return repaired
    return None
