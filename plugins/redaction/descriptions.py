"""What a finding tells: how many places, a masked excerpt, and the masked text. For violating records only.

Each text is read once for all of that. The recognisers' hints are tried on the whole column first, so that only those
that can find something read the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import polars as pl

from plugins.redaction.screen import MakeContext, look_alike, rows
from plugins.redaction.table import RECOGNISERS, Reading, Recogniser

_TEXTS: Final = ("count", "count_en", "excerpt", "suggestion")
_SCHEMA: Final = pl.Struct(dict.fromkeys(_TEXTS, pl.String))


class Descriptions:
    """The descriptions of one rule's findings.

    Args:
        recogniser: whose findings they are.
        masks: recogniser → mask instead of its own.
        make_context: values of the columns but the first → context.
        columns: String expressions; the first is the text.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        masks: Mapping[str, str],
        make_context: MakeContext,
        columns: Sequence[pl.Expr],
    ) -> None:
        self.recogniser, self.masks, self.make_context, self.columns = recogniser, masks, make_context, columns
        self._last: tuple[list[pl.Series], pl.Series] | None = None

    def expressions(self) -> dict[str, pl.Expr]:
        """`count` and `count_en` (empty for one place), `excerpt` and `suggestion`."""
        return {
            name: pl.map_batches(
                list(self.columns), partial(self._field, name=name), return_dtype=pl.String, is_elementwise=True
            )
            for name in _TEXTS
        }

    def _field(self, parts: Sequence[pl.Series], name: str) -> pl.Series:
        last = self._last
        if last is None or not _same(last[0], parts):
            last = list(parts), pl.Series(parts[0].name, list(self._described(parts)), dtype=_SCHEMA)
            self._last = last
        return last[1].struct.field(name).alias(parts[0].name)

    def _described(self, parts: Sequence[pl.Series]) -> Iterator[dict[str, str] | None]:
        hints = {name: parts[0].str.contains(recogniser.hint) for name, recogniser in RECOGNISERS.items()}
        for place, row in enumerate(rows(parts)):
            among = [RECOGNISERS[name] for name, hinted in hints.items() if hinted[place]]
            yield None if row[0] is None else self._texts(row, among)

    def _texts(self, row: tuple[Any, ...], among: Sequence[Recogniser]) -> dict[str, str]:
        reading = Reading(row[0], self.make_context(*row[1:]), self.masks, among)
        own = reading.spans[self.recogniser.id]
        several = len(own) > 1
        return {
            "count": f"{len(own)}处" if several else "",
            "count_en": f" in {len(own)} places" if several else "",
            "excerpt": reading.excerpt(own[0]),
            "suggestion": reading.masked(),
        }


def _same(known: Sequence[pl.Series], parts: Sequence[pl.Series]) -> bool:
    pairs = list(zip(known, parts, strict=True))
    return all(look_alike(*pair) for pair in pairs) and all(one.equals(other, null_equal=True) for one, other in pairs)
