"""Health and family facts, and property facts, of natural persons.

A word alone says little: 传染病 stands in laws, 房产 in every second decision on housing. So a fact needs a person near
it in the same sentence, or a verb that is said of persons only (患有), and nothing that speaks of rules, products or
enterprises.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, D, Span, before, free, is_masked, one_of
from plugins.redaction.vocabulary import words

_BOOK: Final = re.compile(r"《[^》]{0,60}》")
_DISEASE: Final = one_of(words("facts", "diseases"))
# A disease may end with its kind and stage: 癫痫病, 尘肺病贰期.
_STAGE: Final = "(?:病(?!毒)|症)?(?:[壹贰叁一二三四ⅠⅡⅢⅣ早中晚]期)?"
_LIST: Final = rf"{_STAGE}(?:[、和及]{_DISEASE}{_STAGE}(?:等)?){{0,4}}"
_TOLD: Final = re.compile(
    rf"{one_of(words('facts', 'told'))}"
    rf"(?P<fact>(?:[{HAN}A-Za-z]{{0,6}}?){_DISEASE}{_LIST}(?:病毒)?(?:患者|病人|感染者|携带者|阳性)?)"
)
_MEASURE: Final = "(?:[0-9０-９一二两三四五六七八九十]{1,3}(?:个|名)?(?:多|余)?(?:月|周|年|级|天|孩子|子女|小孩|老人))?"
_POSITIVE: Final = (
    "(?:病毒)?(?:表面抗原|[eE]抗原|抗原|抗体|核酸|初筛)?(?:检测|检查|筛查|检验)?(?:结果)?(?:为|呈|均为|均呈|显示)?阳性"
)
_STATES: Final = one_of(sorted([*words("facts", "health"), *words("facts", "family")], key=len, reverse=True))
# 与丈夫离婚, 刚做完乳腺癌手术.
_PARTED: Final = (
    "(?:已|现已|正在|曾)?(?:与|和|同)(?:其)?(?:丈夫|妻子|配偶|前夫|前妻|爱人|夫|妻)(?:已|协议|诉讼)?(?:离婚|离异|分居)"
)
_TREATED: Final = (
    rf"(?:做|行|接受|实施|进行)(?:过|了|完)?(?:[{HAN}]{{0,8}}{_DISEASE}[{HAN}]{{0,4}}?"
    rf"|[{HAN}]{{1,4}}(?:切除|移植|搭桥|支架|置换))(?:手术|术|化疗|放疗|治疗)"
)
# 有癫痫病史, 肺癌晚期, 粪便检出沙门氏菌.
_HISTORY: Final = rf"有(?:过)?(?:严重|多年|家族)?{_DISEASE}(?:病)?(?:病?史|发作史|家族史)"
_STAGED: Final = rf"{_DISEASE}(?:病|症)?(?:[早中晚]期|[一二三四ⅠⅡⅢⅣ]期)"
_SPECIMEN: Final = (
    rf"(?:粪便|大便|血液|尿液|咽拭子|肛拭子|痰液)(?:样本|标本)?中?(?:检出|检测出|培养出)"
    rf"[{HAN}]{{2,8}}?(?:菌|病毒|抗体|抗原|虫)"
)
# 妻子残疾, 其父病故.
_KIN: Final = "(?:妻子|丈夫|配偶|爱人|父亲|母亲|父母|儿子|女儿|孩子|其[妻夫父母子女])"
_ILL_KIN: Final = (
    rf"{_KIN}(?:系|为|是|均)?(?:身体|肢体|精神|智力)?(?:{_DISEASE}{_STAGE}|多病|体弱|病重|病故|去世|早逝|亡故)"
)
_STATE: Final = re.compile(
    rf"(?P<fact>{_ILL_KIN}|{_PARTED}|{_TREATED}|{_HISTORY}|{_STAGED}|{_SPECIMEN}|{_STATES}{_MEASURE})"
)
# Directly in front of a result, whoever was tested: the clause may speak of a test without being a rule.
_TESTED: Final = re.compile("(?:其|本人|该人|当事人|他|她|(?:从业|工作)人员)(?:的|系|为)?$")
_OF_ONE_HOME: Final = re.compile(f"家|{_KIN}")
_FOUND_POSITIVE: Final = re.compile(rf"(?P<fact>{_DISEASE}{_POSITIVE})")
_PLAIN_TOLD: Final = re.compile("患|染上|感染了|得了|诊断|确诊|突发|携带")
_SUBJECT: Final = re.compile(one_of(words("facts", "subjects")))
_GENERAL: Final = re.compile(one_of(words("facts", "general")))
_CLAUSE: Final = re.compile("[，,：:]")
_HOLDER: Final = one_of(words("facts", "holders"))
_HOLDING: Final = one_of(words("facts", "holdings"))
_FIGURE: Final = r"[0-9０-９一二两三四五六七八九十百千万余.．]{1,12}\s?(?:万元|元|万|套|处|辆|平方米|间|余元|余万元)"
_PROPERTY: Final = re.compile(
    rf"(?:{_HOLDER}(?:仅|现|共|尚|还|另|均|无其他)?(?:有|拥有|登记有|持有|的|欠有?|存有)?[{HAN}]{{0,8}}?"
    rf"(?P<fact>(?:{_FIGURE}[{HAN}]{{0,4}})?{_HOLDING}(?:[{HAN}约为共计：:]{{0,6}}?{_FIGURE})?"
    rf"(?:[、和及](?:{_FIGURE}[{HAN}]{{0,4}})?{_HOLDING}(?:[{HAN}]{{0,3}}?{_FIGURE})?){{0,3}})"
    rf"|(?P<firm>{one_of(words('facts', 'private_holdings'))}(?:[{HAN}：:]{{0,6}}?{_FIGURE})?))"
)
# What a person earns or owes, with the figure; said of a person near it.
_PERSONAL: Final = (
    rf"(?:{one_of(words('facts', 'incomes'))}[{HAN}：:]{{0,4}}?{_FIGURE}"
    rf"|(?:房贷|车贷|按揭|月供)(?:每月|月供|月均)?[{HAN}]{{0,2}}?{_FIGURE}|(?:另|还)有(?:房产|住房|商品房|门面房|商铺|轿车|存款){_FIGURE}"
    rf"|(?:尚|还|仍|共|外|现)?欠{one_of(words('facts', 'creditors'))}[{HAN}]{{0,6}}?{_FIGURE})"
)
# Shares of a relative: 其配偶持有该公司30%股份.
_SHARES: Final = rf"(?:持有|拥有|占有?)[{HAN}]{{0,8}}?(?:[{D}.．]{{1,6}}\s?[%％]|百分之[{HAN}]{{1,6}}?)的?(?:股份|股权)"
_RELATIVES_SHARES: Final = re.compile(
    rf"(?:配偶|妻子|丈夫|其妻|其夫|其父|其母|其子|其女|父亲|母亲|儿子|女儿)(?P<fact>{_SHARES})"
)
_EARNED_OR_OWED: Final = re.compile(_PERSONAL)
_STRONG_HOLDER: Final = re.compile("名下|夫妻|家庭|全家|家中")
_ENTERPRISE: Final = re.compile(one_of(words("facts", "enterprise_property")))
_HAS_FIGURE: Final = re.compile("[0-9０-９]|[一二两三四五六七八九十]{1,3}(?:套|处|辆|间|万)")
HEALTH_HINT: Final = one_of(
    [
        "粪便",
        "大便",
        "血液",
        "尿液",
        "拭子",
        "痰液",
        *words("facts", "diseases"),
        *words("facts", "health"),
        *words("facts", "family"),
    ]
)
PROPERTY_SCREEN: Final = one_of(["名下", "夫妻", "家庭", "全家", "家中", *words("facts", "private_holdings")]) + (
    rf"|(?:个人|本人|其)(?:仅|现|共|尚|还|另|均)?(?:有|拥有|持有|欠有?|存有|的)?[^，,。；;]{{0,2}}{_HOLDING}|{_PERSONAL}|[偶妻夫子女父母亲]{_SHARES}"
)
PROPERTY_HINT: Final = (
    rf"(?:股份|股权)|{_HOLDER}.{{0,40}}{_HOLDING}|{one_of(words('facts', 'private_holdings'))}|{_PERSONAL}"
)


def health_and_family_spans(text: str) -> list[Span]:
    """Where a text tells somebody's state of health or family circumstances."""
    laws = [match.span() for match in _BOOK.finditer(text)]
    return free([*_diseases(text), *_states(text)], laws)


def property_spans(text: str) -> list[Span]:
    """Where a text tells what a natural person owns, owes or earns."""
    laws = [match.span() for match in _BOOK.finditer(text)]
    relatives = (match.span("fact") for match in _RELATIVES_SHARES.finditer(text))
    return free([*_holdings(text), *_earned_or_owed(text), *relatives], laws)


def _diseases(text: str) -> Iterator[Span]:
    for match in _TOLD.finditer(text):
        plainly = _PLAIN_TOLD.search(match.group()[: match.start("fact") - match.start()]) is not None
        if is_masked(match.group("fact")) or _is_general(text, match.start(), match.end()):
            continue
        if plainly or _SUBJECT.search(before(text, match.start(), 16)):
            yield match.span("fact")


def _states(text: str) -> Iterator[Span]:
    positive = _FOUND_POSITIVE.finditer(text) if "阳性" in text else ()
    for match in (*_STATE.finditer(text), *positive):
        left = before(text, match.start(), 24)
        is_result = match.re is _FOUND_POSITIVE or "检出" in match.group()
        is_tested = is_result and _TESTED.search(left) is not None
        is_somebodys = is_tested or _SUBJECT.search(left) or _OF_ONE_HOME.match(match.group())
        if is_somebodys and (is_tested or not _is_general(text, *match.span())):
            yield match.span("fact")


def _is_general(text: str, start: int, end: int) -> bool:
    """Whether the clause speaks of rules, products, offences or animals."""
    left = _CLAUSE.split(before(text, start, 24))[-1]
    right = re.split("[，,。；;：:\n]", text[end : end + 10])[0]
    return _GENERAL.search(left) is not None or _GENERAL.search(right) is not None


def _holdings(text: str) -> Iterator[Span]:
    for match in _PROPERTY.finditer(text):
        group = "firm" if match.group("firm") else "fact"
        left = _CLAUSE.split(before(text, match.start(), 16))[-1]
        right = _CLAUSE.split(text[match.end() : match.end() + 6])[0]
        if _ENTERPRISE.search(left) or _ENTERPRISE.search(match.group()) or _ENTERPRISE.search(right):
            continue
        if group == "firm" or _STRONG_HOLDER.match(match.group()) or _HAS_FIGURE.search(match.group()):
            yield match.span(group)


def _earned_or_owed(text: str) -> Iterator[Span]:
    for match in _EARNED_OR_OWED.finditer(text):
        left = before(text, match.start(), 20)
        if _SUBJECT.search(left) and not _ENTERPRISE.search(left) and "店" not in left:
            yield match.span()
