"""Writing one row of the register: which lines end, which begin."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlmodel import Session, select

from engine.errors import Language
from engine.verdict import Finding
from store.dates import read_date
from store.organisations.checking import Row, finding
from store.organisations.form import (
    CODE,
    FORMER,
    FORMER_UNTIL,
    NAME,
    PARTICULARS,
    PERSON_PARTS,
    FormerName,
    former_names,
    person_field,
)
from store.organisations.tables import ROLES, OrganisationName, OrganisationParticulars, ResponsiblePerson
from store.texts import folded_name, one_line
from store.validity import latest_date, running

What = Literal["renamed", "changed", "unchanged"]


@dataclass
class UnitChanges:
    """Writes rows of one import into a session.

    Args:
        session: a writing session.
        import_id: the note of the import.
        as_of: the day on which lines end and begin.
        language: of the faults' messages.

    Attributes:
        faults: what could not be written.
    """

    session: Session
    import_id: int
    as_of: date
    language: Language
    faults: list[Finding] = field(default_factory=list)

    def open_unit(self, row: Row, columns: Collection[str]) -> None:
        """Write a unit that the register did not know: its name and place count from ever, its persons from as-of."""
        self._add_name(row, _name(row), None)
        self._add_former_names(row, [])
        self._change_particulars(row, columns, [])
        for role in ROLES:
            self._change_person(row, columns, role)

    def change_unit(self, row: Row, columns: Collection[str]) -> What:
        """Write what differs from the running lines of a unit."""
        code = row.text(CODE)
        names = list(self.session.exec(select(OrganisationName).where(OrganisationName.code == code)))
        particulars = select(OrganisationParticulars).where(OrganisationParticulars.code == code)
        renamed = self._rename(row, names)
        changed = [self._add_former_names(row, names)]
        changed.append(self._change_particulars(row, columns, list(self.session.exec(particulars))))
        changed += [self._change_person(row, columns, role) for role in ROLES]
        return "renamed" if renamed else "changed" if any(changed) else "unchanged"

    def _rename(self, row: Row, names: list[OrganisationName]) -> bool:
        current = running(names)
        if current is not None and current.name == _name(row):
            return False
        ends = [known.valid_until for known in self._former(row) if current and known.name == current.name]
        day = next((end for end in ends if end is not None), self.as_of)
        if not self._allowed(row, names, day, NAME):
            return False
        if current is not None:
            current.valid_until = day
        self._add_name(row, _name(row), day)
        return True

    def _add_name(self, row: Row, name: str, start: date | None, until: date | None = None) -> None:
        line = OrganisationName(
            code=row.text(CODE) or "", name=name, valid_from=start, valid_until=until, import_id=self.import_id
        )
        self.session.add(line)

    def _former(self, row: Row) -> list[FormerName]:
        text = row.text(FORMER)
        until = row.text(FORMER_UNTIL)
        return former_names(text, read_date(until) if until else None) if text else []

    def _add_former_names(self, row: Row, names: list[OrganisationName]) -> bool:
        """Add the former names that the register does not have yet."""
        added = False
        for former in self._former(row):
            known = [line for line in names if folded_name(line.name) == folded_name(former.name)]
            if self._refused(row, former, known):
                continue
            if not known:
                self._add_name(row, former.name, former.valid_from, former.valid_until)
                added = True
        return added

    def _refused(self, row: Row, former: FormerName, known: list[OrganisationName]) -> bool:
        if former.valid_until is None:
            zh = f"曾用名“{former.name}”没有可识别的截止日期，请写成“{former.name}（至2019-01-20）”"
            en = f"former name '{former.name}' has no end date that can be read; write it in brackets behind the name"
            return self._fault(row, "former-name.end", "bad_date", FORMER, zh, en)
        if former.valid_from is not None and former.valid_from >= former.valid_until:
            zh = f"曾用名“{former.name}”的起始日期不早于截止日期"
            en = f"former name '{former.name}' begins on or after its end"
            return self._fault(row, "former-name.order", "date_order", FORMER, zh, en)
        if folded_name(former.name) == folded_name(_name(row)):
            zh, en = f"曾用名“{former.name}”与现名称相同", f"former name '{former.name}' is the present name"
            return self._fault(row, "former-name.present", "mismatch", FORMER, zh, en)
        if known and former.valid_until not in [line.valid_until for line in known]:
            recorded = "、".join(str(line.valid_until) for line in known)
            zh = f"曾用名“{former.name}”的截止日期为 {former.valid_until}，已登记的是 {recorded}，已登记的内容不能改写"
            en = f"former name '{former.name}' ends on {former.valid_until}, but is recorded to end on {recorded}"
            return self._fault(row, "former-name.recorded", "mismatch", FORMER, zh, en)
        return False

    def _change_particulars(self, row: Row, columns: Collection[str], lines: list[OrganisationParticulars]) -> bool:
        current = running(lines)
        before = {name: getattr(current, name) if current else None for name in PARTICULARS}
        after = {**before, **{name: _clean(row.text(name)) for name in PARTICULARS if name in columns}}
        if after == before and current is not None:
            return False
        if not self._allowed(row, lines, self.as_of, PARTICULARS[0]):
            return False
        if current is not None:
            current.valid_until = self.as_of
        start = self.as_of if lines else None
        line = OrganisationParticulars(
            code=row.text(CODE) or "",
            county=after["county"],
            parent=after["parent"],
            leading_section=after["leading_section"],
            valid_from=start,
            import_id=self.import_id,
        )
        self.session.add(line)
        return True

    def _change_person(self, row: Row, columns: Collection[str], role: str) -> bool:
        code = row.text(CODE) or ""
        query = select(ResponsiblePerson).where(ResponsiblePerson.code == code, ResponsiblePerson.role == role)
        lines = list(self.session.exec(query))
        current = running(lines)
        after = self._person(row, columns, role, current)
        before = {part: getattr(current, part) if current else None for part in PERSON_PARTS}
        if after == before or not self._allowed(row, lines, self.as_of, role):
            return False
        if current is not None:
            current.valid_until = self.as_of
        if after["name"]:
            line = ResponsiblePerson(
                code=code,
                role=role,
                name=after["name"],
                position=after["position"],
                telephone=after["telephone"],
                valid_from=self.as_of,
                import_id=self.import_id,
            )
            self.session.add(line)
        return True

    def _person(
        self, row: Row, columns: Collection[str], role: str, current: ResponsiblePerson | None
    ) -> dict[str, str | None]:
        """The person after the change. Position and telephone belong to a person: another one does not inherit them."""
        given = {
            part: _clean(row.text(person_field(role, part)))
            for part in PERSON_PARTS
            if person_field(role, part) in columns
        }
        same = current is not None and given.get("name", current.name) == current.name
        kept = {part: getattr(current, part) if same else None for part in PERSON_PARTS}
        after = {**kept, **given}
        return after if after["name"] else dict.fromkeys(PERSON_PARTS)

    def _allowed(
        self,
        row: Row,
        lines: list[OrganisationName] | list[OrganisationParticulars] | list[ResponsiblePerson],
        day: date,
        field_name: str,
    ) -> bool:
        """Whether lines may change on a day; before the latest date that was recorded they may not."""
        latest = latest_date(lines)
        if latest is None or day >= latest:
            return True
        zh = f"自 {day} 起的变更早于已登记的 {latest}，已登记的内容不能改写，请改用 {latest} 或以后的日期"
        en = f"a change from {day} is earlier than the recorded {latest}; use {latest} or a later date"
        self._fault(row, "as-of.order", "date_order", field_name, zh, en)
        return False

    def _fault(self, row: Row, rule: str, kind: str, field_name: str, zh: str, en: str) -> bool:
        message = zh if self.language == "zh" else en
        self.faults.append(finding(row, rule, kind, "reject", (field_name,), message, None))
        return True


def _name(row: Row) -> str:
    return one_line(row.text(NAME) or "")


def _clean(text: str | None) -> str | None:
    return one_line(text) or None if text else None
