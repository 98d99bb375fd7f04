"""What is known of empty cells beforehand: columns of the working frame that depend on empty fields alone.

Half of a table's fields are empty in a usual record. Where a field is empty in all records of a slice, whatever
depends on such fields alone is the same in each of them: it is worked out once for a plan and need not be evaluated
again. For a single record that is most of the time.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

Levels = Sequence[Sequence[tuple[str, pl.Expr]]]
NamedLevels = tuple[tuple[tuple[str, pl.Expr], ...], ...]
# Whatever a check can die of. Polars' panics are no `Exception`, and must not pass as none.
CRASHES: Final = (Exception, pl.exceptions.PanicException)
SHARED: Final = ".shared-"  # between a field's code and the name of a column that several checks read
MOST_KEPT: Final = 256
# Columns that are a cell's text, value or raw content, or null where something hides it.
_HIDDEN: Final = re.compile(r"\.usable$|\.(?:raw|text|value)[0-9]+$")
_CELLS: Final = (".raw", ".text", ".value")


class Blanks:
    """The columns of a plan by the fields on which they depend.

    Args:
        levels: the plan's levels.
        codes: the layout's fields.
    """

    def __init__(self, levels: Levels, codes: Sequence[str]) -> None:
        self._levels = tuple(tuple((name, expression.alias(name)) for name, expression in level) for level in levels)
        self._raw = {f"{code}.raw": code for code in codes}
        self._fields = self._dependencies()
        self._values = self._evaluated_blank()
        self._kept: dict[frozenset[str], tuple[list[pl.Series], NamedLevels]] = {}

    def prepared(self, raw: pl.DataFrame) -> tuple[pl.DataFrame, NamedLevels]:
        """A slice with all that is known of it beforehand, and the levels with all that is still to be evaluated.

        Args:
            raw: columns `row`, `sheet_row` and `CODE.raw` for every field of the layout.
        """
        known, levels = self.known(self.empty(raw))
        if raw.height != 1:
            known = [column.new_from_index(0, raw.height) for column in known]
        return raw.hstack(known), levels

    def empty(self, raw: pl.DataFrame) -> frozenset[str]:
        """The fields that are empty in all records of a slice."""
        nulls = dict(zip(raw.columns, raw.null_count().row(0), strict=True))
        return frozenset(code for name, code in self._raw.items() if nulls[name] == raw.height)

    def empty_of(self, record: Mapping[str, Any]) -> frozenset[str]:
        """The fields that are empty in a record.

        Args:
            record: `CODE.raw` for every field of the layout.
        """
        return frozenset(code for name, code in self._raw.items() if record[name] is None)

    def type_of(self, name: str) -> pl.DataType | None:
        """The type of a column; None where nothing is known."""
        if name in self._raw:
            return pl.String()
        return self._values[name].dtype if name in self._values else None

    def known(self, empty: frozenset[str]) -> tuple[list[pl.Series], NamedLevels]:
        """What is known where these fields are empty: columns of one record, and the levels with all others."""
        kept = self._kept.get(empty)
        if kept is None:
            names = {name for name in self._values if self._fields[name] <= empty}
            levels = (tuple(pair for pair in level if pair[0] not in names) for level in self._levels)
            kept = [self._values[name] for name in sorted(names)], tuple(filter(None, levels))
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[empty] = kept
        return kept

    def _dependencies(self) -> dict[str, frozenset[str]]:
        """Column → the fields on which it depends, where they are empty."""
        fields = {name: frozenset([code]) for name, code in self._raw.items()}
        for level in self._levels:
            for name, expression in level:
                read = expression.meta.root_names()
                if _HIDDEN.search(name):  # of an empty cell there is nothing to hide, so what hides it is no matter
                    read = [other for other in read if other.endswith(_CELLS)]
                fields[name] = frozenset[str]().union(*(fields.get(other, frozenset([other])) for other in read))
        return fields

    def _evaluated_blank(self) -> Mapping[str, pl.Series]:
        """Each column in a record without any content; nothing is known where a check dies of that."""
        frame = pl.DataFrame({name: [None] for name in self._raw}, schema=dict.fromkeys(self._raw, pl.String))
        try:
            for level in self._levels:
                frame = frame.with_columns(expression for _, expression in level)
        except CRASHES:
            return {}
        return {name: frame[name] for level in self._levels for name, _ in level}
