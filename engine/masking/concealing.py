"""Concealing: texts with everything masked that checks of the kind `sensitive` know.

The engine knows no recogniser. It asks the checks where they find something and what to show in its place
(`Violation.spans`), and looks again until none finds anything: a mask may bring to light what it hid from another.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from engine.check import Check, Column, MakeExpression, Violation, call_check
from engine.errors import EngineError
from engine.evaluation.patterns import FEW
from engine.evaluation.scalars import Step, compiled
from engine.masking.masks import Piece, apart, replaced

SENSITIVE: Final = "sensitive"
_MOST_ROUNDS: Final = 4
_WORD: Final = re.compile(r"\w{2,}")


@dataclass(frozen=True)
class Recogniser:
    """A check of sensitive text, with what a rule gives it.

    Attributes:
        parameters: as the check's model has validated them.
        beside: codes of the fields that the check takes beside the text.
    """

    check: Check
    parameters: Mapping[str, Any]
    beside: tuple[str, ...] = ()


def default_recognisers(
    checks: Mapping[str, Check], masks: Mapping[str, str] = MappingProxyType({})
) -> tuple[Recogniser, ...]:
    """Every check that can look for sensitive text in one field without being told more than a mask.

    Args:
        checks: check id → check.
        masks: check id → the mask that a ruleset names for it.
    """
    fit = [
        one
        for one in checks.values()
        if one.kind == SENSITIVE and one.scope == "record" and one.minimum_fields == 1 and not one.lookups
    ]
    ready = [one for one in fit if not any(f.is_required() for f in one.parameters.model_fields.values())]
    given = {one.id: {"mask": masks[one.id]} if one.id in masks else {} for one in ready}
    return tuple(Recogniser(one, one.validated(given[one.id])) for one in ready)


@dataclass(frozen=True)
class Concealer:
    """What some recognisers find in one column of a frame.

    Args:
        text: name of the column, String.
        recognisers: the first of them takes its places first. The columns `beside` a text must be in the frame, each
            under the code of its field.
    """

    text: str
    recognisers: Sequence[Recogniser]
    _shared: dict[str, pl.Expr] = field(default_factory=dict)

    @cached_property
    def _violations(self) -> tuple[Violation, ...]:
        return tuple(self._violation(recogniser) for recogniser in self.recognisers)

    def _violation(self, recogniser: Recogniser) -> Violation:
        columns = (self._column(self.text), *map(self._column, recogniser.beside))
        answer = call_check(recogniser.check, columns, recogniser.parameters, {})
        if answer.spans is None:
            raise EngineError(
                "check-gives-no-spans",
                zh=f"检查 {recogniser.check.id} 没有给出位置，无法隐去",
                en=f"check {recogniser.check.id} gives no spans: what it finds cannot be masked",
            )
        return answer  # type: ignore[no-any-return]

    def _column(self, name: str) -> Column:
        def share(shared: str, make: MakeExpression) -> pl.Expr:
            return pl.col(self._share(f"{name}.shared-{shared}", make(pl.col(name))))

        return Column(name, name, pl.col(name), pl.col(name), pl.col(name), share)

    def _share(self, name: str, expression: pl.Expr) -> str:
        self._shared.setdefault(name, expression)
        return name

    def found(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One Boolean column for each recogniser: whether it finds something."""
        violations = self._violations  # fills what is shared
        wheres = {f"{number}": one.where.fill_null(False) for number, one in enumerate(violations)}
        return frame.with_columns(**self._shared).select(**wheres)

    def masked(self, frame: pl.DataFrame) -> pl.Series:
        """The column with everything masked that is found.

        Raises:
            EngineError: something is found however often it is masked.
        """
        return self.looked_at(frame)[0]

    def looked_at(self, frame: pl.DataFrame) -> tuple[pl.Series, dict[int, list[str]]]:
        """The column with everything masked that is found, and for each place with findings the words and numbers
        of two characters or more that were found there.

        Raises:
            EngineError: something is found however often it is masked.
        """
        texts, words = frame[self.text], dict[int, list[str]]()
        if frame.height <= FEW and self._is_clean(frame):
            return texts, words
        waiting, places = frame, pl.int_range(frame.height, eager=True)
        for _ in range(_MOST_ROUNDS):
            hits = self.found(waiting)
            dirty = hits.select(pl.any_horizontal(pl.all())).to_series() if hits.width else pl.Series([False])
            if not dirty.any():
                return texts, words
            waiting, places = waiting.filter(dirty), places.filter(dirty)
            lines = list(zip(places, waiting[self.text], self._pieces(waiting, hits.filter(dirty)), strict=True))
            for place, text, own in lines:
                words.setdefault(place, []).extend(w for start, end, _ in own for w in _WORD.findall(text[start:end]))
            cleaned = pl.Series(self.text, [replaced(text, apart(text, own)) for _, text, own in lines])
            texts = texts.scatter(places, cleaned)
            waiting = waiting.with_columns(cleaned)
        raise EngineError(
            "not-masked",
            zh="有内容反复隐去后仍被识别，已停止输出",
            en="something is still recognised however often it is masked; stopped",
        )

    def _is_clean(self, frame: pl.DataFrame) -> bool:
        """Whether it is certain without Polars that nothing is found in any of a few texts."""
        return all(map(self.is_clean, frame.rows(named=True)))

    def is_clean(self, cells: dict[str, Any]) -> bool:
        """Whether it is certain without Polars that nothing is found in a text.

        Args:
            cells: the text under its name, and what is beside it; more is put in.
        """
        if self._steps is None:
            return False
        shared, tests = self._steps
        with suppress(Exception):  # then Polars finds out what there is
            cells.update((name, step(cells)) for name, step in shared)
            return not any(test(cells) for test in tests)
        return False

    @cached_property
    def _steps(self) -> tuple[list[tuple[str, Step]], list[Step]] | None:
        """What the recognisers share, and what each asks, of single texts; None where one of them needs Polars."""
        wheres = [violation.where for violation in self._violations]  # fills what is shared
        shared = [(name, step) for name, one in self._shared.items() if (step := compiled(one, str)) is not None]
        tests = [step for one in wheres if (step := compiled(one, str)) is not None]
        return (shared, tests) if (len(shared), len(tests)) == (len(self._shared), len(wheres)) else None

    def _pieces(self, frame: pl.DataFrame, hits: pl.DataFrame) -> list[list[Piece]]:
        """For each text all that is found in it, in the order of the recognisers."""
        pieces: list[list[Piece]] = [[] for _ in range(frame.height)]
        frame = frame.with_columns(**self._shared)
        for number, violation in enumerate(self._violations):
            hit = hits[f"{number}"]
            if not hit.any():
                continue
            found = frame.filter(hit).with_columns(**violation.working).select(spans=violation.spans)["spans"]
            for place, spans in zip(hit.arg_true(), found.to_list(), strict=True):
                pieces[place] += [(span["start"], span["end"], span["masked"]) for span in spans]
        return pieces
