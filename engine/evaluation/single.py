"""The shortest way: one record that comes alone.

As with the short cuts, nothing is hidden at first. But cells are Python's values, and what can be worked out without
Polars (`scalars` in this room) is; only the other expressions go on sheets. What turns out to be hidden after all is
worked out again, and of the working frame only those columns are made that are read later.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import polars as pl

from engine.evaluation.blanks import MOST_KEPT, Blanks, NamedLevels
from engine.evaluation.scalars import Step, Unreadable, compiled
from engine.evaluation.shortcuts import UNSPOILED, Judging, Sheet, Shortcuts, Wanted, sheets


@dataclass(frozen=True)
class Stage:
    """What is worked out side by side.

    Attributes:
        steps: name of a column → how its cell comes about without Polars.
        sheets: the others.
    """

    steps: tuple[tuple[str, Step], ...]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Program:
    """What is to be done for a record in which certain fields are empty.

    Attributes:
        known: cells that are known beforehand.
        levels: what is to be evaluated if nothing is left out.
        stages: in order; later ones read what earlier ones give.
        limited: rules whose answer counts only where a condition is true.
    """

    known: Mapping[str, Any]
    levels: NamedLevels
    stages: tuple[Stage, ...]
    limited: tuple[str, ...]


class Cells(dict[str, Any]):
    """The cells of a record by the columns of the working frame.

    Args:
        cell: name of a column → the column that has its cell where nothing is hidden.
    """

    def __init__(self, cells: Mapping[str, Any], cell: Callable[[str], str]) -> None:
        super().__init__(cells)
        self._cell = cell

    def __missing__(self, name: str) -> Any:
        return dict.__getitem__(self, self._cell(name))


class Single(Shortcuts):
    """The short cuts for a record that comes alone; holds nothing of a record.

    Args:
        levels, blanks, rules: as for `Shortcuts`.
        keys: number of a group rule → its key.
        facts: what the history wants to know.
    """

    def __init__(
        self,
        levels: NamedLevels,
        blanks: Blanks,
        rules: Mapping[str, Judging],
        keys: Mapping[int, pl.Expr],
        facts: Mapping[str, pl.Expr],
    ) -> None:
        asked = (*keys.values(), *facts.values())
        self.wanted = frozenset(name for expression in asked for name in expression.meta.root_names())
        super().__init__(levels, blanks, rules, self.wanted)
        self._keys, self._facts = keys, facts
        self._ways: dict[frozenset[str], Program] = {}
        self._steps: dict[tuple[str, bool], Step | None] = {}
        self._guarded = [(view, guard, f"{view.rpartition('.')[0]}.raw") for view, guard in self._needed]

    def judged(self, raw: pl.DataFrame) -> Cells:
        """The cells of a record in all columns of the working frame.

        Args:
            raw: one line with the columns `row`, `sheet_row` and `CODE.raw` for every field of the layout.

        Raises:
            Exception: whatever a check dies of, or a cell that only Polars can look at.
        """
        cells = Cells(raw.row(0, named=True), self.cell)
        program = self._way(self._blanks.empty_of(cells))
        cells.update(program.known)
        failed = set[str]()
        for stage in program.stages:
            failed.update(self._stepped(stage, cells))
            for sheet in stage.sheets:
                cells.update(self._answers(sheet, cells))
        for name in program.limited:
            cells[name] = cells[f"{name}?"] if cells[f"{name} if"] else None
        self._hide(cells, failed, program.levels)
        return cells

    def _stepped(self, stage: Stage, cells: Cells) -> Iterator[str]:
        """Take the steps of a stage. The rules that failed: they may have seen what they never see in order."""
        for name, step in stage.steps:
            try:
                cells[name] = step(cells)
            except Exception:
                rule = name.removesuffix("?").removesuffix(" if")
                if rule not in self._rules:
                    raise
                cells[name] = None
                yield rule

    def key(self, number: int, cells: Cells) -> str | None:
        """The key of a group rule; None where the rule does not look at the record."""
        key: str | None = self._told(f"key {number}", self._keys[number], cells)
        return key

    def facts(self, cells: Cells) -> dict[str, Any]:
        """The facts for the history, by name."""
        return {name: self._told(name, expression, cells) for name, expression in self._facts.items()}

    def frame(self, cells: Cells, names: Iterable[str]) -> pl.DataFrame:
        """Some columns of the working frame."""
        return self._frame({name: [cells[name]] for name in sorted(names)})

    def _hide(self, cells: Cells, failed: set[str], levels: NamedLevels) -> None:
        """Work out again, in order, what is not as if nothing were hidden, and rules that failed."""
        violated = {name for name in self._rules if cells[name]}
        guarded = self._guarded
        unproven = {view for view, guard, cell in guarded if cells[guard] is None and cells[cell] is not None}
        if violated or unproven or failed:
            touched = self._touched(violated, unproven | failed, levels)
            for name in (name for level in levels for name, _ in level if name in touched):
                cells[name] = self._told(name, self._columns[name], cells)

    def _told(self, name: str, expression: pl.Expr, cells: Cells) -> Any:
        """What an expression says of a record, as it is written: where something is hidden, it reads that."""
        step = self._step(name, expression, str)
        if step is not None:
            with suppress(Unreadable):
                return step(cells)
        read = expression.meta.root_names() or [UNSPOILED]
        return self.frame(cells, set(read)).select(expression).item()

    def _answers(self, sheet: Sheet, cells: Cells) -> Iterator[tuple[str, Any]]:
        """Each column's name and cell."""
        read = {name: [cells[each] for each in of] for name, of in sheet.read.items()}
        filled = {name: [*some, *[None] * (sheet.height - len(some))] for name, some in read.items()}
        frame = self._frame(filled).with_columns_seq([stack.expression for stack in sheet.stacks])
        for stack, answer in zip(sheet.stacks, frame.get_columns()[len(read) :], strict=True):
            for names, cell in zip(stack.names, answer.to_list(), strict=False):
                yield from ((name, cell) for name in names)

    def _frame(self, cells: Mapping[str, list[Any]]) -> pl.DataFrame:
        return pl.DataFrame([pl.Series(n, column, self._blanks.type_of(n)) for n, column in cells.items()])

    # What is to be done

    def _way(self, empty: frozenset[str]) -> Program:
        program = self._ways.get(empty)
        if program is None:
            known, levels = self._blanks.known(empty)
            left = [name for level in levels for name, _ in level]
            cells = {UNSPOILED: False, **{column.name: column.item() for column in known}}
            stages = tuple(self._stage(wanted) for wanted in self._stages(left))
            program = Program(cells, levels, stages, tuple(self._limited(left)))
            if len(self._ways) >= MOST_KEPT:
                self._ways.clear()
            self._ways[empty] = program
        return program

    def _stage(self, wanted: Sequence[Wanted]) -> Stage:
        steps = [(one.name, self._step(one.name, one.expression, self.cell)) for one in wanted]
        others = [one for one, (_, step) in zip(wanted, steps, strict=True) if step is None]
        return Stage(tuple((n, step) for n, step in steps if step is not None), tuple(sheets(others, self._cells)))

    def _step(self, name: str, expression: pl.Expr, cell: Callable[[str], str]) -> Step | None:
        key = name, cell is str
        if key not in self._steps:
            self._steps[key] = compiled(expression, cell)
        return self._steps[key]
