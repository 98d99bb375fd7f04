"""A faulty document number taken apart: what is wrong with which part. Scalar: only distinct values of violating
records come here.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plugins.national_standard.wording import Wording, joined

OPENING: Final = r"〔\[［【(（﹝〖〈<《{｛「『"
CLOSING: Final = r"〕\]］】)）﹞〗〉>》}｝」』"
DIGIT: Final = "[0-9０-９]"

_ORGAN: Final = r"(?P<organ>.*?)\s*"
_YEAR: Final = rf"\s*(?P<year>{DIGIT}{{4}})\s*(?P<nian>年?)\s*"
_TAIL: Final = rf"\s*(?P<di>第?)\s*(?P<number>{DIGIT}*)\s*(?P<hao>号?)(?P<rest>.*)"
# From the clearest sign of a year to the faintest.
_PATTERNS: Final = tuple(
    re.compile(_ORGAN + year + _TAIL)
    for year in (
        rf"(?P<opening>[{OPENING}]){_YEAR}(?P<closing>[{CLOSING}])",
        rf"(?P<opening>[{OPENING}])\s*(?P<year>{DIGIT}{{2}})\s*(?P<nian>年?)\s*(?P<closing>[{CLOSING}])",
        rf"(?P<opening>[{OPENING}]){_YEAR}(?P<closing>)",
        rf"(?P<opening>){_YEAR}(?P<closing>[{CLOSING}])",
        rf"(?P<opening>)(?<!{DIGIT}){_YEAR}(?P<closing>)度?\s*[-—－]?",
    )
)


@dataclass(frozen=True)
class Parts:
    """A document number in parts, as written; '' where a part is missing. `rest` is what stands after 号."""

    text: str
    organ: str
    opening: str
    year: str
    nian: str
    closing: str
    di: str
    number: str
    hao: str
    rest: str

    @property
    def plain(self) -> bool:
        """Whether nothing but a number and 号 follows the year."""
        return not self.rest


_Fault = Callable[[Parts], bool]
_FAULTS: Final[tuple[tuple[_Fault, Wording], ...]] = (
    (lambda p: not p.organ, Wording("缺少发文机关代字", "lacks the organ's abbreviation")),
    (
        lambda p: not p.opening and not p.closing,
        Wording("年份未加六角括号〔〕", "lacks the brackets 〔〕 round the year"),
    ),
    (lambda p: bool(p.opening) != bool(p.closing), Wording("年份的括号不成对", "lacks one bracket of the year")),
    (
        lambda p: bool(p.opening and p.closing) and (p.opening, p.closing) != ("〔", "〕"),
        Wording("年份应使用六角括号〔〕", "needs the brackets 〔〕 round the year"),
    ),
    (lambda p: len(p.year) != 4, Wording("年份应写全四位", "needs a year of four digits")),
    (
        lambda p: len(p.year) == 4 and _half_width(p.year)[:2] not in ("19", "20"),
        Wording("年份有误", "has an impossible year"),
    ),
    (lambda p: bool(p.nian), Wording("年份后不写“年”", "has 年 after the year")),
    (lambda p: p.plain and bool(p.di), Wording("序号前不加“第”", "has 第 before the number")),
    (lambda p: p.plain and not p.number, Wording("缺少序号", "lacks the number")),
    (
        lambda p: p.plain and _half_width(p.number).startswith("0"),
        Wording("序号不编虚位（前面不加0）", "has leading zeros in the number"),
    ),
    (lambda p: p.plain and not p.hao, Wording("末尾缺少“号”", "lacks 号 at the end")),
    (lambda p: re.search("[０-９]", p.text) is not None, Wording("数字应为半角", "has full-width digits")),
    (lambda p: re.search(r"\s", p.text) is not None, Wording("中间有空格", "has spaces inside")),
)


def problem_of(text: str) -> Wording:
    """What is wrong with a document number, all faults in the order in which they stand."""
    parts = _parts(text)
    found = [wording for fault, wording in _FAULTS if parts is not None and fault(parts)]
    return joined(found or [Wording("写法不规范", "is not in the official shape")])


def repaired(text: str) -> str | None:
    """The document number in the official shape; None where organ, year or number are not certain."""
    parts = _parts(text)
    if parts is None or not parts.organ or len(parts.year) != 4 or _half_width(parts.year)[:2] not in ("19", "20"):
        return None
    number = _half_width(parts.number).lstrip("0")
    tail = f"{number}号" if parts.plain else _half_width(parts.di + parts.number + parts.hao + parts.rest)
    whole = f"{_without_space(parts.organ).rstrip('-—－')}〔{_half_width(parts.year)}〕{_without_space(tail)}"
    return whole if number and whole != text else None


def _parts(text: str) -> Parts | None:
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return Parts(text=text, **found.groupdict())
    return None


def _half_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text)


def _without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)
