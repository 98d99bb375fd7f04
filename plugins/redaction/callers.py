"""Whose telephone it is, told right in front of the number or behind it."""

import re
from typing import Final

from plugins.redaction.patterns import HAN, D, one_of
from plugins.redaction.vocabulary import words

# 韩店镇 is no shop.
ORGANISATION: Final = re.compile(f"{one_of(words('labels', 'organisations'))}|[店馆](?![镇乡街村上])")
# 承办人李某，电话…: an officer's is the organ's.
OFFICER: Final = re.compile(
    r"(?:办案|承办|执法|经办|检查)(?:人员|民警|人)[：:为是]?(?:[\u4e00-\u9fff]{1,3}[、，,（(\s]{1,2}|[\u4e00-\u9fff]某{1,2}[、，,（(\s]?){1,3}"
    r"(?:的?联系|办公)?(?:电话|方式|座机)"
)
_CALLERS: Final = one_of(words("labels", "callers"))
# 据举报人（0355-…）反映, 来电人李女士（0355-…）, 举报人：0355-….
_CALLER: Final = re.compile(
    rf"(?:{_CALLERS}(?:[{HAN}]某{{1,2}}|[{HAN}]{{1,2}}(?:先生|女士))?(?:[（(〔\[【]{{1,2}}|(?<=[人某])[：:，,、\s]{{0,2}})"
    rf"|(?:[{HAN}](?:先生|女士|大爷|大妈|老师傅)|(?<![{HAN}])[{HAN}]某{{1,2}})[（(〔\[【]{{1,2}})$"
)
_HOME: Final = r"(?:(?<![厂商店专大])家|住处|住宅)"
_TELEPHONE: Final = "(?:固定电话|座机|电话|固话|号码)"
# 0355-2367394，经查系楼下邻居家的固定电话; 0355-…为当事人家用电话; 0355-…（住宅）; 0355-…系举报人座机.
_OWNER_BEHIND: Final = re.compile(
    rf"[，,]?(?:经查|经核实|该号码?|此号码?)?[，,]?[系为是]"
    rf"(?:[^，,。；;]{{0,10}}(?:{_HOME}(?:里的|中的|庭的|的|里|中|用|庭)?{_TELEPHONE}|宅电)|{_CALLERS}[^，,。；;]{{0,6}}{_TELEPHONE})"
    rf"|[（(〔][^）)〕\n]{{0,8}}(?:住宅|宅|家庭|家里|家中|自家|家用|(?<![厂商店])家)(?:的)?(?:固定电话|座机|电话|固话)?[）)〕]"
)
_ANOTHER: Final = rf"(?:[/／、，,和或\s]{{1,2}}(?:手机[：:]?)?[1１][{D}]{{10}})?"
# 0355-…，经营者：王某; another telephone may stand between.
_NAMED_BEHIND: Final = re.compile(
    rf"{_ANOTHER}[，,；;\s）)]{{1,3}}(?:经营者|姓名|当事人|户主|车主|业主|投诉人|举报人|受害人|机主|来电人|住户)[^。\n]{{0,20}}"
)
# 0355-…（潞州区市场监督管理局）, 0355-…，长治市交通局。
_ORGAN: Final = (
    rf"[{HAN}]{{0,20}}(?:局|委员?会|队|中心|政府|法院|检察院|公司|派出所|监管所|管理所|窗口"
    "|大厅|[科股处]室?|办公室|街道办|办事处|站|集团|企业|超市|厂)"
)
_ORGAN_BEHIND: Final = re.compile(
    rf"\s?[（(〔\[【]{_ORGAN}[{HAN}]{{0,6}}[）)〕\]】]"
    rf"|[，,、\s]{{1,2}}(?:联系(?:人|科室|单位|部门)|承办(?:人|单位)|单位)[：:]{_ORGAN}"
    rf"|[，,、/／\s]{{1,2}}(?![住家系在到为向是经由于从以原现当本该其反投举称说])(?!地址){_ORGAN}(?=[。，,；;\s）)]|$)"
)


def is_callers(left: str) -> bool:
    """Whether somebody who calls, or is called, stands right in front of a number.

    Args:
        left: what stands in front, back to the end of the sentence before.
    """
    return _CALLER.search(left) is not None


def is_owned_behind(text: str, end: int) -> bool:
    """Whether the words behind a number say that it rings in a home, or at an informant's.

    Args:
        text: any text.
        end: where the number ends.
    """
    return _OWNER_BEHIND.match(text, end) is not None


def is_named_behind(right: str) -> bool:
    """Whether a person is named behind a number, and no organisation.

    Args:
        right: what follows the number.
    """
    behind = _NAMED_BEHIND.match(right)
    return behind is not None and not ORGANISATION.search(behind.group())


def is_organs(right: str) -> bool:
    """Whether an organ or an enterprise is named right behind a number.

    Args:
        right: what follows the number.
    """
    return _ORGAN_BEHIND.match(right) is not None
