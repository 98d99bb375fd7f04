"""Plates of vehicles (GA 36-2018) of natural persons.

The plate of an enterprise's lorry is no personal datum. A plate counts unless the words around it show a vehicle of
that kind, or the party is an enterprise and nothing speaks of a person; a party that is a natural person owns what it
drives, whatever it is.
"""

import re
from typing import Final

from plugins.redaction.context import Context
from plugins.redaction.patterns import Span, free, one_of
from plugins.redaction.vocabulary import words

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER: Final = "A-HJ-Za-hj-zＡ-ＨＪ-Ｚ"
_SIGN: Final = "0-9A-HJ-NP-Za-hj-np-z０-９Ａ-ＨＪ-ＮＰ-Ｚ"
_DIGITS: Final = "0-9０-９"
_GAP: Final = r"[·•・.．\-－—\s]{0,2}"
_PLATE: Final = re.compile(
    rf"(?<![容锅梯起车管瓶][0-9]{{2}})(?P<plate>[{PROVINCES}][{_LETTER}]{_GAP}(?:[{_SIGN}]\s?){{4}}(?:[{_SIGN}]{{1,2}}|[挂学警港澳领使]))(?![0-9A-Za-z０-９])"
)
# 冀DR8M20挂在自己的车上 is no trailer.
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
_BICYCLE: Final = re.compile(
    rf"{_ELECTRIC}(?P<plate>[\u4e00-\u9fff]{{0,3}}\s?[{_LETTER}]?\s?[{_SIGN}]{{5,7}})(?![0-9A-Za-z０-９])"
)
# The same without a word of the vehicle: name of a city, a letter and digits behind 号牌.
_CITY: Final = rf"(?:号牌|牌号|车牌|牌照)(?:号码?)?[为是系：:“\"\s（(]{{0,3}}[\u4e00-\u9fff]{{2,3}}[{_LETTER}]"
_OF_CITY: Final = re.compile(
    rf"(?:号牌|牌号|车牌|牌照)(?:号码?)?[为是系：:“\"\s（(]{{0,3}}(?P<plate>[\u4e00-\u9fff]{{2,3}}[{_LETTER}][0-9０-９]{{5,6}})(?![0-9A-Za-z０-９])"
)
# Tractors have two digits for their city: 晋04·25817.
_TRACTOR: Final = re.compile(
    rf"(?:农用|拖拉机|三轮|四轮|农机|收割机|号牌|车牌|牌照|牌号)[^，,。；;\n]{{0,8}}(?P<plate>[{PROVINCES}][{_DIGITS}]{{2}}{_GAP}[{_DIGITS}]{{5}})(?![0-9A-Za-z０-９])"
)
HINT: Final = (
    rf"{_CITY}[0-9０-９]{{5}}|[{PROVINCES}][{_DIGITS}]{{2}}{_GAP}[{_DIGITS}]{{5}}|{_ELECTRIC}[\u4e00-\u9fff]{{0,3}}\s?[{_LETTER}]?\s?[{_SIGN}]{{5}}|"
    rf"[{PROVINCES}][{_LETTER}]{_GAP}(?:[{_SIGN}]\s?){{4}}(?:[{_SIGN}]{{1,2}}|[挂学警港澳领使])(?:[^0-9A-Za-z０-９]|$)"
)


def plate_spans(text: str, context: Context) -> list[Span]:
    """Where a text holds plates of vehicles of natural persons.

    Args:
        text: any text.
        context: the party's category; `enterprise_vehicles` makes all plates count.
    """
    plates = (match.span("plate") for match in _PLATE.finditer(text) if _is_private(text, match, context))
    bicycles = (match.span("plate") for match in _BICYCLE.finditer(text) if _DIGIT.search(match.group("plate")))
    told = (match.span("plate") for pattern in (_OF_CITY, _TRACTOR) for match in pattern.finditer(text))
    return free([*plates, *bicycles, *told])


def _is_private(text: str, match: re.Match[str], context: Context) -> bool:
    start, end = match.span("plate")
    if not _DIGIT.search(text[start + 2 : end]) or _OTHER.search(text[max(0, start - 10) : start]):
        return False
    if not context.enterprise_vehicles and _OFFICIAL.search(text[max(0, start - 16) : start]):
        return False
    if context.enterprise_vehicles or context.is_natural_person is True:
        return True
    left, right = text[max(0, start - 16) : start], text[end : end + 14]
    if _PRIVATE.search(left) or _PRIVATE.search(right):
        return True
    is_trailer = _TRAILER.match(text, end) is not None
    return not is_trailer and _ENTERPRISE.search(left) is None and _ENTERPRISE.search(right) is None
