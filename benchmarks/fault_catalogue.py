"""All faults of the two record types, from the families in `families/`."""

from benchmarks.families import amounts, codes, dates, people, presence, texts
from benchmarks.families.layout import LICENCE, PENALTY
from benchmarks.faults import Fault


def penalty_faults() -> list[Fault]:
    """Every fault of penalties in every clothing."""
    return [
        *presence.faults(PENALTY),
        *texts.faults(PENALTY),
        *codes.faults(PENALTY),
        *people.faults(PENALTY),
        *dates.penalty_faults(PENALTY),
        *amounts.faults(),
    ]


def licence_faults() -> list[Fault]:
    """Every fault of licences in every clothing."""
    return [
        *presence.faults(LICENCE),
        *texts.faults(LICENCE),
        *codes.faults(LICENCE),
        *people.faults(LICENCE),
        *dates.licence_faults(LICENCE),
    ]
