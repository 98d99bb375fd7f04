"""One cheap test that lets a text through to the recognisers, and what they find in the few that pass.

A field's texts are searched once for all recognisers, with a few patterns; to what passes each recogniser puts its own
hint (all of them patterns of Polars, linear in the length), and only what is left is read closely, text by text. The
answers of all recognisers are the bits of one number a text, which the engine keeps for the checks of the field as
long as it looks at a slice (`Column.shared`). Nothing is remembered here.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial, reduce
from operator import or_
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from engine import Column, contains, finder, mapped
from plugins.redaction import addresses, contacts, documents, phones, plates, secrecy, youth
from plugins.redaction.context import Context
from plugins.redaction.facts import weights
from plugins.redaction.patterns import SEPARATORS, D
from plugins.redaction.persons import people, proof
from plugins.redaction.table import RECOGNISERS, Recogniser

# Runs of digits, or of digits and blanks, or digits read out; then whatever the hints that know no long number need.
_NUMBERS: Final = rf"[{D}]{{7}}(?:[^元]|$)|[{D}](?:{SEPARATORS}[{D}]){{8}}|[@＠]|{phones.SPOKEN_SCREEN}"
_JOINED: Final = "|".join(
    (
        _NUMBERS,
        plates.HINT,
        addresses.SCREEN,
        secrecy.HINT,
        contacts.MESSENGER_HINT,
        phones.LANDLINE_SCREEN,
        documents.SCREEN,
    )
)
_ROLES: Final = f"{people.SCREEN}|{youth.HINT}"
# Words and nothing else, which the engine looks for all at once.
_FACTS: Final = weights.ANY_HINT
# Four searches: joined, the patterns outgrow what the engine keeps of its states, and take several times as long.
SCREENS: Final = (_JOINED, _ROLES, _FACTS, proof.HINT)
# What these find is at least eight digits long, or has the sign of a mail address: they need not look at other texts.
_NUMERIC: Final = frozenset(
    f"redaction.{name}" for name in ("resident-identity", "mobile", "bank-account", "driving-licence-file", "email")
)
Places = npt.NDArray[np.int64]
MakeContext = Callable[..., Context]


def suspicions(text: Column) -> pl.Expr:
    """Of each text of a field a whole number, one bit a recogniser: it finds something there, or, where the rest of
    the record has a say, might do so. Null where the text is null.
    """
    return text.shared("redaction", _suspicions)


def _suspicions(texts: pl.Expr) -> pl.Expr:
    return mapped([texts], lambda parts: suspected(parts[0]), pl.UInt16, _suspected)


def _suspected(text: str | None) -> int | None:
    """The bits of one text."""
    if text is None:
        return None
    bits: int = suspected(pl.Series([text])).item() if any(finder(screen)(text) for screen in SCREENS) else 0
    return bits


def screened(texts: pl.Series) -> pl.Series:
    """Whether any recogniser might find something; null where the text is null.

    Args:
        texts: String Series.
    """
    first, *others = (contains(texts, screen) for screen in SCREENS)
    return reduce(or_, others, first)


def suspected(texts: pl.Series) -> pl.Series:
    """The bits; see `suspicions`.

    Args:
        texts: String Series.
    """
    passed = screened(texts)
    none = passed.cast(pl.UInt16)
    if not passed.any():
        return none
    places = passed.fill_null(False).arg_true()
    few = texts.gather(places)
    bits = np.zeros(len(few), np.uint16)
    every, numbered = np.arange(len(few)), contains(few, _NUMBERS).arg_true().to_numpy()
    for recogniser in RECOGNISERS.values():
        among = numbered if recogniser.id in _NUMERIC else every
        bits[_suspects(recogniser, few, among)] |= 1 << recogniser.number
    return none.scatter(places, pl.Series(bits))


def _suspects(recogniser: Recogniser, texts: pl.Series, among: Places) -> Places:
    """The places at which a recogniser finds something, or, where the rest of the record has a say, might do so.

    Args:
        among: the places to look at.
    """
    if not among.size:
        return among
    among = among[contains(texts.gather(among), recogniser.hint).to_numpy()]
    if recogniser.needs_context:
        return among
    return among[[bool(recogniser.spans(text)) for text in texts.gather(among)]] if among.size else among


def found(text: Column, recogniser: Recogniser, make_context: MakeContext, others: Sequence[Column]) -> pl.Expr:
    """Where a recogniser finds something; null where the text is null.

    Args:
        text: the field.
        recogniser: what to look for.
        make_context: values of the other fields → context.
        others: the other fields.
    """
    is_suspected = (suspicions(text) & (1 << recogniser.number)) != 0
    answer = pl.when(text.text.is_not_null()).then(is_suspected)
    if not recogniser.needs_context:
        return answer
    judge = partial(_judged, recogniser=recogniser, make_context=make_context)
    parts = [answer, text.text, *(other.text for other in others)]
    return mapped(parts, judge, pl.Boolean, partial(_is_judged, recogniser=recogniser, make_context=make_context))


def rows(parts: Sequence[pl.Series]) -> Iterator[tuple[Any, ...]]:
    """Columns as rows; a literal among the columns counts for every row.

    Args:
        parts: Series of one length, or of length one.
    """
    height = max(map(len, parts))
    whole = [part if len(part) == height else part.new_from_index(0, height) for part in parts]
    return zip(*whole, strict=True)


def _is_judged(
    answer: bool | None, text: str, *values: Any, recogniser: Recogniser, make_context: MakeContext
) -> bool | None:
    """The same for one record."""
    return bool(recogniser.spans(text, make_context(*values))) if answer else answer


def _judged(parts: Sequence[pl.Series], recogniser: Recogniser, make_context: MakeContext) -> pl.Series:
    answer, *columns = parts
    places = answer.fill_null(False).arg_true()
    if places.is_empty():
        return answer
    few = [column.gather(places) if len(column) == len(answer) else column for column in columns]
    hits = [bool(recogniser.spans(text, make_context(*values))) for text, *values in rows(few)]
    return answer.scatter(places, pl.Series(hits, dtype=pl.Boolean))
