"""State of health of natural persons: diseases, disabilities, injuries, treatments, results of tests.

A word alone says little: 传染病 stands in laws. So a fact needs a verb that is said of persons only (患有), or a person
near it in the same sentence, and nothing that speaks of rules, products or animals.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.circumstances import KIN, is_about_rules, is_about_things, is_somebodys, laws_in, subject_ends
from plugins.redaction.patterns import HAN, Span, before, free, is_masked, one_of
from plugins.redaction.vocabulary import words

_DISEASE: Final = one_of(words("facts", "diseases"))
_DISEASE_ENDS: Final = one_of(words("facts", "disease_endings"))
# A disease may end with its kind and stage: 癫痫病, 尘肺病贰期.
_STAGE: Final = "(?:病(?!毒)|症)?(?:[壹贰叁一二三四ⅠⅡⅢⅣ早中晚]期)?"
_BEARER: Final = "(?:病毒)?(?:患者|病人|感染者|携带者|阳性)?"
_LIST: Final = rf"{_STAGE}(?:[、和及]{_DISEASE}{_STAGE}(?:等)?){{0,4}}"
_TOLD: Final = re.compile(
    rf"(?P<verb>{one_of(words('facts', 'told'))})(?P<fact>(?:[{HAN}A-Za-z]{{0,6}}?){_DISEASE}{_LIST}{_BEARER})"
)
# Verbs that hardly have another object: any word that ends like a disease will do.
_SURELY_TOLD: Final = re.compile(
    rf"(?P<verb>{one_of(words('facts', 'surely_told'))})(?P<fact>[{HAN}A-Za-z]{{1,9}}?{_DISEASE_ENDS}{_STAGE}{_BEARER})"
)
# 患有……疾病的人员: whoever has it.
_OF_A_CLASS: Final = re.compile("的(?:从业)?(?:人|者|患者|病人)")
# 哺乳期妇女, 怀孕女职工.
_OF_SUCH: Final = re.compile("的?(?:妇女|女职工|女工|职工|人群|人员)")
_PLAINLY: Final = re.compile("患|染上|感染|得了|诊断|确诊|突发|携带|查出")
_MEASURE: Final = "(?:[0-9０-９一二两三四五六七八九十]{1,3}(?:多|余)?(?:个月|月|周|年|级|天))?"
_TREATED: Final = (
    rf"(?:做|行|接受|实施|进行)(?:过|了|完)?(?:[{HAN}]{{0,8}}{_DISEASE}[{HAN}]{{0,4}}?"
    rf"|[{HAN}]{{1,4}}(?:切除|移植|搭桥|支架|置换))(?:手术|术|化疗|放疗|治疗)"
)
# 有癫痫病史, 肺癌晚期, 粪便检出沙门氏菌.
_HISTORY: Final = (
    rf"有(?:过)?(?:严重|多年|家族)?(?:{_DISEASE}|[{HAN}]{{1,6}}?{_DISEASE_ENDS})(?:病)?(?:病?史|发作史|家族史)"
)
_STAGED: Final = rf"{_DISEASE}(?:病|症)?(?:[早中晚]期|[一二三四ⅠⅡⅢⅣ]期)"
_SPECIMEN: Final = (
    rf"(?:粪便|大便|血液|尿液|咽拭子|肛拭子|痰液)(?:样本|标本)?中?(?:检出|检测出|培养出)"
    rf"[{HAN}]{{2,8}}?(?:菌|病毒|抗体|抗原|虫)"
)
# 先天性耳聋, 后天失明: said by the word in front.
_INBORN: Final = rf"(?:先天性?|后天|天生|自幼|遗传性){_DISEASE}"
_ILL_KIN: Final = rf"{KIN}(?:系|为|是|均)?(?:身体|肢体|精神|智力)?{_DISEASE}{_STAGE}"
# 左侧第六肋骨骨折, 右眼红肿: a part of a body and what happened to it; 出现过敏性休克.
_HURT: Final = one_of(words("facts", "injuries"))
_ATTACK: Final = one_of(words("facts", "attacks"))
_INJURY: Final = (
    f"(?:[{''.join(words('facts', 'body'))}][{HAN}、]{{0,9}}?{_HURT}(?:[、和及][{HAN}]{{0,6}}?{_HURT})?"
    f"|(?:出现|发生|突发|引发|继发|遗留)(?:[{HAN}]{{0,4}}性)?{_ATTACK}(?:[、和及]{_ATTACK}){{0,3}})"
)
_STATES: Final = one_of(sorted(words("facts", "health"), key=len, reverse=True))
_STATE: Final = re.compile(
    rf"(?P<fact>{_ILL_KIN}|{_TREATED}|{_HISTORY}|{_STAGED}|{_SPECIMEN}|{_INBORN}|(?P<injury>{_INJURY})|{_STATES}{_MEASURE})"
)
_AGENT: Final = f"(?:{_DISEASE}|新冠|核酸|[{HAN}A-Za-z]{{0,8}}?(?:抗原|抗体|病毒|杆菌|球菌|螺旋体))"
_TEST: Final = "(?:病毒)?(?:表面抗原|[eE]抗原|抗原|抗体|核酸|初筛)?(?:检测|检查|筛查|检验|复检)?(?:结果)?"
_POSITIVE: Final = re.compile(rf"(?P<fact>{_AGENT}{_TEST}(?:均|仍|也|已)?(?:为|呈|是|系|显示|提示)?阳性)")
# Directly in front of a result, whoever was tested: the clause may speak of a test without being a rule.
_TESTED: Final = re.compile(
    "(?:其|本人|该人|当事人|他|她|[某*＊×]{1,2}|[人员者工])(?:的|系|为|经(?:体检|检查|检测|筛查)?(?:发现)?)?$"
)
_SPECIMENS: Final = (
    "粪便",
    "大便",
    "血液",
    "尿液",
    "拭子",
    "痰液",
    "阳性",
    "病史",
    "发作史",
    "家族史",
    "切除",
    "移植",
    "搭桥",
    "支架",
    "置换",
    "先天",
    "后天",
    "天生",
    "自幼",
    "遗传",
)
_LISTED: Final = [word for name in ("diseases", "health", "injuries", "attacks") for word in words("facts", name)]
HINT: Final = (
    f"{one_of([*_SPECIMENS, *_LISTED])}|{one_of(words('facts', 'surely_told'))}[{HAN}A-Za-z]{{1,9}}"
    f"[{''.join(sorted({word[-1] for word in words('facts', 'disease_endings')}))}]"
)


def health_spans(text: str) -> list[Span]:
    """Where a text tells somebody's state of health."""
    return free([*_diseases(text), *_states(text)], laws_in(text))


def _diseases(text: str) -> Iterator[Span]:
    for match in (*_TOLD.finditer(text), *_SURELY_TOLD.finditer(text)):
        is_of_a_class = _OF_A_CLASS.match(text, match.end()) is not None
        is_denied = text[max(0, match.start() - 1) : match.start()] in ("未", "无", "不")
        if (
            is_denied
            or is_of_a_class
            or is_masked(match.group("fact"))
            or is_about_rules(text, match.start(), match.end())
        ):
            continue
        plainly = _PLAINLY.search(match.group("verb")) is not None
        if (plainly and not is_about_things(text, *match.span())) or is_somebodys(text, match.start(), 16):
            yield match.span("fact")


def _states(text: str) -> Iterator[Span]:
    positive = _POSITIVE.finditer(text) if "阳性" in text else ()
    for match in (*_STATE.finditer(text), *positive):
        # 当事人HIV抗体呈阳性: whoever was tested may have been named inside.
        start = match.start() + (subject_ends(match.group()) if match.re is _POSITIVE else 0)
        if _OF_SUCH.match(text, match.end()):
            continue
        is_result = match.re is _POSITIVE or "检出" in match.group()
        is_tested = is_result and _TESTED.search(before(text, start, 24)) is not None
        # What happens to a body happens to somebody, whatever clinic or expert is named beside.
        is_nobodys = is_about_rules if match.re is _STATE and match.group("injury") else is_about_things
        if is_tested or (not is_nobodys(text, start, match.end()) and _is_told(text, match, start)):
            yield start, match.end()


def _is_told(text: str, match: re.Match[str], start: int) -> bool:
    return re.match(KIN, match.group()) is not None or is_somebodys(text, start, 40)
