"""Captions: what identifies one, and which field of a layout it means.

Forms add to the captions of the standard: numbers and stars in front, hints in brackets behind, and a second row of
captions under merged ones. What is added is taken off only where the caption as it stands means nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from engine.ruleset import RecordLayout

Index = Mapping[str, str]
_MOST_KEPT: Final = 64
_IGNORED: Final = re.compile(r"[\s_\-—–~()（）\[\]〔〕【】{}<>《》*＊★☆:：]+")
# What forms add to a caption, or write in a row of its own under the header, to say whether the item must be filled.
_DUTY: Final = re.compile("(?:非?必填项?|选填项?|可选|可不填|条件必填项?|有条件必填|视情况填写?)$")
_NUMBER: Final = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_IN_FRONT: Final = re.compile(rf"[★☆▲△●◆※#*•·\s]*(?:\({_NUMBER}\)|{_NUMBER}\s*[.、:)．])?\s*")
_IN_BRACKETS: Final = re.compile(r"[\s:]*(?:\(([^()]*)\)|【([^】]*)】|\[([^\]]*)\])\s*:?$")
# A hint says how to fill in; what names another thing (元 for 万元, 电话) is none.
_HINT: Final = re.compile(
    "填|格式|YYYY|yyyy|年.*月|说明|附[件表]|万元|[0-9][位字]|字[符数以]|如:|例|参照|参考|全称|不得|文本|日期型|数字|下拉|选择|单选|多选"
)
_NAME_WORDS: Final = frozenset({"名称", "姓名", "全称", "单位名称"})
_LEAST_BELOW: Final = 2
_LONGEST: Final = 200  # characters of a caption; a longer cell is none, and would take long to take apart


def plain_caption(cell: str) -> str:
    """A cell without what captions do not differ in."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", cell)).casefold()


def folded(caption: str) -> str:
    """A caption reduced to what identifies it."""
    return _DUTY.sub("", plain_caption(caption))


def is_duty(cell: str) -> bool:
    """Whether a cell says nothing but that an item must be filled, or need not be."""
    return _DUTY.fullmatch(plain_caption(cell)) is not None


def codes_by_caption(layout: RecordLayout) -> Index:
    """Folded caption, code or variant → field code; captions of the standard win over variants."""
    return _index(tuple((field.code, field.caption, field.caption_variants) for field in layout.fields))


@lru_cache(maxsize=_MOST_KEPT)
def _index(fields: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Index:
    index = {folded(variant): code for code, _, variants in fields for variant in variants}
    for code, caption, _ in fields:
        index[folded(caption)] = code
        index[folded(code)] = code
    return index


def loose_code(index: Index, caption: str) -> str | None:
    """The field that a caption means without what forms add to it; None where it means none."""
    if len(caption) > _LONGEST:
        return None
    found = (index.get(folded(text)) for text in _loosened(unicodedata.normalize("NFKC", caption)))
    return next((code for code in found if code is not None), None)


def _loosened(text: str) -> Iterator[str]:
    """A caption with less and less around it."""
    text = _IN_FRONT.sub("", text, count=1)
    yield text
    while (match := _IN_BRACKETS.search(text)) is not None and _HINT.search("".join(filter(None, match.groups()))):
        text = text[: match.start()]
        yield text


def composed(upper: Sequence[str], lower: Sequence[str], index: Index) -> tuple[str, ...] | None:
    """The captions of a header of two rows; None where the lower row is none of captions.

    A merged caption stands over several of the lower row. Together they may be one of the standard (法定代表人 over
    证件类型), or the lower one is, or the lower one only says that the upper one means the name.

    Args:
        upper, lower: cells of two rows, one below the other.
        index: of a layout.
    """
    filled = sum(bool(cell.strip()) for cell in lower)
    if filled < _LEAST_BELOW:
        return None
    captions, owner, foreign = [], "", 0
    for number in range(max(len(upper), len(lower))):
        above = upper[number] if number < len(upper) else ""
        below = lower[number] if number < len(lower) else ""
        owner = above if above.strip() else owner
        caption = _joined(owner, below, index) if below.strip() else above
        if caption is None:
            foreign += 1
            caption = below
            if 5 * foreign > filled:
                return None
        captions.append(caption)
    return tuple(captions)


def _joined(owner: str, below: str, index: Index) -> str | None:
    """The caption of a column of two; None where they mean nothing."""
    if len(owner) + len(below) > _LONGEST:
        return None
    options = [below] if folded(owner) == folded(below) else [owner + below, below]
    if plain_caption(below) in _NAME_WORDS:
        options.append(owner)
    return next((text for text in options if index.get(folded(text)) or loose_code(index, text)), None)
