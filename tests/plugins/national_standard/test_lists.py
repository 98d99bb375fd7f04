"""The pattern that judges a whole column and the parts that describe one value must agree."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.national_standard.lists import DEFAULT_SEPARATORS
from plugins.national_standard.words import WordList

WORDS = ["警告", "罚款", "没收违法所得", "没收非法财物", "没收违法所得、没收非法财物", "其他"]
PIECES = [*WORDS, *DEFAULT_SEPARATORS, "批评", "-责令改正", "2000元"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join))
@settings(deadline=None, max_examples=500)
def test_a_text_matches_when_no_part_is_foreign(text: str) -> None:
    stripped = text.strip()
    known = WordList(WORDS, "其他", {}, DEFAULT_SEPARATORS)
    has_words = bool(known.parts(stripped))
    matches = pl.Series([stripped]).str.contains(known.pattern).item()
    assert matches == (has_words and not known.foreign(stripped) and stripped[0] not in DEFAULT_SEPARATORS)


@given(st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=5), st.sampled_from(DEFAULT_SEPARATORS))
@settings(deadline=None)
def test_parts_are_the_words_that_were_joined(words: list[str], separator: str) -> None:
    known = WordList(WORDS[:4], None, {}, DEFAULT_SEPARATORS)
    assert known.parts(separator.join(words)) == words


def test_the_nearest_word_is_given_only_where_it_is_certain() -> None:
    known = WordList(["法人及非法人组织", "个体工商户", "自然人"], None, {"个体户": "个体工商户"})
    assert known.nearest("法人") == "法人及非法人组织"
    assert known.nearest(" 自 然 人 ") == "自然人"
    assert known.nearest("个体户") == "个体工商户"
    assert known.nearest("非自然人") is None
    assert known.nearest("自然人或个体工商户") is None
    assert known.nearest("人") is None
