"""Labelled faults put into clean records: one fault a record, and a label with the field and kind to be found.

The faults are the kinds that every submission is checked for, each in several clothes: a field is missing because it is
empty, blank, a tab; a code is wrong by a digit, a swap, a look-alike. `expected_frame` gives the labels as a table.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Record = dict[str, str | None]
Change = Callable[[Record, Random], Record]
GROUP: Final = "core"
EVERYWHERE: Final = pl.lit(True)
EXPECTED_COLUMNS: Final = ("row", "fault", "group", "fields", "kinds")


@dataclass(frozen=True)
class Fault:
    """One fault in one clothing.

    Attributes:
        name: as in EXPECTED.csv (`missing:CF_WSH`).
        clothing: which of the ways this one is.
        fields: any of them must be named by the finding.
        kinds: any of them must be its kind.
        change: clean record → the fields that become faulty.
        where: Boolean expression over clean records: where the fault makes sense.
        origin: how many records before this one the record stands that is repeated; 0 = no repetition.
    """

    name: str
    clothing: str
    fields: tuple[str, ...]
    kinds: tuple[str, ...]
    change: Change
    where: pl.Expr = EVERYWHERE
    origin: int = 0


@dataclass(frozen=True)
class Label:
    """What was done to a record.

    Attributes:
        row: number of the record, from 1.
        fault: the fault that was put in.
    """

    row: int
    fault: Fault


@dataclass(frozen=True)
class Faulty:
    """Records with faults, and the labels in the order of the rows."""

    frame: pl.DataFrame
    labels: tuple[Label, ...]

    def expected(self) -> pl.DataFrame:
        """The labels as the table that scoring reads."""
        return expected_frame(self.labels)


def put(field: str, value: str | None) -> Change:
    """A change that writes a value into a field."""
    return lambda _record, _random: {field: value}


def inject(frame: pl.DataFrame, faults: Sequence[Fault], seed: int, count: int | None = None) -> Faulty:
    """Put faults into clean records, at most one into each.

    Args:
        frame: clean records.
        faults: what to put in; they take turns.
        seed: decides which records are hit, and details of the changes.
        count: how many faults; None = each of them once.

    Raises:
        ValueError: no record is left that a fault could be put into.
    """
    order = np.random.default_rng([seed, 4])
    wanted = _turns(faults, count, order)
    # Repetitions first: they need two untouched records.
    wanted.sort(key=lambda fault: fault.origin == 0)
    places = list(_placed(frame, wanted, order))
    changed = _changed(frame, places, Random(seed))
    labels = sorted((Label(place + 1, fault) for place, fault in places), key=lambda label: label.row)
    return Faulty(changed, tuple(labels))


def expected_frame(labels: Sequence[Label], offset: int = 0) -> pl.DataFrame:
    """The labels as a table with the columns row, fault, group, fields, kinds.

    Args:
        labels: as `inject` gives them.
        offset: how many records stand before the first one in the file.
    """
    rows = [
        (label.row + offset, label.fault.name, GROUP, " ".join(label.fault.fields), " ".join(label.fault.kinds))
        for label in labels
    ]
    return pl.DataFrame(
        rows, schema=dict(zip(EXPECTED_COLUMNS, (pl.Int64, *[pl.String] * 4), strict=True)), orient="row"
    )


def _turns(faults: Sequence[Fault], count: int | None, order: np.random.Generator) -> list[Fault]:
    if count is None:
        return list(faults)
    rounds = -(-count // len(faults))
    return [faults[number] for _ in range(rounds) for number in order.permutation(len(faults))][:count]


def _placed(frame: pl.DataFrame, wanted: Sequence[Fault], order: np.random.Generator) -> Iterator[tuple[int, Fault]]:
    """A free record for every fault; the candidates of a fault are computed once and used up in random order."""
    free = np.ones(frame.height, dtype=np.bool_)
    candidates: dict[int, list[int]] = {}
    for fault in wanted:
        if id(fault) not in candidates:
            allowed: NDArray[np.bool_] = (
                frame.select(fault.where.fill_null(False).alias("allowed")).to_series().to_numpy()
            )
            if len(allowed) == 1:
                allowed = np.repeat(allowed, frame.height)
            candidates[id(fault)] = order.permutation(np.flatnonzero(allowed)).tolist()
        place = _next_free(candidates[id(fault)], free, fault)
        free[[place, place - fault.origin]] = False
        yield place, fault


def _next_free(candidates: list[int], free: NDArray[np.bool_], fault: Fault) -> int:
    while candidates:
        place = candidates.pop()
        if free[place] and place >= fault.origin and free[place - fault.origin]:
            return place
    raise ValueError(f"no record is left for {fault.name} ({fault.clothing})")


def _changed(frame: pl.DataFrame, places: Sequence[tuple[int, Fault]], random: Random) -> pl.DataFrame:
    sources = frame[[place - fault.origin for place, fault in places]].rows(named=True)
    lines = [
        {"place": place, **record, **fault.change(record, random)}
        for record, (place, fault) in zip(sources, places, strict=True)
    ]
    faulty = pl.DataFrame(lines, schema={"place": pl.UInt32, **frame.schema})
    numbered = frame.with_row_index("place")
    kept = numbered.join(faulty.select("place"), on="place", how="anti")
    return pl.concat([kept, faulty]).sort("place").drop("place")
