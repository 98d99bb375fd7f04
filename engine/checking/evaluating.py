"""Records → the answers of all record rules, by the way that is shortest for so many records."""

from collections.abc import Sequence

import polars as pl

from engine.checking.plan import Plan
from engine.checking.runs import Tallies
from engine.evaluation.blanks import CRASHES, NamedLevels
from engine.evaluation.single import Cells


class Evaluation:
    """Evaluates the record rules of a plan. A rule that crashes is recorded, and its column is null: not evaluated.

    Args:
        plan: what to evaluate.
        tallies: where a crash is recorded.
        short_records: so many records at most are evaluated by short cuts.
    """

    def __init__(self, plan: Plan, tallies: Tallies, short_records: int) -> None:
        self._plan, self._tallies, self._short_records = plan, tallies, short_records

    def alone(self, raw: pl.DataFrame) -> Cells | None:
        """The cells of a record that comes alone; None where the way without a frame cannot be gone.

        Args:
            raw: columns `row` and `sheet_row` and `CODE.raw` for every field of the layout.
        """
        if raw.height != 1 or not self._short_records:
            return None
        try:
            return self._plan.single.judged(raw)
        except CRASHES:  # evaluation in order finds out which check it was, if it dies there too
            return None

    def shortly(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The records with the columns of all record rules, and all that findings and group rules read."""
        if raw.height > self._short_records:
            return self.in_order(raw)
        try:
            columns, levels = self._plan.shortcuts.taken(raw)
        except CRASHES:  # as above
            return self.in_order(raw)
        return self._completed(raw.hstack(list(columns.values())), levels)

    def in_order(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The same, level by level: a three-valued column for every record rule."""
        return self._completed(*self._plan.blanks.prepared(raw))

    def _completed(self, frame: pl.DataFrame, levels: NamedLevels) -> pl.DataFrame:
        for level in levels:
            expressions = [expression for _, expression in level]
            try:
                # Threads would only wait for each other where there is next to nothing to do.
                few = frame.height <= self._short_records
                frame = frame.with_columns_seq(expressions) if few else frame.with_columns(expressions)
            except CRASHES:
                frame = self._singly(frame, level)
        return frame

    def _singly(self, frame: pl.DataFrame, level: Sequence[tuple[str, pl.Expr]]) -> pl.DataFrame:
        """The level again, expression by expression, to find the rule that crashes."""
        owners = {rule.column: rule for rule in self._plan.rules}
        columns = []
        for name, expression in level:
            try:
                columns.append(frame.select(expression.alias(name)).to_series())
            except CRASHES as error:
                owner = owners.get(name)
                if owner is None:
                    raise
                self._tallies[owner.number].crash = f"{type(error).__name__}"
                columns.append(pl.Series(name, [None] * frame.height, dtype=pl.Boolean))
        return frame.with_columns([c if len(c) == frame.height else c.new_from_index(0, frame.height) for c in columns])
