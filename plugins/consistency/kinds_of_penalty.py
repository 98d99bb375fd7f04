"""The kinds of a penalty against its amounts and its text."""

import re
from typing import Annotated, Final

import polars as pl
from pydantic import Field

from engine import Column, Violation, check, contains, on_candidates

Words = Annotated[tuple[str, ...], Field(min_length=1)]

# A decision says what it does at the beginning of a clause: 吊销…, 决定吊销…, 并处吊销….
_DECIDED: Final = r"(?:^|[。；;，,、：:\n\s）)]|[0-9][.．]|决定|给予|予以|依法|并处|处以|并)"
_NO_DECISION: Final = r"(?:项|单|收|通知|缴|数额|不)"
# Words with which a text speaks of a penalty without imposing it.
_ONLY_SPEAKS: Final = (
    "如", "若", "逾期", "否则", "将", "拟", "建议", "不予", "免予", "免于", "免除", "不再", "可以", "可处", "可并处",
    "或", "已被", "曾", "撤销", "加处", "每日", "规定处", "原处罚", "依据", "根据",
)  # fmt: skip


@check(
    id="penalty.amount-without-kind",
    kind="mismatch",
    title={"zh": "处罚类别与金额不符", "en": "the kind of the penalty contradicts the amount"},
    message={
        "zh": "{caption}为“{value}”，不含{words}，而{amount_caption}填有{amount}",
        "en": "{caption} is “{value}” without {words}, but {amount_caption} is {amount}",
    },
    sources=["发改办财金〔2018〕424号 行政处罚信息"],
)
def penalty_amount_without_kind(kinds: Column, amount: Column, *, words: Words) -> Violation:
    """There is an amount, but the kinds of the penalty do not name what it is for.

    Violated where the amount is above zero and the kinds contain none of `words`: a fine of 2 beside the kind 警告.
    Kinds are searched for the words as they stand, so 警告、罚款, 罚款；没收违法所得 and 其他-罚款 all contain 罚款.

    Args:
        kinds: the kind or kinds of the penalty (处罚类别).
        amount: a decimal in 万元.
        words: what the kinds must name one of (罚款; 没收).

    Source: 发改办财金〔2018〕424号, 行政处罚信息 第18、20、21项.
    """
    present = kinds.text.is_not_null() & amount.value.is_not_null()
    lacking = (amount.value > 0) & ~kinds.text.str.contains_any([*words])
    return Violation(
        where=pl.when(present).then(lacking),
        details={
            "words": pl.lit("、".join(words)),
            "amount_caption": pl.lit(amount.caption),
            "amount": amount.text,
        },
    )


@check(
    id="penalty.kind-without-content",
    kind="mismatch",
    title={"zh": "处罚类别未包含处罚内容写明的处罚", "en": "the kinds lack a penalty that the text imposes"},
    message={
        "zh": "{content_caption}写明{said}，而{caption}“{value}”不含{words}",
        "en": "{content_caption} imposes {said}, but {caption} “{value}” does not contain {words}",
    },
    sources=["发改办财金〔2018〕424号 行政处罚信息"],
)
def penalty_kind_without_content(
    kinds: Column, content: Column, *filled: Column, kind_words: Words, content_words: Words
) -> Violation:
    """The text of the decision imposes a penalty that the kinds do not name.

    Violated only where the contradiction is certain: one of `content_words` stands at the beginning of a clause or
    after 决定, 给予, 并处 …, the kinds contain none of `kind_words`, and the text uses none of the words with which a
    penalty is only threatened, waived, quoted or remembered (逾期, 否则, 如, 将, 不予, 曾, 依据 …). Such texts are
    not violated, at the price of misses.

    One defect gives one finding: where one of the further fields is filled, the kinds are held against that field by
    `penalty.amount-without-kind`, and this check is not evaluated.

    Args:
        kinds: the kind or kinds of the penalty (处罚类别).
        content: the text of the decision (处罚内容).
        filled: fields that must be empty for this check to speak (罚款金额).
        kind_words: the kinds must name one of them (罚款; 吊销).
        content_words: what the text imposes (罚款; 吊销).

    Source: 发改办财金〔2018〕424号, 行政处罚信息 第18、19项.
    """
    present = kinds.text.is_not_null() & content.text.is_not_null()
    for column in filled:
        present &= column.text.is_null()
    imposed = f"{_DECIDED}({'|'.join(map(re.escape, content_words))})"

    def imposes(texts: pl.Series) -> pl.Series:
        spoken_of = texts.str.contains_any([*_ONLY_SPEAKS]) | contains(texts, imposed + _NO_DECISION)
        return contains(texts, imposed) & ~spoken_of

    said = content.text.str.contains_any([*content_words])
    unnamed = present & said & ~kinds.text.str.contains_any([*kind_words])
    return Violation(
        where=pl.when(present).then(on_candidates(content.text, unnamed, imposes)),
        details={
            "content_caption": pl.lit(content.caption),
            "said": content.text.str.extract(imposed),
            "words": pl.lit("、".join(kind_words)),
        },
    )
