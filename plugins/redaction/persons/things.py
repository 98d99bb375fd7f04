"""What shows that no person is meant but a place, an enterprise, a law, a brand or somebody whom everybody knows."""

import re
from typing import Final

from plugins.redaction.patterns import HAN, one_of
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.persons.names import AFTER
from plugins.redaction.vocabulary import characters, words

_PARTICLES: Final = "在于对向与和的将被把因从到为等并未不及称说以经后时"
# Part of a word: whatever stands behind, the name goes on, or it is masked already.
_GOES_ON: Final = ("某", "*", "＊", "×")
_THING_ENDS: Final = frozenset(characters("odds", "thing_ends"))
_FAMOUS: Final = re.compile(one_of(words("evidence", "famous")))
_BOOK: Final = re.compile(r"《[^》]{0,80}》")
# 品牌：, 品牌含“
_THINGS: Final = re.compile(rf"{one_of(words('evidence', 'labels_of_things'))}(?:[：:]\s?|[^，,。；;]{{0,3}}[“\"])$")
_LONGEST_LABEL: Final = 10
_COMPANY: Final = rf"(?:(?![{_PARTICLES}])[{HAN}（）]){{0,12}}{one_of(words('evidence', 'companies'))}"
_ENTERPRISE: Final = re.compile(
    rf"{_COMPANY}|(?:(?![{_PARTICLES}])[{HAN}]){{0,4}}(?:店|馆|厂|超市|商行|经营部)(?![主长员里内])"
)
# 高建军养殖专业合作社: though 养殖 is what a person may do as well.
_SURELY_COMPANY: Final = re.compile(
    rf"(?:(?![{_PARTICLES}])[{HAN}]){{0,8}}(?:合作社|有限公司|有限责任公司|股份公司|工作室)"
)
_NEAR: Final = re.compile(
    rf"{one_of(words('evidence', 'places'))}(?![过上后驾精])"
    # 南呈、崔蒙、韩川三个站点: where a bus stops.
    rf"|(?:[、和及][{HAN}]{{2,3}}){{0,4}}[两三四五六]个(?:站|村|乡|镇|路段|地点|网点|小区|社区)"
)
_FARTHER: Final = re.compile(
    rf"(?:(?![{_PARTICLES}])[{HAN}]){{0,4}}{one_of(words('evidence', 'enterprises'))}|{_COMPANY}"
)
# 安顺达运输集团: not what somebody called 安顺达 transported.
_COMPANY_AT_ONCE: Final = re.compile(f"[{HAN}]{{0,2}}[（(]?(?:有限|集团|股份)")
# The last character of a name begins the word for a shop: 刘二小卖部.
_SMALL_SHOP: Final = re.compile(one_of([word for word in words("evidence", "enterprises") if word[0] in "小大"]))
# 涉及房源四套
_MEASURE: Final = "[套处辆间台件个名次起部户亩元块吨斤瓶袋盒箱幢栋层张份笔条家所座口头只项]"
_COUNTED: Final = re.compile(f"[一二三四五六七八九十两]{_MEASURE}")
_HAMLET: Final = re.compile(f"[{HAN}]家[山岭坡沟庄村湾堡洼坪峪寨营川梁岔河桥店屯坟垴掌圪崖塔滩坝垣窑坳咀嘴渠巷井湖]")
# “乔丹”“李维斯”商标: of the quotations in front of such a word none is a person.
_QUOTED_THING: Final = re.compile(
    '[”"](?:[、和及]?[“"][^”"]{1,12}[”"]){0,6}(?:注册|图形|文字)?(?:商标|品牌|牌|标识|标志|系列|角色|专用权|图书|玩偶|月饼|糕点|白酒|茶|酱|醋|服装|皮鞋|食品|饮料|化妆品)'
)
_SHOP: Final = re.compile(one_of(words("evidence", "enterprises")))
# 史志强屠宰点, 许晋生加油站: but not 王建国厂内.
_SHOP_AT_ONCE: Final = re.compile(
    rf"{one_of([w for w in words('evidence', 'enterprises') if len(w) > 1])}(?![主长员工里内])"
)


def without_laws(text: str) -> str:
    """The text with the names of laws, books and plays blotted out: no person is meant there."""
    return _BOOK.sub(lambda match: "《" * len(match.group()), text)


def is_place(text: str, end: int) -> bool:
    """Whether what follows shows that a place or an enterprise was named, no person."""
    return _NEAR.match(text, end) is not None or _FARTHER.match(text, end) is not None


def is_place_at_once(text: str, end: int) -> bool:
    """The same by what follows without a word between: 唐庄村, 王家庄."""
    return _NEAR.match(text, end) is not None


def is_enterprise(text: str, end: int) -> bool:
    """Whether what follows ends the name of an enterprise, whatever role is in front: 供货商张伟强商贸有限公司."""
    if _SURELY_COMPANY.match(text, end) or _SHOP_AT_ONCE.match(text, end):
        return True
    return not _is_deed(text, end) and _ENTERPRISE.match(text, end) is not None


def _is_deed(text: str, end: int) -> bool:
    """Whether what somebody does begins at a place, and not a noun with its first character: 食品厂."""
    deed, word = AFTER.match(text, end), LEXICON.get(text[end : end + 2])
    return deed is not None and not (deed.end() == end + 1 and word is not None and word.kind == "N")


def is_shop(text: str, end: int) -> bool:
    """Whether what follows ends the name of a shop, school, estate …, and begins with nothing that a person does."""
    if _SHOP.match(text, end) or is_company_at_once(text, end):
        return True
    return AFTER.match(text, end) is None and _FARTHER.match(text, end) is not None


def is_company_at_once(text: str, end: int) -> bool:
    """Whether 有限公司, 集团 … stands at a place or two characters behind it."""
    return _COMPANY_AT_ONCE.match(text, end) is not None


def is_no_person(text: str, start: int, end: int) -> bool:
    """Whether a stretch that is built like a name is a hamlet, a quoted brand, or cut out of the word for a shop."""
    is_quoted = text[start - 1 : start] in ("“", '"') and _QUOTED_THING.match(text, end) is not None
    return is_quoted or _SMALL_SHOP.match(text, end - 1) is not None or is_hamlet(text, start, end)


def is_none_at_all(text: str, start: int, end: int) -> bool:
    """Whether no person is meant even behind a role: things are counted (涉及房源四套), or 应 says what is to be done
    (被许可人应建立健全制度).
    """
    word = LEXICON.get(text[start + 1 : start + 3]) if text[start] == "应" else None
    return _COUNTED.match(text, end - 1) is not None or (word is not None and word.kind == "V")


def is_hamlet(text: str, start: int, end: int) -> bool:
    """Whether a place called after a family stands there: 陈家山, 孔家坡."""
    hamlet = _HAMLET.match(text, start)
    return hamlet is not None and end in (hamlet.end() - 1, hamlet.end())


def is_famous(text: str, start: int) -> bool:
    """Whether a brand, a plant, a figure of history … begins at a place."""
    return _FAMOUS.match(text, start) is not None


def ends_like_thing(text: str, end: int) -> bool:
    """Whether the last character in front of a place ends names of places, estates, goods, and hardly given names."""
    return text[end - 1] in _THING_ENDS


def goes_on(text: str, end: int) -> bool:
    """Whether a name that seems to end at a place is masked there already."""
    return text[end : end + 1] in _GOES_ON


def is_brand(text: str, start: int) -> bool:
    """Whether a quotation begins there that a label in front calls a brand or the like: 品牌含“."""
    return text[start - 1 : start] in ("“", '"') and is_labelled_thing(text, start)


def is_labelled_thing(text: str, start: int) -> bool:
    """Whether a label in front says that no person follows: 品牌：."""
    return _THINGS.search(text[max(0, start - _LONGEST_LABEL) : start]) is not None
