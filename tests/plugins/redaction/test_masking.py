"""Masking by all recognisers leaves nothing for a second pass; masks show no more than they say."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.redaction_corpus import Half, sentences
from engine import masked_piece
from plugins.redaction import RECOGNISERS, Context, masked_by_all

PIECES = [
    "身份证号140421197803053509",
    "140402199610192342",
    "１４０４２１１９７８０３０５３５０９",
    "手机13812345678",
    "电话0355-2012345",
    "家庭电话0355-2012345",
    "账号6228480170584881933",
    "账户",
    "QQ123456789",
    "微信abc_123",
    "zhang@qq.com",
    "住址",
    "英雄南路289号8号楼4单元1389室",
    "晋D12345",
    "举报人高霞娟",
    "证人",
    "、李四",
    "患有糖尿病",
    "其妻怀孕",
    "名下房产两套",
    "属于国家秘密",
    "机密★3年",
    "不涉及",
    "护照E12345678",
    "档案编号140400123456",
    "，",
    " ",
    "-",
    "1",
    "号",
]
MASKS = ["stars", "keep-first-1", "keep-first-6", "keep-last-4", "keep-first-3-last-4", "word:［已隐去］"]


def left(text: str) -> dict[str, list[str]]:
    spans = {name: recogniser.spans(text) for name, recogniser in RECOGNISERS.items()}
    return {name: [text[slice(*span)] for span in found] for name, found in spans.items() if found}


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_a_second_pass_over_the_masked_corpus_finds_nothing(half: Half) -> None:
    masked = [masked_by_all(sentence.text) for sentence in sentences(half, 4000)]
    assert {text: found for text in masked if (found := left(text))} == {}


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("账号6380 - 2277 - 4914 - 0204 - 649")
def test_a_second_pass_over_any_mixture_finds_nothing(text: str) -> None:
    masked = masked_by_all(text)
    assert left(masked) == {}
    assert masked_by_all(masked) == masked


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), st.sampled_from(MASKS))
def test_whatever_the_ruleset_names_as_mask(text: str, mask: str) -> None:
    masked = masked_by_all(text, masks=dict.fromkeys(RECOGNISERS, mask))
    assert left(masked) == {}


@given(st.text(max_size=200))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for recogniser in RECOGNISERS.values():
        spans = recogniser.spans(text)
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("piece", "mask", "masked"),
    [
        ("13812345678", "stars", "***********"),
        ("13812345678", "keep-first-3", "138********"),
        ("13812345678", "keep-last-4", "*******5678"),
        ("13812345678", "keep-first-3-last-4", "138****5678"),
        ("13812345678", "word:［已隐去］", "［已隐去］"),
        ("2012345", "keep-first-3-last-4", "*******"),
        ("12345", "keep-last-4", "*****"),
    ],
)
def test_masks(piece: str, mask: str, masked: str) -> None:
    assert masked_piece(piece, mask, "*") == masked


def test_names_keep_their_first_character() -> None:
    assert [masked_piece(name, "keep-first-1", "某") for name in ("王五", "高霞娟")] == ["王某", "高某某"]


def test_the_party_is_no_third_person() -> None:
    recogniser = RECOGNISERS["redaction.third-person"]
    text = "员工张伟负责销售"
    assert recogniser.spans(text) == [(2, 4)]
    assert recogniser.spans(text, Context(party="张伟")) == []
    assert recogniser.spans(text, Context(representative="张伟")) == []
    assert recogniser.spans(text, Context(party="潞州区张伟便利店")) == []
    assert recogniser.spans(text, Context(party="张伟刚")) == [(2, 4)]
