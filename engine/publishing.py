"""The published view: the records that may be shown to the public, without what must not be read.

Accepted records only, in the columns that the layout shows. Numbers of persons are masked, and so is everything that a
check of sensitive text finds: those of the ruleset with its masks, and every other that is at hand, on every field of
free text, whether the ruleset names it there or not. Before a view leaves this module all of them look at it again,
and it does not leave while one of them finds anything.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np
import polars as pl

from engine.checking import Plan
from engine.errors import EngineError
from engine.evaluation.slicing import raw_slices
from engine.gate import Judgement
from engine.kinds import UNPUBLISHABLE_KINDS
from engine.masking.concealing import SENSITIVE, Concealer, Recogniser, default_recognisers
from engine.masking.masks import masked_piece
from engine.masking.numbers import masked_code
from engine.plugins import Registry
from engine.ruleset import CODE_TYPES, FieldDefinition
from engine.values import trimmed
from engine.verdict import Finding

_MOST_ROUNDS: Final = 3


def publishable_rows(
    rows: Iterable[int], findings: Iterable[Finding], released: Collection[int] = ()
) -> frozenset[int]:
    """The records that may be shown, by what was found about them.

    Args:
        rows: numbers of the records.
        findings: all of them, none cut.
        released: records that wait for a person, and that a person has let pass; they are masked like all others.

    Returns:
        Those that no finding rejects or keeps from the public by its kind, and for which nobody needs to look.
    """
    barred: set[int] = set()
    for finding in findings:
        waits = finding.severity == "review" and finding.row not in released
        if finding.row is not None and (finding.severity == "reject" or waits or finding.kind in UNPUBLISHABLE_KINDS):
            barred.add(finding.row)
    return frozenset(rows) - barred


@dataclass(frozen=True)
class Publication:
    """Makes published views of the records of one layout.

    Args:
        plan: the rules by which the records were judged.
        registry: the checks at hand.
    """

    plan: Plan
    registry: Registry

    @property
    def fields(self) -> tuple[FieldDefinition, ...]:
        """The fields that are shown, in the order of the standard."""
        return self.plan.layout.public_fields

    @property
    def captions(self) -> list[str]:
        """The captions of the view's columns."""
        return [definition.caption for definition in self.fields]

    def slices(self, judgement: Judgement) -> Iterator[pl.DataFrame]:
        """The view of a whole submission, slice by slice; see `view`.

        Raises:
            EngineError: the judgement is undefined, or a view is not clean.
        """
        if judgement.result.verdict == "undefined":
            raise EngineError(
                "undefined-is-not-published",
                zh="本次校验没有得出结论，不能写出公示文件",
                en="the verdict is undefined: nothing may be published",
            )
        codes, columns = self.plan.layout.codes, dict(judgement.header.match.columns)
        publishable = judgement.publishable
        for piece in raw_slices(judgement.records(), columns, codes):
            shown = piece.filter(publishable[piece["row"].to_numpy().astype(np.int64) - 1])
            yield self.view(shown.select(pl.col(f"{code}.raw").alias(code) for code in codes))

    def view(self, records: pl.DataFrame) -> pl.DataFrame:
        """Records as the public may see them.

        Args:
            records: those that may be shown, and no others: one String column for each field of the layout, named by
                its code, as handed in.

        Returns:
            The public columns under their captions in the standard, masked.

        Raises:
            EngineError: a recogniser still finds something.
        """
        texts = records.select(trimmed(pl.col(code)).alias(code) for code in self.plan.layout.codes)
        frame = texts.with_columns(*(concealer.masked(texts) for concealer in self._concealers), *self._numbers())
        frame = self._clean(frame)
        return frame.select(pl.col(definition.code).alias(definition.caption) for definition in self.fields)

    def _clean(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The second pass: every recogniser looks at every public field of free text again, beside it what the public
        sees of the record. The frame comes out only when nothing is found.
        """
        for _ in range(_MOST_ROUNDS):
            unclean = [one for one in self._concealers if any(one.found(frame).sum().row(0))]
            if not unclean:
                return frame
            frame = frame.with_columns(concealer.masked(frame) for concealer in unclean)
        codes = "、".join(concealer.text for concealer in unclean)
        raise EngineError(
            "published-view-not-clean",
            zh=f"复查公示内容时 {codes} 仍有不宜公开的内容，已停止写出",
            en=f"the second look at the published view found something in {codes}: nothing was written",
        )

    def _numbers(self) -> Iterator[pl.Expr]:
        """Columns of numbers of persons, masked; and codes, in case somebody entered such a number there."""
        hide = partial(_masked_numbers, mask=self.plan.ruleset.publication.personal)
        for definition in self.plan.layout.fields:
            column = pl.col(definition.code)
            if definition.personal:
                yield column.map_batches(hide, return_dtype=pl.String, is_elementwise=True)
            elif definition.type in CODE_TYPES:
                yield masked_code(column)

    @cached_property
    def _concealers(self) -> tuple[Concealer, ...]:
        free = [d for d in self.fields if d.value_type == "text" and d.type not in CODE_TYPES and not d.personal]
        return tuple(Concealer(definition.code, self._recognisers_of(definition.code)) for definition in free)

    def _recognisers_of(self, code: str) -> list[Recogniser]:
        """All recognisers, each with what the ruleset gives it: on this field, else on another one, else nothing."""
        elsewhere = {recogniser.check.id: recogniser for _, recogniser in reversed(self._of_ruleset)}
        here = {recogniser.check.id: recogniser for field, recogniser in self._of_ruleset if field == code}
        return [*({**self._default, **elsewhere, **here}).values()]

    @cached_property
    def _of_ruleset(self) -> list[tuple[str, Recogniser]]:
        """The rules on sensitive text: code of the field, and the recogniser."""
        sensitive = [rule for rule in self.plan.rules if rule.check.kind == SENSITIVE and rule.fields and rule.id]
        return [
            (
                rule.fields[0].code,
                Recogniser(rule.check, rule.parameters or {}, tuple(other.code for other in rule.fields[1:])),
            )
            for rule in sensitive
        ]

    @cached_property
    def _default(self) -> Mapping[str, Recogniser]:
        masks = self.plan.ruleset.publication.masks
        return {one.check.id: one for one in default_recognisers(self.registry.checks, masks)}


def _masked_numbers(numbers: pl.Series, mask: str) -> pl.Series:
    return pl.Series(
        numbers.name, [None if one is None else masked_piece(one, mask) for one in numbers], dtype=pl.String
    )
