"""No text makes the recognisers slow: four times the length takes about four times the time, never the square."""

import time

import polars as pl
import pytest

from engine import Column, Violation
from plugins.redaction import RECOGNISERS, masked_by_all
from plugins.redaction.checks import CHECKS

LENGTH = 5000
MOST_SECONDS = 10.0  # measured: at most 0.4; the square of that would be minutes
UNITS = [
    "1234567890",
    "1",
    " ",
    "１",
    "\u3000",
    "1 ",
    "1-",
    "王",
    "证人",
    "证人王五、",
    "住址",
    "住址东街1号",
    "a@",
    "a.",
    "晋A",
    "账号",
    "账号1",
    "其名下",
    "患有",
    "国家秘密、",
    "《",
    "一",
    "一号",
    "1号",
    "一单元",
    "护照",
    "护照E",
    "微信",
    "微信a",
    "QQ1",
    "13812345678",
    "阿·",
    "档案编号1",
    "，",
    "身份证",
    "系员工",
]


@pytest.mark.parametrize("unit", UNITS)
def test_long_fields_are_judged_in_linear_time(unit: str) -> None:
    text = (unit * LENGTH)[:LENGTH]
    frame = pl.DataFrame({"text": [text, None, "清白"]})
    column = Column("text", "文本", pl.col("text"), pl.col("text"), pl.col("text"))
    began = time.process_time()
    for check in CHECKS:
        answer: Violation = check.function(column)
        where = frame.select(where=answer.where)["where"].to_list()
        assert where == [bool(RECOGNISERS[check.id].spans(text)), None, False]
    masked_by_all(text)
    assert time.process_time() - began < MOST_SECONDS
