"""Coverage: which organ and which item handed in nothing (notice, clause 3: no item left out).

Which item a record belongs to is for a plugin to say. So this module takes records that were matched already: the
caller gives them as a frame, or through a `RecordMatcher` that turns files into such a frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl
from sqlmodel import Session

from engine.ruleset import RECORD_TYPES
from store.catalogue.declarations import declared_none, demand_period
from store.catalogue.versions import all_versions, items_of
from store.organisations.lookup import demand_organisation, organisations_on

# One line a record: the code of the deciding organ, the item's name in the catalogue (null = no item was found).
MATCHED_RECORDS: Final[dict[str, Any]] = {
    "organisation": pl.String,
    "record_type": pl.String,
    "item_name": pl.String,
    "decided_on": pl.Date,
}
REPORTED, DECLARED, NOTHING, NO_ITEMS = "reported", "declared", "nothing", "no_items"
_UNIT: Final = ("organisation", "name", "county")
_KEY: Final = ("organisation", "record_type")


class RecordMatcher(Protocol):
    """Finds organ and item of the records in submission files."""

    def __call__(self, files: Sequence[Path], /) -> pl.DataFrame:
        """A frame of `MATCHED_RECORDS`, one line for every record of the files."""
        ...


@dataclass(frozen=True)
class CoverageBasis:
    """What the registers say of a period.

    Attributes:
        organisations: organisation, name, county; one line a unit of the register.
        items: organisation, record_type, item_name; one line an item in force on any day of the period.
        catalogued: codes of organs with a catalogue in force on any day of the period, also an empty one.
        declared: organisation, record_type; one line where 'no decisions' was declared for the whole period.
        start, end: the period, both days included.
    """

    organisations: pl.DataFrame
    items: pl.DataFrame
    catalogued: frozenset[str]
    declared: pl.DataFrame
    start: date
    end: date


@dataclass(frozen=True)
class Coverage:
    """The answer.

    Attributes:
        items: organisation, name, county, record_type, item_name, records, declared; one line an item, and one with a
            null item_name for each organ and type with records that belong to no item. `name` is null for an organ
            that is not in the register.
        organisations: organisation, name, county, record_type, items, items_with_records, records, catalogue (has
            one), due, status, contradiction (declared none, but handed in); one line an organ and type. Status:
            `reported`, `declared`, `nothing`, `no_items`.
        rates: record_type (`licence`, `penalty`, `all`), organisations_due, organisations_covered, organisation_rate,
            items, items_with_records, item_rate; rates are 0 to 1, null where nothing is due.
    """

    items: pl.DataFrame
    organisations: pl.DataFrame
    rates: pl.DataFrame


def coverage_basis(session: Session, start: date, end: date, organisation: str | None = None) -> CoverageBasis:
    """What the registers say of a period.

    Args:
        session: a session.
        start, end: the period, both days included.
        organisation: code of one organ; None = all.

    Raises:
        UserError: the period ends before it begins, or the organ is not in the register.
    """
    demand_period(start, end)
    if organisation is not None:
        demand_organisation(session, organisation)
    units = [
        (unit.code, unit.name, unit.county)
        for unit in organisations_on(session, end)
        if organisation in (None, unit.code)
    ]
    versions = [version for version in all_versions(session, organisation) if version.in_force_within(start, end)]
    items = items_of(session, [version.id for version in versions])
    lines = {(v.organisation, item.record_type, item.item_name): None for v in versions for item in items[v.id]}
    declared = sorted(pair for pair in declared_none(session, start, end) if organisation in (None, pair[0]))
    return CoverageBasis(
        organisations=_text_frame(_UNIT, units),
        items=_text_frame((*_KEY, "item_name"), list(lines)),
        catalogued=frozenset(version.organisation for version in versions),
        declared=_text_frame(_KEY, declared),
        start=start,
        end=end,
    )


def coverage_of(records: pl.DataFrame, basis: CoverageBasis, organisation: str | None = None) -> Coverage:
    """Count records by organ and item, and say who handed in nothing.

    An organ must hand in (or declare 'none') for each record type of which it has items; an organ without any
    catalogue, for both. It is covered for `all` when it is covered for every type that is due.

    Args:
        records: frame of `MATCHED_RECORDS`; records decided outside the period are not counted.
        basis: what the registers say.
        organisation: only records of this organ; None = all.
    """
    within = records.select(*MATCHED_RECORDS).filter(pl.col("decided_on").is_between(basis.start, basis.end))
    if organisation is not None:
        within = within.filter(pl.col("organisation") == organisation)
    items = _item_lines(within, basis)
    organisations = _organisation_lines(items, basis)
    return Coverage(items, organisations, _rates(organisations))


def _item_lines(records: pl.DataFrame, basis: CoverageBasis) -> pl.DataFrame:
    key = [*_KEY, "item_name"]
    counted = records.group_by(key).agg(records=pl.len())
    known = basis.items.join(counted, on=key, how="left").with_columns(pl.col("records").fill_null(0))
    # Records of no item, or of an item that was not in force in the period: they must not vanish from the count.
    others = counted.join(basis.items, on=key, how="anti", nulls_equal=True)
    others = others.with_columns(item_name=pl.lit(None, pl.String)).group_by(key).agg(pl.col("records").sum())
    lines = pl.concat([known.cast({"records": pl.UInt32}), others.cast({"records": pl.UInt32})])
    declared = basis.declared.with_columns(declared=pl.lit(True))
    return (
        lines.join(declared, on=list(_KEY), how="left")
        .join(basis.organisations, on="organisation", how="left")
        .with_columns(pl.col("declared").fill_null(False))
        .select(*_UNIT, "record_type", "item_name", "records", "declared")
        .sort("county", "organisation", "record_type", "item_name", nulls_last=True)
    )


def _organisation_lines(items: pl.DataFrame, basis: CoverageBasis) -> pl.DataFrame:
    types = pl.DataFrame({"record_type": list(RECORD_TYPES)})
    is_item = pl.col("item_name").is_not_null()
    counted = items.group_by(_KEY).agg(
        items=is_item.sum(),
        items_with_records=(is_item & (pl.col("records") > 0)).sum(),
        records=pl.col("records").sum(),
    )
    strangers = items.filter(pl.col("name").is_null()).select(_UNIT).unique()
    declared = basis.declared.with_columns(declared=pl.lit(True))
    lines = (
        pl.concat([basis.organisations, strangers])
        .join(types, how="cross")
        .join(counted, on=list(_KEY), how="left")
        .join(declared, on=list(_KEY), how="left")
        .with_columns(
            pl.col("items", "items_with_records", "records").fill_null(0),
            pl.col("declared").fill_null(False),
            catalogue=pl.col("organisation").is_in(sorted(basis.catalogued)),
        )
        .with_columns(due=pl.col("name").is_not_null() & ((pl.col("items") > 0) | ~pl.col("catalogue")))
        .with_columns(status=_status(), contradiction=pl.col("declared") & (pl.col("records") > 0))
    )
    counts = ("items", "items_with_records", "records", "catalogue", "due", "status", "contradiction")
    return lines.select(*_UNIT, "record_type", *counts).sort("county", "organisation", "record_type", nulls_last=True)


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("records") > 0)
        .then(pl.lit(REPORTED))
        .when("declared")
        .then(pl.lit(DECLARED))
        .when("due")
        .then(pl.lit(NOTHING))
        .otherwise(pl.lit(NO_ITEMS))
    )


def _rates(organisations: pl.DataFrame) -> pl.DataFrame:
    """The rates by record type, then for both together."""
    covered = pl.col("status").is_in([REPORTED, DECLARED])
    due = organisations.filter("due").with_columns(covered=covered)
    by_type = [(record_type, due.filter(pl.col("record_type") == record_type)) for record_type in RECORD_TYPES]
    whole = due.group_by("organisation").agg(
        pl.col("covered").all(), pl.col("items").sum(), pl.col("items_with_records").sum()
    )
    lines = [_rate(record_type, lines) for record_type, lines in [*by_type, ("all", whole)]]
    return pl.concat(lines)


def _rate(record_type: str, lines: pl.DataFrame) -> pl.DataFrame:
    counted = lines.select(
        record_type=pl.lit(record_type),
        organisations_due=pl.len(),
        organisations_covered=pl.col("covered").sum(),
        items=pl.col("items").sum(),
        items_with_records=pl.col("items_with_records").sum(),
    )
    return counted.select(
        "record_type",
        "organisations_due",
        "organisations_covered",
        _ratio("organisations_covered", "organisations_due").alias("organisation_rate"),
        "items",
        "items_with_records",
        _ratio("items_with_records", "items").alias("item_rate"),
    )


def _ratio(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _text_frame(columns: Sequence[str], lines: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(lines, schema=dict.fromkeys(columns, pl.String), orient="row")
