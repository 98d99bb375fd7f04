"""Characters of codes: ASCII digits and capital letters, and what comes in their place."""

import re
import unicodedata
from typing import Final

import polars as pl

from engine import Column, Violation, check, contains, on_candidates, on_distinct
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.wording import Wording, described, joined

# Excel's scientific notation, the '.0' of a number, and words are faults of shape, not of characters.
_FAULT_OF_SHAPE: Final = r"^[0-9]+(?:\.[0-9]+)?(?:[Ee]\+?[0-9]{1,3})?$|\p{Han}"
_LOOK_ALIKES: Final = str.maketrans("АВСЕНІЈКМОРЅТХаесорхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABCEHIJKMOPSTXAECOPXYABEZHIKMNOPTYXO")
_TEXT_MARKS: Final = "='\"`‘’“”"  # how text is forced in spreadsheets: '140402…, ="140402…"
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_GB_32100: Final = "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》"


@check(
    id="code.characters",
    kind="bad_characters",
    title={"zh": "代码含异常字符", "en": "bad characters in a code"},
    message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
    sources=[_GB_32100, STANDARD],
)
def code_characters(code: Column, *, allowed: str = "-") -> Violation:
    """A code has characters other than ASCII digits and capital letters.

    That are full-width digits and letters, lower case, letters of other alphabets that look alike (Cyrillic А, Greek
    Ο), spaces and invisible characters inside, hyphen variants, and signs. The proposal is the code with all of these
    folded, where nothing else is wrong.

    Two things look like this and are faults of shape, which other checks name: numbers in Excel's scientific notation
    (9.11404E+17) and Chinese words in place of a code (已注销).

    Args:
        code: the field with the code.
        allowed: signs that are right beside digits and capitals.
    """
    foreign = code.text.str.contains(f"[^0-9A-Z{re.escape(allowed)}]")
    return Violation(
        where=on_candidates(code.text, foreign, lambda texts: ~contains(texts, _FAULT_OF_SHAPE)),
        details=described(code.text, lambda text: _problem(text, allowed)),
        suggestion=on_distinct(code.text, lambda text: _folded_code(text, allowed), pl.String),
    )


@check(
    id="code.surrounding-space",
    kind="bad_characters",
    spoils=False,
    title={"zh": "代码前后有空格", "en": "white space around a code"},
    message={
        "zh": "{caption}“{value}”前后有空格或换行，请删除",
        "en": "{caption} '{value}' has white space around it: delete it",
    },
    sources=[STANDARD],
)
def surrounding_space(code: Column) -> Violation:
    """A code stands between spaces, tabs or line breaks. They are cut off on reading, so the code is understood all
    the same.

    Args:
        code: the field with the code.
    """
    where = pl.when(code.text.is_not_null()).then(code.raw.str.len_bytes() != code.text.str.len_bytes())
    return Violation(where=where, suggestion=code.text)


def _folded_code(text: str, allowed: str) -> str | None:
    """The code in ASCII capitals and digits; None where something is left that is neither."""
    folded = unicodedata.normalize("NFKC", text).translate(_HYPHENS).translate(_LOOK_ALIKES)
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")).upper()
    kept = kept.strip(_TEXT_MARKS)
    return kept if kept and re.fullmatch(f"[0-9A-Z{re.escape(allowed)}]+", kept) else None


def _problem(text: str, allowed: str) -> Wording:
    """The kinds of foreign characters, each once, in the order in which they stand."""
    foreign = [c for c in text if not (c.isascii() and (c.isdigit() or c.isupper())) and c not in allowed]
    return joined(list(dict.fromkeys(_kind_of(character) for character in foreign)))


def _kind_of(character: str) -> Wording:
    """What one foreign character is. Full-width digits are not repeated: they may be those of a person's number."""
    if character.isspace():
        return Wording("中间有空格", "has spaces inside")
    if unicodedata.category(character) in ("Cf", "Cc"):
        return Wording("含看不见的字符", "has invisible characters")
    if character.isascii() and character.islower():
        return Wording("含小写字母，应为大写", "has lower-case letters, capitals are right")
    if character.translate(_LOOK_ALIKES) != character:
        name = f"U+{ord(character):04X}"
        return Wording(
            f"含外文字母“{character}”（{name}），只是看上去像英文字母", f"has the foreign letter '{character}' ({name})"
        )
    if "\uff01" <= character <= "\uff5e":
        return Wording("含全角字符，应为半角", "has full-width characters, half width is right")
    return Wording(f"含不应有的字符“{character}”", f"has the character '{character}'")
