"""What a finding tells: how many places, a masked excerpt, the masked text, and the spans. For violating records only.

Each text is read once for all of that, by those recognisers that were suspected to find something in it.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import polars as pl

from engine import SPANS, Column
from plugins.redaction.context import NO_CONTEXT
from plugins.redaction.screen import MakeContext, rows, suspicions
from plugins.redaction.table import RECOGNISERS, Reading, Recogniser

_TEXTS: Final = ("count", "count_en", "excerpt", "suggestion")
SCHEMA: Final = pl.Struct({**dict.fromkeys(_TEXTS, pl.String), "spans": SPANS})


def described(
    text: Column, recogniser: Recogniser, mask: str | None, make_context: MakeContext, others: Sequence[Column]
) -> pl.Expr:
    """A Struct of `SCHEMA`: `count` and `count_en` (empty for one place), `excerpt`, `suggestion`, `spans`.

    Args:
        text: the field.
        recogniser: whose findings they are.
        mask: how its spans are masked; None = as it says itself. Spans of others get their own masks.
        make_context: values of the other fields → context.
        others: the other fields.
    """
    tell = partial(_described, recogniser=recogniser, mask=mask, make_context=make_context)
    parts = [text.text, suspicions(text), *(other.text for other in others)]
    return pl.map_batches(parts, tell, return_dtype=SCHEMA, is_elementwise=True)


def _described(
    parts: Sequence[pl.Series], recogniser: Recogniser, mask: str | None, make_context: MakeContext
) -> pl.Series:
    told = list(_tellings(rows(parts), recogniser, mask, make_context))
    return pl.Series(parts[0].name, told, dtype=SCHEMA)


def _tellings(
    lines: Iterator[tuple[Any, ...]], recogniser: Recogniser, mask: str | None, make_context: MakeContext
) -> Iterator[dict[str, Any] | None]:
    for text, bits, *values in lines:
        if text is None:
            yield None
            continue
        among = [other for other in RECOGNISERS.values() if (bits or 0) >> other.number & 1]
        masks = {} if mask is None else {recogniser.id: mask}
        reading = Reading(text, make_context(*values) if recogniser.needs_context else NO_CONTEXT, masks, among)
        yield _telling(reading, recogniser, mask)


def _telling(reading: Reading, recogniser: Recogniser, mask: str | None) -> dict[str, Any]:
    own = reading.spans.get(recogniser.id, [])
    pieces = [recogniser.piece(reading.text, span, mask) for span in own]
    several = len(own) > 1
    return {
        "count": f"{len(own)}处" if several else "",
        "count_en": f" in {len(own)} places" if several else "",
        "excerpt": reading.excerpt(own[0]) if own else "",
        "suggestion": reading.masked(),
        "spans": [{"start": start, "end": end, "masked": masked} for start, end, masked in pieces],
    }
