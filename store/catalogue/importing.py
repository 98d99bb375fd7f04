"""Taking the form of annex 2 in: as a whole or not at all, a new version for every organ whose items changed.

A form holds all items of an organ: what it no longer names has ended. About a record type that the form has no table
for it says nothing, so those items go on unchanged. An organ whose items are the same keeps its version.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from engine.errors import UserError
from engine.reading import Source
from engine.ruleset import RecordType
from store.catalogue.form import CatalogueForm, ItemLine, read_catalogue_form
from store.catalogue.items import Item, ItemChange, item_changes, record_type_text
from store.catalogue.tables import CatalogueVersion
from store.catalogue.versions import Version, all_versions, items_of
from store.database import Database
from store.forms.faults import FormFault, Place, refusal
from store.organisations.lookup import NameIndex, demand_organisation, name_index
from store.provenance import recorded_import


@dataclass(frozen=True)
class OrganChange:
    """What an import did to one organ's catalogue.

    Attributes:
        organisation: its code.
        version: id of the new version; None = nothing changed, the running version goes on.
        changes: what was added, changed and ended.
        items: number of items now.
    """

    organisation: str
    version: int | None
    changes: tuple[ItemChange, ...]
    items: int


@dataclass(frozen=True)
class CatalogueImport:
    """What an import did; `ignored_sheets` held no catalogue."""

    organs: tuple[OrganChange, ...]
    ignored_sheets: tuple[str, ...]


def import_catalogue(
    database: Database,
    source: Source,
    *,
    effective_from: date,
    imported_on: date,
    organisation: str | None = None,
) -> CatalogueImport:
    """Take the item catalogue of annex 2 in.

    Args:
        database: with an up-to-date schema and the organisation register.
        source: from `store.forms.reading.open_form`.
        effective_from: first day on which the form's items are in force.
        imported_on: today.
        organisation: code of the one organ whose form this is; then rows need not name it, and may name no other.

    Raises:
        UserError: the form has faults (one line each, with sheet, row and cell), or the organ is not in the register.
    """
    form = read_catalogue_form(source)
    with database.writing() as session:
        if organisation is not None:
            demand_organisation(session, organisation)
        resolver = _Organs(name_index(session), effective_from, organisation)
        lines, faults = _by_organ(form, resolver)
        faults += [fault for code in lines for fault in _repeated(lines[code])]
        running = {version.organisation: version for version in all_versions(session)}
        faults += _date_faults(lines, running, effective_from)
        if form.faults or faults:
            raise _refused(source, [*form.faults, *faults])
        import_id = recorded_import(session, "catalogue", source, effective_from, imported_on)
        writer = _Writer(session, import_id, effective_from, form.record_types)
        organs = [writer.write(code, [line.item for line in lines[code]], running.get(code)) for code in lines]
        _demand_correctable(source, organs, running, effective_from)
    return CatalogueImport(tuple(organs), form.ignored_sheets)


@dataclass(frozen=True)
class _Organs:
    """Finds the code of an organ as a form names it."""

    names: NameIndex
    on: date
    only: str | None

    def code(self, organ: str | None, place: Place) -> str | FormFault:
        if organ is None:
            zh, en = (
                "没有行政决定部门，请填写，或用 --organisation 指明",
                "names no organ; fill it in, or give --organisation",
            )
            return self.only or FormFault(place, zh, en)
        codes = self.names.codes(organ, self.on)
        if not codes:
            near = self.names.nearest(organ)
            zh = f"单位“{organ}”不在组织机构名册中" + (f"，是否为“{near}”" if near else "，请先导入名册")
            en = f"organ '{organ}' is not in the register" + (f"; did you mean '{near}'?" if near else "")
            return FormFault(place, zh, en)
        if len(codes) > 1:
            zh = f"“{organ}”是 {'、'.join(sorted(codes))} 的曾用名，请改用现名称"
            return FormFault(place, zh, f"'{organ}' is a former name of several units; use the present name")
        code = codes.pop()
        if self.only not in (None, code):
            zh, en = f"“{organ}”不是 --organisation 指明的单位", f"'{organ}' is not the organ that --organisation names"
            return FormFault(place, zh, en)
        return code


def _by_organ(form: CatalogueForm, organs: _Organs) -> tuple[dict[str, list[ItemLine]], list[FormFault]]:
    """Code → items; an organ that only says 无 has an empty list. A fault of an organ's name is told once a cell."""
    lines: dict[str, list[ItemLine]] = defaultdict(list)
    faults: dict[tuple[Place, str], FormFault] = {}
    named: list[tuple[str | None, Place, ItemLine | None]] = [
        (line.organ, line.organ_place, line) for line in form.lines
    ]
    # A row 无 without an organ is about whoever the form is from; only a named organ gets a version of its own.
    named += [(organ, place, None) for organ, _, place in form.declared_none if organ or organs.only]
    for organ, place, line in named:
        code = organs.code(organ, place)
        if isinstance(code, FormFault):
            faults.setdefault((place, code.zh), code)
        elif line is None:
            lines.setdefault(code, [])
        else:
            lines[code].append(line)
    if not named and not form.faults:
        zh, en = "没有任何事项，也没有写明单位，请用 --organisation 指明", "no items and no organ; give --organisation"
        faults[Place(), zh] = FormFault(Place(), zh, en)
    return lines, list(faults.values())


def _repeated(lines: Sequence[ItemLine]) -> Iterator[FormFault]:
    """Two items of one organ with the same name, or with the same code."""
    names: dict[tuple[RecordType, str], ItemLine] = {}
    codes: dict[tuple[RecordType, str], ItemLine] = {}
    for line in lines:
        item = line.item
        first = names.setdefault(item.key, line)
        if first is not line:
            kind = record_type_text(item.record_type)
            zh = f"同一单位的{kind}事项“{item.item_name}”重复，首次出现在{first.name_place.zh}"
            en = f"the organ's item '{item.item_name}' was already given: {first.name_place.en}"
            yield FormFault(line.name_place, zh, en)
        elif item.item_code and codes.setdefault((item.record_type, item.item_code), line) is not line:
            first = codes[item.record_type, item.item_code]
            zh = f"事项编码“{item.item_code}”重复，首次出现在{first.code_place.zh}"
            yield FormFault(line.code_place, zh, f"code '{item.item_code}' was already given: {first.code_place.en}")


def _date_faults(
    lines: Mapping[str, Sequence[ItemLine]], running: Mapping[str, Version], effective_from: date
) -> Iterator[FormFault]:
    for code in lines:
        version = running.get(code)
        if version is not None and effective_from < version.effective_from:
            place = lines[code][0].organ_place if lines[code] else Place()
            start = version.effective_from
            zh = f"单位 {code} 的现行版本自 {start} 生效，新版本的生效日期 {effective_from} 不能早于这一天"
            en = f"the running version of {code} took effect on {start}; {effective_from} is earlier"
            yield FormFault(place, zh, en)


@dataclass(frozen=True)
class _Writer:
    session: Session
    import_id: int
    effective_from: date
    record_types: set[RecordType]

    def write(self, code: str, given: Sequence[Item], running: Version | None) -> OrganChange:
        """A new version of an organ's catalogue, if it differs from the running one."""
        before = items_of(self.session, [running.id])[running.id] if running else []
        kept = [item for item in before if item.record_type not in self.record_types]
        after = sorted([*kept, *given], key=lambda item: item.record_type)
        if running is not None and set(after) == set(before):
            return OrganChange(code, None, (), len(after))
        number = running.number + 1 if running else 1
        version = CatalogueVersion(
            organisation=code, number=number, effective_from=self.effective_from, import_id=self.import_id
        )
        self.session.add(version)
        self.session.flush()
        assert version.id is not None
        places: dict[RecordType, int] = defaultdict(int)
        for item in after:
            places[item.record_type] += 1
            self.session.add(item.stored(version.id, places[item.record_type]))
        self.session.flush()
        return OrganChange(code, version.id, tuple(item_changes(before, after)), len(after))


def _demand_correctable(
    source: Source, organs: Sequence[OrganChange], running: Mapping[str, Version], effective_from: date
) -> None:
    """A version that takes effect on the day of the running one replaces it for good: only a draft may be."""
    faults = []
    for organ in organs:
        version = running.get(organ.organisation)
        if organ.version and version and version.effective_from == effective_from and version.state != "draft":
            zh = f"单位 {organ.organisation} 自 {effective_from} 生效的版本已通过审核，请改用以后的生效日期"
            en = f"the version of {organ.organisation} from {effective_from} passed its review; use a later date"
            faults.append(FormFault(Place(), zh, en))
    if faults:
        raise _refused(source, faults)


def _refused(source: Source, faults: Sequence[FormFault]) -> UserError:
    order = {sheet.name: number for number, sheet in enumerate(source.sheets)}
    faults = sorted(faults, key=lambda f: (order.get(f.place.sheet, -1), f.place.row or 0, f.place.column or 0))
    return refusal(source.name, "事项目录未导入", "the catalogue was not imported", faults)
