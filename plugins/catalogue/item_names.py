"""Which item each record is about: for counting, where the checks only judge."""

import re
from datetime import date
from typing import Any

import polars as pl

from plugins.catalogue.folding import RecordType
from plugins.catalogue.matchers import ITEM_CODE
from plugins.catalogue.matching import ItemMatcher, Settings
from plugins.catalogue.register import Register


def item_names(
    records: pl.DataFrame,
    organisations: pl.DataFrame,
    catalogue: pl.DataFrame,
    *,
    record_type: RecordType,
    threshold: float,
    item_code_pattern: str = ITEM_CODE.pattern,
) -> pl.Series:
    """The name of the organ's own item that each record is about; null where there is none.

    Args:
        records: columns organ (code), name (of the organ), decided (Date), then the texts in order of trust (String).
        organisations, catalogue: the lookup frames.
        record_type: which items to look at.
        threshold: similarity from 0 to 100 from which two names mean the same item, as in the rule `item-known`.
        item_code_pattern: regular expression for whatever may be an item code.
    """
    settings = Settings(record_type, threshold, re.compile(item_code_pattern))
    matcher = ItemMatcher(Register(organisations), catalogue, settings)
    distinct = records.unique(maintain_order=True)
    names = pl.Series("item_name", [_name(matcher, *line) for line in distinct.iter_rows()], dtype=pl.String)
    joined = records.join(distinct.with_columns(names), on=records.columns, nulls_equal=True, maintain_order="left")
    return joined["item_name"]


def _name(matcher: ItemMatcher, organ: str | None, name: str | None, decided: date | None, *texts: Any) -> str | None:
    match = matcher.match(organ, name, decided, texts)
    return match.entry.items[0].name if match.outcome == "own" and match.entry else None
