"""Tick boxes in all their clothes."""

import pytest

from store.catalogue.ticks import PARTIES, PARTY_WORDS, SCOPE_WORDS, SCOPES, UnclearTicks, boxes, ticked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("☑自然人\n☑法人\n□其他组织", "自然人 法人"),
        ("■自然人●法人○其他组织", "自然人 法人"),
        ("自然人□法人☑其他组织√", "法人 其他组织"),
        ("自然人 ☑ 法人 □ 其他组织 □", "自然人"),
        ("☑ 自然人 □ 法人 □ 其他组织", "自然人"),
        ("自然人 √法人 ✓其他组织", "法人 其他组织"),
        ("[√]自然人[ ]法人（√）其他组织", "自然人 其他组织"),
        ("R自然人£法人R其他组织", "自然人 其他组织"),
        ("√法人和其他组织", "法人 其他组织"),
        ("自然人 法人 其他组织", "自然人 法人 其他组织"),
        ("法人、其他组织", "法人 其他组织"),
        ("其他组织/法人", "法人 其他组织"),
        ("公民、法人和其他组织", "自然人 法人 其他组织"),
        ("法人及非法人组织", "法人 其他组织"),
        ("个人", "自然人"),
    ],
)
def test_what_is_ticked_is_read(text: str, expected: str) -> None:
    assert ticked(text, PARTY_WORDS) == tuple(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "□自然人□法人□其他组织",
        "☒法人",
        "√法人、其他组织",
        "自然人 √ 法人",
        "☑自然人☑自然人",
        "企业",
        "√",
        "☑自然人☑法人☑其他组织（含个体工商户）",
        "√自然人√ 法人 其他组织",
    ],
)
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(UnclearTicks):
        ticked(text, PARTY_WORDS)


def test_scopes_are_read() -> None:
    assert ticked("☑政务公开\n□社会公开", SCOPE_WORDS) == ("政务公开",)
    assert ticked("向社会公开", SCOPE_WORDS) == ("社会公开",)


@pytest.mark.parametrize(("words", "of"), [(PARTY_WORDS, PARTIES), (SCOPE_WORDS, SCOPES)])
def test_boxes_are_read_again_as_they_were_written(words: dict[str, str], of: tuple[str, ...]) -> None:
    for number in range(1, 1 << len(of)):
        chosen = tuple(value for place, value in enumerate(of) if number >> place & 1)
        assert ticked(boxes(chosen, of), words) == chosen
