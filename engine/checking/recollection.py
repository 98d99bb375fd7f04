"""What the history is to know of a submission's records, and what it answers about earlier ones."""

from typing import Final

import polars as pl

from engine.checking.plan import Plan
from engine.checking.runs import Tallies
from engine.evaluation.blanks import CRASHES
from engine.evaluation.single import Cells
from engine.history import EARLIER_SCHEMA, FACT_SCHEMA, FACT_TYPES, EarlierSubmissions

_SCHEMA: Final = pl.Schema({**FACT_SCHEMA, "sheet_row": pl.UInt32})


class Recollection:
    """Gathers the facts of a submission's records. A check whose facts crash has not run.

    Args:
        plan: what the facts are.
        tallies: where a crash is recorded.
        history: answers what was accepted earlier.
    """

    def __init__(self, plan: Plan, tallies: Tallies, history: EarlierSubmissions) -> None:
        self._plan, self._tallies, self._history = plan, tallies, history
        self._facts: list[pl.DataFrame] = []

    def add(self, facts: pl.DataFrame) -> None:
        """Keep facts, with hashes for texts.

        Args:
            facts: columns row, sheet_row and the plan's facts.
        """
        hashes = [self._history.hashed(facts[name]).alias(name) for name in ("key", "content")]
        self._facts.append(_replaced(facts, hashes) if facts.height == 1 else facts.with_columns(hashes))

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The facts of some records, from their working frame."""
        facts = {name: expression.alias(name) for name, expression in self._plan.facts.items()}
        try:
            return frame.select("row", "sheet_row", *facts.values())
        except CRASHES:
            return frame.select("row", "sheet_row", **{name: self._by_itself(frame, name) for name in facts})

    def alone(self, row: pl.DataFrame, cells: Cells) -> pl.DataFrame:
        """The facts of one record.

        Args:
            row: its columns row and sheet_row.
            cells: of its working frame.
        """
        try:
            facts = self._plan.single.facts(cells)
        except CRASHES:  # in a frame it is found out which fact it was
            return self.of(row.hstack(self._plan.single.frame(cells, self._plan.single.wanted)))
        return row.hstack([pl.Series(name, [fact], FACT_TYPES[name]) for name, fact in facts.items()])

    def records(self) -> pl.DataFrame:
        """The facts of all records, by row, with their sheet_row."""
        parts = [part[_SCHEMA.names()] for part in self._facts]
        if len(parts) == 1 and parts[0].height == 1 and parts[0].schema == _SCHEMA:
            return parts[0]  # handing one record to Polars' threads takes longer than all that is done with it
        return pl.concat([_SCHEMA.to_frame(), *(part.cast(_SCHEMA) for part in parts)]).sort("row")

    def earlier(self, records: pl.DataFrame) -> pl.DataFrame:
        """What the history says of records with a key, if any rule wants to know: columns of `EARLIER_SCHEMA`."""
        keyed = records.drop_nulls("key") if records["key"].has_nulls() else records
        if not self._plan.history_rules or keyed.is_empty():
            return pl.DataFrame(schema=EARLIER_SCHEMA)
        earlier = self._history.earlier(keyed[["row", "key", "content"]])
        return earlier.sort("row") if earlier.height > 1 else earlier

    def _by_itself(self, frame: pl.DataFrame, name: str) -> pl.Series | pl.Expr:
        try:
            return frame.select(self._plan.facts[name].alias(name)).to_series()
        except CRASHES as error:
            owners = [rule for rule in self._plan.rules if name in rule.facts] or [*self._plan.history_rules]
            if not owners:
                raise
            for owner in owners:
                self._tallies[owner.number].crash = type(error).__name__
            return pl.lit(None)


def _replaced(frame: pl.DataFrame, columns: list[pl.Series]) -> pl.DataFrame:
    """Like `with_columns` for one record, without Polars' threads; of many it would keep all their text alive."""
    changed = frame.clone()
    for column in columns:
        changed.replace_column(changed.get_column_index(column.name), column)
    return changed
