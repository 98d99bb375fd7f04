"""The shortest way: one record that comes alone.

As with the short cuts, nothing is hidden at first. But cells are Python's values, and what can be worked out without
Polars (`engine.scalars`) is; only the other expressions go on sheets. Most records violate nothing: for them no
working frame is made at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from engine.blanks import MOST_KEPT, Blanks, NamedLevels
from engine.scalars import Step, compiled
from engine.shortcuts import UNSPOILED, Exact, Judging, Sheet, Shortcuts, Wanted, sheets

Cells = dict[str, Any]


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

    known: Cells
    levels: NamedLevels
    stages: tuple[Stage, ...]
    limited: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A record after all rules looked at it as if nothing were hidden.

    Attributes:
        cells: of the working frame, by column; views are left out.
        violated: columns of rules that are violated.
        unproven: views that something hides because it was not evaluated.
    """

    cells: Cells
    violated: set[str]
    unproven: set[str]
    program: Program

    @property
    def is_fine(self) -> bool:
        """Whether nothing is violated and nothing is hidden, so that the cells are what they are in a full evaluation."""
        return not self.violated and not self.unproven


class Single(Shortcuts):
    """The short cuts for a record that comes alone; holds nothing of a record. Arguments as for `Shortcuts`."""

    def __init__(
        self, levels: NamedLevels, blanks: Blanks, rules: Mapping[str, Judging], wanted: frozenset[str]
    ) -> None:
        super().__init__(levels, blanks, rules, wanted)
        self._ways: dict[frozenset[str], Program] = {}
        self._steps: dict[str, Step | None] = {}
        self._guarded = [(view, guard, f"{view.rpartition('.')[0]}.raw") for view, guard in self._needed]

    def judged(self, raw: pl.DataFrame) -> Judged:
        """Look at a record.

        Args:
            raw: one line with the columns `row`, `sheet_row` and `CODE.raw` for every field of the layout.

        Raises:
            Exception: whatever a check dies of, or a cell that only Polars can look at.
        """
        cells: Cells = raw.row(0, named=True)
        program = self._way(self._blanks.empty_of(cells))
        cells |= program.known
        for stage in program.stages:
            for name, step in stage.steps:
                cells[name] = step(cells)
            for sheet in stage.sheets:
                cells.update(self._answers(sheet, cells))
        for name in program.limited:
            cells[name] = cells[f"{name}?"] if cells[f"{name} if"] else None
        violated = {name for name in self._rules if cells[name]}
        guarded = self._guarded
        unproven = {view for view, guard, cell in guarded if cells[guard] is None and cells[cell] is not None}
        return Judged(cells, violated, unproven, program)

    def wanted(self, judged: Judged) -> pl.DataFrame:
        """The columns of the working frame that are wanted beside the rules', of a record that is fine."""
        return self._frame({name: [judged.cells[self.cell(name)]] for name in sorted(self._wanted)})

    def exact(self, judged: Judged) -> Exact:
        """The columns that are surely right, and the levels that evaluate all others."""
        known = {name: cell for name, cell in judged.cells.items() if self._blanks.type_of(name) is not None}
        frame = self._frame({name: [cell] for name, cell in known.items()})
        columns = {UNSPOILED: pl.Series([False]), **dict(zip(frame.columns, frame.get_columns(), strict=True))}
        return self._exact(columns, judged.violated, judged.unproven, judged.program.levels)

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
        steps = [(one.name, self._step(one)) for one in wanted]
        others = [one for one, (_, step) in zip(wanted, steps, strict=True) if step is None]
        return Stage(tuple((n, step) for n, step in steps if step is not None), tuple(sheets(others, self._cells)))

    def _step(self, wanted: Wanted) -> Step | None:
        if wanted.name not in self._steps:
            self._steps[wanted.name] = compiled(wanted.expression, self.cell)
        return self._steps[wanted.name]
