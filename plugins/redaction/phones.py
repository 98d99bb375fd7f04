"""Mobile numbers, and landlines of private persons.

A mobile number is a person's unless its label says that it is meant to be known (监督电话) or is no telephone at all
(订单号). A landline is an organ's or an enterprise's unless the words around say whose home it rings in.
"""

import re
from typing import Final

from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import SEPARATORS, D, Span, before, folded, free, one_of, overlapping
from plugins.redaction.vocabulary import words

_MOBILE: Final = re.compile(
    rf"(?<![{D}A-Za-z])(?<![{D}][.．])(?=((?:(?:[+＋]|[0０]{{2}})?[8８][6６][)）]?{SEPARATORS})?"
    rf"[1１][ \u3000]?[3-9３-９](?:[)）]?{SEPARATORS}[{D}]){{9}})(?![{D}]))"
)
# 一三八……: read out, digit by digit.
_SPOKEN: Final = "〇零○一二三四五六七八九幺"
_SPOKEN_MOBILE: Final = re.compile(
    rf"(?<![{_SPOKEN}])(?=([一幺][三四五六七八九][{_SPOKEN}]{{9}})(?![{_SPOKEN}十百千万年月日]))"
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
_TELEPHONE: Final = re.compile(r"(?:电话|座机|固话|联系方式|宅电|[Tt][Ee][Ll])[^，,]{0,8}$")
_LANDLINE: Final = re.compile(
    rf"(?<![{D}A-Za-z.．\-])(?=((?:[+＋]?[8８][6６][\s\-－]{{0,2}})?[（(]?[0０][1-9１-９][{D}]{{1,2}}[）)]?[\s\-－—–]{{0,3}}"
    rf"[2-8２-８][{D}]{{2,3}}[\s\-－]?[{D}]{{4}})(?![{D}]|[.．][{D}]))"
)
_BARE_LANDLINE: Final = re.compile(
    rf"(?<![{D}A-Za-z.．\-])(?=([2-8２-８][{D}]{{2,3}}[\s\-－]?[{D}]{{4}})(?![{D}元万]))"
)
_PRIVATE: Final = re.compile(one_of(words("labels", "private_telephones")))
# 0355-2367394，经查系楼下邻居家的固定电话.
_OWNER_BEHIND: Final = re.compile(
    r"[，,]?(?:经查)?(?:系|为|是)[^，,。；;]{0,10}(?:家|住处|住宅)(?:的|里的|中的)?(?:固定电话|座机|电话)"
)
_ORGANISATION: Final = re.compile(one_of(words("labels", "organisations")))
SPOKEN_SCREEN: Final = rf"[一幺][三四五六七八九][{_SPOKEN}]{{9}}"
MOBILE_HINT: Final = (
    rf"(?:^|[^{D}A-Za-z])(?:(?:[0０]{{2}})?[8８][6６][)）]?{SEPARATORS})?"
    rf"[1１][ \u3000]?[3-9３-９](?:[)）]?{SEPARATORS}[{D}]){{9}}(?:[^{D}]|$)"
    rf"|(?i:tel|phone|mob|m|t|vx|wx)[.:：]?\s?[1１][3-9３-９]|{SPOKEN_SCREEN}"
)
# 7 digits in a row, or an area code in front, are let through by themselves; this is 8 digits with a gap.
LANDLINE_SCREEN: Final = rf"[{D}]{{3,4}}[\s\-－][{D}]{{4}}"
LANDLINE_HINT: Final = r"(?:电话|座机|固话|联系方式|宅电|[Tt][Ee][Ll])"


def mobile_spans(text: str) -> list[Span]:
    """Where a text holds mobile numbers of persons, country code included."""
    candidates = [*overlapping(_MOBILE, text), *overlapping(_LETTERED_MOBILE, text), *overlapping(_SPOKEN_MOBILE, text)]
    mobiles = [span for span in candidates if _is_mobile(text, span)]
    return free(mobiles, identity_spans(text)) if mobiles else []


def landline_spans(text: str) -> list[Span]:
    """Where a text holds landline numbers of private persons, area code included."""
    candidates = [*overlapping(_LANDLINE, text), *overlapping(_BARE_LANDLINE, text)]
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
    if _OWNER_BEHIND.match(text, span[1]):
        return True
    left = before(text, span[0], 32)
    label = _TELEPHONE.search(left)
    if label is None or _is_public(left):
        return False
    owner = left[: label.end()]
    privately = [match.end() for match in _PRIVATE.finditer(owner)]
    organisations = [match.end() for match in _ORGANISATION.finditer(owner)]
    if privately:
        return not organisations or max(privately) > max(organisations)
    # A telephone that stands in a room is an organ's where one is named; else nobody but a person calls it so.
    at_home = label.group().startswith(("宅电", "座机", "固话"))
    return not organisations and (at_home or left.endswith(("联系电话", "联系电话：", "联系电话:")))
