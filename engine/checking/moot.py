"""What one finding makes a matter of no concern in the same record.

A record that the catalogue keeps from the public is to be withdrawn as a whole. What of its text would have to be
hidden from the public is no second defect then: the very name of such an item often touches on what is secret.
"""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from engine.checking.plan import Plan

DECISIVE_KIND: Final = "wrong_scope"
MOOT_KIND: Final = "sensitive"


def settled(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The frame of judged records; what has become moot counts as not evaluated.

    Args:
        frame: with the columns of all record rules.
    """
    decisive, moot = _columns(plan, DECISIVE_KIND), _columns(plan, MOOT_KIND)
    if not decisive or not moot:
        return frame
    withdrawn = frame.select(pl.any_horizontal(decisive).fill_null(False)).to_series()
    if not withdrawn.any():
        return frame
    return frame.with_columns(pl.when(~withdrawn).then(pl.col(name)).alias(name) for name in moot)


def settled_cells(cells: Mapping[str, Any], plan: Plan) -> dict[str, None]:
    """What is to be changed in the cells of one judged record."""
    if any(cells[name] for name in _columns(plan, DECISIVE_KIND)):
        return dict.fromkeys(_columns(plan, MOOT_KIND))
    return {}


def _columns(plan: Plan, kind: str) -> list[str]:
    """The columns of the rules of a kind that are in force."""
    return [rule.column for rule in plan.record_rules if rule.kind == kind and rule.id and rule.severity]
