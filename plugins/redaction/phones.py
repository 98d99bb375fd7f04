"""Mobile numbers, and landlines of private persons.

A mobile number is a person's unless its label says that it is meant to be known (监督电话) or is no telephone at all
(订单号). A landline is an organ's or an enterprise's unless the words around say whose home it rings in.
"""

import re
from typing import Final

from plugins.redaction.callers import OFFICER, ORGANISATION, is_callers, is_named_behind, is_organs, is_owned_behind
from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import SEPARATORS, D, Span, before, folded, free, label_before, one_of, overlapping
from plugins.redaction.vocabulary import words

_MOBILE: Final = re.compile(
    rf"(?<![{D}A-Za-z])(?<![{D}][.．])(?=((?:(?:[+＋]|[0０]{{2}})?[8８][6６][)）]?{SEPARATORS})?"
    rf"[1１][ \u3000]?[3-9３-９](?:[)）]?{SEPARATORS}[{D}]){{9}})(?![{D}]))"
)
# 一三八……: read out, digit by digit.
_SPOKEN: Final = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_SPOKEN_START: Final = "[一幺壹][三四五六七八九叁肆伍陆柒捌玖]"
_SPOKEN_MOBILE: Final = re.compile(
    rf"(?<![{_SPOKEN}])(?=({_SPOKEN_START}[{_SPOKEN}]{{9}})(?![{_SPOKEN}十百千万拾佰仟年月日]))"
)
_LETTERED_MOBILE: Final = re.compile(
    rf"(?<!微信)(?<!信号)(?<!微信：)(?<!信号：)(?i:tel|phone|mobile|mob|m|t|vx|wx)[.:：]?\s?(?=([1１][3-9３-９](?:{SEPARATORS}[{D}]){{9}})(?![{D}]))"
)
_OF_MAIL: Final = re.compile(rf"\s?[@＠]\s?[A-Za-z{D}-]{{1,30}}[.．][A-Za-z]")
_GROUPED: Final = re.compile(rf"[{D}]{{3}}[^{D}]{{1,9}}[{D}]{{4}}[^{D}]{{1,9}}[{D}]{{4}}")
_UNIT: Final = re.compile(
    r"\s?(?:元|万元|吨|公斤|千克|kg|克|个|件|瓶|袋|盒|[%％]|立方米|平方米|千瓦|美元|[.．][0-9０-９]|[A-Za-z])"
)
# 晋交运管许可长字14040000009号: the number of a document or certificate.
_OF_DOCUMENT: Final = re.compile(r"[字证准]\s?第?\s?$")
_NUMBER_SIGN: Final = re.compile(r"\s?号(?!码)")
_CHAINED_BEFORE: Final = re.compile(rf"[{D}][\s\-－—]{{1,3}}$")
_CHAINED_BEHIND: Final = re.compile(rf"[\s\-－—]{{1,3}}[{D}]")
# A registration has no telephone's digits, but who registers with one gives its 注册号码.
_OTHER: Final = re.compile(
    rf"(?!注册号码|登记号码){one_of(words('labels', 'other_numbers'))}[^{D}，。；;\n]{{0,5}}"
    # 执法证号：14040019027、14040019031
    rf"(?:[{D}]{{6,20}}[、/和及，,]){{0,3}}$"
)
# 订餐电话 is meant to be known, 订餐人电话 is not.
_PUBLIC: Final = re.compile(
    rf"{one_of(words('labels', 'public_telephones'))}(?!人|者|群众)(?:[\u4e00-\u9fff]{{0,4}})?"
    r"(?:电话|热线|专线|手机|号码|传真)?(?:号码?)?[\s：:为是（(]{0,4}$"
)
# Whose it is shows that it is not meant to be known: 王某的值班电话; 举报材料 came from whose telephone is named.
_OWNED: Final = re.compile(
    "(?:[某*＊×]{1,2}|[人员者工师长]|先生|女士)的?$|(?:材料|线索|来信|来电|内容|信息)[（(，,：:]?$"
)
_TELEPHONE: Final = re.compile(
    r"(?:电话|座机|固话|联系方式|宅电|来电(?=号|显示|电话|人|[：:为是（(\s]|$)|[Tt][Ee][Ll])[^，,]{0,8}$"
)
_NUMBER: Final = re.compile("(?<!证件)号码[^，,]{0,8}$")
_AREA: Final = (
    rf"(?:(?:[+＋]?[8８][6６][\s\-－]{{0,2}})?(?:[（(](?=[{D}]{{3,4}}[）)]))?[0０][1-9１-９][{D}]{{1,2}}[）)]?"
    rf"|[+＋]?[8８][6６][\s\-－]{{1,2}}[1-9１-９][{D}]{{1,2}})"
)
_HAS_AREA: Final = re.compile(_AREA)
_LANDLINE: Final = re.compile(
    rf"(?<![{D}A-Za-z.．\-])(?=({_AREA}[\s\-－—–/.．·]{{0,3}}[2-8２-８](?:[ \-－—]?[{D}]){{6,7}})(?![{D}]|[.．][{D}]))"
)
_BARE_LANDLINE: Final = re.compile(
    rf"(?<![{D}A-Za-z.．\-])(?=([2-8２-８][{D}]{{2,3}}[\s\-－]?[{D}]{{4}})(?![{D}元万]))"
)
_SPOKEN_LANDLINE: Final = re.compile(
    rf"(?<![{_SPOKEN}])(?=((?:[零〇○][{_SPOKEN}]{{2,3}})?[二三四五六七八][{_SPOKEN}]{{6,7}})(?![{_SPOKEN}十百千万年月日]))"
)
# 张某的电话, 张某（男）…; 厂家电话 is nobody's home.
_PRIVATE: Final = re.compile(
    rf"(?<![厂商店专大])家的?电话|[\u4e00-\u9fff]某{{1,2}}(?=的?(?:[，,、（(：:；;\s]|联系|留|电话|座机|固|家|住|手机|来电))"
    rf"|[，,、\s：:][男女](?=[，,、；;\s])|{one_of(words('labels', 'private_telephones'))}"
)
# The telephone of a home, whoever lives there: 宅电, 家：, 其母家里的号码, 电话（住宅）.
_AT_HOME: Final = re.compile(
    r"(?:宅电|住宅(?:联系)?(?:电话|号码|座机|固话)?|家庭(?:联系)?(?:电话|固话|座机|固定电话)|(?<![\u4e00-\u9fff])(?:家电?|宅)"
    r"|(?:[人某其母父妻夫女子亲方主民东戚友娘婆]|邻居|老)家(?:里|中|电)?|(?:电话|方式|号码?|座机)[（(〔](?:家|宅|家庭|住宅|家里|家中)[）)〕]|[（(〔](?:家|宅|住宅|家庭)[）)〕])"
    r"(?:的?(?:号码?|电话))?[为是：:（(\s〔【]{0,4}$"
)
# 家庭住址及电话：…，0355-…; 姓名/电话/住址：王某/0355-….
_IN_LIST: Final = re.compile(
    r"(?:(?:姓名|住址|家庭地址)[/、，,及和与\s]{0,2}(?:联系)?(?:电话|方式)|电话[/、，,及和\s]{1,2}(?:姓名|家庭住址|住址))"
    r"[^：:。；;\n]{0,20}[：:][^。；;\n]{1,50}[/、，,\s]$"
)
# 户主牛某，0355-…
_PARTICULARS: Final = re.compile(r"(?:[\u4e00-\u9fff]某{1,2}|[，,、；;\s][男女]|族|岁)[，,、；;\s]{1,2}[（(]?$")
# Nobody but a petitioner has a 回访电话.
_CALLED_BACK: Final = ("联系电话", "回访电话", "回访号码", "回拨电话", "来访电话")
# What a home's address holds (社区, 厂) says nothing of whose the telephone is.
_AN_ADDRESS: Final = re.compile(r"(?:住址|家庭地址|家住|现住|户籍)[为是：:在（(][^，,；;]{4,40}")
SPOKEN_SCREEN: Final = rf"{_SPOKEN_START}[{_SPOKEN}]{{9}}"
MOBILE_HINT: Final = (
    rf"(?:^|[^{D}A-Za-z])(?:(?:[0０]{{2}})?[8８][6６][)）]?{SEPARATORS})?"
    rf"[1１][ \u3000]?[3-9３-９](?:[)）]?{SEPARATORS}[{D}]){{9}}(?:[^{D}]|$)"
    rf"|(?i:tel|phone|mob|m|t|vx|wx)[.:：]?\s?[1１][3-9３-９]|{SPOKEN_SCREEN}"
)
# 7 digits in a row, or an area code in front, are let through by themselves; this is 8 digits with a gap, or spoken.
LANDLINE_SCREEN: Final = rf"[{D}]{{3,4}}[\s\-－][{D}]{{4}}|(?:电话|座机|宅电|固话)[^，,。；;]{{0,8}}[{_SPOKEN}]{{7}}"
LANDLINE_HINT: Final = (
    "(?:电话|座机|固话|联系方式|宅|家|来电|号码|[Tt][Ee][Ll])|[某男女族岁][，,、；;\\s]{1,2}[（(+＋0０8８]"
    f"|(?:{one_of(words('labels', 'callers'))}|先生|女士|大爷|大妈|师傅|某)[^，,。；;]{{0,4}}"
    r"[（(〔\[【：:，,、\s]{0,2}[（(+＋0０8８]"
)


def mobile_spans(text: str) -> list[Span]:
    """Where a text holds mobile numbers of persons, country code included."""
    candidates = [*overlapping(_MOBILE, text), *overlapping(_LETTERED_MOBILE, text), *overlapping(_SPOKEN_MOBILE, text)]
    mobiles = [span for span in candidates if _is_mobile(text, span)]
    return free(mobiles, identity_spans(text)) if mobiles else []


def landline_spans(text: str) -> list[Span]:
    """Where a text holds landline numbers of private persons, area code included."""
    shapes = (_LANDLINE, _BARE_LANDLINE, _SPOKEN_LANDLINE)
    candidates = [span for shape in shapes for span in overlapping(shape, text)]
    private = [span for span in candidates if _is_private(text, span)]
    return free(private, identity_spans(text), mobile_spans(text)) if private else []


def _is_mobile(text: str, span: Span) -> bool:
    start, end = span
    piece, left = text[start:end], before(text, start, 40)
    if _UNIT.match(text, end) or _OF_MAIL.match(text, end) or _OTHER.search(left) or _is_public(left):
        return False
    if _OF_DOCUMENT.search(left) and _NUMBER_SIGN.match(text, end):
        return False
    if re.search("[.．]", piece) and not _GROUPED.search(piece):
        return False
    digits = folded(piece)
    loose = len(piece) > len(digits) and not _GROUPED.search(piece) and not piece.startswith(("+", "＋"))
    return not (loose and (_CHAINED_BEFORE.search(left) or _CHAINED_BEHIND.match(text, end)))


def _is_public(left: str) -> bool:
    """Whether the label before a telephone says that it is meant to be known; 举报人电话 does not."""
    label = _PUBLIC.search(left)
    return label is not None and not _PRIVATE.search(label.group()) and not _OWNED.search(left[: label.start()])


def _is_private(text: str, span: Span) -> bool:
    left = _AN_ADDRESS.sub("住址", label_before(text, span[0], 64))
    has_area = _HAS_AREA.match(text, span[0]) is not None
    if is_owned_behind(text, span[1]) or _is_somebodys(left, has_area):
        return True
    # 号码 alone may be any number's but for an area code.
    label = _TELEPHONE.search(left) or (_NUMBER.search(left) if has_area else None)
    if label is None or OFFICER.search(left) or (_is_public(left) and not label.group().startswith("来电")):
        return False
    told = _is_told_private(left)
    return told if told is not None else _may_be_private(left, label.start(), text[span[1] : span[1] + 40])


def _is_somebodys(left: str, has_area: bool) -> bool:
    """Whether the words in front say by themselves that a telephone is a person's."""
    told = (_AT_HOME, _IN_LIST, _PARTICULARS) if has_area else (_AT_HOME, _IN_LIST)
    return any(pattern.search(left) for pattern in told) or (has_area and is_callers(left))


def _is_told_private(owner: str) -> bool | None:
    """Whether the words before a telephone end with a person rather than an organ; None where there is neither."""
    privately = max((match.end() for match in _PRIVATE.finditer(owner)), default=-1)
    officially = max((match.end() for match in ORGANISATION.finditer(owner)), default=-1)
    return None if privately == officially else privately > officially


def _may_be_private(left: str, label: int, right: str) -> bool:
    """Whether a telephone with nobody in front of its label is a person's."""
    # One that stands in a room is an organ's where one is named; else nobody but a person calls it so.
    if is_organs(right):
        return False
    is_personal = left.startswith(("宅电", "座机", "固话", "来电"), label)
    return is_personal or left.rstrip("：:为是（( ").endswith(_CALLED_BACK) or is_named_behind(right)
