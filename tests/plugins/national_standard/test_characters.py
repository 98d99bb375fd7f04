"""The quick look at whole columns must let through nothing that the exact pattern finds."""

import re
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.national_standard.characters import UNWANTED, decoded_again, has_unwanted, without_invisible

PIECES = [
    "长治市",
    "，",
    "“",
    "·",
    "×",
    "é",
    "？",
    "?",
    "??",
    "锟",
    "斤拷",
    "锛",
    "屽",
    "\u200b",
    "\ufeff",
    "\ufffd",
    "\n",
    "\x07",
    "Ã©",
    "𠮷",
    "\U000e0041",
]


def _found(texts: list[str | None]) -> list[bool | None]:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    return frame.select(has_unwanted(pl.col("text"))).to_series().to_list()


@given(st.lists(st.none() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=8))
@settings(deadline=None, max_examples=300)
def test_the_screened_answer_is_the_exact_one(texts: list[str | None]) -> None:
    assert _found(texts) == [None if text is None else re.search(UNWANTED, text) is not None for text in texts]


def test_every_unwanted_character_is_found_in_a_column_by_itself() -> None:
    characters = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF and re.match(UNWANTED, chr(c))]
    samples = [c for c in characters if ord(c) < 0x10000] + ["\U000e0000", "\U000e0fff"]
    missed = [f"U+{ord(c):04X}" for c in samples if _found(["长治", f"长{c}治"]) != [False, True]]
    assert missed == []


def test_rust_and_python_read_the_pattern_alike() -> None:
    every = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF]
    rust = pl.Series(every).str.contains(UNWANTED).to_list()
    assert rust == [re.search(UNWANTED, character) is not None for character in every]


@pytest.mark.parametrize("text", ["长治市财政局", "罚款：2万元", "（一）警告，（二）罚款。"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_mojibake_is_read_back(text: str, encoding: str) -> None:
    misread = text.encode().decode(encoding)
    assert _found([misread]) == [True]
    assert decoded_again(misread) == text


def test_what_is_left_without_invisible_characters_must_be_sound() -> None:
    assert without_invisible("\u200b") is None
    assert without_invisible("\u200b长治\ufffd") is None
    assert without_invisible("\u200b 长治") == "长治"
