"""Registers that fit the generated penalties: their organs, and a catalogue of 5 000 items among which theirs are."""

from datetime import date
from typing import Final

import polars as pl

from engine.checking import Lookups
from engine.lookups import CATALOGUE, ORGANISATIONS

ITEMS: Final = 5_000
OFTEN: Final = 5
FIRST_DAY: Final = date(2019, 1, 1)
_PARTIES: Final = ["自然人", "法人", "其他组织"]
_SCOPES: Final = ["政务公开", "社会公开"]
_ORGANS: Final = (("CF_CFJGDM", "CF_CFJG"), ("CF_SJLYDM", "CF_SJLY"))


def registers_of(records: pl.DataFrame) -> Lookups:
    """Reference data under which the records are those of registered organs and listed items.

    Args:
        records: penalties as read, field codes as columns; what occurs seldom is a fault and is not registered.
    """
    pairs = [records.select(code=code, name=name) for code, name in _ORGANS]
    units = _frequent(pl.concat(pairs)).unique("code", maintain_order=True)
    items = _frequent(records.select(organisation="CF_CFJGDM", item_name="CF_WFXW"))
    filling = pl.DataFrame(
        {"item_name": [f"违反第{number}号规定从事经营活动" for number in range(max(0, ITEMS - items.height))]}
    )
    organs = units["code"].to_list()
    others = filling.with_columns(
        organisation=pl.Series([organs[n % len(organs)] for n in range(filling.height)], dtype=pl.String)
    )
    named = pl.concat([items, others.select(items.columns)]).with_columns(
        item_name="对" + pl.col("item_name") + "的处罚"
    )
    return Lookups({"organisations": _organisations(units), "catalogue": _catalogue(named)}, digest="benchmark")


def _frequent(pairs: pl.DataFrame) -> pl.DataFrame:
    counted = pairs.drop_nulls().group_by(pairs.columns, maintain_order=True).len()
    return counted.filter(pl.col("len") >= OFTEN).drop("len")


def _organisations(units: pl.DataFrame) -> pl.DataFrame:
    return (
        units.with_columns(valid_from=None, valid_until=None, current=True).select(*ORGANISATIONS).cast(ORGANISATIONS)
    )


def _catalogue(items: pl.DataFrame) -> pl.DataFrame:
    return items.with_columns(
        record_type=pl.lit("penalty"),
        item_code=None,
        parties=pl.lit(_PARTIES, pl.List(pl.String)),
        scopes=pl.lit(_SCOPES, pl.List(pl.String)),
        effective_from=pl.lit(FIRST_DAY),
        effective_until=None,
    ).select(*CATALOGUE).cast(CATALOGUE)  # fmt: skip
