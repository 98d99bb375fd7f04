"""Records of the penalty table whose text says that nobody was punished."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

import polars as pl

from engine import Column, Violation, check, mapped
from plugins.consistency.chinese_amounts import amounts

NOT_PUNISHED: Final = (
    "不予行政处罚", "不予处罚", "不予以行政处罚", "不予以处罚", "不给予行政处罚", "不给予处罚", "不作行政处罚",
    "不作处罚", "免予行政处罚", "免予处罚", "免于行政处罚", "免于处罚", "免除行政处罚", "免除处罚", "不予罚款",
    "免予罚款", "免于罚款", "首违不罚", "轻微不罚", "撤销立案", "撤案", "销案", "终止调查", "终止案件", "案件终止",
    "不予立案", "不再给予行政处罚", "不再予以行政处罚", "不再处罚", "不处罚", "未予行政处罚", "未予处罚", "免罚",
    "本案撤销", "案件撤销", "移送公安机关", "移送司法机关", "违法事实不能成立", "违法事实不成立", "没有违法事实",
    "无违法事实",
)  # fmt: skip
PENALTIES: Final = (
    "罚款", "罚没", "没收", "警告", "通报批评", "吊销", "暂扣", "扣押", "扣留", "扣分", "记分", "拘留", "停产",
    "停业", "停止执业", "关闭", "降低", "限制", "禁止", "取缔", "拆除", "驱逐", "注销", "撤销许可", "撤销登记",
    "处以", "并处", "科以",
)  # fmt: skip
ORDERS: Final = (
    "责令改正违法行为", "责令改正", "责令限期改正", "责令立即改正", "责令停止违法行为", "责令立即停止违法行为",
    "责令停止", "改正违法行为",
)  # fmt: skip

# Somebody asked for it, or the law was found not to apply: the text only speaks of it.
_NOT_DECIDED: Final = re.compile("不符合|不属于|不适用|不具[有备]|不[予]?采纳|请求|申请|要求|原处罚决定|原行政处罚")
# How a fine of zero begins; a cheap test, before the text is read.
_ZERO: Final = (
    "款0",
    "款０",
    "款零",
    "币0",
    "币０",
    "币零",
    "处0",
    "处０",
    "处零",
    "以0",
    "以０",
    "以零",
    "：0",
    ":0",
    "：零",
    "额0",
    "为0",
    "¥0",
    "￥0",
)
_FEW: Final = 20  # so few texts are read at once: the cheap tests would take longer
# What may stand beside an order without making it a penalty.
_AROUND_ORDERS: Final = re.compile(
    r"责令|行政处罚|处罚|处理|依法|决定|给予|予以|作出|作如下|如下|当事人|你单位|该单位|立即|限期|并|其|[1-9一二三](?=[、.．])|[，。；：、．,;:.]"
)


class _Vocabulary:
    """The words of a rule, as lists for cheap tests and as patterns (None where the rule gives none) for reading."""

    def __init__(self, words: tuple[str, ...], penalties: tuple[str, ...], orders: tuple[str, ...]) -> None:
        self.signs = [*words, *_ZERO]
        self.words_listed, self.penalties_listed, self.orders_listed = list(words), list(penalties), list(orders)
        self.words, self.penalties, self.orders = _pattern(words), _pattern(penalties), _pattern(orders)

    def punishes(self, text: str) -> bool:
        """Whether a penalty is named beside the words that say there is none."""
        rest = self.words.sub("", text) if self.words else text
        return bool(self.penalties and self.penalties.search(rest))


@check(
    id="penalty.not-a-penalty",
    kind="not_a_penalty",
    title={"zh": "不属于行政处罚的记录", "en": "the record is not a penalty"},
    message={
        "zh": "{place}写明{found}，不属于行政处罚，不应作为行政处罚信息报送",
        "en": "{place} says {found}: this is no penalty and does not belong in the penalty table",
    },
    sources=["《中华人民共和国行政处罚法》", "发改办财金〔2018〕424号 行政处罚信息"],
)
def penalty_not_a_penalty(
    content: Column,
    kinds: Column,
    *,
    words: tuple[str, ...] = NOT_PUNISHED,
    penalties: tuple[str, ...] = PENALTIES,
    orders: tuple[str, ...] = ORDERS,
) -> Violation:
    """The text of the decision, or the kind of the penalty, says that there is none.

    Violated where the text (or the kind) contains one of `words` (不予行政处罚, 撤销立案 …) and names no penalty
    beside it; where the only fine that the text names is one of zero; and where the text is nothing but an order to
    mend one's ways (责令改正) while the kind names no penalty either. 对甲不予处罚，对乙罚款1000元 is a penalty, and
    so is 免予罚款，给予警告. Where the text only speaks of such a decision (请求免予处罚，不予采纳;
    不符合不予处罚的情形), the record is not violated.

    A fine of zero in the text is reported here and not as a contradiction of amounts; a zero in the amount column
    alone is reported by `penalty.zero-fine`. So one defect gives one finding.

    Args:
        content: the text of the decision (处罚内容).
        kinds: the kind or kinds of the penalty (处罚类别).
        words: phrases that say that nobody was punished.
        penalties: words of which one stands in every text that names a penalty (罚款, 警告, 没收 …).
        orders: orders that are no penalty by themselves (责令改正, 责令停止违法行为); empty = such texts are not
            judged.

    Source: 行政处罚法 (what is a penalty, and 不予行政处罚); rows of this sort are met in published data.
    """
    vocabulary = _Vocabulary(tuple(words), tuple(penalties), tuple(orders))
    found, place = (
        mapped(
            [content.text, kinds.text], partial(_said, vocabulary, part), pl.String, partial(_says, vocabulary, part)
        )
        for part in (0, 1)
    )
    present = content.text.is_not_null() | kinds.text.is_not_null()
    captions = {"content": content.caption, "kinds": kinds.caption}
    return Violation(
        where=pl.when(present).then(found.is_not_null()),
        details={"found": found, "place": place.replace_strict(captions, default=None, return_dtype=pl.String)},
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """The words as alternatives, the longest first, so that none is cut short by another."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None


def _said(vocabulary: _Vocabulary, part: int, parts: Sequence[pl.Series]) -> pl.Series:
    """For each record, what says that there is no penalty (part 0), or where (part 1); null where nothing does."""
    answers = pl.Series(parts[0].name, [None], dtype=pl.String).new_from_index(0, len(parts[0]))
    if len(answers) <= _FEW and not any(_judged(c or "", k or "", vocabulary) for c, k in zip(*parts, strict=True)):
        return answers
    frame = pl.DataFrame({"content": parts[0], "kinds": parts[1]}).with_row_index("place")
    content, kinds = pl.col("content"), pl.col("kinds")
    any_sign = [*vocabulary.signs, *vocabulary.orders_listed]
    frame = frame.filter(_contains(content, any_sign) | _contains(kinds, vocabulary.words_listed))
    if frame.is_empty():
        return answers
    ordered = _contains(content, vocabulary.orders_listed)
    decided = _contains(content, vocabulary.signs) | _contains(kinds, vocabulary.words_listed)
    frame = frame.filter(ordered | decided)
    # Most texts with an order also name a penalty: those need no reading.
    unpunished = ~_contains(content, vocabulary.penalties_listed)
    frame = frame.filter(decided | unpunished)
    said = [_judged(content or "", kinds or "", vocabulary) for _, content, kinds in frame.iter_rows()]
    found = pl.Series([None if one is None else one[part] for one in said], dtype=pl.String)
    return answers.scatter(frame["place"], found)


def _says(vocabulary: _Vocabulary, part: int, content: str | None, kinds: str | None) -> str | None:
    """The same for one record."""
    if _judged(content or "", kinds or "", vocabulary) is None:
        return None
    answer: str | None = _said(vocabulary, part, [pl.Series([one], dtype=pl.String) for one in (content, kinds)]).item()
    return answer


def _contains(text: pl.Expr, words: list[str]) -> pl.Expr:
    """Whether the text contains one of the words; a text that is not there contains none."""
    # As a pattern: some dozens of short words are found faster that way than by an automaton.
    return text.str.contains("|".join(map(re.escape, words))).fill_null(False) if words else pl.lit(False)


def _judged(content: str, kinds: str, vocabulary: _Vocabulary) -> tuple[str, str] | None:
    """What says that there is no penalty, and in which of the two texts."""
    text = "".join(content.split())
    if vocabulary.punishes(text):
        return ("罚款0元", "content") if _fined_nothing(text, vocabulary) else None
    if _NOT_DECIDED.search(text):
        return None
    phrase = vocabulary.words.search(text) if vocabulary.words else None
    if phrase is not None:
        return f"“{phrase[0]}”", "content"
    if vocabulary.punishes(kinds):
        return None
    phrase = vocabulary.words.search(kinds) if vocabulary.words else None
    if phrase is not None:
        return f"“{phrase[0]}”", "kinds"
    order = _order_alone(text, vocabulary)
    return (f"“{order}”", "content") if order and kinds else None


def _fined_nothing(text: str, vocabulary: _Vocabulary) -> bool:
    """The text fines zero yuan and punishes in no other way."""
    named = amounts(text)
    zero = bool(named.fines) and not any((*named.fines, *named.confiscated, *named.others)) and not named.uncertain
    return zero and not vocabulary.punishes(text.replace("并处罚款", "").replace("处以罚款", "").replace("罚款", ""))


def _order_alone(text: str, vocabulary: _Vocabulary) -> str | None:
    """The order to mend one's ways, where the text says nothing else."""
    first = vocabulary.orders.search(text) if vocabulary.orders else None
    if first is None or vocabulary.orders is None:
        return None
    return first[0] if not _AROUND_ORDERS.sub("", vocabulary.orders.sub("", text)) else None
