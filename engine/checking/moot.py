"""What one finding makes a matter of no concern in the same record.

A record that the catalogue keeps from the public is to be withdrawn as a whole. What of its text would have to be
hidden from the public is no second defect then: the very name of such an item often touches on what is secret. And a
rule may name what it settles: of a row that is nearly empty nobody wants to read every single item that is missing.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from engine.checking.plan import Plan


def settled(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The frame of judged records; what has become moot counts as not evaluated.

    Args:
        frame: with the columns of all record rules.
    """
    for decisive, moot in plan.settlements:
        decided = frame.select(pl.any_horizontal(decisive).fill_null(False)).to_series()
        if decided.any():
            frame = frame.with_columns(pl.when(~decided).then(pl.col(name)).alias(name) for name in moot)
    return frame


def settled_cells(cells: Mapping[str, Any], plan: Plan) -> dict[str, None]:
    """What is to be changed in the cells of one judged record."""
    changed: dict[str, None] = {}
    for decisive, moot in plan.settlements:
        if any(cells[name] for name in decisive if name not in changed):
            changed.update(dict.fromkeys(moot))
    return changed
