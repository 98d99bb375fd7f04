"""Unusual ways of writing that are no faults: a gate may warn of them, but neither refuse nor question them."""

from collections.abc import Iterator
from random import Random
from typing import Final

import polars as pl

from benchmarks.codes import completed, is_right
from benchmarks.families.codes import rewritten
from benchmarks.families.dates import day_of
from benchmarks.families.layout import LICENCE, PENALTY, Layout
from benchmarks.faults import EVERYWHERE, Change, Fault, Record, put

_DATES: Final = {
    "hyphens": "{0:%Y-%m-%d}",
    "no zeros": "{0.year}-{0.month}-{0.day}",
    "slashes, no zeros": "{0.year}/{0.month}/{0.day}",
    "compact": "{0:%Y%m%d}",
    "Chinese": "{0.year}年{0.month}月{0.day}日",
    "with time": "{0:%Y-%m-%d} 00:00:00",
    "dots": "{0.year}.{0.month}.{0.day}",
}
_NAMES: Final = (
    "长治（香港）ABC有限公司",
    "长治市3M贸易有限公司",
    "山西·太行 餐饮管理有限公司",
    "长治市“老字号”食品有限公司",
    "ＡＢＣ（长治）有限公司",
    "长治市\u3007一商贸有限公司",
    "长治市A&B科技有限公司",
    "上海浦东发展银行股份有限公司长治分行",
    "长治市𬭊业有限公司",
    "无锡太湖食品有限公司长治分公司",
    "空港物流（长治）有限公司",
)
_CONTENTS: Final = (
    ("罚款", "依据货值金额12000元，处以2倍罚款，计人民币24000元。", "2.4", None),
    ("罚款", "依照该条五千元以上五万元以下罚款的规定，决定罚款人民币8000元。", "0.8", None),
    ("罚款", "罚款人民币壹仟元整（￥1000.00）。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。", "0.1", None),
    ("没收违法所得；罚款", "没收违法所得500元；罚款1500元；罚没款合计2000元。", "0.15", "0.05"),
    ("罚款", "对第一项违法行为罚款1000元，对第二项违法行为罚款2000元，合并罚款3000元。", "0.3", None),
    ("罚款", "罚款人民币２０００元。", "0.2", None),
    ("罚款；警告", "警告；罚款贰佰元。", "0.02", None),
    ("罚款", "不予采纳当事人免予处罚的请求，罚款500元。", "0.05", None),
    ("罚款、没收违法所得", "没收违法所得叁佰元，罚款壹仟伍佰元整。", "0.15", "0.03"),
    ("罚款", "罚款1.2万元。", "1.20", None),
    ("罚款", "罚款人民币2000元。", "0.200000", None),
    ("其他-责令限期拆除", "责令限期拆除违法建筑。", None, None),
    ("行政拘留", "行政拘留五日。", None, None),
    ("罚款；行政拘留", "行政拘留十日，并处罚款1000元。", "0.1", None),
    ("警告&罚款", "警告，罚款200元。", "0.02", None),
)


def penalty_variants() -> list[Fault]:
    """Harmless variants of penalties, in the form of faults so that `inject` can place them."""
    return [*_common(PENALTY, ("CF_JDRQ", "CF_YXQ")), *_penalties()]


def licence_variants() -> list[Fault]:
    """Harmless variants of licences."""
    return [*_common(LICENCE, ("XK_JDRQ", "XK_YXQZI")), *_licences()]


def _harmless(clothing: str, change: Change, where: pl.Expr | None = None) -> Fault:
    return Fault("harmless", clothing, (), (), change, EVERYWHERE if where is None else where)


def _common(layout: Layout, dates: tuple[str, ...]) -> Iterator[Fault]:
    for name, form in _DATES.items():
        for field in dates:
            yield _harmless(f"date {name} in {field}", _rewritten_date(field, form))
    for field in (layout.party("MC"), layout.organ_code, layout.document_number, layout.source, layout.decision):
        for space in (" {} ", "　{}", "{}\t", "\u00a0{}"):
            yield _harmless(f"{space!r} in {field}", _surrounded(field, space))
    legal = layout.is_category("法人及非法人组织")
    for text in _NAMES:
        yield _harmless(text, put(layout.party("MC"), text), legal)
    yield _harmless("name of most characters", put(layout.party("MC"), "长治市" + "商贸" * 97 + "公司店"), legal)
    organisation = layout.party("ZZJG")
    hyphenated = rewritten(organisation, lambda code, _r: f"{code[:8]}-{code[8:]}")
    yield _harmless("hyphen in the organisation code", hyphenated, pl.col(organisation).is_not_null())
    yield _harmless("inner organisation code that does not hold, in both columns", _odd_inner_code(layout), legal)
    for text in ("企独晋总字第012345号", "4403012123456", "140402600123456（1-1）"):
        yield _harmless(f"old registration number {text}", put(layout.party("GSZC"), text), legal)
    for text in ("无", "/"):
        yield _harmless(f"stand-in {text} in the remark", put("BZ", text))
    yield _harmless("remark of most characters", put("BZ", "备" * 512))


def _odd_inner_code(layout: Layout) -> Change:
    """Codes were issued whose characters 9-17 are no right organisation code; code_3 then repeats them."""
    code = completed("unified", "91140402MA0GTXYY5")
    assert not is_right("organisation", code[8:17])
    return lambda _record, _random: {layout.party("SHXYM"): code, layout.party("ZZJG"): code[8:17]}


def _rewritten_date(field: str, form: str) -> Change:
    return lambda record, _random: {field: form.format(day_of(record, field))}


def _surrounded(field: str, form: str) -> Change:
    return lambda record, _random: {field: form.format(record[field])}


def _penalties() -> Iterator[Fault]:
    plain = pl.col("CF_NR_ZKDX").is_null()
    for kinds, content, fine, gain in _CONTENTS:
        yield _harmless(content, _decision(kinds, content, fine, gain), plain)
    yield _harmless("publication of 36 months", _publication("3y"))
    yield _harmless("publication on the day", _publication("0d"))
    for text in ("长市监罚字〔2020〕第{}号", "长税罚〔2020〕{}-2号"):
        yield _harmless(text, lambda _rec, random, form=text: {"CF_WSH": form.format(random.randrange(10**6, 10**7))})  # type: ignore[misc]


def _decision(kinds: str, content: str, fine: str | None, gain: str | None) -> Change:
    return lambda _record, _random: {"CF_CFLB": kinds, "CF_NR": content, "CF_NR_FK": fine, "CF_NR_WFFF": gain}


def _publication(offset: str) -> Change:
    def change(record: Record, _random: Random) -> Record:
        later = pl.select(pl.lit(day_of(record, "CF_JDRQ")).dt.offset_by(offset)).item()
        return {"CF_GSJZQ": f"{later:%Y/%m/%d}"}

    return change


def _licences() -> Iterator[Fault]:
    certificate: Change = lambda _record, random: {"XK_WSH": f"JY1140402{random.randrange(10**6, 10**7)}"}  # noqa: E731
    yield _harmless("number of a certificate", certificate)
    yield _harmless("other kind", put("XK_XKLB", "其他-变更登记"))
    yield _harmless("one day", lambda record, _r: {"XK_YXQZ": record["XK_JDRQ"], "XK_YXQZI": record["XK_JDRQ"]})
