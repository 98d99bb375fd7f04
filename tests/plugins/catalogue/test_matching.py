"""The matching behind the checks: shared, the same for slices as for single records, and as good as the docs say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.catalogue_quality import held_out, judged, pairs, scores
from engine import Check, Column, NotEvaluable
from engine.plugins import Registry
from plugins.catalogue import distinct, gongshi_checks
from plugins.catalogue.abbreviation import abbreviates, plain_words, whole_and_heads
from plugins.catalogue.folding import folded_item
from plugins.catalogue.matchers import ITEM_CODE
from plugins.catalogue.matching import NOT_FOUND, NOT_JUDGED, OTHER_ORGAN, OWN, ItemMatcher, Settings
from plugins.catalogue.register import Register
from tests.plugins.catalogue.conftest import frame

FIRST, SECOND, NOWHERE = "111404001818998355", "11140400058644976U", "11140400K9M5564020"
UNITS = [
    {"code": FIRST, "name": "甲局", "current": True, "valid_from": date(2020, 3, 1)},
    {"code": FIRST, "name": "旧甲局", "current": False, "valid_until": date(2020, 3, 1)},
    {"code": SECOND, "name": "乙局", "current": True},
]
ITEMS = [
    (FIRST, "对经营超过保质期的食品的处罚", date(2020, 1, 1), date(2020, 3, 1)),
    (FIRST, "对使用未经定期检验的特种设备的处罚", date(2020, 3, 1), None),
    (SECOND, "对超过大气污染物排放标准排放大气污染物的处罚", date(2020, 2, 1), None),
]
TEXTS = [None, "经营超过保质期的食品", "使用未经检验的特种设备", "某公司超过大气污染物排放标准排放大气污染物", "吸烟"]
DAYS = [None, *(date(2019, 12, 30) + timedelta(days=15 * step) for step in range(8))]
records = st.tuples(
    st.sampled_from([None, FIRST, SECOND, NOWHERE]),
    st.sampled_from([None, "甲局", "旧甲局", "乙局", "丙局"]),
    st.sampled_from(DAYS),
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
)


def catalogue_frame() -> pl.DataFrame:
    common = {"record_type": "penalty", "parties": ["法人"], "scopes": ["社会公开"]}
    names = ("organisation", "item_name", "effective_from", "effective_until")
    return frame("catalogue", [{**common, **dict(zip(names, item, strict=True))} for item in ITEMS])


def make_matcher() -> ItemMatcher:
    register = Register(frame("organisations", UNITS))
    return ItemMatcher(register, catalogue_frame(), Settings("penalty", 80.0, ITEM_CODE))


def columns(rows: list[tuple[Any, ...]]) -> list[pl.Series]:
    types = [pl.String, pl.String, pl.Date, pl.String, pl.String]
    return [pl.Series([row[place] for row in rows], dtype=dtype) for place, dtype in enumerate(types)]


@given(st.lists(records, max_size=30))
def test_slices_get_what_single_records_get(rows: list[tuple[Any, ...]]) -> None:
    numbers = {"not_judged": NOT_JUDGED, "none": NOT_FOUND, "no_version": NOT_FOUND, "other": OTHER_ORGAN}
    single, together = make_matcher(), make_matcher()
    outcomes = [single.match(*row[:3], row[3:]).outcome for row in rows]
    for _ in range(2):
        verdicts = together.verdicts(*columns(rows)).to_list()
        for outcome, verdict in zip(outcomes, verdicts, strict=True):
            assert verdict >= OWN if outcome == "own" else verdict == numbers[outcome]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "MOST_REMEMBERED", 10)
    matcher = make_matcher()
    rows = [(FIRST, "甲局", date(2020, 2, 1), f"第{number}种情形", None) for number in range(35)]
    assert matcher.verdicts(*columns(rows)).to_list() == [NOT_FOUND] * 35
    assert matcher.verdicts(*columns(rows[:5])).to_list() == [NOT_FOUND] * 5
    remembered = [len(matcher._found), len(matcher._matches), matcher._by_text._known.height]
    assert max(remembered) <= 10


def test_four_checks_match_once(monkeypatch: pytest.MonkeyPatch, sample_frames: Mapping[str, pl.DataFrame]) -> None:
    asked: list[str] = []
    real = ItemMatcher._look_up

    def counted(self: ItemMatcher, index: Any, text: str, *rest: Any) -> Any:
        asked.append(text)
        return real(self, index, text, *rest)

    monkeypatch.setattr(ItemMatcher, "_look_up", counted)
    frames = sample_frames
    lines = (
        frames["catalogue"]
        .filter(pl.col("record_type") == "penalty")
        .select(CODE="organisation", DAY="effective_from", TEXT="item_name", PARTY=pl.lit("个体工商户"))
    )
    names = frames["organisations"].select(CODE="code", NAME="name")
    data = pl.concat([lines.join(names, on="CODE", how="left", maintain_order="left")] * 3)
    checks = {check.id: check for check in gongshi_checks()}
    wheres = [violated(checks, identity, frames) for identity in checks if identity.startswith("catalogue")]
    for start in range(0, data.height, 5):
        for where in wheres:
            data[start : start + 5].select(where)
    assert sorted(asked) == sorted(lines["TEXT"])


def column(code: str) -> Column:
    return Column(code, code, text=pl.col(code), value=pl.col(code), raw=pl.col(code))


def violated(checks: Mapping[str, Check], identity: str, frames: Mapping[str, pl.DataFrame]) -> pl.Expr:
    first = ["PARTY"] if identity == "catalogue.counterpart" else []
    given_columns = [column(code) for code in (*first, "TEXT", "CODE", "NAME", "DAY")]
    where: pl.Expr = checks[identity].function(*given_columns, **frames, record_type="penalty", threshold=80.0).where
    return where


def test_without_reference_data_the_rules_say_so(registry: Registry, sample_frames: Mapping[str, pl.DataFrame]) -> None:
    no_items = {**sample_frames, "catalogue": sample_frames["catalogue"].clear()}
    no_units = {**sample_frames, "organisations": sample_frames["organisations"].clear()}
    for frames, word in ((no_items, "目录"), (no_units, "登记册")):
        with pytest.raises(NotEvaluable) as skipped:
            violated(registry.checks, "catalogue.item-known", frames)
        assert word in skipped.value.reason["zh"]


def test_labelled_pairs() -> None:
    assert len(pairs()) >= 1000
    found = scores(judged(85.0))
    least = {"own": (0.99, 0.97), "other": (0.99, 0.99), "none": (0.80, 0.98)}
    for verdict, (precision, recall) in least.items():
        assert found[verdict][0] >= precision, verdict
        assert found[verdict][1] >= recall, verdict


def test_items_are_those_that_single_records_name() -> None:
    matcher = make_matcher()
    rows = [(FIRST, "甲局", date(2020, 2, 1), item.name, None) for item in matcher._items if item.organ == FIRST]
    rows += [(FIRST, "甲局", date(2020, 2, 1), "没有这样的事项", None), (FIRST, None, None, None, None)]
    expected = []
    for row in rows:
        match = matcher.match(*row[:3], row[3:])
        first = match.entry.items[0] if match.entry and match.outcome == "own" else None
        expected.append(first and (first.code or first.name))
    assert matcher.items(*columns(rows)).to_list() == expected
    assert any(expected)


def test_pairs_that_were_held_out() -> None:
    """Free wordings find their item in many cases, and never a wrong one."""
    answers = [(pair, given) for pair, given in held_out(85.0) if pair.record_type == "penalty"]
    assert not [pair.text for pair, given in answers if given == "wrong item"]
    assert not [pair.text for pair, given in answers if pair.verdict == "none" and given == "own"]
    assert sum(given == "own" for pair, given in answers if pair.verdict == "own") >= 36


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("未设置明显的安全警示标志", "对未按规定设置安全警示标志的处罚", True),
        ("无证经营农药", "对未取得农药经营许可证经营农药的处罚", True),
        ("擅自倾倒工业固体废物", "对擅自倾倒、堆放、丢弃、遗撒工业固体废物的处罚", True),
        ("占用疏散通道", "对占用、堵塞、封闭疏散通道、安全出口的处罚", True),
        ("设置安全警示标志", "对未按规定设置安全警示标志的处罚", False),
        ("未设置消防安全标志", "对未按规定设置安全警示标志的处罚", False),
        ("经营超过保质期的食品", "对经营超过保质期的食品添加剂的处罚", False),
        ("未处置标志", "对未按规定设置安全警示标志的处罚", False),
        ("占用消防车通道", "对占用、堵塞、封闭疏散通道、安全出口的处罚", False),
    ],
)
def test_abbreviations(text: str, name: str, meant: bool) -> None:
    plain = plain_words(folded_item(text, "penalty").core)
    assert abbreviates(plain, whole_and_heads(folded_item(name, "penalty")), "penalty") is meant


def test_an_abbreviation_of_two_items_means_neither() -> None:
    items = [
        (FIRST, f"对超过{what}排放标准排放{what}的处罚", date(2020, 1, 1), None) for what in ("水污染物", "大气污染物")
    ]
    names = ("organisation", "item_name", "effective_from", "effective_until")
    lines = [{"record_type": "penalty", **dict(zip(names, item, strict=True))} for item in items]
    made = ItemMatcher(
        Register(frame("organisations", UNITS)), frame("catalogue", lines), Settings("penalty", 85.0, ITEM_CODE)
    )
    found = [made.match(FIRST, None, DAYS[-1], (text,)).outcome for text in ("超标排放水污染物", "超标排放污染物")]
    assert found == ["own", "none"]
