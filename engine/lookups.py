"""The reference data that checks may ask for: names and columns, as the store hands them in and the checks use them."""

from typing import Any, Final

import polars as pl

# One line a unit and name. A former name is accepted before its `valid_until` (exclusive); null = always, or still.
ORGANISATIONS: Final[dict[str, Any]] = {
    "code": pl.String,
    "name": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "current": pl.Boolean,
}

# One line an item of a version of an organ's catalogue; `effective_until` is exclusive, null = still in force.
CATALOGUE: Final[dict[str, Any]] = {
    "record_type": pl.String,
    "organisation": pl.String,
    "item_code": pl.String,
    "item_name": pl.String,
    "parties": pl.List(pl.String),
    "scopes": pl.List(pl.String),
    "effective_from": pl.Date,
    "effective_until": pl.Date,
}

LOOKUP_SCHEMAS: Final[dict[str, dict[str, Any]]] = {"organisations": ORGANISATIONS, "catalogue": CATALOGUE}
