"""Short cuts: a small slice evaluated with few expressions instead of many.

In a slice of a few records it is not the cells that take time but the expressions: each costs as much for one cell as
for a thousand. Two things make them few:

- What hides a field from its rules is left out at first: each rule sees the cells as they are, so nothing waits for
  anything, and the columns that only hide need not exist. Where something is hidden in this slice after all, the
  columns that it touches are left to the evaluation in order; for all others the answer is the same.
- A rule that many fields have (a stand-in, a length, a check character) is evaluated once for all of them: their
  cells are stacked in one column, for a rule answers each record by that record's cells alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

import polars as pl

from engine.evaluation.blanks import MOST_KEPT, SHARED, Blanks, NamedLevels

Columns = dict[str, pl.Series]
Exact = tuple[Columns, NamedLevels]
_VIEW: Final = re.compile(r"(.+\.(?:raw|text|value))[0-9]+")
_NAMED: Final = re.compile(r'col\("([^"]+)"\)')
UNSPOILED: Final = ""


@dataclass(frozen=True)
class Judging:
    """How a record rule comes to its answer.

    Attributes:
        mark: rules with equal marks are the same test of other fields.
        answer: what the test says.
        when: the rule's condition as written; '' where there is none.
        condition: the same as an expression.
        needed: as a guard, the rule hides the field unless it was evaluated and passed; else only where it is violated.
    """

    mark: str
    answer: pl.Expr
    when: str
    condition: pl.Expr | None
    needed: bool


@dataclass(frozen=True)
class Wanted:
    """A column that is wanted; columns with equal marks are the same expression of other columns."""

    name: str
    expression: pl.Expr
    mark: str


@dataclass(frozen=True, eq=False)
class Stack:
    """One expression and the columns for which it stands.

    Attributes:
        expression: written for the first of them.
        names: of the columns; those in one place are the same.
        cells: name of a column that the expression reads → what it is for each of the columns.
    """

    expression: pl.Expr
    names: tuple[tuple[str, ...], ...]
    cells: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Stacks that are evaluated side by side; shorter ones are filled up with empty cells.

    Attributes:
        height: columns in the highest stack.
    """

    stacks: tuple[Stack, ...]
    height: int

    @cached_property
    def read(self) -> dict[str, tuple[str, ...]]:
        """Name of a column that the expressions read → what it is for each of the columns."""
        read = {name: cells for stack in self.stacks for name, cells in stack.cells.items()}
        return read or {UNSPOILED: (UNSPOILED,)}  # so that there is a height where nothing is read

    def answers(self, known: Columns, records: int) -> Iterator[tuple[str, pl.Series]]:
        """Each column's name and answers."""
        read = self.read.items()
        columns = [_piled([known[cell] for cell in cells], self.height * records, name) for name, cells in read]
        frame = pl.DataFrame(columns).with_columns_seq([stack.expression for stack in self.stacks])
        for stack, answer in zip(self.stacks, frame.get_columns()[len(columns) :], strict=True):
            for place, names in enumerate(stack.names):
                piece = answer.slice(place * records, records) if self.height > 1 else answer
                yield from ((name, piece) for name in names)


@dataclass(frozen=True)
class _Program:
    """What is to be done for slices in which the same fields are empty.

    Attributes:
        known: columns that are known beforehand, of one record.
        levels: what is to be evaluated if nothing is left out.
        sheets: in order; later ones read what earlier ones give.
    """

    known: Columns
    levels: NamedLevels
    sheets: tuple[Sheet, ...]


class Shortcuts:
    """The short cuts of a plan; holds nothing of a slice.

    Args:
        levels: the plan's levels.
        blanks: what is known of empty cells.
        rules: every record rule, by its column.
        wanted: columns of the working frame that are wanted beside the rules'.
    """

    def __init__(
        self, levels: NamedLevels, blanks: Blanks, rules: Mapping[str, Judging], wanted: frozenset[str]
    ) -> None:
        self._blanks, self._rules, self._wanted = blanks, rules, wanted
        self._columns = {name: expression for level in levels for name, expression in level}
        self._roots = {name: tuple(dict.fromkeys(e.meta.root_names())) for name, e in self._columns.items()}
        self._needed = [(name, guard) for name in self._columns for guard in self._needs_of(name)]
        self._programs: dict[frozenset[str], _Program] = {}

    def taken(self, raw: pl.DataFrame) -> Exact:
        """The columns that are surely right, and the levels that evaluate all others.

        Args:
            raw: columns `row`, `sheet_row` and `CODE.raw` for every field of the layout.

        Raises:
            Exception: whatever a check dies of; it may have seen what it never sees in the evaluation in order.
        """
        program = self._program(self._blanks.empty(raw))
        known = dict(zip(raw.columns, raw.get_columns(), strict=True))
        known |= {name: _repeated(column, raw.height) for name, column in program.known.items()}
        known[UNSPOILED] = _repeated(pl.Series([False]), raw.height)
        for sheet in program.sheets:
            known.update(sheet.answers(known, raw.height))
        violated = {name for name in self._rules if known[name].any()}
        unproven = {view for view, guard in self._needed if self._is_unproven(view, guard, known)}
        return self._exact(known, violated, unproven, program.levels)

    # What was hidden after all

    def _exact(self, known: Columns, violated: set[str], unproven: set[str], levels: NamedLevels) -> Exact:
        touched = self._touched(violated, unproven, levels) if violated or unproven else set[str]()
        levels = tuple(tuple(pair for pair in level if pair[0] in touched) for level in levels if touched)
        read = chain.from_iterable(self._roots[name] for name in touched)
        names = chain(self._columns) if violated else chain(self._rules, self._wanted, read)
        exact = {name: self._named(name, known) for name in names if name not in touched and not name.endswith(".raw")}
        return exact, tuple(filter(None, levels))

    def _needs_of(self, name: str) -> Iterator[str]:
        if _VIEW.fullmatch(name):
            yield from (root for root in self._roots[name] if root in self._rules and self._rules[root].needed)

    def _is_unproven(self, view: str, guard: str, known: Columns) -> bool:
        """Whether a need of a view was not evaluated for a cell that is not empty."""
        answers = known[guard]
        if not answers.null_count():
            return False
        cells = known[f"{_field(view)}.raw"]
        if cells.null_count() == len(cells):
            return False
        return len(answers) == 1 or bool((answers.is_null() & cells.is_not_null()).any())

    def _touched(self, violated: set[str], unproven: set[str], levels: NamedLevels) -> set[str]:
        """The columns that are not as if nothing were hidden."""
        touched: set[str] = set()
        for level in levels:
            for name, _ in level:
                hides = name not in self._rules and any(root in violated for root in self._roots[name])
                if hides or name in unproven or not touched.isdisjoint(self._roots[name]):
                    touched.add(name)
        return touched

    def _named(self, name: str, known: Columns) -> pl.Series:
        column = known.get(name)
        if column is None:
            column = known[self.cell(name)]
        return column if column.name == name else column.alias(name)

    # What is to be done

    def cell(self, name: str) -> str:
        """The column of cells that a column of the working frame is where nothing is hidden."""
        if name.endswith(".spoiled"):
            return UNSPOILED
        if name.endswith(".usable"):
            value = f"{_field(name)}.value"
            return value if value in self._columns else f"{_field(name)}.text"
        view = _VIEW.fullmatch(name)
        return view[1] if view else name

    def _program(self, empty: frozenset[str]) -> _Program:
        program = self._programs.get(empty)
        if program is None:
            known, levels = self._blanks.known(empty)
            left = [name for level in levels for name, _ in level]
            program = _Program({column.name: column for column in known}, levels, tuple(self._sheets(left)))
            if len(self._programs) >= MOST_KEPT:
                self._programs.clear()
            self._programs[empty] = program
        return program

    def _sheets(self, names: Sequence[str]) -> Iterator[Sheet]:
        """Sheets for the columns that are not known, then one for the answers where conditions are true."""
        for wanted in self._stages(names):
            yield from sheets(wanted, self._cells)
        limited = self._limited(names)
        if limited:
            cells = {"if": tuple(f"{name} if" for name in limited), "answer": tuple(f"{name}?" for name in limited)}
            expression = pl.when(pl.col("if")).then(pl.col("answer")).alias("limited")
            yield Sheet((Stack(expression, tuple((name,) for name in limited), cells),), len(limited))

    def _stages(self, names: Sequence[str]) -> Iterator[list[Wanted]]:
        """Cells trimmed, cells typed, what checks share, answers and conditions: later ones read earlier ones."""
        for ending in (".text", ".value"):
            yield [Wanted(name, self._columns[name], ending) for name in names if name.endswith(ending)]
        yield [Wanted(name, self._columns[name], name.partition(SHARED)[2]) for name in names if SHARED in name]
        rules = {name: self._rules[name] for name in names if name in self._rules}
        wanted = [Wanted(n if r.condition is None else f"{n}?", r.answer, r.mark) for n, r in rules.items()]
        wanted += [Wanted(f"{n} if", r.condition, r.when) for n, r in rules.items() if r.condition is not None]
        yield wanted

    def _limited(self, names: Sequence[str]) -> list[str]:
        """The rules whose answer counts only where a condition is true."""
        return [name for name in names if name in self._rules and self._rules[name].condition is not None]

    def _cells(self, expression: pl.Expr) -> dict[str, tuple[str, str]]:
        """The columns that an expression reads, in the order in which it is written → which cells these are where
        nothing is hidden, and their type.
        """
        read = dict.fromkeys([*_NAMED.findall(str(expression)), *expression.meta.root_names()])
        return {root: (self.cell(root), str(self._blanks.type_of(root))) for root in read}


CellsOf = Callable[[pl.Expr], dict[str, tuple[str, str]]]


def sheets(wanted: Sequence[Wanted], cells_of: CellsOf) -> Iterator[Sheet]:
    """Stacks on as few sheets as will do; single columns go on one of their own, which needs no filling up."""
    stacks = list(_stacks(wanted, cells_of))
    single = tuple(stack for stack in stacks if len(stack.names) == 1)
    if single:
        yield Sheet(single, 1)
    waiting = [stack for stack in stacks if len(stack.names) > 1]
    while waiting:
        taken: dict[str, tuple[str, ...]] = {}
        here = []
        for stack in waiting:
            if all(taken.get(name, cells) == cells for name, cells in stack.cells.items()):
                taken.update(stack.cells)
                here.append(stack)
        waiting = [stack for stack in waiting if stack not in here]
        yield Sheet(tuple(here), max(len(stack.names) for stack in here))


def _stacks(wanted: Sequence[Wanted], cells_of: CellsOf) -> Iterator[Stack]:
    """Equal expressions together, those of the same cells in one place."""
    together: dict[tuple[str, ...], dict[tuple[str, ...], list[Wanted]]] = {}
    for one in wanted:
        read = cells_of(one.expression)
        places = {root: place for place, root in enumerate(read)}
        written = _NAMED.sub(lambda root: f"col({places[root[1]]})", str(one.expression))  # noqa: B023 (used at once)
        mark = (one.mark, written, *(dtype for _, dtype in read.values()))
        together.setdefault(mark, {}).setdefault(tuple(cell for cell, _ in read.values()), []).append(one)
    for places_of in together.values():
        members = list(places_of.values())
        first = members[0][0]
        cells = dict(zip(cells_of(first.expression), zip(*places_of, strict=True), strict=True))
        names = tuple(tuple(one.name for one in same) for same in members)
        yield Stack(first.expression.alias(first.name), names, cells)


def _field(name: str) -> str:
    return name.rpartition(".")[0]


def _piled(cells: Sequence[pl.Series], height: int, name: str) -> pl.Series:
    """Columns on top of each other, filled up to a height with empty cells."""
    lacking = height - len(cells) * len(cells[0])
    pile = [*cells, _nothing(cells[0].dtype, lacking)] if lacking else cells
    return (pl.concat(pile, rechunk=True) if len(pile) > 1 else pile[0]).alias(name)


@lru_cache(maxsize=1024)
def _nothing(dtype: pl.DataType, height: int) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, height)


def _repeated(column: pl.Series, height: int) -> pl.Series:
    return column if height == 1 else column.new_from_index(0, height)
