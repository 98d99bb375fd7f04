"""The form of annex 1: its fields, their captions, and the names in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from store.dates import dates_in
from store.forms.reading import FormField

CODE, NAME, COUNTY, PARENT, SECTION = "code", "name", "county", "parent", "leading_section"
FORMER, FORMER_UNTIL = "former_names", "former_until"
PARTICULARS: Final = (COUNTY, PARENT, SECTION)
PERSON_PARTS: Final = ("name", "position", "telephone")
_PERSONS: Final = {
    "leader": ("分管领导", "分管负责人", "负责领导", "主管领导"),
    "head": ("责任人", "科室负责人", "责任科室负责人", "科室责任人"),
}
_NAME_ENDINGS: Final = ("", "姓名")
_POSITION_ENDINGS: Final = ("职务", "职位")
_TELEPHONE_ENDINGS: Final = ("手机", "电话", "联系电话", "手机号", "手机号码", "电话号码", "联系方式")
_FORMER: Final = re.compile(
    r"(?P<name>[^；;、\n]+?)\s*(?:[（(](?P<dates>[^（）()]*[0-9]{4}[^（）()]*)[）)])?\s*(?:[；;、\n]|$)"
)


def person_field(role: str, part: str) -> str:
    """Name of the form's field for a part (name, position, telephone) of a responsible person."""
    return role if part == "name" else f"{role}_{part}"


def _person_fields(role: str, titles: tuple[str, ...]) -> Iterator[FormField]:
    def captions(endings: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(title + ending for title in titles for ending in endings)

    yield FormField(role, captions(_NAME_ENDINGS))
    yield FormField(person_field(role, "position"), captions(_POSITION_ENDINGS), role, _POSITION_ENDINGS)
    yield FormField(person_field(role, "telephone"), captions(_TELEPHONE_ENDINGS), role, _TELEPHONE_ENDINGS)


FIELDS: Final = (
    FormField(CODE, ("统一社会信用代码", "单位统一社会信用代码", "社会信用代码", "单位代码", "机构代码", "信用代码")),
    FormField(NAME, ("单位名称", "机构名称", "部门名称", "单位", "部门")),
    FormField(FORMER, ("曾用名", "曾用名称", "原名称", "原单位名称")),
    FormField(FORMER_UNTIL, ("曾用名截止日期", "曾用名有效期至", "更名日期", "名称变更日期")),
    FormField(COUNTY, ("所属区域", "所属县区", "县区", "所在县区", "区域", "所属地区", "行政区划")),
    FormField(PARENT, ("上级单位", "上级部门", "主管部门", "上级主管部门", "上级主管单位")),
    FormField(SECTION, ("责任科室", "牵头科室", "负责科室", "科室", "责任股室")),
    *(field for role, titles in _PERSONS.items() for field in _person_fields(role, titles)),
)
REQUIRED: Final = (CODE, NAME)
EXPECTED: Final = ("单位", "机构", "组织", "通讯录", "联系")


@dataclass(frozen=True)
class FormerName:
    """A former name as the form gives it; `valid_until` None = no end could be read."""

    name: str
    valid_from: date | None
    valid_until: date | None


def former_names(text: str, until: date | None) -> list[FormerName]:
    """The names in a cell such as 长治市工商行政管理局（至2019-01-20）；长治市食药局（2010-05-01至2019-01-20）.

    Args:
        text: the cell; names are separated by ；or 、 or lines, dates stand in brackets.
        until: the end in a column of its own, for names without dates in brackets.
    """
    names = []
    for match in _FORMER.finditer(text):
        days = dates_in(match["dates"] or "")
        start = days[0] if len(days) == 2 else None
        unsound = len(days) > 2 or None in days
        end = None if unsound else days[-1] if days else until
        names.append(FormerName(match["name"].strip(), start, end))
    return names
