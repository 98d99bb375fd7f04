"""Whether an item is filled, left empty, or filled with a stand-in for nothing."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product
from typing import Final

import polars as pl

from engine import Column, Violation, check

STANDARD: Final = "发改办财金〔2018〕424号 双公示数据标准"
# Signs that say nothing, alone or repeated; some are held down until a cell looks full.
# Question marks: one or two; three are lost characters.
_EMPTY_SIGNS: Final = "-–—－_＿=＝~～/／\\＼|｜*＊.．。…·•,，、;；:：!！'\"`+＋#＃×"
_HELD_SIGNS: Final = "-—－_=~/*.。…#"
_QUESTION_MARKS: Final = ("?", "??", "？", "？？")
_LONGEST_RUN, _LONGEST_HELD_RUN = 6, 40
_SPACES: Final = ("", " ", "\u3000")


@check(
    id="presence.required",
    kind="missing",
    title={"zh": "必填项为空", "en": "required item is empty"},
    message={"zh": "必填项“{caption}”为空", "en": "required item {caption} is empty"},
    sources=[STANDARD],
)
def required(field: Column) -> Violation:
    """A required item is empty.

    White space of any kind counts as empty. Whether an item is required of a record is the rule's condition (category
    of party, other items); this check judges every record that it is asked about, so it never answers 'not
    evaluated'.

    Args:
        field: the item.
    """
    return Violation(where=field.text.is_null())


@check(
    id="presence.nearly-empty",
    kind="missing",
    title={"zh": "几乎没有填写的行", "en": "row with next to nothing in it"},
    message={
        "zh": "这一行几乎是空的：如是标题、说明或分组名，请删除该行；如是记录，请补填各必填项",
        "en": "next to nothing is filled in: if this is a title, a note or a heading, delete the row; "
        "if it is a record, fill in the required items",
    },
    sources=[STANDARD],
    as_written=True,
)
def nearly_empty(*fields: Column) -> Violation:
    """A row in which at most one of the main items is filled.

    Such a row is a heading between records more often than a record, and one finding is clearer than one for every
    item that is missing: the ruleset lets this rule settle those.

    Args:
        fields: the items of which every record has at least two.
    """
    filled = [field.text.is_not_null() for field in fields]
    two = pl.any_horizontal(one & other for one, other in combinations(filled, 2))
    return Violation(where=~two)


@check(
    id="presence.must-be-blank",
    kind="must_be_blank",
    title={"zh": "应为空的项已填写", "en": "item that must be left blank is filled"},
    message={
        "zh": "此类行政相对人不填“{caption}”，现填有“{value}”，请清空",
        "en": "{caption} must be left blank for this category of party, but holds '{value}'",
    },
    sources=[STANDARD],
)
def must_be_blank(field: Column) -> Violation:
    """An item is filled that this category of party must leave empty.

    Args:
        field: the item.
    """
    return Violation(where=pl.when(field.text.is_not_null()).then(True))


@check(
    id="presence.placeholder",
    kind="placeholder",
    title={"zh": "用占位词代替内容", "en": "stand-in instead of content"},
    message={
        "zh": "“{caption}”填的是“{value}”，请填写真实内容；不是必填的，可以留空",
        "en": "{caption} holds '{value}', a stand-in: enter the content, or leave it empty where it is not required",
    },
    sources=[STANDARD, "信用中国公示数据中实际出现的占位词"],
)
def placeholder(field: Column, *, words: list[str]) -> Violation:
    """An item holds a word or signs that stand for nothing: 无, 暂无, 详见附件, null, N/A, /, ----, ……, ***.

    Compared without regard to case, width of letters and spaces between letters. One sign repeated counts too.
    '0' alone does not, it is a number. Three or more question marks are lost characters (`text.characters`).

    Args:
        field: the item.
        words: the stand-ins.
    """
    return Violation(where=field.text.is_in(_forms(tuple(words))))


# A stand-in in brackets or with a full stop is one all the same.
_AROUND: Final = ("（{}）", "({})", "【{}】", "[{}]", "{}。", "{}.")


@lru_cache(maxsize=16)
def _forms(words: tuple[str, ...]) -> list[str]:
    """Every way to write one of the words or a run of one sign: looking up a value is far cheaper than a pattern."""
    forms = {space.join(written) for word in words for written in _cases_and_widths(word) for space in _SPACES}
    forms |= {around.format(word) for word in words for around in _AROUND}
    runs = {sign * length for sign in _EMPTY_SIGNS for length in range(1, _LONGEST_RUN + 1)}
    held = {sign * length for sign in _HELD_SIGNS for length in range(_LONGEST_RUN, _LONGEST_HELD_RUN + 1)}
    spaced = {space.join(sign * length) for sign in _HELD_SIGNS for length in (2, 3, 4) for space in _SPACES}
    return sorted(forms | runs | held | spaced | set(_QUESTION_MARKS))


def _cases_and_widths(word: str) -> Iterator[list[str]]:
    """The letters of a word in every mixture of cases (long words: the usual ones), and of half or full width."""
    letters = [letter for letter in word if not letter.isspace()]
    plain = "".join(letters)
    usual = (plain, plain.lower(), plain.upper(), plain.title())
    mixtures = product(*((letter.lower(), letter.upper()) for letter in letters)) if len(letters) <= 4 else usual
    for cased in mixtures:
        yield list(cased)
        yield [_full_width(letter) for letter in cased]
        yield [letter if letter.isalnum() else _full_width(letter) for letter in cased]


def _full_width(letter: str) -> str:
    return chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter
