"""Realistic catalogue items of twenty organs, and items much like them that the organ does not have.

The names stand in `catalogue_items.yaml`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml


@dataclass(frozen=True)
class Organ:
    """One organ and its items.

    Attributes:
        name: the organ.
        penalties, licences: names as the catalogue has them.
        near_penalties, near_licences: bare names of similar items that no organ of the list has.
    """

    name: str
    penalties: tuple[str, ...]
    licences: tuple[str, ...]
    near_penalties: tuple[str, ...]
    near_licences: tuple[str, ...] = ()


def _organ(lines: dict[str, Any]) -> Organ:
    names = ("penalties", "licences", "near_penalties", "near_licences")
    return Organ(lines["name"], *(tuple(lines.get(name, ())) for name in names))


_ITEMS: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
ORGANS: Final = tuple(map(_organ, _ITEMS["organs"]))
# Written freely, as officers do, and not made by any rule: organ, text, the item that is meant.
FREE_PENALTIES: Final = tuple((organ, text, item) for organ, text, item in _ITEMS["free_penalties"])
FREE_LICENCES: Final = tuple((organ, text, item) for organ, text, item in _ITEMS["free_licences"])
