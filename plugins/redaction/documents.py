"""Passports, permits of residents of Hong Kong, Macau and Taiwan, cards of foreign residents, files of drivers."""

import re
from typing import Final

from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import LEADS_ON, LETTERS, SEPARATORS, D, Span, after, before, free, with_next

# What may stand between the paper and its number: the paper's class (护照（C类）号码), a line's end.
_BETWEEN: Final = rf"(?:[（(][{LETTERS}]{{1,8}}类?[）)])?[^{D}{LETTERS}，,。；;\n]{{0,16}}\n?"
# A clause of its own may name the number again (护照，证件号码：).
_AGAIN: Final = (
    r"[）)”]?(?:[，,；;、\s]{1,2}(?:其|原|新|旧)?(?:(?:证件|护照|证书)?(?:号码|证号|编号|号)|证件)[：:为是\s]{0,2})?"
)
_PASSPORT_NUMBER: Final = rf"[{LETTERS}]{{0,3}}\s?[{D}](?:[ \-]?[{LETTERS}{D}]){{5,11}}"
_PASSPORT: Final = re.compile(
    rf"(?:护照|(?i:passport)){_AGAIN}{_BETWEEN}(?i:(?:no|number)[.．]?[：:\s]{{0,2}})?"
    rf"(?=({_PASSPORT_NUMBER})(?![{LETTERS}{D}元年月份本件张人名]))"
)
_PERMIT: Final = re.compile(
    rf"(?:通行证|回乡证|台胞证|港澳证|入台证|来往内地证件){_AGAIN}{_BETWEEN}"
    rf"(?=([{LETTERS}]{{0,2}}[\s\-]?[{D}](?:{SEPARATORS}[{D}]){{6,10}}(?:[（(][{LETTERS}{D}]{{1,2}}[)）])?)(?![{LETTERS}{D}]))"
)
_FOREIGNER: Final = re.compile(
    rf"(?:居留|永居|外国人|身份证|证件|五星卡){_AGAIN}{_BETWEEN}"
    rf"(?=([{LETTERS}]{{3}}\s?[{D}](?:{SEPARATORS}[{D}]){{11}})(?![{LETTERS}{D}]))"
)
# Visas, permits of residence, papers of seamen; and any paper of somebody whose nationality is told.
_STAY: Final = re.compile(
    rf"(?:(?:签证|居留(?:许可|证件)|海员证|旅行证)(?:的?(?:证件)?(?:号码|编号|证号|号))"
    rf"|(?:国籍|[\u4e00-\u9fff]国?籍[，,、])[^。；;{D}]{{0,30}}证件(?:号码|编号|号))[：:为是（(“\"\s]{{0,3}}"
    rf"(?=([{LETTERS}]{{1,2}}[{D}]{{6,8}}[{LETTERS}]?|[{D}]{{8,9}})(?![{LETTERS}{D}元年月]))"
)
_SOLDIER: Final = re.compile(
    r"(?:军官证|士兵证|警官证|军人(?:身份)?证|文职(?:干部|人员)?证|士官证|义务兵证|军残证|残疾军人证|退役军人优待证|军人保障卡|军人退休证|军官退休证)"
    rf"{_AGAIN}[，,]?{_BETWEEN}(?=([\u4e00-\u9fff]{{0,2}}字?第?\s?[{LETTERS}]?[{D}]{{6,16}})(?![{D}]))"
)
# The next passport or permit; only with its letters, since digits alone may be anything.
_NEXT: Final = re.compile(
    rf"(?:{LEADS_ON}|[，,、；;（(](?:其|原|旧|新)(?:证件?|护照)?(?:号码?|编号)[为是：:]{{0,2}})(?=([{LETTERS}]{{1,3}}[{D}]{{6,10}}[{LETTERS}]?)(?![{LETTERS}{D}]))"
)
# Papers that tell of birth, marriage, insurance, disability: their numbers lead to one person.
_CIVIL: Final = re.compile(
    rf"(?:出生(?:医学)?证(?:明)?|结婚证|离婚证|(?:社保卡|医保卡|社会保障卡)(?!.{{0,4}}账)|残疾人?证|独生子女证){_AGAIN}{_BETWEEN}"
    rf"(?=([{LETTERS}]?[{D}](?:{SEPARATORS}[{D}]){{7,20}})(?![{LETTERS}{D}]))"
)
# Vehicles and articles have passes as well, and who comes into a site, a school or a village.
_NO_PERMIT: Final = re.compile(
    r"(?:[市城]区|[入进]城|禁[行区]|绿[色通]|大件|校车|机动车|剧毒|爆炸|民爆|烟花|抢险|防汛|采访|会议|活动|赛事|超限|运输|车辆|特种车|货车|货运|限行|临时|施工|工地|渣土|危化|门禁|疫情|防疫|防控|复工|保供|校园|厂区|园区|景区|小区|电子|应急|(?<!境)出入)"
    r"[^，。；;\n]{0,10}通行证"
)
# 通行证编号：2020-6310，某物流公司货车市区通行证: so does what stands behind, unless it leads abroad.
_ABROAD_SIGN: Final = re.compile("港澳|台|内地|大陆|[往来]来|来往|回乡")
_OF_VEHICLE: Final = re.compile(
    r"[^。；;\n]{0,24}(?:货车|车辆|车[号牌]|号牌|物流|运输|货运|渣土|限行|禁行|[市城]区通行|工地|施工|防疫|厂区|园区)"
)
_OF_YEAR: Final = re.compile("20[0-9]{2}[-－—]")
# A date or a fee behind the paper is no number of it.
_NO_NUMBER: Final = re.compile(r"有效|期[限至]|日期|时间|费|保管|收取|共计")
_BARE_PASSPORT: Final = re.compile(
    rf"(?<![{LETTERS}{D}])(?=([EeＥ][A-HJ-NP-Za-hj-np-z{D}][{D}]{{7}})(?![{LETTERS}{D}]))"
)
# 持G59460768号护照, K1234567A（新加坡护照）: the number stands in front.
_ABROAD: Final = r"(?:港澳(?:台)?居民|台湾居民|大陆居民)?(?:来往|往来)[\u4e00-\u9fff]{2,4}通行证|回乡证|台胞证"
_BEFORE_PAPER: Final = re.compile(
    rf"(?<![{LETTERS}{D}])(?=([{LETTERS}]{{1,2}}[{D}]{{7,10}}[{LETTERS}]?)"
    rf"(?:号?的?(?:普通|因私|因公)?(?:护照|{_ABROAD})|[（(][\u4e00-\u9fff]{{0,8}}(?:护照|{_ABROAD})(?:号码?)?[）)]))"
)
_PERSON: Final = re.compile(r"护照|国籍|外籍|出境|入境|持证")
_FILE: Final = r"(?:档案(?:编号|号码|号)|驾档(?:编)?号|驾驶证档号)"
_FILE_NUMBER: Final = rf"[1-6１-６](?:{SEPARATORS}[{D}]){{11}}"
_DRIVER: Final = re.compile(rf"{_FILE}[^{D}，,。；;\n]{{0,6}}\n?(?=({_FILE_NUMBER})(?![{D}]))")
_BEFORE_FILE: Final = re.compile(
    rf"(?<![{D}])(?=({_FILE_NUMBER})[（(为系是其]{{0,4}}(?:机动车)?(?:驾驶证|驾照|驾驶人|驾驶员)的?{_FILE})"
)
_DRIVERS: Final = re.compile("驾|记分|扣留|吊销")
# Files of an organ: their kind in front, or where they are kept.
_OF_FILES: Final = re.compile(
    "(?:文书|案卷|案件|归档|管理|学员|技术|培训|居民|患者|就诊|项目|合同|卷宗|业务|会计|人事|工程|处罚|执法|许可|诉讼|科技|基建|声像|电子|实物|客户|企业|病历|职工|学籍|房产|婚姻|健康|机关|单位|设备)$"
)
_KEPT: Final = re.compile("归档|全宗|保管|存档|移交|档案[室馆局盒]|立卷|卷宗|案卷")
TRAVEL_HINT: Final = (
    "护照|(?i:passport)|通行证|回乡证|台胞证|港澳证|入台证|来往内地|居留|永居|外国人|身份证|证件|五星卡|签证|海员证|旅行证|籍|境"
    "|军官证|士兵证|警官证|军人|文职|士官证|义务兵证|军残证|出生|结婚证|离婚证|社保卡|医保卡|保障卡|残疾|独生子女证"
)
# The number of a foreigner's passport or of a soldier's card may have few digits in a row.
SCREEN: Final = (
    rf"(?:护照|(?i:passport)|通行证|居留|[军警]官证|[士义]务?[兵官]证|军人|文职)[^，,。；;]{{0,10}}[{D}{LETTERS}]{{3}}"
)
DRIVER_HINT: Final = "档案|驾档|档号"


def travel_document_spans(text: str) -> list[Span]:
    """Where a text holds numbers of passports, travel permits, foreigners' and soldiers' cards.

    A letter and eight digits alone say nothing: licences and products are numbered so too. The word in front decides.
    """
    told = (_PASSPORT, _PERMIT, _BEFORE_PAPER, _FOREIGNER, _STAY, _SOLDIER, _CIVIL)
    labelled = [match.span(1) for paper in told for match in paper.finditer(text) if _is_of_person(text, match)]
    bare = (
        match.span(1)
        for match in _BARE_PASSPORT.finditer(text)
        if _PERSON.search(text[max(0, match.start() - 30) : match.start()])
    )
    found = with_next(text, [*labelled, *bare], _NEXT)
    return free(found, identity_spans(text)) if found else []


def driving_licence_file_spans(text: str) -> list[Span]:
    """Where a text holds the file number of a driving licence: twelve digits behind 档案编号. The number of the licence
    itself is the identity number.
    """
    found = [match.span(1) for match in _DRIVER.finditer(text) if _is_drivers(text, match)]
    found += [match.span(1) for match in _BEFORE_FILE.finditer(text)]
    return free(found, identity_spans(text)) if found else []


def _is_of_person(text: str, match: re.Match[str]) -> bool:
    """Whether it is no pass of a vehicle, and no date behind the name of a paper."""
    label = text[max(0, match.start() - 12) : match.start(1)]
    behind = _OF_YEAR.match(text, match.start(1)) or _OF_VEHICLE.match(text, match.end(1))
    behind = behind or re.search("[晋运交货车]", match.group())
    if match.re is _PERMIT and behind and not _ABROAD_SIGN.search(label):
        return False
    return not _NO_PERMIT.search(label) and not _NO_NUMBER.search(text[match.start() : match.start(1)])


def _is_drivers(text: str, match: re.Match[str]) -> bool:
    """Whether a file is a driver's: 档案编号 alone is, unless the words around speak of an organ's files."""
    left, right = before(text, match.start(), 30), after(text, match.end(1), 20)
    if _OF_FILES.search(left):
        return False
    around = f"{left}{match.group()}{right}"
    return _DRIVERS.search(around) is not None or _KEPT.search(around) is None
