"""What natural persons own, owe or earn.

房产 stands in every second decision on housing; so a holding needs a holder who can only be a person (名下, 夫妻), or a
person near it in the same sentence and a figure; what belongs to enterprises is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.circumstances import KIN, clause_before, is_somebodys, laws_in
from plugins.redaction.patterns import HAN, D, Span, before, free, one_of
from plugins.redaction.vocabulary import words

_CLAUSE: Final = re.compile("[，,：:]")
_HOLDER: Final = one_of(words("facts", "holders"))
_HOLDING: Final = one_of(sorted(words("facts", "holdings"), key=len, reverse=True))
_FIGURE: Final = (
    r"[0-9０-９一二两三四五六七八九十百千万余数几.．,，]{0,11}[0-9０-９一二两三四五六七八九十百千万余数几]\s?"
    "(?:万元|元|万|套|处|辆|台|笔|平方米|平米|间|栋|幢|亩|余元|余万元)"
)
_OWN: Final = one_of(words("facts", "own"))
_COUNTED: Final = rf"(?:{_FIGURE}[{HAN}]{{0,4}}){{0,2}}{_HOLDING}(?:[{HAN}约为共计：:]{{0,6}}?{_FIGURE})?"
_PROPERTY: Final = re.compile(
    rf"(?:{_HOLDER}(?:仅|现|共|尚|还|另|均|无其他)?(?:有|的)?(?P<fact>(?:拥有|登记有|购有|持有|欠有?|存有)?[{HAN}]{{0,16}}?"
    rf"{_COUNTED}(?:[、和及][{HAN}]{{0,4}}?{_COUNTED}){{0,3}})"
    rf"|(?P<firm>{one_of(words('facts', 'private_holdings'))}(?:[{HAN}：:]{{0,6}}?{_FIGURE})?))"
)
# What a person came to or gave up, with the figure; said of a person near it.
_ACQUIRED: Final = (
    rf"(?:购有|购置了?|购得|持有|拥有|占有|继承了?|受赠|另有|还有|存有|存下|积攒了?)[{HAN}{D}.．]{{0,14}}?{_HOLDING}[{HAN}约为共计]{{0,4}}?{_FIGURE}"
    rf"|(?:银行存款|存款|积蓄|定期存单|理财产品|房贷|车贷)[{HAN}约为共计]{{0,4}}?{_FIGURE}"
    rf"|(?:隐瞒|瞒报|漏报|未如实申报|未申报)[^，,。；;]{{0,14}}?{_FIGURE}[{HAN}]{{0,3}}{_HOLDING}"
    rf"|{_FIGURE}[{HAN}]{{0,3}}{_HOLDING}(?=[{HAN}]{{0,4}}(?:隐瞒|瞒报|漏报|未报|未如实申报|未申报))"
    rf"|{_OWN}[{HAN}约为共计仅：:]{{0,6}}?{_FIGURE}|{_FIGURE}(?:的)?{_OWN}"
    rf"|(?:尚欠|借给[{HAN}]{{1,8}}?的?){_FIGURE}|{_FIGURE}(?:至今|仍|均|尚)?未(?:还|归还|偿还|还清)"
    rf"|(?:靠|依靠|以)[{HAN}]{{0,6}}(?:低保|打工|救济|养老金|退休金|务农|借款|捡废品)[{HAN}{D}]{{0,12}}?(?:生活|为生|度日|维持)"
    rf"|(?:负债|欠债|举债|负有债务|背负债务)[{HAN}]{{0,3}}?{_FIGURE}"
    rf"|(?:唯一)?(?:住房|房产|住宅|房屋|房子|轿车)(?:已|均已|现已)?被?(?:法院)?(?:抵押|查封|拍卖|冻结|变卖)"
)
_PERSONAL: Final = (
    rf"(?:{one_of(words('facts', 'incomes'))}[{HAN}：:]{{0,4}}?{_FIGURE}"
    rf"|(?:房贷|车贷|按揭|月供)(?:每月|月供|月均)?[{HAN}]{{0,2}}?{_FIGURE}|(?:另|还)有(?:房产|住房|商品房|门面房|商铺|轿车|存款){_FIGURE}"
    rf"|(?:尚|还|仍|共|外|现)?欠{one_of(words('facts', 'creditors'))}[{HAN}]{{0,6}}?{_FIGURE}|{_ACQUIRED})"
)
_EARNED_OR_OWED: Final = re.compile(_PERSONAL)
# Of a relative: 其配偶持有该公司30%股份, 配偶银行存款23.6万元.
_SHARES: Final = rf"(?:持有|拥有|占有?)[{HAN}]{{0,8}}?(?:[{D}.．]{{1,6}}\s?[%％]|百分之[{HAN}]{{1,6}}?)的?(?:股份|股权)"
_RELATIVES: Final = re.compile(
    rf"{KIN}(?:名下)?(?:的|有)?(?P<fact>{_SHARES}|{_HOLDING}[{HAN}约为共计]{{0,4}}?{_FIGURE})"
)
_STRONG_HOLDER: Final = re.compile("名下|夫妻|家庭|全家|家中")
_OF_ENTERPRISES: Final = re.compile("公司|企业|单位|[该本]厂|店|合作社|集体|项目|工程")
# What is sold, built, let, paid or taken in by trade or by fraud is no holding.
_DEALT_IN: Final = re.compile(one_of(words("facts", "dealt_in")))
_ENTERPRISE: Final = re.compile(one_of(words("facts", "enterprise_property")))
_HAS_FIGURE: Final = re.compile("[0-9０-９]|[一二两三四五六七八九十]{1,3}(?:套|处|辆|间|栋|万)")
_NOTHING: Final = re.compile("(?:无(?!业|力)|没有|未有|不享有)[^，,、0-9]{0,12}$")
# Words alone: patterns that count outgrow what the engine keeps of its states, beside those of the other recognisers.
SCREEN: Final = (
    one_of(word for name in ("private_holdings", "incomes", "property_signs") for word in words("facts", name))
    + rf"|(?:个人|本人|其)[^，,。；;限]{{0,6}}{_HOLDING}|[偶妻夫子女父母亲人妹弟](?:名下)?(?:的|有)?{_HOLDING}"
    + "|股份(?:[^有]|$)"
)
# The hints are read by an engine that cannot look ahead.
_PERSONAL_HINT: Final = _PERSONAL.replace("(?=", "(?:")
HINT: Final = (
    rf"(?:股份|股权)|{_HOLDER}.{{0,40}}{_HOLDING}|{one_of(words('facts', 'private_holdings'))}|{_PERSONAL_HINT}"
    rf"|[偶妻夫子女父母亲人妹弟](?:名下)?(?:的|有)?{_HOLDING}"
)


def property_spans(text: str) -> list[Span]:
    """Where a text tells what a natural person owns, owes or earns."""
    relatives = (match.span("fact") for match in _RELATIVES.finditer(text))
    return free([*_holdings(text), *_earned_or_owed(text), *relatives], laws_in(text))


def _holdings(text: str) -> Iterator[Span]:
    for match in _PROPERTY.finditer(text):
        group = "firm" if match.group("firm") else "fact"
        is_enterprises = _OF_ENTERPRISES.search(clause_before(text, match.start(), 16)) is not None
        is_private = group == "firm" or (_STRONG_HOLDER.match(match.group()) and _HAS_FIGURE.search(match.group()))
        if is_enterprises or _NOTHING.search(match.group()) or (not is_private and _is_enterprises(text, match)):
            continue
        if group == "firm" or _STRONG_HOLDER.match(match.group()) or _HAS_FIGURE.search(match.group()):
            yield match.span(group)


def _is_enterprises(text: str, match: re.Match[str]) -> bool:
    said = match.group().replace("登记有", "")
    right = _CLAUSE.split(text[match.end() : match.end() + 6])[0]
    return any(_ENTERPRISE.search(part) for part in (clause_before(text, match.start(), 16), said, right))


def _earned_or_owed(text: str) -> Iterator[Span]:
    for match in _EARNED_OR_OWED.finditer(text):
        left = before(text, match.start(), 20)
        is_nobodys = _OF_ENTERPRISES.search(left) or _DEALT_IN.search(clause_before(text, match.start(), 20))
        if not is_nobodys and is_somebodys(text, match.start(), 60):
            yield match.span()
