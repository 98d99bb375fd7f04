"""The checks on small frames: the fast tests agree with the reader of whole texts, and one defect gives one finding."""

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine import Check, Column, Repeated, Violation
from plugins.consistency import gongshi_checks
from plugins.consistency.chinese_amounts import Role, amounts, contradicts

CHECKS: dict[str, Check] = {check.id: check for check in gongshi_checks()}
ROLES: list[tuple[str, Role]] = [("penalty.fine-amount", "fine"), ("penalty.confiscated-amount", "confiscated")]
SHAPES = [
    "罚款人民币{}元。",
    "罚款{}元",
    "处{}元罚款",
    "处以人民币 {} 元的罚款",
    "罚款（大写）：{}元整",
    "没收违法所得{}元，罚款200元",
    "没收违法所得500元，并处罚款{}元",
    "对甲、乙各罚款{}元",
    "加处罚款{}元",
    "罚款{}元5角",
    "罚款{}元以下",
    "罚款0{}元",
]
SUMS = [
    "200",
    "20,000",
    "20，000",
    "２００",
    "2万",
    "2.5万",
    "0.02万",
    "二百",
    "贰万",
    "两万五",
    "1,2000",
    "0",
    "200.00",
]


def column(code: str, decimal: bool = False) -> Column:
    text = pl.col(code)
    return Column(code, code, text=text, value=text.cast(pl.Float64, strict=False) if decimal else text, raw=text)


def violated(identity: str, rows: dict[str, list[str]], decimals: str = "", **parameters: Any) -> list[bool | None]:
    check = CHECKS[identity]
    columns = [column(code, decimal=code in decimals) for code in rows]
    violation: Violation = check.function(*columns, **check.validated(parameters))
    return pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)).select(where=violation.where)["where"].to_list()


@given(
    st.lists(st.tuples(st.sampled_from(SHAPES), st.sampled_from(SUMS), st.sampled_from([0, 50, 200, 20_000, 25_000])))
)
def test_fast_tests_and_reader_agree(rows: list[tuple[str, str, int]]) -> None:
    texts = [shape.format(sum_) for shape, sum_, _ in rows]
    figures = [f"{entered / 10_000:f}" for _, _, entered in rows]
    for identity, role in ROLES:
        expected = [
            contradicts(amounts(text), role, entered * 100) for text, (*_, entered) in zip(texts, rows, strict=True)
        ]
        assert violated(identity, {"amount": figures, "content": texts}, decimals="amount") == expected


def test_amounts_beyond_measure_are_not_judged() -> None:
    figures = ["1e300", "inf", "nan", "-1", "1.40402E+17"]
    rows = {"amount": figures, "content": ["罚款200元"] * len(figures)}
    assert violated("penalty.fine-amount", rows, decimals="amount") == [None, None, None, True, None]


def test_an_empty_slice_is_judged_without_failing() -> None:
    for identity, _ in ROLES:
        assert violated(identity, {"amount": [], "content": []}, decimals="amount") == []
    assert violated("penalty.not-a-penalty", {"content": [], "kinds": []}) == []


def test_a_zero_is_reported_by_one_check_only() -> None:
    texts = ["罚款0元。", "罚款零元。", "决定不予行政处罚。", "罚款200元。", "处以罚款。", "罚款人民币贰佰元整。"]
    zero, kind = ["0"] * len(texts), ["罚款"] * len(texts)
    answers = zip(
        violated("penalty.fine-amount", {"amount": zero, "content": texts}, decimals="amount"),
        violated("penalty.not-a-penalty", {"content": texts, "kinds": kind}),
        violated("penalty.zero-fine", {"amount": zero, "kinds": kind, "content": texts}, decimals="amount"),
        strict=True,
    )
    assert [answer.count(True) for answer in answers] == [1] * len(texts)


def test_keys_that_read_the_same_are_the_same() -> None:
    documents = [
        "罚〔2020〕1号",
        "罚[2020]1号",
        "罚【2020】1 号",
        "罚（２０２０）１号",
        "罚［2020］1号",
        " 罚(2020)1号",
    ]
    frame = pl.DataFrame({"document": documents, "name": ["KTV"] * 5 + ["ktv"]})
    repeated: Repeated = CHECKS["record.duplicate"].function(column("document"), column("name"))
    assert frame.select(repeated.key).to_series().n_unique() == 1
