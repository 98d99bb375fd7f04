"""Code words: one of a list, several of a list, and the open word that carries a text of its own (其他-…)."""

import re
from typing import Final

import polars as pl

from engine import Column, Violation, check, contains, on_candidates, on_distinct
from plugins.national_standard.presence import STANDARD
from plugins.national_standard.words import WordList

DEFAULT_SEPARATORS: Final = "；;、，,&/ "
_LINKS: Final = r"[-‐–—－:：()（）；;、，,。\s]*"


@check(
    id="list.word",
    kind="not_in_list",
    title={"zh": "不在代码表内", "en": "not in the code list"},
    message={
        "zh": "“{caption}”填的是“{value}”，应为：{words}",
        "en": "{caption} holds '{value}', should be one of: {words}",
    },
    sources=[STANDARD],
)
def word(
    field: Column, *, words: list[str], open_word: str | None = None, synonyms: dict[str, str] | None = None
) -> Violation:
    """An item is not one of the standard's words.

    The open word (其他) may be followed by a text in any form: 其他-补办, 其他—补办, 其他（补办）, 其他：补办,
    其他补办. Without a text it is in the list too; `list.open-word-text` asks for the text.

    A word is proposed where folding of width, case and spaces, a synonym, or containment in one word alone makes it
    certain.

    Args:
        field: the item.
        words: the list.
        open_word: the word of the list that carries a text.
        synonyms: other words met in practice → the word of the list that they mean; only for proposals.
    """
    known = WordList(words, open_word, synonyms or {})
    foreign = ~field.text.is_in(words)
    if open_word is not None:
        foreign &= ~field.text.str.starts_with(open_word)
    return Violation(
        where=foreign,
        details={"words": pl.lit("、".join(words))},
        suggestion=on_distinct(field.text, known.nearest, pl.String),
    )


@check(
    id="list.words",
    kind="not_in_list",
    title={"zh": "不在代码表内", "en": "not in the code list"},
    message={
        "zh": "“{caption}”中的“{foreign}”不在规定的类别内，应为：{words}（多项用“；”隔开）",
        "en": "{caption}: '{foreign}' is not one of: {words} (several are joined by ；)",
    },
    sources=[STANDARD, "《中华人民共和国行政处罚法》"],
)
def several_words(
    field: Column,
    *,
    words: list[str],
    open_word: str | None = None,
    separators: str = DEFAULT_SEPARATORS,
    synonyms: dict[str, str] | None = None,
) -> Violation:
    """A part of an item with several values is not one of the standard's words.

    All usual separators are understood here (`list.separator` asks for the right one). Words may hold a separator
    themselves (没收违法所得、没收非法财物). The text of the open word goes on to the next semicolon, because 、 and
    ， are part of many such texts.

    Args:
        field: the item.
        words: the list.
        open_word: the word of the list that carries a text.
        separators: characters that may stand between two words.
        synonyms: other words met in practice → the word of the list that they mean; only for proposals.
    """
    known = WordList(words, open_word, synonyms or {}, separators)
    return Violation(
        where=on_candidates(field.text, ~field.text.is_in(words), lambda texts: ~contains(texts, known.pattern)),
        details={
            "foreign": on_distinct(field.text, lambda text: "”“".join(known.foreign(text)), pl.String),
            "words": pl.lit("、".join(known.simple)),
        },
        suggestion=on_distinct(field.text, known.repaired, pl.String),
    )


@check(
    id="list.separator",
    kind="bad_format",
    spoils=False,
    title={"zh": "多项之间的分隔符不规范", "en": "unusual separator between words"},
    message={
        "zh": "“{caption}”填的是“{value}”，多项之间请用分号“；”隔开",
        "en": "{caption} holds '{value}': join several words by ；",
    },
    sources=[STANDARD],
)
def separator(
    field: Column, *, words: list[str], open_word: str | None = None, separators: str = DEFAULT_SEPARATORS
) -> Violation:
    """Several words are joined by something other than a semicolon (of either width).

    The value is understood all the same. Parts that are not in the list are left to `list.words`.

    Args:
        field: the item.
        words: the list.
        open_word: the word of the list that carries a text.
        separators: characters that are understood between two words, as `list.words` does.
    """
    known = WordList(words, open_word, {}, separators)
    usual = WordList(words, open_word, {}, "；;")

    def unusual(texts: pl.Series) -> pl.Series:
        return contains(texts, known.pattern) & ~contains(texts, usual.pattern)

    return Violation(
        where=on_candidates(field.text, ~field.text.is_in(words), unusual),
        suggestion=on_distinct(field.text, lambda text: "；".join(known.parts(text)), pl.String),
    )


@check(
    id="list.open-word-text",
    kind="not_in_list",
    spoils=False,
    title={"zh": "“其他”后未注明内容", "en": "open word without its text"},
    message={
        "zh": "“{caption}”填的是“{value}”，请在“{open_word}”后注明具体内容，写成“{open_word}-具体内容”",
        "en": "{caption} holds '{value}': say what it is behind {open_word}-",
    },
    sources=[STANDARD],
)
def open_word_text(field: Column, *, open_word: str, separators: str = DEFAULT_SEPARATORS) -> Violation:
    """The open word of a list stands without the text that it must carry, alone or among several words.

    Args:
        field: the item.
        open_word: the word of the list that carries a text.
        separators: characters that may stand between two words; '' where the item holds one word alone.
    """
    between = f"|[{re.escape(separators)}]" if separators else ""
    bare = rf"(?:^{between}){re.escape(open_word)}{_LINKS}(?:${between})"
    named = field.text.str.contains(open_word, literal=True)
    return Violation(
        where=on_candidates(field.text, named, lambda texts: contains(texts, bare)),
        details={"open_word": pl.lit(open_word)},
    )
