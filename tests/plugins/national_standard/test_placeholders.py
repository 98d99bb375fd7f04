"""Stand-ins in every mixture of case, width and spacing."""

import polars as pl
import pytest

from engine import Column
from plugins.national_standard.presence import placeholder


def _violated(texts: list[str], words: list[str]) -> list[bool]:
    text = pl.col("text")
    violation = placeholder.function(Column("CODE", "项目", text=text, value=text, raw=text), words=words)
    return pl.DataFrame({"text": texts}).select(violation.where).to_series().to_list()


@pytest.mark.parametrize(
    "text", ["null", "NULL", "Null", "nUlL", "ｎｕｌｌ", "ＮＵＬＬ", "n u l l", "无", "无\u3000", "暂 无", "暂\u3000无"]
)
def test_words(text: str) -> None:
    assert _violated([text.strip()], ["null", "无", "暂无"]) == [True]


@pytest.mark.parametrize("text", ["-", "—" * 6, "-" * 40, "……", "***", "/ /", "— — —", "。", "??", "？"])
def test_signs(text: str) -> None:
    assert _violated([text], []) == [True]


@pytest.mark.parametrize("text", ["0", "00", "???", "-1", "A-", "无锡", "1/2", "√", "是"])
def test_content(text: str) -> None:
    assert _violated([text], ["null", "无"]) == [False]


def test_a_long_word_does_not_explode() -> None:
    assert _violated(["see the attachment", "SEEATTACHMENT", "seeattachment"], ["see attachment"]) == [
        False,
        True,
        True,
    ]
