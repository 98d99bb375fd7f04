"""Passports, permits of residents of Hong Kong, Macau and Taiwan, cards of foreign residents, files of drivers."""

import re
from typing import Final

from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import LETTERS, SEPARATORS, D, Span, free

_BETWEEN: Final = rf"[^{D}{LETTERS}，,。；;\n]{{0,16}}"
# What may stand between the paper and its number: a clause of its own names the number again (护照，证件号码：).
_AGAIN: Final = (
    r"(?:[，,；;、\s]{1,2}(?:其|原|新|旧)?(?:(?:证件|护照|证书)?(?:号码|证号|编号|号)|证件)[：:为是\s]{0,2})?"
)
_PASSPORT: Final = re.compile(
    rf"(?:护照|[Pp]assport){_AGAIN}{_BETWEEN}(?:[Nn][Oo]\.?\s?)?"
    rf"(?=([{LETTERS}]{{0,3}}\s?[{D}](?:[ \-]?[{LETTERS}{D}]){{5,11}})(?![{LETTERS}{D}]))"
)
_PERMIT: Final = re.compile(
    rf"(?:通行证|回乡证|台胞证|港澳证|入台证|来往内地证件){_AGAIN}{_BETWEEN}"
    rf"(?=([{LETTERS}]?\s?[{D}](?:{SEPARATORS}[{D}]){{6,10}}(?:[（(][{LETTERS}{D}]{{1,2}}[)）])?)(?![{LETTERS}{D}]))"
)
_FOREIGNER: Final = re.compile(
    rf"(?:居留|永居|外国人|身份证|证件){_AGAIN}{_BETWEEN}(?=([{LETTERS}]{{3}}\s?[{D}](?:{SEPARATORS}[{D}]){{11}})(?![{LETTERS}{D}]))"
)
_SOLDIER: Final = re.compile(
    rf"(?:军官证|士兵证|警官证|军人证|文职证|士官证|军残证|残疾军人证){_AGAIN}[，,]?{_BETWEEN}(?=([\u4e00-\u9fff]{{0,2}}字?第?[{D}]{{6,12}})(?![{D}]))"
)
# Papers that tell of birth, marriage, insurance, disability: their numbers lead to one person.
_CIVIL: Final = re.compile(
    rf"(?:出生(?:医学)?证(?:明)?|结婚证|离婚证|(?:社保卡|医保卡|社会保障卡)(?!.{{0,4}}账)|残疾人?证|独生子女证){_AGAIN}{_BETWEEN}"
    rf"(?=([{LETTERS}]?[{D}](?:{SEPARATORS}[{D}]){{7,20}})(?![{LETTERS}{D}]))"
)
# Vehicles and articles have passes as well.
_NO_PERMIT: Final = re.compile(r"(?:超限|运输|车辆|特种车|货车|限行|临时)[^，。；;\n]{0,10}通行证$")
_BARE_PASSPORT: Final = re.compile(
    rf"(?<![{LETTERS}{D}])(?=([EeＥ][A-HJ-NP-Za-hj-np-z{D}][{D}]{{7}})(?![{LETTERS}{D}]))"
)
# 持G59460768号护照: the number stands in front.
_BEFORE_PASSPORT: Final = re.compile(rf"(?<![{LETTERS}{D}])(?=([{LETTERS}]{{1,2}}[{D}]{{7,8}})号?的?护照)")
_PERSON: Final = re.compile(r"护照|国籍|外籍|出境|入境|持证")
_DRIVER: Final = re.compile(
    rf"(?:驾驶证|驾照|驾驶人|驾驶员|机动车驾驶)?[^{D}，,。；;\n]{{0,6}}档案(?:编号|号码|号)[^{D}，,。；;\n]{{0,6}}"
    rf"(?=([1-6１-６](?:{SEPARATORS}[{D}]){{11}})(?![{D}]))"
)
TRAVEL_HINT: Final = (
    "护照|[Pp]assport|通行证|回乡证|台胞证|港澳证|入台证|来往内地|居留|永居|外国人|身份证|证件|国籍|外籍|境"
    "|军官证|士兵证|警官证|军人证|文职证|士官证|军残证|出生|结婚证|离婚证|社保卡|医保卡|保障卡|残疾|独生子女证"
)
# A passport of a foreigner may have few digits in a row.
SCREEN: Final = rf"(?:护照|[Pp]assport|通行证|居留)[^，,。；;]{{0,10}}[{D}{LETTERS}]{{3}}"
DRIVER_HINT: Final = "档案"


def travel_document_spans(text: str) -> list[Span]:
    """Where a text holds numbers of passports, travel permits, foreigners' and soldiers' cards.

    A letter and eight digits alone say nothing: licences and products are numbered so too. The word in front decides.
    """
    permits = (
        match.span(1)
        for match in _PERMIT.finditer(text)
        if not _NO_PERMIT.search(text[max(0, match.start() - 12) : match.start() + 3])
    )
    labelled = (
        match.span(1)
        for pattern in (_PASSPORT, _BEFORE_PASSPORT, _FOREIGNER, _SOLDIER, _CIVIL)
        for match in pattern.finditer(text)
    )
    bare = (
        match.span(1)
        for match in _BARE_PASSPORT.finditer(text)
        if _PERSON.search(text[max(0, match.start() - 30) : match.start()])
    )
    found = [*permits, *labelled, *bare]
    return free(found, identity_spans(text)) if found else []


def driving_licence_file_spans(text: str) -> list[Span]:
    """Where a text holds the file number of a driving licence: twelve digits behind 档案编号. The number of the licence
    itself is the identity number.
    """
    found = [match.span(1) for match in _DRIVER.finditer(text)]
    return free(found, identity_spans(text)) if found else []
