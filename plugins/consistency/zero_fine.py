"""A fine of zero in the amount column."""

from collections.abc import Sequence
from typing import Annotated, Final

import polars as pl
from pydantic import Field

from engine import Column, Violation, check, contains, mapped, on_candidates
from plugins.consistency.chinese_numerals import NUMERAL_CHARACTERS
from plugins.consistency.not_a_penalty import NOT_PUNISHED

_ONLY_A_FINE: Final = r"^罚款[\s；;、，,&]*$"
_NAMES_A_SUM: Final = rf"[{NUMERAL_CHARACTERS}０-９]\s*[元圆]|[¥￥]\s*[0-9０-９]"


@check(
    id="penalty.zero-fine",
    kind="not_a_penalty",
    title={"zh": "罚款金额为零", "en": "a fine of zero"},
    message={
        "zh": "{caption}填“{value}”，而处罚类别只有罚款：金额为零的罚款不属于行政处罚，请核对金额或撤回该记录",
        "en": "{caption} is “{value}” and a fine is the only penalty: correct the amount or withdraw the record",
    },
    sources=["《中华人民共和国行政处罚法》", "发改办财金〔2018〕424号 行政处罚信息"],
)
def penalty_zero_fine(
    amount: Column,
    kinds: Column,
    content: Column | None = None,
    *,
    words: Annotated[tuple[str, ...], Field(min_length=1)] = NOT_PUNISHED,
) -> Violation:
    """The amount of the fine is zero, and a fine is the only kind of penalty.

    One defect gives one finding. Give the text of the decision as third field: where it names a sum, a contradiction
    is the matter of `penalty.fine-amount` and a fine of zero that of `penalty.not-a-penalty`; where it says that
    nobody was punished, likewise the latter. This check then speaks only where the column alone shows the zero.
    Without the third field it speaks of every zero.

    Args:
        amount: the fine, a decimal in 万元 (罚款金额).
        kinds: the kind or kinds of the penalty (处罚类别).
        content: the text of the decision (处罚内容).
        words: phrases that say that nobody was punished, as given to `penalty.not-a-penalty`.

    Source: 行政处罚法; rows of this sort are met in published data.
    """
    present = amount.value.is_not_null() & kinds.text.is_not_null()
    only_a_fine = on_candidates(kinds.text, amount.value == 0, lambda texts: contains(texts, _ONLY_A_FINE))
    where = pl.when(present).then(only_a_fine)
    if content is None:
        return Violation(where=where)

    def speaks(parts: Sequence[pl.Series]) -> pl.Series:
        zero, texts = parts
        if not zero.any():
            return zero
        silent = ~(pl.col("text").str.contains(_NAMES_A_SUM) | pl.col("text").str.contains_any([*words]))
        frame = pl.DataFrame({"zero": zero, "text": texts})
        zeros = frame.with_columns(pl.when("zero").then("text").alias("text"))
        return zeros.select(pl.when("zero").then(silent).otherwise("zero")).to_series()

    def speaks_of(zero: bool | None, text: str | None) -> bool | None:
        if not zero:
            return zero
        columns = [pl.Series([zero]), pl.Series([text], dtype=pl.String)]
        return bool(speaks(columns).item())

    return Violation(where=mapped([where, content.text], speaks, pl.Boolean, speaks_of))
