"""Length and characters of texts."""

import re
import unicodedata
from typing import Final

import polars as pl

from engine import Column, Violation, check, on_distinct
from plugins.national_standard.characters import (
    CONTROL,
    INVISIBLE,
    MOJIBAKE,
    PRIVATE_USE,
    REPLACEMENT,
    decoded_again,
    has_unwanted,
    without_invisible,
)
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.wording import Wording, described

_CHARACTER_NAMES: Final = {
    0x00AD: "软连字符",
    0x200B: "零宽空格",
    0x200C: "零宽不连字符",
    0x200D: "零宽连字符",
    0x200E: "文字方向标记",
    0x200F: "文字方向标记",
    0xFEFF: "字节顺序标记",
    0xFFFC: "已删除对象的标记",
}
# Characters of GB 18030-2000 that had no place in Unicode yet, and the place they have since (GB 18030-2005 and 2022).
_PLACES_SINCE: Final = str.maketrans(
    dict(
        zip(
            "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue7c7\ue816\ue817\ue818\ue831\ue83b\ue855\ue863",
            "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\u1e3f\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe\u4dae",
            strict=True,
        )
    )
)


@check(
    id="text.length",
    kind="too_long",
    title={"zh": "超过规定长度", "en": "longer than the standard allows"},
    message={
        "zh": "“{caption}”有{length}个字符，超过规定的{most}个，请精简",
        "en": "{caption} has {length} characters, the standard allows {most}",
    },
    sources=[STANDARD],
)
def length(field: Column, *, max_length: int) -> Violation:
    """A text has more characters than the standard's length. A Chinese character, a letter and a digit count one each.

    Args:
        field: the text.
        max_length: characters at most.
    """
    # A text has no more characters than bytes: the count of bytes is at hand and settles nearly all.
    long_enough = pl.when(field.text.str.len_bytes() > max_length).then(field.text)
    too_long = (long_enough.str.len_chars() > max_length).fill_null(False)
    return Violation(
        where=pl.when(field.text.is_not_null()).then(too_long),
        details={"length": field.text.str.len_chars(), "most": pl.lit(max_length)},
    )


@check(
    id="text.characters",
    kind="bad_characters",
    title={"zh": "含异常字符", "en": "bad characters"},
    message={"zh": "“{caption}”{problem}", "en": "{caption} {problem_en}"},
    sources=[STANDARD, "GB 18030-2022", "Unicode 15.0 Core Specification, chapter 23"],
)
def characters(field: Column) -> Violation:
    """A text has characters that nobody typed: control and invisible characters, or mojibake.

    Found are: control characters other than line breaks and tab; zero-width characters, direction marks, byte order
    marks, soft hyphens and variation selectors; U+FFFD; 锟斤拷, 烫烫烫, runs of three question marks; UTF-8 that was
    read as GBK (锛屽) or as Latin-1 (é•¿), GBK that was read as Latin-1 (ÊÐÓÐ). Private-use characters are another
    matter (`text.private-use`): rare characters of names are stored that way in old systems.

    The proposal is the text without the invisible characters, or the text read in its true encoding where that
    succeeds to the last byte. Characters that are lost cannot be proposed.

    Args:
        field: the text.
    """
    return Violation(
        where=has_unwanted(field.text),
        details=described(field.text, _character_problem),
        suggestion=on_distinct(field.text, lambda text: without_invisible(text) or decoded_again(text), pl.String),
    )


@check(
    id="text.private-use",
    kind="bad_characters",
    spoils=False,
    title={"zh": "含自造字", "en": "private-use characters"},
    message={
        "zh": "“{caption}”第{place}个字符是自造字（{code_point}），其他单位的电脑上看不到，请换成国家标准汉字",
        "en": "{caption}: character {place} is a private-use character ({code_point}), which others cannot see",
    },
    sources=["GB 18030-2022"],
)
def private_use(field: Column) -> Violation:
    """A text has private-use characters: rare characters of names in old systems, or signs of a symbol font.

    They are shown only where the same font is. Characters of GB 18030-2000 that have got a place in Unicode since are
    proposed in that place. The value is understood all the same, so other rules go on.

    Args:
        field: the text.
    """
    found = field.text.str.extract(f"([{PRIVATE_USE}])")
    return Violation(
        where=field.text.str.contains(f"[{PRIVATE_USE}]"),
        details={
            "place": on_distinct(field.text, _private_place, pl.Int64),
            "code_point": on_distinct(found, lambda character: f"U+{ord(character):04X}", pl.String),
        },
        suggestion=on_distinct(field.text, _in_places_since, pl.String),
    )


def _character_problem(text: str) -> Wording:
    lost = re.search(f"{REPLACEMENT}|{MOJIBAKE}", text)
    if lost:
        place, sample = lost.start() + 1, lost.group()[:6]
        return Wording(
            f"第{place}个字符起是乱码“{sample}”，请按原件重新填写",
            f"has mojibake '{sample}' from character {place}: enter it again from the original",
        )
    hidden = re.search(f"[{CONTROL}{INVISIBLE}]", text)
    assert hidden is not None
    place, code = hidden.start() + 1, ord(hidden.group())
    usual = "控制字符" if unicodedata.category(hidden.group()) == "Cc" else "特殊字符"
    name = _CHARACTER_NAMES.get(code, usual)
    return Wording(
        f"第{place}个字符是看不见的{name}（U+{code:04X}），请删除",
        f"has an invisible character (U+{code:04X}) in place {place}: delete it",
    )


def _private_place(text: str) -> int:
    found = re.search(f"[{PRIVATE_USE}]", text)
    return found.start() + 1 if found else 0


def _in_places_since(text: str) -> str | None:
    moved = text.translate(_PLACES_SINCE)
    return None if re.search(f"[{PRIVATE_USE}]", moved) else moved
