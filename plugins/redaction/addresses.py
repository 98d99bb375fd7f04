"""Home addresses down to a door number.

A home is told by the word in front (住址, 家住, 户籍地). 住所 and 地址 are registered offices as often as homes: they
count where the party is a natural person or the words around speak of one. Without such a word, only building, unit
and room together make a home, and only where nothing around speaks of business.
"""

import re
from typing import Final

from plugins.redaction.context import Context
from plugins.redaction.patterns import HAN, LETTERS, D, Span, after, before, free, is_masked, one_of, with_next
from plugins.redaction.premises import (
    BUSINESS,
    HOMESTEAD,
    NO_HOME,
    OF_FIRM,
    OFFICE,
    ORGAN,
    PARTICULARS,
    PERSON,
    PERSON_BEHIND,
    SHOP,
    WORKPLACE,
)
from plugins.redaction.vocabulary import words

_NUMERAL: Final = rf"(?:[{D}]{{1,5}}[A-Za-z]?|[（(〔][{D}]{{1,4}}[）)〕]|[一二三四五六七八九十百零〇甲乙丙丁]{{1,4}})"
_SIDE: Final = "[东西南北中]{1,2}(?:户|单元|室|厢房)"
_PART: Final = (
    rf"(?:{_NUMERAL}(?:[-－—][{D}A-Za-z]{{1,5}}){{0,3}}\s?"
    rf"(?:号楼|[#＃]楼?|号院|号|栋|幢|座|楼|单元|层|室|户|房|组|队|门|弄|院|排|巷|胡同|区)|{_SIDE})"
)
_FILL: Final = rf"[{HAN}{LETTERS}{D}（）()·、\s\-－—#]"
_BUILDING: Final = rf"[A-Za-z]?[{D}]{{1,3}}[-－—#][{D}]{{1,4}}[-－—][{D}]{{1,5}}"
# The words in front, then a place: the address runs to the last door, storey, unit or house that follows at once.
_ADDRESS: Final = (
    rf"(?P<place>(?:(?!{_PART})[{HAN}{LETTERS}（）()·\s]){{0,36}}(?:{_BUILDING}|{_PART})"
    rf"(?:(?:(?!{_PART})[{HAN}（）()·\s、]){{0,12}}(?:{_PART}|{_BUILDING})|\s?{_BUILDING}){{0,6}}(?:[{D}]{{3,5}}(?![{D}元万年月日人次个]))?)"
)
_LINK: Final = (
    r"(?:(?:登记|填写|记载|载明|注明|显示|变更[：:]?)?(?:也|均|都)?(?:为|是|位于|在|于|系|由|即)|[（(][\u4e00-\u9fff]{1,6}[）)]"
    r"|(?:及|和|、|/)(?:联系)?(?:电话|方式)|在[\u4e00-\u9fff]{1,4}家|同(?:身份证|户籍)|[：:，,、（(【】\]〔“\"\-－—/／|｜\s]){0,5}"
)
# Behind 户籍, 暂住 … the word for the place itself.
_AT: Final = "(?:(?:详细|具体|登记|所在|实际)?(?:地址|住址|地|址))?"
# 老家味道饭店, 老家属院, 现居民委员会.
_NO_LABEL: Final = "老家(?:属|具|电|味|庭|居|乡|[饭菜面肉])|现居民|家庭(?:农场|旅)"
_YARD: Final = "(?:宅院|[老旧祖私]宅|宅基地)"
_LABEL: Final = (
    rf"(?:(?!{_NO_LABEL})(?:(?!家)|(?<![商厂专店国搬作画卖玩])){one_of(words('labels', 'homes'))}{_AT}"
    rf"|{_YARD}(?=[（(：:])|(?<=[其他她人某])家(?=[（(])|(?:地址|住所)[（(](?:家|家庭|住宅|本人|个人)[）)]|(?<![{HAN}])[址家](?=[：:]))"
)
_HOME: Final = re.compile(rf"{_LABEL}{_LINK}{_ADDRESS}")
# 由…变更为…: the next home.
_MOVED: Final = re.compile(rf"[，,]?(?:现)?(?:变更|迁移|搬迁|更正|迁|搬|改|变)(?:为|至|到|往|成)[：:\s]?{_ADDRESS}")
# Among what is told of a person: 王某，男，42岁，襄垣县…村14号; 张某（…小区3号楼2单元501）.
_REGION: Final = rf"[{HAN}]{{2,3}}[省市县区镇乡街]"
_TOLD: Final = "[某男女族岁士]|出生|文化|先生"
_LISTED: Final = re.compile(
    rf"(?:{_TOLD}|[{D}]{{14}}[{D}XxＸ])(?:户|家)?[，,、；;\s（(]{{1,2}}(?![住家现户系在位于从到至往经由为将对向因被])(?={_REGION}){_ADDRESS}(?=[，,。；;、\s）)]|$|人[，,。]|村民|居民|住户)"
)
_LIVED_IN: Final = re.compile("[村庄室排户组巷栋幢]|单元|小区|生活区|号楼|家属|宿舍")
# 住 alone, with a place behind it at once: 当事人住…市…号, 冯某，住…村…号.
_PLACE: Final = rf"[{HAN}]{{0,11}}[省市县区镇乡村庄街路巷里苑园院]"
_DWELLS: Final = f"住(?:[^宿院房宅所址建处户]|宅(?![小楼用建物维专项工])){_PLACE}"
# The hints are read by an engine that cannot look ahead.
_DWELLS_HINT: Final = _DWELLS.replace("(?![小楼用建物维专项工])", "")
_LIVES: Final = re.compile(rf"(?<![入居常暂租借])(?={_DWELLS})住{_ADDRESS}")
# A home may be told by what follows: 在…1704室的家中查获, 在…3-2-1501居住期间.
_DWELT_IN: Final = rf"(?:的)?(?:家中|家里|家内|自家|住处|住宅|居所|居住(?![区用小建])|租住|暂住|寓所|{HOMESTEAD})"
_INSIDE: Final = re.compile(
    rf"(?:位于|座落于|坐落于|前往|[在到至从]|于(?={_REGION}))(?:其|自己)?{_ADDRESS}"
    rf"(?={_DWELT_IN}|[，,](?:现|一直)?由[{HAN}]{{0,6}}居住)"
)
# 壶关县集店乡岭东村33号村民申某; the words in front end where the region begins.
_VILLAGERS: Final = re.compile(
    rf"(?:^|[，,、。；;：:（(\s予意准可对由系是为将向与和被及因经查])(?![予意可查])(?={_REGION}){_ADDRESS}"
    r"(?=的?(?:村民|住户|户主)(?![委小代大自会]))"
)
# 在自家潞州区学府嘉苑9号楼1单元1801室阳台外, 自家院内，即….
_OWN_HOME: Final = re.compile(
    rf"自家的?(?:院[内里子落]?|房屋|住房|住宅|屋[内里]|宅院|老宅|阳台|楼顶|房顶|车库|地下室)?[内里中]?{_LINK}"
    rf"(?=[{HAN}]{{2,9}}[省市县区镇乡村苑园]){_ADDRESS}"
)
_EITHER: Final = re.compile(rf"{one_of(words('labels', 'homes_or_offices'))}{_LINK}{_ADDRESS}")
# Building, unit and door; or, in a quarter where people live, building and door.
_QUARTER: Final = (
    "小区|花园|家园|公寓|新村|家属[院区楼]|宿舍|佳苑|华府|花苑|雅苑|嘉苑|名苑|新苑|生活区|安置区|棚户区|住宅楼|居民楼"
)
_HOUSE: Final = rf"(?:{_NUMERAL}|[A-ZＡ-Ｚ][{D}]{{0,2}})\s?(?:号楼|[#＃]楼?|栋|幢|座|楼|号)"
_UNIT: Final = rf"(?:{_NUMERAL}|[东西南北中]{{1,2}})\s?(?:单元|门)"
_DOOR: Final = rf"(?:{_NUMERAL}\s?层\s?)?(?:{_SIDE}|{_NUMERAL}\s?(?:室|户|号|房)|[{D}]{{3,4}}(?![{D}元万年月日人次个]))"
_FLAT: Final = re.compile(
    rf"(?P<place>(?:[{HAN}{D}]{{2,30}})?(?:(?:{_QUARTER}|苑|庭|城|湾|里|院|园|府|号){_FILL}{{0,6}}?"
    rf"{_HOUSE}[{HAN}\s]{{0,2}}{_UNIT}[{HAN}\s]{{0,2}}(?:{_DOOR}|[{D}]{{1,5}})|(?:{_QUARTER})\s?(?:(?:{_HOUSE}|{_UNIT})\s?{_DOOR}|{_BUILDING})))"
)
_ROOM: Final = re.compile(r"[室户号房院组队栋幢座楼弄门元层排]$|[0-9０-９]$")
_UNFIT: Final = re.compile(
    r"决定书|通知书|文号|第[一二三四五六七八九十百]{1,6}条|字第|条例|规定|办理|登记|电话|手机|号码|联系方式|账号"
)
# Where papers are sent to, and where somebody comes from, may be a place of work as well.
_SENT_TO: Final = re.compile("送达|邮寄|收件|收货|通[讯信]|老家|原籍|籍贯|住房|出租|承租")
_DOOR_DWELT_IN: Final = (
    rf"[{D}号室户房楼元院排组栋幢座门层](?:的)?(?:家[中里内]|自家|住处|住宅|居所|居住|租住|暂住|寓所"
    rf"|{HOMESTEAD}|村民|住户|户主)|{_YARD}[（(：:]"
)
_IN_QUARTER: Final = rf"(?:{_QUARTER})\s?{_NUMERAL}"
_LISTED_HINT: Final = rf"(?:{_TOLD}|[{D}]{{14}}[{D}XxＸ])(?:户|家)?[，,、；;\s（(]{{1,2}}{_REGION}"
HINT: Final = (
    one_of([*words("labels", "homes"), *words("labels", "homes_or_offices"), "单元"])
    + f"|址[：:]|家[（(：:]|{_LISTED_HINT}|{_DWELLS_HINT}|{_DOOR_DWELT_IN}|{_IN_QUARTER}|自家"
)
# 名称、地址 alone is too common to let a text through.
_SCREENED: Final = one_of(word for word in words("labels", "homes_or_offices") if not word.endswith("地址"))
SCREEN: Final = (
    rf"{one_of(words('labels', 'homes'))}|{_SCREENED}|地址[^和、，。；）]|单元[^，。；]"
    rf"|{_DWELLS_HINT}|{_DOOR_DWELT_IN}|{_IN_QUARTER}|址[：:]|家[（(：:]|{_LISTED_HINT}|自家"
)


def address_spans(text: str, context: Context) -> list[Span]:
    """Where a text holds somebody's home, to the door.

    Args:
        text: any text.
        context: the party's category decides whose 住所 it is; `business_addresses` makes those of enterprises count.
    """
    told = [match for shape in (_HOME, _LIVES, _INSIDE, _VILLAGERS) for match in shape.finditer(text)]
    told += [match for match in _OWN_HOME.finditer(text) if not NO_HOME.search(match["place"])]
    homes = [match.span("place") for match in told if _is_home(text, match)]
    homes += [match.span("place") for match in _LISTED.finditer(text) if _is_listed(text, match)]
    homes = with_next(text, homes, _MOVED)
    either = [match.span("place") for match in _EITHER.finditer(text) if _is_dwelling(text, match, context)]
    flats = [match.span("place") for match in _FLAT.finditer(text) if _is_flat(text, match, context)]
    return free([*homes, *free(either, homes), *free(flats, homes, either)])


def _is_address(match: re.Match[str]) -> bool:
    place = match.group("place")
    return not is_masked(place) and _ROOM.search(place) is not None and not _UNFIT.search(place)


def _is_home(text: str, match: re.Match[str]) -> bool:
    left = before(text, match.start(), 12)
    if not _is_address(match) or left.endswith(("注册", "经营", "生产")):
        return False
    if not _SENT_TO.match(text, match.start()):
        return True
    is_workplace = (
        WORKPLACE.match(text, match.end()) or BUSINESS.search(match["place"]) or OFFICE.search(match["place"])
    )
    return not is_workplace and not BUSINESS.search(re.split("[，,]", left)[-1])


def _is_listed(text: str, match: re.Match[str]) -> bool:
    place = match.group("place")
    if not _is_address(match) or not _LIVED_IN.search(place):
        return False
    return re.search(f"{BUSINESS.pattern}|经营", place + after(text, match.end(), 10)) is None


def _is_dwelling(text: str, match: re.Match[str], context: Context) -> bool:
    if not _is_address(match):
        return False
    if context.business_addresses:
        return True
    left = before(text, match.start(), 20)
    clause = re.split("[，,]", left)[-1]
    if PERSON_BEHIND.match(text, match.end()) and not BUSINESS.search(clause):
        return True
    if (
        SHOP.search(left)
        or OF_FIRM.search(left)
        or BUSINESS.search(clause)
        or clause.endswith(("经营", "注册", "生产", "办公", "网络", "IP", "营业", "施工", "检查", "建设"))
    ):
        return False
    persons = [person.end() for person in PERSON.finditer(left)]
    businesses = [business.end() for business in BUSINESS.finditer(left)]
    if persons and max(persons) > max(businesses, default=-1):
        return True
    if PARTICULARS.match(text, match.end()):
        return False
    is_organs = ORGAN.search(left) is not None or ORGAN.search(match.group("place")) is not None
    return context.is_natural_person is True and not is_organs


def _is_flat(text: str, match: re.Match[str], context: Context) -> bool:
    if is_masked(match.group("place")):
        return False
    around = before(text, match.start(), 24) + match.group("place") + text[match.end() : match.end() + 8]
    return context.business_addresses or (
        BUSINESS.search(around) is None
        and not SHOP.search(before(text, match.start(), 24))
        and not re.search(r"(?<!户)位于|开设|设立|经营|承租|租用|施工|装修|检查|地址", around)
    )
