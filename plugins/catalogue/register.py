"""The register of organisations: which names a unit bears on which day, and what is wrong with a code and a name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import polars as pl
from rapidfuzz import fuzz, process

from plugins.catalogue.distinct import Epochs, Remembered
from plugins.catalogue.folding import folded_unit

Status = Literal["known", "unknown", "other_code", "other_name", "former_name", "later_name"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A code and one of the names of its unit.

    Attributes:
        start, end: the name holds from `start` until the day before `end`; None = always, or still.
        current: the name is not a former one.
    """

    code: str
    name: str
    start: date | None
    end: date | None
    current: bool

    def holds_on(self, day: date | None) -> bool:
        """Whether the name holds on a day; any name holds on an unknown day."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day < self.end))


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a code and a name are together.

    Attributes:
        status: `known`; `unknown` (neither is in the register, or the name is empty and the code is not);
            `other_code` (the name is another unit's); `other_name` (the code's unit has no such name); `former_name`,
            `later_name` (it has, but not on that day).
        meant: the unit that was most likely meant.
        owner: the unit of the code, where the name is another's.
        met: the former or later name with its dates.
        similarity: of the names, 0-100.
    """

    status: Status
    meant: Unit | None = None
    owner: Unit | None = None
    met: Unit | None = None
    similarity: float = 100.0


KNOWN: Final = Assessment("known")


class Register:
    """The organisations of the lookup frame.

    Args:
        organisations: one line a unit and name, see `engine.lookups`.
    """

    def __init__(self, organisations: pl.DataFrame) -> None:
        self.by_code: dict[str, list[Unit]] = defaultdict(list)
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        lines = organisations.select("code", "name", "valid_from", "valid_until", "current").iter_rows()
        for unit in (Unit(*line) for line in lines):
            self.by_code[unit.code].append(unit)
            self.by_name[folded_unit(unit.name)].append(unit)
        units = [unit for named in self.by_code.values() for unit in named]
        self.epochs = Epochs(day for unit in units for day in (unit.start, unit.end))
        self._names = list(self.by_name)
        self._assessed: Remembered[tuple[str, str | None, date | None], Assessment] = Remembered()

    def named(self, code: str, day: date | None = None) -> str:
        """What a unit is called on a day; the code itself where the register does not know it."""
        unit = self._name_on(code, day)
        return unit.name if unit else code

    def identifies(self, code: str, name: str | None) -> bool:
        """Whether it is clear whose code it is: it is in the register, and the name is not another unit's.

        A name that nobody bears (an abbreviation, a slip) does not put the code in doubt.
        """
        bearers = self.by_name.get(folded_unit(name), []) if name else []
        return code in self.by_code and (not bearers or any(unit.code == code for unit in bearers))

    def assess(self, code: str, name: str | None, day: date | None) -> Assessment:
        """What a code and a name are together on a day (None = the day does not matter)."""
        first = self.epochs.first_day(day) if day else None
        return self._assessed.of((code, name, first), lambda: self._assess(code, name, day))

    def _assess(self, code: str, name: str | None, day: date | None) -> Assessment:
        owner = self._name_on(code, day)
        if name is None:
            return KNOWN if owner else Assessment("unknown")
        bearers = self.by_name.get(folded_unit(name), [])
        own = [unit for unit in bearers if unit.code == code]
        if own and owner:
            return self._dated(own, owner, day)
        if bearers:
            meant = max(bearers, key=lambda unit: (unit.holds_on(day), unit.current))
            return Assessment("other_code", meant=meant, owner=owner)
        if owner:
            return Assessment("other_name", meant=owner)
        return self._nearest(name, day)

    def _dated(self, own: list[Unit], owner: Unit, day: date | None) -> Assessment:
        if any(unit.holds_on(day) for unit in own):
            return KNOWN
        is_over = any(unit.end is not None and day is not None and unit.end <= day for unit in own)
        return Assessment("former_name" if is_over else "later_name", meant=owner, met=own[-1])

    def _nearest(self, name: str, day: date | None) -> Assessment:
        found = process.extractOne(folded_unit(name), self._names, scorer=fuzz.ratio)
        if not found:
            return Assessment("unknown")
        bearer = max(self.by_name[found[0]], key=lambda unit: (unit.holds_on(day), unit.current))
        return Assessment("unknown", meant=bearer, similarity=found[1])

    def _name_on(self, code: str, day: date | None) -> Unit | None:
        """The name to use for a code on a day: a current one that holds, else any that holds, else any."""
        units = self.by_code.get(code, [])
        return max(units, key=lambda unit: (unit.holds_on(day), unit.current), default=None)
