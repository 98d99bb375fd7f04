"""Which characters have no business in a text, and a quick way to see that a whole column of texts has none of them.

The patterns are written so that Python's and Rust's regular expressions read them alike: the first describe what was
found, for a few values; the second find it, in all.
"""

import re
from itertools import product
from typing import Final

import numpy as np
import polars as pl

CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Soft hyphen, zero-width and direction marks, fillers, variation selectors, byte order mark, marks of removed
# objects, language tags.
INVISIBLE: Final = (
    r"\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff"
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
_LATIN_RUNS: Final = (rf"[\xc2\xc3]{_LATIN_TAIL}", rf"[\xe0-\xef]{_LATIN_TAIL}{{2}}")
MOJIBAKE: Final = "|".join([r"\?{3,}", "锟斤拷?", "斤拷", "烫{3,}", "屯{3,}", *_GBK_RUNS, *_LATIN_RUNS])
UNWANTED: Final = rf"[{CONTROL}{INVISIBLE}{REPLACEMENT}]|{MOJIBAKE}"

# The screen lets everything through that UNWANTED can match. Rust's regular expressions search a few dozen short
# literals many times faster than a large class, as long as they see literals: a group for each small class keeps them
# from being merged into a large one.
_SCREEN: Final = "|".join(
    f"({part})"
    for part in (
        r"[\u200b-\u200f]",
        r"[\u202a-\u202e]",
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
# DEL; the lead bytes of U+0080 to U+00FF (controls, soft hyphen, UTF-8 read as Latin-1), which Chinese text rarely
# has; the question mark.
_RARE_BYTES: Final = (0x7F, 0xC2, 0xC3, 0x3F)
_FIRST_BYTE_OF_PLANE_14: Final = 0xF3
_FEW: Final = 200
_PARTS: Final = 20
_UNWANTED_CONTROL: Final = np.array([byte < 0x20 and byte not in b"\t\n\r" for byte in range(256)])


def has_unwanted(text: pl.Expr) -> pl.Expr:
    """Which texts match UNWANTED; null where the text is null.

    Nearly all columns of nearly all submissions are clean, so the texts of a slice are joined and looked at as a whole
    first; where that finds something, in smaller and smaller parts; and only the parts that are not clean one by one.

    Args:
        text: String expression.
    """
    return pl.when(text.is_not_null()).then(text.map_batches(_unwanted_in, return_dtype=pl.Boolean))


def _unwanted_in(texts: pl.Series) -> pl.Series:
    if _is_clean(texts):
        return pl.Series(texts.name, [False]).new_from_index(0, len(texts))
    if len(texts) <= _FEW:
        return texts.str.contains(UNWANTED)
    size = max(_FEW, len(texts) // _PARTS)
    parts = [_unwanted_in(texts.slice(start, size)) for start in range(0, len(texts), size)]
    return pl.concat(parts, rechunk=True)


def _is_clean(texts: pl.Series) -> bool:
    whole = texts.str.join("")
    content: bytes | None = whole.cast(pl.Binary).item()
    if not content:
        return True
    if any(byte in content for byte in _RARE_BYTES) or whole.str.contains(_SCREEN).item():
        return False
    codes = np.frombuffer(content, dtype=np.uint8)
    if codes.max() >= _FIRST_BYTE_OF_PLANE_14:
        return False
    return bool(codes.min() >= 0x20) or not _UNWANTED_CONTROL[codes].any()


def without_invisible(text: str) -> str | None:
    """The text without its control and invisible characters; None where that does not make it a sound text."""
    visible = re.sub(f"[{CONTROL}{INVISIBLE}]", "", text).strip()
    return visible if visible and not re.search(UNWANTED, visible) else None


def decoded_again(text: str) -> str | None:
    """The text as it was before UTF-8 was read as GBK or Latin-1; None where reading it back does not succeed to the
    last byte.
    """
    for encoding in ("gb18030", "cp1252", "latin-1"):
        try:
            repaired = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if repaired != text and not re.search(UNWANTED, repaired):
            return repaired
    return None
