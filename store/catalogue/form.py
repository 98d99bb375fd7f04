"""The form of annex 2 as units keep it: two sheets or tables with tick boxes, or one flat list.

The record type is in a column of its own (目录类别), or else in the sheet's name or title. An empty organ cell under a
filled one is a merged cell: it means the organ above. A row whose item is 无 says that there are no items.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.reading import Source
from engine.ruleset import RecordType
from store.catalogue.items import Item
from store.catalogue.ticks import PARTY_CHOICES, PARTY_WORDS, SCOPE_CHOICES, SCOPE_WORDS, UnclearTicks, ticked
from store.forms.faults import FormFault, Place
from store.forms.reading import FormField, FormRow, FormTable, read_form
from store.texts import one_line

TYPE, ORGAN, ITEM_CODE, ITEM_NAME, PARTIES, SCOPES = "type", "organ", "item_code", "item_name", "parties", "scopes"
LONGEST: Final = {ITEM_NAME: 500, ITEM_CODE: 100}
FIELDS: Final = (
    FormField(TYPE, ("目录类别", "事项类别", "事项类型", "类别", "类型")),
    FormField(ORGAN, ("行政决定部门", "行政决定机关", "决定部门", "决定机关", "实施机关", "实施部门", "单位名称")),
    FormField(ITEM_CODE, ("事项编码", "事项代码", "项目编码", "项目代码")),
    FormField(ITEM_NAME, ("项目名称", "事项名称", "行政许可事项名称", "行政处罚事项名称", "项目")),
    FormField(
        PARTIES, ("行政相对人类别", "行政相对人", "相对人类别", "行政相对人类型", "适用对象"), choices=PARTY_CHOICES
    ),
    FormField(SCOPES, ("公开范围", "公示范围", "公开公示范围"), choices=SCOPE_CHOICES),
)
REQUIRED: Final = (ITEM_NAME, PARTIES, SCOPES)
EXPECTED: Final = ("目录", "许可", "处罚")
_TYPE_WORDS: Final[Mapping[str, RecordType]] = {"许可": "licence", "处罚": "penalty"}
_NONE: Final = frozenset({"无", "暂无", "没有", "无事项", "无此类事项", "无行政许可事项", "无行政处罚事项"})
_DASHES: Final = "-—－/／\\ 　"


@dataclass(frozen=True)
class ItemLine:
    """One item of a form, with the organ as the form names it and the places of its cells."""

    organ: str | None
    item: Item
    organ_place: Place
    name_place: Place
    code_place: Place


@dataclass
class CatalogueForm:
    """What a form says.

    Attributes:
        lines: the items.
        declared_none: (organ as named or None, record type) of rows that say 无, with their places.
        record_types: types that the form has a table or rows for; about the others it says nothing.
        ignored_sheets: sheets without a catalogue.
        faults: what cannot be understood.
    """

    lines: list[ItemLine] = field(default_factory=list)
    declared_none: list[tuple[str | None, RecordType, Place]] = field(default_factory=list)
    record_types: set[RecordType] = field(default_factory=set)
    ignored_sheets: tuple[str, ...] = ()
    faults: list[FormFault] = field(default_factory=list)


def read_catalogue_form(source: Source) -> CatalogueForm:
    """Read the form of annex 2.

    Args:
        source: from `store.forms.reading.open_form`.

    Returns:
        What it says; faults are listed, not raised, so that all come together.
    """
    form = read_form(source, FIELDS, REQUIRED, EXPECTED)
    read = CatalogueForm(ignored_sheets=form.ignored, faults=list(form.faults))
    for table in form.tables:
        _read_table(table, read)
    if form.tables and not (read.lines or read.declared_none or read.faults or read.record_types):
        zh, en = "表头下面没有事项；没有事项的单位请填“无”", "no items below the header; a unit without items writes 无"
        read.faults.append(FormFault(form.tables[0].place(form.tables[0].header_row), zh, en))
    return read


def _read_table(table: FormTable, read: CatalogueForm) -> None:
    own_type = _type_in(f"{table.sheet or ''} {table.title}")
    if TYPE not in table.columns:
        if own_type is None:
            zh = "看不出是行政许可还是行政处罚目录，请在表名或标题中写明，或增加“目录类别”列"
            en = "licences or penalties? say so in the sheet's name or title, or add the column 目录类别"
            read.faults.append(FormFault(table.place(table.header_row), zh, en))
            return
        read.record_types.add(own_type)
    organ_above: tuple[str | None, FormRow | None] = (None, None)
    type_above = own_type
    for row in table.rows:
        organ_above = (row.cells[ORGAN], row) if row.cells.get(ORGAN) else organ_above
        type_above = _type_of(table, row, type_above, read)
        if type_above is not None:
            _read_row(table, row, organ_above, type_above, read)


def _type_of(table: FormTable, row: FormRow, above: RecordType | None, read: CatalogueForm) -> RecordType | None:
    """The record type of a row: its own cell, or the one above where that is empty."""
    text = row.cells.get(TYPE)
    record_type = _type_in(text) if text else above
    if record_type is None:
        zh = f"目录类别“{text or ''}”看不懂，请写行政许可或行政处罚"
        read.faults.append(FormFault(table.place(row.row, TYPE), zh, f"'{text or ''}': write 行政许可 or 行政处罚"))
    else:
        read.record_types.add(record_type)
    return record_type


def _type_in(text: str) -> RecordType | None:
    """The one record type that a text names; None where it names none or both."""
    found = {record_type for word, record_type in _TYPE_WORDS.items() if word in text}
    return found.pop() if len(found) == 1 else None


def _read_row(
    table: FormTable,
    row: FormRow,
    organ_above: tuple[str | None, FormRow | None],
    record_type: RecordType,
    read: CatalogueForm,
) -> None:
    organ, organ_row = organ_above
    organ = None if organ is None or _is_none(organ) else one_line(organ)
    if _says_none(row):
        read.declared_none.append((organ, record_type, table.place(row.row, ORGAN)))
        return
    faults = [*_text_faults(table, row)]
    parties = _ticked(table, row, PARTIES, PARTY_WORDS, faults)
    scopes = _ticked(table, row, SCOPES, SCOPE_WORDS, faults)
    read.faults += faults
    if faults:
        return
    code = row.cells.get(ITEM_CODE)
    item_code = None if code is None or _is_none(code) else one_line(code)
    read.lines.append(
        ItemLine(
            organ,
            Item(record_type, item_code, one_line(row.cells[ITEM_NAME] or ""), parties, scopes),
            table.place(organ_row.row if organ_row else row.row, ORGAN),
            table.place(row.row, ITEM_NAME),
            table.place(row.row, ITEM_CODE),
        )
    )


def _says_none(row: FormRow) -> bool:
    """Whether the row says that there are no items: 无 for the item, or nothing but stand-ins in the whole row."""
    name = row.cells.get(ITEM_NAME)
    if name is not None:
        return _is_none(name)
    filled = [text for field_name, text in row.cells.items() if text and field_name not in (TYPE, ORGAN)]
    organ = row.cells.get(ORGAN)
    return all(map(_is_none, filled)) and (bool(filled) or (organ is not None and _is_none(organ)))


def _is_none(text: str) -> bool:
    return text.strip() in _NONE or not text.strip(_DASHES)


def _text_faults(table: FormTable, row: FormRow) -> list[FormFault]:
    faults = []
    if not row.cells.get(ITEM_NAME):
        zh, en = "项目名称为空；没有事项的单位请填“无”", "the item has no name; a unit without items writes 无"
        faults.append(FormFault(table.place(row.row, ITEM_NAME), zh, en))
    for name, longest in LONGEST.items():
        if len(row.cells.get(name) or "") > longest:
            zh, en = f"超过 {longest} 个字符", f"more than {longest} characters"
            faults.append(FormFault(table.place(row.row, name), zh, en))
    return faults


def _ticked(
    table: FormTable, row: FormRow, name: str, words: Mapping[str, str], faults: list[FormFault]
) -> tuple[str, ...]:
    text = row.cells.get(name)
    if not text:
        zh, en = "为空，请勾选", "empty; tick what applies"
        faults.append(FormFault(table.place(row.row, name), zh, en))
        return ()
    try:
        return ticked(text, words)
    except UnclearTicks as unclear:
        faults.append(FormFault(table.place(row.row, name), unclear.zh, unclear.en))
        return ()
