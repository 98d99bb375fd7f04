"""One cheap test that lets a text through to the recognisers, and their answers for whole columns.

All recognisers screen a field with the same pattern, so the answer is kept for the next of them that sees the same
values: comparing two columns takes a fiftieth of the time of searching one. What the screen lets through is a few
texts in a hundred: to those each recogniser puts its own hint (a pattern of Polars, linear in the length), and only
what is left is read closely, text by text.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event
from typing import Any, Final

import polars as pl

from plugins.redaction import addresses, contacts, documents, facts, people, phones, plates, secrecy
from plugins.redaction.context import Context
from plugins.redaction.patterns import SEPARATORS, D
from plugins.redaction.table import Recogniser

# Runs of digits, or of digits and blanks; then whatever the hints that know no long number need.
_NUMBERS: Final = rf"[{D}]{{7}}(?:[^元]|$)|[{D}](?:{SEPARATORS}[{D}]){{8}}|[@＠]"
SCREEN: Final = "|".join(
    (
        _NUMBERS,
        people.SCREEN,
        plates.HINT,
        addresses.SCREEN,
        secrecy.HINT,
        facts.HEALTH_HINT,
        facts.PROPERTY_SCREEN,
        contacts.MESSENGER_HINT,
        phones.LANDLINE_SCREEN,
        documents.SCREEN,
    )
)
MakeContext = Callable[..., Context]
_MOST_KEPT: Final = 16
_PATIENCE_SECONDS: Final = 1.0


class _Screening:
    """The screening of one column, under way or done."""

    def __init__(self, texts: pl.Series) -> None:
        self.texts = texts
        self.done = Event()
        self.answer: pl.Series | None = None

    def is_of(self, texts: pl.Series) -> bool:
        """Whether another column has the same values."""
        return look_alike(self.texts, texts) and self.texts.equals(texts, null_equal=True)


class _Screen:
    """Screens columns, and remembers the answers of the last few."""

    def __init__(self) -> None:
        self._last: deque[_Screening] = deque(maxlen=_MOST_KEPT)

    def passed(self, texts: pl.Series) -> pl.Series:
        """Whether any recogniser could find anything in each text; null where the text is null.

        Several threads may ask for the same column at once; then one works it out and the others wait for it, but not
        for long, since the one may itself wait for the thread that it keeps.

        Args:
            texts: String Series.
        """
        for known in tuple(self._last):
            if known.is_of(texts):
                known.done.wait(_PATIENCE_SECONDS)
                if known.answer is not None:
                    return known.answer
        screening = _Screening(texts)
        self._last.append(screening)
        screening.answer = texts.str.contains(SCREEN)
        screening.done.set()
        return screening.answer


def look_alike(one: pl.Series, other: pl.Series) -> bool:
    """Whether two columns agree in length and at three places, so that comparing them all is worth while."""
    last = len(one) - 1
    return len(one) == len(other) and (last < 0 or all(one[place] == other[place] for place in (0, last // 2, last)))


_SCREEN: Final = _Screen()


def found(text: pl.Expr, recogniser: Recogniser, make_context: MakeContext, others: Sequence[pl.Expr]) -> pl.Expr:
    """Where a recogniser finds something; null where the text is null.

    Args:
        text: String expression.
        recogniser: what to look for.
        make_context: values of the other columns → context.
        others: String expressions.
    """
    judge = partial(_judged, recogniser=recogniser, make_context=make_context)
    return pl.map_batches([text, *others], judge, return_dtype=pl.Boolean, is_elementwise=True)


def rows(parts: Sequence[pl.Series]) -> Iterator[tuple[Any, ...]]:
    """Columns as rows; a literal among the columns counts for every row.

    Args:
        parts: Series of one length, or of length one.
    """
    height = max(map(len, parts))
    whole = [part if len(part) == height else part.new_from_index(0, height) for part in parts]
    return zip(*whole, strict=True)


def _judged(parts: Sequence[pl.Series], recogniser: Recogniser, make_context: MakeContext) -> pl.Series:
    texts, *others = parts
    passed = _SCREEN.passed(texts)
    if not passed.any():
        return passed.alias(texts.name)
    places = passed.fill_null(False).arg_true()
    places = places.filter(texts.gather(places).str.contains(recogniser.hint))
    columns = [texts.gather(places), *(o.gather(places) if len(o) == len(texts) else o for o in others)]
    hits = [bool(recogniser.spans(row[0], make_context(*row[1:]))) for row in rows(columns)] if len(places) else []
    fine = pl.select(pl.when(texts.is_not_null()).then(False)).to_series()
    violated = places.filter(pl.Series(hits, dtype=pl.Boolean))
    return fine.scatter(violated, True).alias(texts.name)
