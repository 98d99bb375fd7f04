"""Questions to the register: who is there on a day, who answers for whom, which code a name belongs to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

import polars as pl
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from engine.errors import UserError
from engine.lookups import ORGANISATIONS
from store.organisations.tables import Organisation, OrganisationName, OrganisationParticulars, ResponsiblePerson
from store.texts import folded_name
from store.validity import valid_on


@dataclass(frozen=True)
class Person:
    """A responsible person; the telephone number does not show when printed."""

    name: str
    position: str | None
    telephone: str | None = field(repr=False)


@dataclass(frozen=True)
class OrganisationView:
    """A unit as it was on a day. `leader` and `head`: who answered for it."""

    code: str
    name: str
    county: str | None
    parent: str | None
    leading_section: str | None
    leader: Person | None
    head: Person | None


@dataclass(frozen=True)
class OrganisationHistory:
    """All lines of a unit, oldest first."""

    code: str
    names: tuple[OrganisationName, ...]
    particulars: tuple[OrganisationParticulars, ...]
    persons: tuple[ResponsiblePerson, ...]


def organisations_on(session: Session, on: date, county: str | None = None) -> list[OrganisationView]:
    """The units that are in the register on a day, city first, then by county and code.

    Args:
        session: a session.
        on: the day.
        county: only units of this county (or 市直); None = all.
    """
    names = {line.code: line.name for line in session.exec(select(OrganisationName)) if valid_on(line, on)}
    places = {line.code: line for line in session.exec(select(OrganisationParticulars)) if valid_on(line, on)}
    persons = {
        (line.code, line.role): Person(line.name, line.position, line.telephone)
        for line in session.exec(select(ResponsiblePerson))
        if valid_on(line, on)
    }
    units = []
    for code, name in names.items():
        place = places.get(code)
        given = (place.county, place.parent, place.leading_section) if place else (None, None, None)
        units.append(OrganisationView(code, name, *given, persons.get((code, "leader")), persons.get((code, "head"))))
    chosen = [unit for unit in units if county in (None, unit.county)]
    return sorted(chosen, key=lambda unit: (unit.county != "市直", unit.county or "", unit.code))


def organisation_history(session: Session, code: str) -> OrganisationHistory:
    """Everything that the register knows of a unit.

    Raises:
        UserError: no unit has this code.
    """
    demand_organisation(session, code)
    names = session.exec(select(OrganisationName).where(OrganisationName.code == code))
    places = select(OrganisationParticulars).where(OrganisationParticulars.code == code)
    persons = (
        select(ResponsiblePerson).where(ResponsiblePerson.code == code).order_by(col(ResponsiblePerson.role).desc())
    )
    return OrganisationHistory(
        code,
        tuple(sorted(names, key=lambda line: (line.valid_from or date.min, line.valid_until or date.max))),
        tuple(sorted(session.exec(places), key=lambda line: line.valid_from or date.min)),
        tuple(sorted(session.exec(persons), key=lambda line: (line.role != "leader", line.valid_from))),
    )


def demand_organisation(session: Session, code: str) -> None:
    """Raises a `UserError` unless the register has the code."""
    if session.get(Organisation, code) is None:
        raise UserError(
            "no-such-organisation",
            zh=f"名册中没有代码为 {code} 的单位，可用 gongshi organisations list 查看",
            en=f"no organisation has the code {code}; see gongshi organisations list",
        )


def organisations_frame(session: Session) -> pl.DataFrame:
    """All names of all units, in the shape of `engine.lookups.ORGANISATIONS`, ordered by code and name."""
    columns = (OrganisationName.code, OrganisationName.name, OrganisationName.valid_from, OrganisationName.valid_until)
    lines = [tuple(line) for line in session.execute(core_select(*map(col, columns)))]
    schema = {name: kind for name, kind in ORGANISATIONS.items() if name != "current"}
    frame = pl.DataFrame(lines, schema=schema, orient="row")
    return frame.with_columns(current=pl.col("valid_until").is_null()).sort("code", "name", "valid_from", "valid_until")


@dataclass(frozen=True)
class NameIndex:
    """From names to codes, former names included.

    Args:
        lines: folded name → its lines.
    """

    lines: Mapping[str, Sequence[OrganisationName]]

    def codes(self, name: str, on: date) -> set[str]:
        """The units that a name means: those that bear it on the day, or else that ever bore it."""
        lines = self.lines.get(folded_name(name), ())
        on_the_day = {line.code for line in lines if valid_on(line, on)}
        return on_the_day or {line.code for line in lines}

    def nearest(self, name: str) -> str | None:
        """The name of the register that looks most like this one."""
        return _nearest(name, [lines[0].name for lines in self.lines.values()])


def name_index(session: Session) -> NameIndex:
    """The index of all names in the register."""
    lines = defaultdict(list)
    for line in session.exec(select(OrganisationName)):
        lines[folded_name(line.name)].append(line)
    return NameIndex(lines)


def _nearest(name: str, names: list[str]) -> str | None:
    near = get_close_matches(name, names, n=1)
    return near[0] if near else None
