"""Plates of vehicles (GA 36-2018) of natural persons.

The plate of an enterprise's lorry is no personal datum. A plate counts unless the words around it show a vehicle of
that kind, or the party is an enterprise and nothing speaks of a person; a party that is a natural person owns what it
drives, whatever it is.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.context import Context
from plugins.redaction.patterns import HAN, Span, free, one_of
from plugins.redaction.vocabulary import words

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER: Final = "A-HJ-Za-hj-zＡ-ＨＪ-Ｚ"
_SIGN: Final = "0-9A-HJ-NP-Za-hj-np-z０-９Ａ-ＨＪ-ＮＰ-Ｚ"
_DIGITS: Final = "0-9０-９"
_GAP: Final = r"[·•・.．\-－—/／\s]{0,2}"
_END: Final = "(?![0-9A-Za-z０-９])"
_LAST: Final = f"(?:[{_SIGN}]{{1,2}}|[挂学警港澳领使])"
_BODY: Final = rf"(?:{_GAP}(?:[{_SIGN}]\s?){{4}}|[{_LETTER}]{_GAP}(?:[{_SIGN}]\s?){{3}})"
# For a while a car has 临 in its number: 晋D·临91827, 临晋D12345, 晋D12345临.
_FOR_A_WHILE: Final = rf"{_GAP}临时?{_GAP}[{_SIGN}]{{4,6}}"
_PLATE: Final = re.compile(
    rf"(?<![容锅梯起车管瓶][0-9]{{2}})(?P<plate>[{PROVINCES}]·?[{_LETTER}](?:{_BODY}{_LAST}|{_FOR_A_WHILE})){_END}"
)
_LABEL: Final = r"(?:号牌|牌号|车牌|牌照|车号)(?:号码?)?[为是系：:“\"\s（(]{0,3}"
# Blanks between all signs, or no province: only where the words in front say that it is a plate.
_WIDE: Final = r"[\s·•・.．\-－—/／]{0,3}"
_LOOSE: Final = re.compile(
    rf"{_LABEL}(?P<plate>[{PROVINCES}]\s?[{_LETTER}]{_WIDE}(?:[{_SIGN}]\s?){{4,5}}[{_SIGN}挂学警]"
    rf"|[{_LETTER}]·?[0-9A-HJ-NP-Z]{{5}}){_END}"
)
# 冀DR8M20挂在自己的车上 is no trailer; 学 is on the cars of driving schools.
_TRAILER: Final = re.compile("挂(?![在到于上着])")
_DIGIT: Final = re.compile("[0-9０-９].{0,20}[0-9０-９]")
_OTHER: Final = re.compile(
    r"(?:许可证号?|批准文号|备案号?|证号|准字|文号|编号|证书号?|ICP|标准号|执照号?|注册号)[：:为是\s（(]{0,3}$"
)
# 非法营运 is done with one's own car.
_NOT_BEHIND: Final = "".join(f"(?<!{word})" for word in ("小", "微型", "小型", "非法", "违规", "违法"))
_ENTERPRISE: Final = re.compile(f"{_NOT_BEHIND}{one_of(words('labels', 'enterprise_vehicles'))}")
# Nobody's own, whoever the party is.
_OFFICIAL: Final = re.compile("执法车|公务车|警车|(?:单位|公司|企业)(?:的|所有的?)?车辆")
_PRIVATE: Final = re.compile(one_of(words("labels", "private_vehicles")))
# Electric bicycles have the name of their city: 长治A073316.
_ELECTRIC: Final = (
    r"电动(?:自行|摩托|三轮|四轮|轻便)?车[^，,。；;\n]{0,6}(?:号牌|牌号|车牌|牌照)(?:号码?)?[为是系：:“\"\s（(]{0,3}"
)
_BICYCLE: Final = re.compile(rf"{_ELECTRIC}(?P<plate>[\u4e00-\u9fff]{{0,3}}\s?[{_LETTER}]?\s?[{_SIGN}]{{5,7}}){_END}")
# The same behind 号牌, or hung on: name of a city, a letter and digits.
_HUNG: Final = rf"(?:{_LABEL}|电动(?:自行|摩托|三轮|四轮|轻便)?车(?:[（(]|悬挂|挂|号|为){{0,2}})"
_CITY: Final = rf"{_HUNG}[\u4e00-\u9fff]{{2,3}}[·•・\s]?[{_LETTER}]"
_OF_CITY: Final = re.compile(
    rf"{_HUNG}(?![牌型编车货批])(?P<plate>[\u4e00-\u9fff]{{2,3}}[·•・\s]?[{_LETTER}][·•・\s]?[0-9０-９]{{5,6}}){_END}"
)
# Tractors have two digits for their city: 晋04·25817.
_TRACTORS: Final = "农用|拖拉机|三轮|四轮|农机|收割机|号牌|车牌|牌照|牌号"
_TRACTOR_PLATE: Final = rf"(?P<plate>(?:[{PROVINCES}]|山西)\s?[{_DIGITS}]{{2}}{_GAP}[{_DIGITS}]{{5}}){_END}"
_TRACTOR: Final = re.compile(rf"(?:{_TRACTORS})[^，,。；;\n]{{0,8}}{_TRACTOR_PLATE}")
_TRACTOR_BEHIND: Final = re.compile(rf"{_TRACTOR_PLATE}号?[^，,。；;\n]{{0,4}}(?:{_TRACTORS})")
_OF_OTHERS: Final = (_OF_CITY, _TRACTOR, _TRACTOR_BEHIND)
_ROW: Final = re.compile(r"号?\s?[、，,/／和及与]{1,2}\s?")
# Who owns the vehicle may be told far behind: 晋D12345登记所有人为某运输有限公司.
_OWNED_BY_ENTERPRISE: Final = re.compile(
    r"[^。；;\n]{0,16}(?:(?:所有人|经营者|车主|车属|业主|业户|产权|归属|隶属|挂靠|登记[在于]|所属|[使运]用单位|运营单位|承运人|(?:公司|企业|单位|车队)名称)"
    r"[^。；;，,\n]{0,24}(?:公司|单位|企业|集团|合作社|车队|驾校|学校|[^当]局|中心|医院)|[系为][^。；;，,\n]{2,24}(?:公司|企业|集团)(?:所有|自有|名下|的?车))"
)
_OWNERS: Final = "(?:公司|集团|企业|合作社|驾校|驾培中心|车队|学校|幼儿园|医院|旅行社|快递(?:网点|站点))"
# 某快递公司面包车晋D12345, 某驾校教练车晋D1234学; 某公司司机张某自家轿车 is the driver's.
_THEIRS: Final = (
    rf"(?![{HAN}]{{0,12}}(?:某|司机|驾驶|员工|职工|车主|本人|自家|私家|个人|其|[侧门旁前停内里口边]|附近|对面))"
)
_OF_ENTERPRISE: Final = re.compile(
    rf"{_OWNERS}(?:的?[（(\s]?$|(?:名下|所有|所属|自有)[^，,。；;]{{0,6}}"
    rf"|{_THEIRS}的?[，,、]?[{HAN}]{{0,10}}车辆?[（(，,：:\s]{{0,2}}(?:{_LABEL})?)$"
)
# 自有 and 自购 say it of an enterprise as well.
_OWN: Final = re.compile(
    "(?<!公司)(?<!单位)(?<!企业)(?<!集团)自[有购]|[\u4e00-\u9fff]某{1,2}(?:的车?|家的?车?|车)辆?$"
    # What people drive; an enterprise may have it as well, so that it says nothing where the party is one.
    "|[小微]型(?:普通|越野|专用|新能源)?(?:客车|汽车|载客)|小客车|越野客车|皮卡"
    "|(?:司机|驾驶员|驾驶人)[\u4e00-\u9fff]某{1,2}[（(，,](?:即|系|为|是)?(?:本案)?(?:的)?(?:当事人|车主)"
)
HINT: Final = (
    rf"{_CITY}[·•・\s]?[0-9０-９]{{5}}|(?:[{PROVINCES}]|山西)\s?[{_DIGITS}]{{2}}{_GAP}[{_DIGITS}]{{5}}"
    rf"|{_ELECTRIC}[\u4e00-\u9fff]{{0,3}}\s?[{_LETTER}]?\s?[{_SIGN}]{{5}}|{_LABEL}[{_LETTER}]·?[0-9A-HJ-NP-Z]{{5}}"
    rf"|[{PROVINCES}][\s·]?[{_LETTER}](?:{_WIDE}(?:[{_SIGN}]\s?){{4}}{_LAST}|{_BODY}{_LAST}|{_FOR_A_WHILE})(?:[^0-9A-Za-z０-９]|$)"
)


def plate_spans(text: str, context: Context) -> list[Span]:
    """Where a text holds plates of vehicles of natural persons.

    Args:
        text: any text.
        context: the party's category; `enterprise_vehicles` makes all plates count.
    """
    found = (match.span("plate") for shape in (_PLATE, _LOOSE) for match in shape.finditer(text))
    shaped = sorted(span for span in found if _DIGIT.search(text, span[0] + 1, span[1]))
    plates = [span for run in _runs(text, shaped) if _is_private(text, run, context) for span in run]
    bicycles = (match.span("plate") for match in _BICYCLE.finditer(text) if _DIGIT.search(match.group("plate")))
    told = (match.span("plate") for shape in _OF_OTHERS for match in shape.finditer(text))
    # What has the shape of a car's plate is no bicycle's, 晋 no city.
    return free([*plates, *free([*bicycles, *told], shaped)])


def _runs(text: str, spans: list[Span]) -> Iterator[list[Span]]:
    """Plates that stand in a row (晋D12345、晋D12346号); what is around the row holds for each of them."""
    run: list[Span] = []
    for span in spans:
        if run and not (span[0] < run[-1][1] or _ROW.fullmatch(text, run[-1][1], span[0])):
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _is_private(text: str, run: list[Span], context: Context) -> bool:
    """Whether a row of plates is a natural person's."""
    start, end = run[0][0], run[-1][1]
    if _OTHER.search(text[max(0, start - 10) : start]) or text.startswith(("型变", "型电", "型开", "型设"), end):
        return False
    if not context.enterprise_vehicles and _OFFICIAL.search(text[max(0, start - 16) : start]):
        return False
    if context.enterprise_vehicles or context.is_natural_person is True:
        return True
    if _OWNED_BY_ENTERPRISE.match(text, end) or _OF_ENTERPRISE.search(text[max(0, start - 16) : start]):
        return False
    # What ends in front of the plate ends there, what stands behind it is cut off anywhere.
    around = (text[max(0, start - 16) : start], f"{text[end : end + 14]}…")
    if any(_is_told_private(words, context) for words in around):
        return True
    of_school = text.startswith("学", end - 1)
    return not _TRAILER.match(text, end) and not of_school and not any(_ENTERPRISE.search(words) for words in around)


def _is_told_private(words: str, context: Context) -> bool:
    own = context.is_natural_person is None and _OWN.search(words) is not None
    return own or _PRIVATE.search(words) is not None
