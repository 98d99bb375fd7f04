"""Writing a catalogue in the form of annex 2, for publication: two sheets with tick boxes, or one flat list.

Only versions that passed their secrecy review leave the house.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import xlsxwriter
from sqlmodel import Session

from engine.errors import UserError
from engine.report.csv_report import inert
from engine.ruleset import RECORD_TYPES, RecordType
from store.catalogue.items import Item, record_type_text
from store.catalogue.ticks import PARTIES, SCOPES, boxes
from store.catalogue.versions import Version, items_of, versions_on
from store.organisations.lookup import organisations_on

Format = Literal["xlsx", "csv"]
TYPE_CAPTION: Final = "目录类别"
CODE_CAPTION: Final = "事项编码"
_WIDTHS: Final = {"序号": 6, "行政决定部门": 28, CODE_CAPTION: 20, "项目名称": 60, "行政相对人类别": 16, "公开范围": 14}


@dataclass(frozen=True)
class Line:
    """An item with the name of its organ."""

    organ: str
    item: Item


def publishable_lines(session: Session, on: date, organisation: str | None = None) -> list[Line]:
    """The items in force on a day, by organ as the register lists them.

    Args:
        session: a session.
        on: the day.
        organisation: code of one organ; None = all.

    Raises:
        UserError: no version is in force, or one of them did not pass its review.
    """
    versions = versions_on(session, on, organisation)
    _demand_reviewed(versions, on)
    items = items_of(session, [version.id for version in versions])
    units = organisations_on(session, on)
    order = {unit.code: place for place, unit in enumerate(units)}
    names = {unit.code: unit.name for unit in units}
    ordered = sorted(versions, key=lambda version: order.get(version.organisation, len(order)))
    return [Line(names.get(v.organisation, v.organisation), item) for v in ordered for item in items[v.id]]


def format_of(path: Path) -> Format:
    """The format that a file name asks for. Raises UserError for another."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return "xlsx"
    if suffix == ".csv":
        return "csv"
    raise UserError(
        "export-format",
        zh=f"不能写成 {suffix or '没有扩展名的文件'}，请用 .xlsx 或 .csv",
        en=f"cannot write {suffix or 'a file without extension'}; use .xlsx or .csv",
    )


def render(lines: Sequence[Line], file_format: Format) -> bytes:
    """The bytes of the file: the workbook of annex 2, or a CSV with a column for the record type."""
    return _workbook(lines) if file_format == "xlsx" else _delimited(lines)


def _demand_reviewed(versions: Sequence[Version], on: date) -> None:
    if not versions:
        raise UserError("no-catalogue", zh=f"{on} 没有生效的事项目录", en=f"no catalogue is in force on {on}")
    drafts = [version for version in versions if version.state == "draft"]
    if drafts:
        zh = [f"有 {len(drafts)} 个版本未通过保密审核，不能导出公布，请先用 gongshi catalogue review 记录审核："]
        en = [f"{len(drafts)} versions did not pass their secrecy review; see gongshi catalogue review:"]
        zh += [f"版本 {v.id}：单位 {v.organisation}，自 {v.effective_from}" for v in drafts]
        en += [f"version {v.id}: {v.organisation} from {v.effective_from}" for v in drafts]
        raise UserError("not-reviewed", zh="\n".join(zh), en="\n".join(en))


def _captions(lines: Sequence[Line]) -> list[str]:
    """The form's captions; 事项编码 only where some item has one."""
    coded = any(line.item.item_code for line in lines)
    return [caption for caption in _WIDTHS if caption != CODE_CAPTION or coded]


def _of_type(lines: Sequence[Line], record_type: RecordType) -> list[Line]:
    return [line for line in lines if line.item.record_type == record_type]


def _workbook(lines: Sequence[Line]) -> bytes:
    target = io.BytesIO()
    # Names are text, whatever they begin with.
    workbook = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    formats = {
        "title": workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "caption": workbook.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1}),
        "cell": workbook.add_format({"text_wrap": True, "valign": "vcenter", "border": 1}),
    }
    captions = _captions(lines)
    for record_type in RECORD_TYPES:
        title = f"{record_type_text(record_type)}事项目录"
        _fill(workbook.add_worksheet(title), title, captions, _of_type(lines, record_type), formats)
    workbook.close()
    return target.getvalue()


def _fill(sheet: Any, title: str, captions: Sequence[str], lines: Sequence[Line], formats: dict[str, Any]) -> None:
    sheet.merge_range(0, 0, 0, len(captions) - 1, title, formats["title"])
    sheet.write_row(1, 0, captions, formats["caption"])
    for column, caption in enumerate(captions):
        sheet.set_column(column, column, _WIDTHS[caption])
    for number, line in enumerate(lines, start=1):
        for column, caption in enumerate(captions):
            sheet.write(number + 1, column, _cell(caption, number, line, boxed=True), formats["cell"])
    if not lines:
        sheet.write_row(2, 0, ["无" if caption == "项目名称" else "" for caption in captions], formats["cell"])
    sheet.freeze_panes(2, 0)


def _delimited(lines: Sequence[Line]) -> bytes:
    captions = _captions(lines)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([TYPE_CAPTION, *captions])
    for record_type in RECORD_TYPES:
        for number, line in enumerate(_of_type(lines, record_type), start=1):
            cells = [str(_cell(caption, number, line, boxed=False)) for caption in captions]
            writer.writerow([record_type_text(record_type), *map(inert, cells)])
    return ("\ufeff" + target.getvalue()).encode()


def _cell(caption: str, number: int, line: Line, *, boxed: bool) -> str | int:
    item = line.item
    values: dict[str, str | int] = {
        "序号": number,
        "行政决定部门": line.organ,
        CODE_CAPTION: item.item_code or "",
        "项目名称": item.item_name,
        "行政相对人类别": boxes(item.parties, PARTIES) if boxed else " ".join(item.parties),
        "公开范围": boxes(item.scopes, SCOPES) if boxed else " ".join(item.scopes),
    }
    return values[caption]
