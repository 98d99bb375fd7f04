"""The cheap tests of amounts find the same violations as the reader of whole texts."""

from itertools import product

import polars as pl
import pytest

from benchmarks.money import AMOUNTS, confiscation_wordings, fine_wordings
from engine import Check, Column
from plugins.consistency.chinese_amounts import Role, amounts, contradicts
from plugins.consistency.confiscated_amount import penalty_confiscated_amount
from plugins.consistency.fine_amount import penalty_fine_amount

BEFORE = ("", "责令改正，并", "没收违法所得300元，", "罚款", "依法作出如下处罚：")
BEHIND = ("。", "，逾期每日按罚款数额的百分之三加处罚款。", "（大写：叁佰元）", "五分之一", "，罚款1元", "伍角")


@pytest.mark.parametrize(
    ("check", "role", "wordings"),
    [
        (penalty_fine_amount, "fine", fine_wordings),
        (penalty_confiscated_amount, "confiscated", confiscation_wordings),
    ],
)
def test_the_same_texts_contradict_the_column(check: Check, role: Role, wordings: object) -> None:
    assert callable(wordings)
    texts = [
        before + said + behind
        for yuan, before, behind in product(AMOUNTS[::7], BEFORE, BEHIND)
        for said in wordings(yuan)
    ]
    figures = [float(yuan) / 10_000 for yuan in AMOUNTS[::7] for _ in range(len(texts) // len(AMOUNTS[::7]))]
    for shift in (0, 1):
        frame = pl.DataFrame({"text": texts, "value": figures[shift:] + figures[:shift]})
        content = Column("B", "处罚内容", pl.col("text"), pl.col("text"), pl.col("text"))
        amount = Column("A", "金额", pl.col("value").cast(pl.String), pl.col("value"), pl.lit(None, pl.String))
        found = frame.select(check.function(amount, content).where).to_series()
        for text, value, answer in zip(texts, frame["value"], found, strict=True):
            reader = contradicts(amounts(text), role, round(value * 10**6))
            assert (answer is True) == (reader is True), (text, value)
