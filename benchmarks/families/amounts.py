"""Kinds, amounts and texts of penalties that contradict each other, and records that are no penalties."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Final

import polars as pl

from benchmarks.families.presence import missing
from benchmarks.faults import Change, Fault, Record, put
from benchmarks.money import capital_numeral, confiscation_wordings, fine_wordings, in_ten_thousands

_FINE: Final = "CF_NR_FK"
_GAIN: Final = "CF_NR_WFFF"
_KINDS: Final = "CF_CFLB"
_CONTENT: Final = "CF_NR"
_PAPER: Final = "CF_NR_ZKDX"
BAD_NUMBERS: Final = (
    "-0.5",
    "1,000.5",
    "0.1234567",
    "2万元",
    "2万",
    "2元",
    "２",
    "贰",
    "0.5.1",
    "￥2",
    "约2",
    "12345678",
    "1.2E+2",
    "1e3",
    "2.",
    "+2",
    "2 000",
    "2/3",
    "贰万元",
    "0,5",
    "#VALUE!",
    "2％",
    "10000元",
)
NO_PENALTY_TEXTS: Final = (
    "决定不予行政处罚。",
    "不予处罚",
    "免予处罚。",
    "免于行政处罚",
    "违法事实不能成立，不予行政处罚。",
    "经研究决定撤销案件",
    "撤销立案。",
    "首违不罚，予以教育。",
    "责令改正违法行为。",
    "责令立即改正",
    "责令停止违法行为。",
    "违法行为轻微并及时改正，未造成危害后果，依法不予行政处罚。",
    "不予立案",
    "案件终止调查。",
    "免除处罚",
    "不给予行政处罚，进行批评教育。",
)
NO_PENALTY_KINDS: Final = ("其他-不予处罚", "其他-责令改正", "其他", "警告")

# What the column says of a fine is the figure in yuan, or mistyped.
_MORE_WORDINGS: Final = (
    ("capitals", f"罚款人民币{capital_numeral(Decimal(20_000))}", "20000"),
    ("万", "罚款2万元", "20000"),
    ("spoken", "处罚款两千元", "2000"),
    ("spoken, with 千", "罚款三千五百元", "3500"),
    ("圆", "罚款人民币伍仟圆整", "5000"),
    ("full width", "罚款人民币２０００元", "2000"),
    ("traditional", "罚款人民币貳萬元整", "20000"),
    ("separators", "罚款 20,000 元", "20000"),
    ("1.5万", "处1.5万元罚款", "15000"),
    ("thousands for ten thousands", "罚款人民币20000元", "20"),
    ("digits swapped", "罚款人民币35000元", "5.3"),
)
_SAMPLES: Final = (
    Decimal(2000),
    Decimal(50_000),
    Decimal("12345.67"),
    Decimal(123_456),
    Decimal(108_000),
    Decimal(20_002),
)


def faults() -> Iterator[Fault]:
    """All faults of this family."""
    yield from _missing_amounts()
    yield from _wrong_amounts()
    yield from _amounts_without_kind()
    yield from _no_penalties()
    yield from _no_numbers()


def _is_fine() -> pl.Expr:
    return pl.col(_KINDS).str.contains("罚款") & pl.col(_FINE).is_not_null()


def _missing_amounts() -> Iterator[Fault]:
    yield from missing(_FINE, "amount:missing", _is_fine())
    yield from missing(_GAIN, "amount:missing-gain", pl.col(_KINDS).str.contains("没收违法所得"))
    yield from missing(_PAPER, "licence:withheld", pl.col(_KINDS).str.contains("暂扣|吊销"))


def _wrong_amounts() -> Iterator[Fault]:
    """Yuan entered for 万元 with every wording of the text, and sums that differ from it."""
    alone = pl.col(_KINDS) == "罚款"
    for number in range(len(fine_wordings(Decimal(50)))):
        yuan = _SAMPLES[number % len(_SAMPLES)]
        text = f"{fine_wordings(yuan)[number]}。"
        yield Fault("amount:yuan", text, (_FINE,), ("mismatch",), _texts(text, _FINE, f"{yuan}"), alone)
        other = in_ten_thousands(yuan * 10)
        yield Fault("amount:other", text, (_FINE,), ("mismatch",), _texts(text, _FINE, other), alone)
    for turn in range(6):
        yield Fault(
            "amount:yuan",
            f"own text {turn}",
            (_FINE,),
            ("mismatch",),
            _times(_FINE, 10_000),
            _is_fine() & _small(_FINE),
        )
        yield Fault(
            "amount:other",
            f"own text {turn}",
            (_FINE,),
            ("mismatch",),
            _times(_FINE, "0.1"),
            _is_fine() & _round(_FINE),
        )
    for clothing, text, figure in _MORE_WORDINGS:
        yield Fault("amount:yuan", clothing, (_FINE,), ("mismatch",), _texts(f"{text}。", _FINE, figure), alone)
    gains = pl.col(_KINDS) == "没收违法所得"
    for number in range(len(confiscation_wordings(Decimal(50)))):
        yuan = _SAMPLES[number % len(_SAMPLES)]
        text = f"{confiscation_wordings(yuan)[number]}。"
        yield Fault("amount:gain-yuan", text, (_GAIN,), ("mismatch",), _texts(text, _GAIN, f"{yuan}"), gains)
    both = pl.col(_FINE).is_not_null() & pl.col(_GAIN).is_not_null() & (pl.col(_FINE) != pl.col(_GAIN))
    yield Fault("amount:exchanged", "fine and gain", (_FINE, _GAIN), ("mismatch",), _exchanged, both)


def _exchanged(record: Record, _random: Random) -> Record:
    return {_FINE: record[_GAIN], _GAIN: record[_FINE]}


def _texts(text: str, field: str, figure: str) -> Change:
    return lambda _record, _random: {_CONTENT: text, field: figure}


def _small(field: str) -> pl.Expr:
    """So small that the figure in yuan still has the form of the column."""
    return pl.col(field).cast(pl.Float64) < 900


def _round(field: str) -> pl.Expr:
    """So round that a tenth still has the form of the column."""
    return pl.col(field).str.len_chars() <= 4


def _times(field: str, factor: int | str) -> Change:
    def change(record: Record, _random: Random) -> Record:
        return {field: f"{(Decimal(record[field] or '0') * Decimal(factor)).normalize():f}"}

    return change


def _amounts_without_kind() -> Iterator[Fault]:
    nothing = pl.col(_FINE).is_null() & pl.col(_GAIN).is_null() & (pl.col(_KINDS) == "警告")
    for text, figure in (
        ("给予警告。", "0.5"),
        ("罚款人民币5000元。", "0.5"),
        ("给予警告，并处罚款人民币贰万元整。", "2"),
    ):
        for field, word in ((_FINE, "罚款"), (_GAIN, "没收违法所得")):
            content = text.replace("处罚款", "罚款").replace("罚款", word)
            yield Fault(
                "kind:amount",
                f"{content} {field}",
                (_KINDS, field),
                ("mismatch",),
                _texts(content, field, figure),
                nothing,
            )
    is_fine = pl.col(_KINDS) == "罚款"
    for kinds in ("警告", "责令停产停业", "行政拘留", "其他-通报批评"):
        yield Fault("kind:amount", f"fine as {kinds}", (_KINDS, _FINE), ("mismatch",), put(_KINDS, kinds), is_fine)


def _no_penalties() -> Iterator[Fault]:
    fields = (_CONTENT, _KINDS)
    plain = pl.col(_PAPER).is_null()
    for number, text in enumerate(NO_PENALTY_TEXTS):
        kinds = NO_PENALTY_KINDS[number % 3]
        yield Fault(
            "none:not-a-penalty", f"{text} {kinds}", fields, ("not_a_penalty",), _nothing(text, kinds, None), plain
        )
    yield Fault(
        "none:not-a-penalty", "警告", fields, ("not_a_penalty",), _nothing("决定不予行政处罚。", "警告", None), plain
    )
    zero = (_FINE, _CONTENT, _KINDS)
    for figure, text in (
        ("0", "罚款人民币0元。"),
        ("0.00", "罚款0元。"),
        ("0.000000", "罚款零元"),
        ("0", "罚款人民币零元整。"),
        ("0", "处以罚款。"),
        ("0", "不予行政处罚。"),
        ("0.0", "罚款0.00元。"),
    ):
        yield Fault(
            "none:zero-fine", f"{figure} {text}", zero, ("not_a_penalty",), _nothing(text, "罚款", figure), plain
        )
    contradicted = _nothing("罚款人民币5000元。", "罚款", "0")
    yield Fault("none:zero-fine", "contradicted", zero, ("not_a_penalty", "mismatch"), contradicted, plain)


def _nothing(text: str, kinds: str, fine: str | None) -> Change:
    return lambda _record, _random: {_CONTENT: text, _KINDS: kinds, _FINE: fine, _GAIN: None}


def _no_numbers() -> Iterator[Fault]:
    gain = pl.col(_GAIN).is_not_null()
    for number, value in enumerate(BAD_NUMBERS):
        field, where = ((_FINE, _is_fine()), (_GAIN, gain))[number % 2]
        kinds = ("bad_number", "bad_characters") if value in ("２", "2％") else ("bad_number",)
        yield Fault("number", f"{value} in {field}", (field,), kinds, put(field, value), where)
