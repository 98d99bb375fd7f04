"""A loop over rows and cells with python-stdnum: what a careful script without any of the libraries looks like."""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

from benchmarks.contenders.report import Report
from benchmarks.contenders.rules import AS_OF, Facts, SharedRules

Row = dict[str, str]
_NATURAL: Final = "自然人"
_INDIVIDUAL: Final = "个体工商户"
_STAND_INS: Final = {
    "无",
    "暂无",
    "空",
    "没有",
    "不详",
    "未知",
    "详见附件",
    "见附件",
    "同上",
    "待补",
    "略",
    "/",
    "//",
    "-",
    "--",
    "—",
    "——",
    "null",
}
_PARTY: Final = ("CF_XDR_SHXYM", "CF_XDR_GSZC", "CF_XDR_ZZJG", "CF_XDR_SWDJ", "CF_XDR_SYDW", "CF_XDR_SHZZ", "CF_FRDB")
_STRAY: Final = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd]"
)
_DOCUMENT: Final = re.compile(r"[^〔〕]+〔(?:19|20)\d\d〕[1-9]\d*号")
_AMOUNT: Final = re.compile(r"\d{1,7}(?:\.\d{1,6})?")
_FINE: Final = re.compile(r"罚款(?:人民币)?([\d,.]+)(万?)元")
_KINDS: Final = {
    "警告",
    "罚款",
    "没收违法所得",
    "没收非法财物",
    "责令停产停业",
    "暂扣或者吊销许可证",
    "暂扣或者吊销执照",
    "行政拘留",
    "没收违法所得、没收非法财物",
    "暂扣或者吊销许可证、暂扣或者吊销执照",
}
NOTE: Final = "fewer rules: amounts in Arabic numerals only, no passports and permits, no repairs"


def run(path: Path, rules: SharedRules) -> Report:
    """From the file to the list of violations."""
    found: list[tuple[int, str]] = []
    keys: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8", newline="") as stream:
        for number, raw in enumerate(csv.DictReader(stream), start=1):
            row = {name: text.strip() for name, text in raw.items()}
            found += [(number, fault) for fault in _faults(row, rules)]
            key = (row["CF_WSH"], row["CF_XDR_MC"])
            if key in keys:
                found.append((number, "duplicate"))
            keys.add(key)
    return Report(None, len(found), len({number for number, _ in found}), NOTE)


def _faults(row: Row, rules: SharedRules) -> Iterator[str]:
    for code, facts in rules.columns.items():
        yield from _cell_faults(code, row[code], facts)
    yield from _presence_faults(row)
    yield from _code_faults(row)
    yield from _date_faults(row)
    yield from _amount_faults(row)


def _cell_faults(code: str, text: str, facts: Facts) -> Iterator[str]:
    if facts.required and not text:
        yield f"{code} missing"
    if text.lower() in _STAND_INS:
        yield f"{code} placeholder"
    if facts.most is not None and len(text) > facts.most:
        yield f"{code} too long"
    if facts.words and text and text not in facts.words:
        yield f"{code} not in list"
    if _STRAY.search(text):
        yield f"{code} bad characters"


def _presence_faults(row: Row) -> Iterator[str]:
    natural = row["CF_XDR_LB"] == _NATURAL
    for code in _PARTY if natural else ("CF_XDR_ZJLX", "CF_XDR_ZJHM"):
        if row[code]:
            yield f"{code} must be blank"
    for code in ("CF_XDR_ZJLX", "CF_XDR_ZJHM") if natural else ("CF_XDR_SHXYM", "CF_FRDB"):
        if not row[code]:
            yield f"{code} missing"
    if row["CF_FR_ZJLX"] and not row["CF_FR_ZJHM"]:
        yield "CF_FR_ZJHM missing"
    if not _DOCUMENT.fullmatch(row["CF_WSH"]):
        yield "CF_WSH shape"


def _code_faults(row: Row) -> Iterator[str]:
    party, individual = row["CF_XDR_SHXYM"], row["CF_XDR_LB"] == _INDIVIDUAL
    codeless = individual and party == "00000000000000000X"
    for code in ("CF_XDR_SHXYM", "CF_CFJGDM", "CF_SJLYDM"):
        if row[code] and not (codeless and code == "CF_XDR_SHXYM") and not _holds(uscc.calc_check_digit, row[code], 18):
            yield f"{code} check"
    if codeless and not row["CF_XDR_GSZC"]:
        yield "CF_XDR_GSZC missing"
    if party and not codeless and (party[:2] == "92") != individual:
        yield "CF_XDR_SHXYM class"
    if row["CF_XDR_ZZJG"] and row["CF_XDR_ZZJG"].replace("-", "") != party[8:17]:
        yield "CF_XDR_ZZJG mismatch"
    if len(row["CF_XDR_GSZC"]) == 15 and not mod_11_10.is_valid(row["CF_XDR_GSZC"]):
        yield "CF_XDR_GSZC check"
    for kind, code in (("CF_XDR_ZJLX", "CF_XDR_ZJHM"), ("CF_FR_ZJLX", "CF_FR_ZJHM")):
        if row[kind] == "身份证" and len(row[code]) != 15 and not _is_person(row[code]):
            yield f"{code} check"


def _holds(calculate: Callable[[str], str], code: str, width: int) -> bool:
    try:
        return len(code) == width and calculate(code) == code[-1]
    except (ValueError, IndexError):
        return False


def _is_person(number: str) -> bool:
    return _holds(ric.calc_check_digit, number, 18) and _day(number[6:14], "%Y%m%d") is not None


def _date_faults(row: Row) -> Iterator[str]:
    days = {code: _day(row[code], "%Y/%m/%d") for code in ("CF_JDRQ", "CF_YXQ", "CF_GSJZQ")}
    for code, day in days.items():
        if row[code] and day is None:
            yield f"{code} date"
    decided, effect, published = days.values()
    if decided is None:
        return
    if decided > AS_OF:
        yield "CF_JDRQ future"
    if effect and effect < decided:
        yield "CF_YXQ order"
    if published and (published < decided or (published - decided).days > 3 * 366):
        yield "CF_GSJZQ period"


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _amount_faults(row: Row) -> Iterator[str]:
    kinds = re.split("[；;、,，&]", row["CF_CFLB"])
    if row["CF_CFLB"] not in _KINDS and any(k not in _KINDS and not k.startswith("其他") for k in kinds):
        yield "CF_CFLB not in list"
    for code, word in (("CF_NR_FK", "罚款"), ("CF_NR_WFFF", "没收")):
        if row[code] and not _AMOUNT.fullmatch(row[code]):
            yield f"{code} number"
        elif row[code] and word not in row["CF_CFLB"]:
            yield f"{code} without kind"
    if "罚款" in kinds and not row["CF_NR_FK"]:
        yield "CF_NR_FK missing"
    if ("暂扣" in row["CF_CFLB"] or "吊销" in row["CF_CFLB"]) and not row["CF_NR_ZKDX"]:
        yield "CF_NR_ZKDX missing"
    if "不予" in row["CF_NR"] and "罚款" not in row["CF_NR"]:
        yield "CF_NR no penalty"
    named = _FINE.search(row["CF_NR"])
    if named and _AMOUNT.fullmatch(row["CF_NR_FK"]):
        yuan = float(named[1].replace(",", "").rstrip(".")) * (10_000 if named[2] else 1)
        if abs(yuan - float(row["CF_NR_FK"]) * 10_000) > 0.005:
            yield "CF_NR_FK mismatch"
