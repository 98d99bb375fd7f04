"""What the text of a penalty decision says about money: which sums are fines, which are confiscated, and what is in
doubt.

The reader is shy on purpose: a sum counts as a fine (or as confiscated) only where the words around it leave no
other reading. Limits (2000元以下), rates (每平方米20元), shares (各罚款), multiples, sums waived, threatened or
imposed earlier are never taken for the sum decided. All patterns are bounded, so the time is linear in the length of
the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal

from plugins.consistency.chinese_numerals import DIGIT_CHARACTERS, NUMERAL_CHARACTERS, fen

Role = Literal["fine", "confiscated"]

_FOLDED: Final = {0xFF01 + place: chr(0x21 + place) for place in range(94)} | str.maketrans("￥〖〗【】", "¥()()")
_BLANK: Final = re.compile(r"[^\S\n]+")
_N: Final = NUMERAL_CHARACTERS
_D: Final = DIGIT_CHARACTERS
_CHINESE: Final = NUMERAL_CHARACTERS.removeprefix("0-9")
# A numeral that does not begin inside another one; possessive, so that long runs of digits cost one pass.
_NUMERAL: Final = (
    rf"(?:(?<![{_N}])(?<![0-9][.,])(?=[0-9])|(?<![{_N}点])(?=[{_CHINESE}]))"
    rf"(?:[{_N}]|(?<=[0-9])[.,](?=[0-9])|(?<=[{_N}])点(?=[{_N}]))++"
)
_MONEY: Final = re.compile(
    rf"(?P<numeral>{_NUMERAL})(?P<more>余|多|来)?[元圆圓](?:零?(?P<jiao>[{_D}])角)?(?:零?(?P<fen>[{_D}])分(?!之))?"
    rf"|(?:¥|RMB|人民币):?(?P<bare>{_NUMERAL})(?![元圆圓余多来美港欧日英])"
    # No unit at all (罚款2,000.00; 罚款1.5万): of three digits or more, for 1,罚款2,没收 numbers paragraphs.
    r"|(?:(?<=罚款)|(?<=罚款:))(?P<unitless>[0-9][0-9,]{2,}(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]+)?万)(?=[,;。)\n]|$)"
)
_FILLER: Final = (
    r"(?:[:()]|,?(?:总?金额|数额|总额|共计|合计|总计|累计|计|共|为|即|是|人民币|RMB|¥|大写|小写|的?(?:行政)?处罚|款))"
)
_SEIZED: Final = (
    r"(?:其|该|当事人|上述|全部|的)?(?:(?:违法|非法)(?:销售|经营)?(?:所得|收入|财物|款项)|赃款|赌资|现金|款项|财物)"
)
_BEFORE: Final[dict[Role, str]] = {
    "fine": rf"罚款{_FILLER}{{0,6}}",
    "confiscated": rf"没收(?:{_SEIZED}(?:(?:[、和及与]|并?没收){_SEIZED}){{0,2}})?{_FILLER}{{0,6}}",
}
# The same for texts that are not folded, as a pattern for Python and for Rust.
LEADING: Final[dict[Role, str]] = {
    role: pattern.replace("[:()]", r"[:()：（）]|\s").replace("|¥|", "|[¥￥]|").replace(",?", "[,，]?")
    for role, pattern in _BEFORE.items()
}
_ROLE_BEFORE: Final = tuple((role, re.compile(f"{pattern}$")) for role, pattern in _BEFORE.items())
_OTHER_WORD: Final[dict[Role, str]] = {"fine": "没收", "confiscated": "罚款"}
_TOTAL: Final = re.compile(r"共|合计|总|累计")
# 处2000元罚款; not 500元罚款人民币2000元, where the word belongs to the next sum.
_FINE_AFTER: Final = re.compile(rf"[整正]?\)?的?(?:行政)?罚款(?!{_FILLER}{{0,4}}[{_N}])")
_BEFORE_FINE_AFTER: Final = re.compile(r"(?:^|[处以予出纳交罚定币计即:、,;。\n])$")
_BEFORE_DECIMAL: Final = re.compile(r"[处以予币¥]$")
# The same sum once more in other figures: 壹拾万元整（¥100000.00）
_AGAIN: Final = re.compile(r"[整正]?[,、]?\(?(?:大写|小写|人民币|即|计|折合|¥|RMB|:){0,3}")

_LIMIT_AFTER: Final = re.compile(
    rf"[整正]?\)?(?:以上|以下|以内|以外|之内|之间|左右|上下|不等|起|(?:至|到|[-~—–－])(?:人民币|¥)?[{_N}])"
)
_LIMIT_BEFORE: Final = re.compile(
    r"(?:以上|以下|[至到~—–－]|[0-9万千百元]-|不?超过|不?高于|不?低于|不[少足]于?|至[少多]|最[高低多少]|约|近|满)(?:人民币|¥)?$"
)
_FACTOR_AFTER: Final = re.compile(
    rf"[整正]?\)?(?:[/*×xX+=]|每|一[人次户个]|的?[{_N}]{{1,3}}(?:\.[0-9]+)?倍|的?百分之|的?[0-9.]{{1,6}}%)"
)
_WITHHELD: Final = re.compile(
    r"拟|免[除予于处交缴]|不[予再处罚并]|撤销|取消|原[罚处决行]|减[免为至]|可[以处并]|或|已[缴交罚]|变更|调整|改为|加处|加罚|滞纳"
    r"|曾|被[罚处]|上次|前次|此前|法院|刑|如|若|将|逾期|建议"
)
_SHARED: Final = re.compile(r"各|分别|每|等[0-9一二两三四五六七八九十]{1,3}[人家户名]")
_REDUCED: Final = re.compile(r"减半|折抵|抵扣|抵缴|含没收|含罚款")
_SENTENCE: Final = "。;\n"
_CLAUSE: Final = re.compile(r"[,:。;\n]")
_NEAR: Final = 60
_FAR: Final = 300
_MOST_SUMS: Final = 40
_MOST_PARTS: Final = 8


@dataclass(frozen=True)
class Amounts:
    """The sums that a text names, in fen, in the order of the text.

    Attributes:
        fines: sums that are fines beyond doubt.
        confiscated: sums that are confiscated beyond doubt.
        others: all other sums that can be read: values of goods, limits, sums whose meaning is open.
        uncertain: roles that the text also gives to a sum that cannot be read or is not the sum decided.
    """

    fines: tuple[int, ...]
    confiscated: tuple[int, ...]
    others: tuple[int, ...]
    uncertain: frozenset[Role]

    def of(self, role: Role) -> tuple[int, ...]:
        """The sums that have this role beyond doubt."""
        return self.fines if role == "fine" else self.confiscated

    def readings(self, role: Role) -> frozenset[int]:
        """Every figure that a reader might enter for this role: one sum or several together, none of the other role."""
        return frozenset(_sums((*self.of(role), *self.others)))


@dataclass
class _Sum:
    """One sum in the text, with what is found out about it on the way."""

    start: int
    end: int
    value: int | None
    decimal: bool
    role: Role | None = None
    doubtful: bool = False


@lru_cache(maxsize=512)
def amounts(text: str) -> Amounts:
    """Read the sums of money in the text of a decision (处罚内容).

    Args:
        text: the cell; any length, any width of characters.

    Returns:
        The sums by role. A text with more than 40 sums is left in doubt as a whole.
    """
    folded = _BLANK.sub("", text.translate(_FOLDED))
    found = _found(folded)
    if len(found) > _MOST_SUMS:
        return Amounts((), (), (), frozenset({"fine", "confiscated"}))
    position = 0
    for sum_ in found:
        position = _judge(sum_, folded, position)
    uncertain = {sum_.role for sum_ in found if sum_.role and (sum_.doubtful or sum_.value is None)}
    if _REDUCED.search(folded):
        uncertain.add("fine")
    return Amounts(
        fines=tuple(_certain(found, "fine")),
        confiscated=tuple(_certain(found, "confiscated")),
        others=tuple(s.value for s in found if s.value is not None and (s.role is None or s.doubtful)),
        uncertain=frozenset(uncertain),
    )


def misplaced(named: Amounts, role: Role, entered: int) -> int | None:
    """The sum that was meant, where a figure in yuan was entered in a column of 万元 (it is 10 000 times too large).

    A sum of any meaning will do (没收非法财物，价值5000元): no figure is 10 000 times another one by chance.

    Args:
        named: what the text says.
        role: the role of the column.
        entered: the column's value in fen.
    """
    meant, rest = divmod(entered, 10**4)
    return meant if rest == 0 and meant in named.readings(role) else None


def contradicts(named: Amounts, role: Role, entered: int) -> bool | None:
    """Whether the column's value contradicts the text.

    Args:
        named: what the text says.
        role: the role of the column.
        entered: the column's value in fen.

    Returns:
        False where a reading of the text agrees, True where yuan were entered for 万元 or where the text names sums for
        certain and none agrees, else None.
        A text that names nothing but a sum of zero is not judged: that is no penalty, which is another check's matter.
    """
    if entered in named.readings(role):
        return False
    if entered and misplaced(named, role, entered) is not None:
        return True
    few = len(named.of(role)) + len(named.others) <= _MOST_PARTS
    return True if few and any(named.of(role)) and role not in named.uncertain else None


def _sums(parts: tuple[int, ...]) -> Iterator[int]:
    """The sums of all selections of one part or more; of more than eight parts only of each alone."""
    largest = len(parts) if len(parts) <= _MOST_PARTS else 1
    for size in range(1, largest + 1):
        yield from map(sum, combinations(parts, size))


def _certain(found: list[_Sum], role: Role) -> Iterator[int]:
    return (s.value for s in found if s.role == role and not s.doubtful and s.value is not None)


def _found(text: str) -> list[_Sum]:
    """All sums of money in the text; one that is written twice in other figures counts once."""
    result: list[_Sum] = []
    for match in _MONEY.finditer(text):
        numeral = match["numeral"] or match["bare"] or match["unitless"]
        value = None if match["more"] else fen(numeral, match["jiao"] or "", match["fen"] or "")
        sum_ = _Sum(match.start(), match.end(), value, "." in numeral)
        if result and _AGAIN.fullmatch(text, result[-1].end, sum_.start):
            last = result[-1]
            bracketed = "(" in text[last.end : sum_.start]
            if last.value == value or bracketed:
                last.value = value if last.value == value else None
                last.end = sum_.end + (text[sum_.end : sum_.end + 1] in ("整", "正"))
                continue
        result.append(sum_)
        if len(result) > _MOST_SUMS:
            break
    return result


def _judge(sum_: _Sum, text: str, position: int) -> int:
    """Find out a sum's role and whether it is in doubt. Returns where the words before the next sum begin."""
    lead = text[max(position, sum_.start - _NEAR) : sum_.start]
    if _LIMIT_AFTER.match(text, sum_.end) or _LIMIT_BEFORE.search(lead):
        return sum_.end
    keyword, end = _role(sum_, lead, text)
    if sum_.role is None:
        return end
    clause = _CLAUSE.split(text[max(0, keyword - _NEAR) : keyword])[-1]
    sentence = text[_sentence_start(text, sum_.start) : sum_.start]
    sum_.doubtful = bool(_WITHHELD.search(clause) or _SHARED.search(sentence) or _FACTOR_AFTER.match(text, sum_.end))
    return end


def _role(sum_: _Sum, lead: str, text: str) -> tuple[int, int]:
    """Give the sum its role. Returns where the words begin that say it, and where what belongs to the sum ends."""
    for role, pattern in _ROLE_BEFORE:
        match = pattern.search(lead)
        if match is not None:
            joint = _TOTAL.search(match[0]) and _OTHER_WORD[role] in lead
            sum_.role = None if joint else role
            return sum_.start - len(lead) + match.start(), sum_.end
    after = _FINE_AFTER.match(text, sum_.end)
    before = _BEFORE_DECIMAL if sum_.decimal else _BEFORE_FINE_AFTER
    if after is None:
        return sum_.start, sum_.end
    if before.search(lead):
        sum_.role = "fine"
    return sum_.start, after.end()


def _sentence_start(text: str, position: int) -> int:
    earliest = max(0, position - _FAR)
    return max(earliest, *(text.rfind(mark, earliest, position) + 1 for mark in _SENTENCE))
