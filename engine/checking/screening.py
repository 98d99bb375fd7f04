"""Screening: which records of a slice are surely fine, found on distinct cells instead of on records.

Nearly all records violate nothing, and most cells of a table repeat: a slice of 50 000 records has three categories of
parties, 150 organs, 900 dates. So the rules that read the same fields form a block, and a block is evaluated once for
each combination of cells that occurs; the outcome counts as often as the combination does. Only fields whose cells
hardly repeat are evaluated cell by cell, and only where they are filled.

A record is fine where no rule is violated, guards included. In such a record nothing is hidden or spoiled by a
violation, so the rules' own expressions are evaluated with nothing spoiled. All other records are left to the full
evaluation: nothing that is found about them here is used.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.checking.plan import HIDING_KINDS, Plan, PlannedRule
from engine.evaluation.blanks import SHARED
from engine.evaluation.cells import CELL_COLUMNS, Cells, Combinations, Mask, Places, field_code, field_of

Level = tuple[tuple[str, pl.Expr], ...]


@dataclass(frozen=True)
class Screened:
    """What screening found out about a slice.

    Attributes:
        fine: one Boolean a record: it surely violates nothing.
        evaluated: rule number → how many of these records the rule was evaluated for.
        keys: number of a group rule → columns row, sheet_row, key of these records.
        facts: of these records, columns row, sheet_row and the plan's facts; None where they are not wanted.
    """

    fine: Mask
    evaluated: Mapping[int, int]
    keys: Mapping[int, pl.DataFrame]
    facts: pl.DataFrame | None


@dataclass(frozen=True)
class _Block:
    """Rules that are evaluated together.

    Attributes:
        fields: whose cells decide the outcomes.
        cells: column of the working frame → the column of the cells that it is in a fine record.
        assumed: what else is known of a fine record beforehand.
        levels: expressions in the order of evaluation.
        rules: the rules whose outcomes are wanted; the others in the levels guard them.
    """

    fields: tuple[str, ...]
    cells: Mapping[str, str]
    assumed: tuple[pl.Expr, ...]
    levels: tuple[tuple[pl.Expr, ...], ...]
    rules: tuple[PlannedRule, ...]


@dataclass(frozen=True)
class _Outcome:
    """The outcomes of a block for some records of a slice.

    Attributes:
        rows: places of the records.
        combinations: None = one line a record.
        frame: the rules' columns, one line a combination or record.
    """

    block: _Block
    rows: Places
    combinations: Combinations | None
    frame: pl.DataFrame

    def violating(self) -> Places:
        """Places of the records that violate a rule of the block."""
        if not self.block.rules:
            return self.rows[:0]
        marks = self.frame.select(pl.any_horizontal(pl.all()).fill_null(False)).to_series()
        if not marks.any():
            return self.rows[:0]
        every = marks.to_numpy()
        return self.rows[self.combinations.spread(every) if self.combinations else every]

    def evaluated(self, fine: Mask) -> dict[int, int]:
        """Rule number → how many fine records the rule was evaluated for."""
        counted = fine[self.rows]
        weights = self.combinations.counts(np.flatnonzero(~counted)) if self.combinations else counted
        total = int(weights.sum())
        counts = {}
        for rule, nulls in zip(self.block.rules, self.frame.null_count().row(0), strict=True):
            if nulls in (0, self.frame.height):
                counts[rule.number] = 0 if nulls else total
            else:
                present = self.frame[rule.column].is_not_null().to_numpy()
                counts[rule.number] = int(
                    np.count_nonzero(weights & present) if self.combinations is None else weights[present].sum()
                )
        return counts


class Screen:
    """Screens slices for one plan; holds nothing of them."""

    def __init__(self, plan: Plan) -> None:
        self._levels = plan.levels
        self._columns = {name: expression for level in plan.levels for name, expression in level}
        self._derived = {code: self._expressions_of(code) for code in plan.layout.codes}
        self._rules = {rule.column: rule for rule in plan.record_rules}
        self._keys = {rule.number: key for rule in plan.group_rules if (key := rule.key) is not None}
        self._facts = [expression.alias(name) for name, expression in plan.facts.items()]
        self._facts_block: _Block | None = None
        self._blocks: dict[frozenset[str], tuple[_Block, ...]] = {}
        self._key_blocks = {number: self._block([], key.meta.root_names()) for number, key in self._keys.items()}
        self._fields = {column: self._block([column], []).fields for column in self._rules}

    def screened(self, raw: pl.DataFrame, with_facts: bool = False) -> Screened:
        """Screen one slice.

        Args:
            raw: columns `row` and `sheet_row` and `CODE.raw` for every field of the layout.
            with_facts: the facts of fine records are wanted.

        Raises:
            Exception: whatever a check dies of.
        """
        cells = Cells(raw.height, {code: field_of(raw[f"{code}.raw"], d) for code, d in self._derived.items()})
        outcomes = [outcome for block in self._blocks_for(cells.repeated) for outcome in _outcomes(block, cells)]
        fine = np.ones(raw.height, np.bool_)
        for outcome in outcomes:
            fine[outcome.violating()] = False
        evaluated: Counter[int] = Counter()
        for outcome in outcomes:
            evaluated.update(outcome.evaluated(fine))
        facts = self._fine_facts(raw, cells, fine) if with_facts else None
        return Screened(fine, evaluated, self._fine_keys(raw, cells, fine), facts)

    def _fine_facts(self, raw: pl.DataFrame, cells: Cells, fine: Mask) -> pl.DataFrame:
        if self._facts_block is None:
            names = {name for expression in self._facts for name in expression.meta.root_names()}
            self._facts_block = self._block([], sorted(names))
        frame = _evaluated(self._facts_block, cells, np.flatnonzero(fine))
        return raw.select("row", "sheet_row").filter(fine).with_columns(frame.select(self._facts))

    def _fine_keys(self, raw: pl.DataFrame, cells: Cells, fine: Mask) -> dict[int, pl.DataFrame]:
        keys = {}
        for number, key in self._keys.items():
            frame = _evaluated(self._key_blocks[number], cells, None)
            keys[number] = raw.select("row", "sheet_row").with_columns(frame.select(key=key)).filter(fine)
        return keys

    def _blocks_for(self, repeated: frozenset[str]) -> tuple[_Block, ...]:
        """The blocks for a slice in which the cells of these fields repeat."""
        if repeated not in self._blocks:
            together: dict[frozenset[str], list[str]] = {}
            for column, fields in self._fields.items():
                together.setdefault(frozenset(fields) - repeated or frozenset(fields), []).append(column)
            # The costly ones first, so that no thread is left with one at the end.
            order = sorted(together.items(), key=lambda item: (item[0] <= repeated, -len(item[1])))
            self._blocks[repeated] = tuple(self._block(columns, []) for _, columns in order)
        return self._blocks[repeated]

    def _block(self, columns: Sequence[str], names: Sequence[str]) -> _Block:
        """The block that evaluates some rules and what they read.

        Args:
            columns: of the rules.
            names: of other columns of the working frame that are wanted.
        """
        computed, cells, assumed = set(columns), dict[str, str](), dict[str, pl.Expr]()
        waiting = [*names, *(name for column in columns for name in self._columns[column].meta.root_names())]
        while waiting:
            name = waiting.pop()
            if name.endswith(".spoiled"):
                assumed[name] = pl.lit(False).alias(name)
            elif name in self._rules and self._rules[name].kind in HIDING_KINDS:
                assumed[name] = pl.lit(None, pl.Boolean).alias(name)
            elif (cell := self._cell(name)) is not None:
                cells[name] = cell
            elif name not in computed:
                computed.add(name)
                waiting += self._columns[name].meta.root_names()
        return _Block(
            fields=tuple(sorted(set(map(field_code, cells.values())))),
            cells=cells,
            assumed=tuple(expression for name, expression in assumed.items() if name not in computed),
            levels=tuple(filter(None, (self._those_of(level, computed) for level in self._levels))),
            rules=tuple(self._rules[column] for column in columns),
        )

    def _expressions_of(self, code: str) -> list[pl.Expr]:
        """What is worked out from a field's raw cells alone."""
        names = [f"{code}{ending}" for ending in CELL_COLUMNS]
        names += [name for name in self._columns if name.startswith(f"{code}{SHARED}")]
        return [self._columns[name].alias(name) for name in names if name in self._columns]

    def _those_of(self, level: Level, computed: set[str]) -> tuple[pl.Expr, ...]:
        return tuple(expression.alias(name) for name, expression in level if name in computed)

    def _cell(self, name: str) -> str | None:
        """The column of the cells that a column of the working frame is in a fine record, if it is one."""
        if name.endswith(CELL_COLUMNS) or SHARED in name:
            return name
        if name.endswith(".usable"):
            code = name.removesuffix(".usable")
            return f"{code}.value" if f"{code}.value" in self._columns else f"{code}.text"
        if name in self._rules:
            return None
        read = self._columns[name].meta.root_names()
        hides = [other for other in read if other in self._rules and self._rules[other].kind not in HIDING_KINDS]
        return None if hides else next(other for other in read if other.endswith(CELL_COLUMNS))


def _outcomes(block: _Block, cells: Cells) -> list[_Outcome]:
    """The block's outcomes for all records of the slice."""
    outcomes = []
    single = [cells.fields[code] for code in block.fields if code not in cells.repeated]
    codes = [codes for code in block.fields if (codes := cells.fields[code].codes) is not None]
    rows = np.arange(cells.height)
    if single:
        filled = np.logical_or.reduce([field.filled() for field in single])
        if 2 * np.count_nonzero(filled) >= cells.height:  # copying them would take longer than the others do
            return [_Outcome(block, rows, None, _wanted(block, cells, None))]
        if filled.any():
            outcomes.append(_Outcome(block, rows[filled], None, _wanted(block, cells, rows[filled])))
        rows = rows[~filled]
    if rows.size:
        # With a column for rules that read no repeated field at all.
        combinations = Combinations([np.zeros(rows.size, np.int64), *(column[rows] for column in codes)])
        wanted = _wanted(block, cells, rows[combinations.first])
        outcomes.append(_Outcome(block, rows, combinations, wanted))
    return outcomes


def _wanted(block: _Block, cells: Cells, places: Places | None) -> pl.DataFrame:
    return _evaluated(block, cells, places).select(rule.column for rule in block.rules)


def _evaluated(block: _Block, cells: Cells, places: Places | None) -> pl.DataFrame:
    """The working frame of a block at some places of the slice (None = all)."""
    frame = cells.taken(block.cells, places).with_columns(block.assumed)
    for level in block.levels:
        frame = frame.with_columns(level)
    return frame
