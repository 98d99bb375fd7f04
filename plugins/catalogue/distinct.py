"""Work once for each distinct combination of values, over all slices.

Records repeat: a million of them name a few thousand combinations of organ and text. Each combination is known by a
64-bit hash of its values, so a slice costs one hash and one join; only combinations never met before are looked at
one by one. Two combinations would have to meet in 64 bits to be taken for each other: 1 in 4 000 million for 100 000
combinations.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import polars as pl

from engine import mapped

MOST_REMEMBERED: Final = 200_000
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class DistinctAnswers:
    """Whole numbers by the hash of what they answer, bounded in size.

    Threads may use one object together: what is known is exchanged as a whole, and an answer worked out twice is the
    same both times.
    """

    def __init__(self) -> None:
        self._known = _known([], [])

    def of(self, parts: pl.DataFrame, answer: Callable[[tuple[Any, ...]], int]) -> pl.Series:
        """One UInt32 for every line.

        Args:
            parts: the values; lines that are equal get the same answer.
            answer: called with a line's values once for each distinct line not met before.
        """
        keys = parts.select(key=parts.hash_rows(seed=1))
        found = keys.join(self._known, on="key", how="left", maintain_order="left")["answer"]
        if not found.null_count():
            return found
        new = keys.with_row_index("place").filter(found.is_null()).unique("key", maintain_order=True)
        learnt = _known(new["key"], [answer(line) for line in parts[new["place"]].iter_rows()])
        self._remember(learnt)
        return found.fill_null(keys.join(learnt, on="key", how="left", maintain_order="left")["answer"])

    def _remember(self, learnt: pl.DataFrame) -> None:
        known = self._known
        kept = known if known.height + learnt.height <= MOST_REMEMBERED else known.clear()
        self._known = pl.concat([kept, learnt.head(MOST_REMEMBERED)]).unique("key", maintain_order=True)


class Remembered(dict[_Key, _Value]):
    """A dictionary that starts anew when it grows too large."""

    def of(self, key: _Key, work_out: Callable[[], _Value]) -> _Value:
        """What is remembered of a key, else what it is now worked out to be."""
        try:
            return self[key]
        except KeyError:
            value = work_out()
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[key] = value
        return value


class Epochs:
    """Cuts time where something begins or ends: all days between two cuts are alike, and the first stands for them.

    Args:
        cuts: first days of something new; None is left out.
    """

    def __init__(self, cuts: Iterable[date | None]) -> None:
        self._starts = [date.min, *sorted({day for day in cuts if day is not None})]

    def first_day(self, day: date) -> date:
        """The day that stands for a day."""
        return self._starts[bisect_right(self._starts, day) - 1]

    def first_days(self, days: pl.Series) -> pl.Series:
        """The same for a column of days; null stays null."""
        starts = pl.Series(self._starts, dtype=pl.Date)
        places = starts.search_sorted(days.fill_null(date.min), side="right").cast(pl.Int64) - 1
        return starts.gather(places.set(days.is_null(), None))


def described(
    columns: Sequence[pl.Expr], names: Sequence[str], describe: Callable[[tuple[Any, ...]], Mapping[str, str | None]]
) -> dict[str, pl.Expr]:
    """Texts for violating records, worked out once for each distinct combination.

    Args:
        columns: what `describe` gets, in its order; a line whose first value is null gets no text.
        names: the texts that it gives.

    Returns:
        name → String expression.
    """

    def picked(name: str) -> pl.Expr:
        def apply(parts: Any) -> pl.Series:
            lines = list(zip(*parts, strict=True))
            # In a branch that it does not take, Polars hands over nulls instead of the values.
            texts = {line: describe(line)[name] for line in dict.fromkeys(lines) if line[0] is not None}
            return pl.Series([texts.get(line) for line in lines], dtype=pl.String)

        def single(*line: Any) -> str | None:
            return None if line[0] is None else describe(line)[name]

        return mapped(columns, apply, pl.String, single)

    return {name: picked(name) for name in names}


def _known(keys: Any, answers: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame({"key": keys, "answer": answers}, schema={"key": pl.UInt64, "answer": pl.UInt32})
