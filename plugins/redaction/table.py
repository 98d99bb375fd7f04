"""The recognisers, in the order in which they take their spans, and the masking of a text by all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from engine import Piece, apart, masked_piece, replaced
from plugins.redaction import (
    accounts,
    addresses,
    contacts,
    documents,
    identity,
    phones,
    plates,
    secrecy,
    youth,
)
from plugins.redaction.circumstances import laws_in
from plugins.redaction.context import NO_CONTEXT, Context
from plugins.redaction.facts import weights
from plugins.redaction.patterns import Span, free
from plugins.redaction.persons import people

FindSpans = Callable[[str], list[Span]]
FindSpansInContext = Callable[[str, Context], list[Span]]
_EXCERPT: Final = 8


# Hardly any text needs more than three; one that does is hidden altogether.
_MOST_ROUNDS: Final = 6
_WEIGHED: Final = ("redaction.health-and-family", "redaction.property")


def _facts(recogniser: str) -> FindSpans:
    return lambda text: free(weights.told(text, recogniser), laws_in(text))


# id → pattern of Polars that every text with a finding matches and most others do not, and what finds the spans.
_PLAIN: Final[Mapping[str, tuple[str, FindSpans]]] = {
    "redaction.resident-identity": (identity.HINT, identity.identity_spans),
    "redaction.mobile": (phones.MOBILE_HINT, phones.mobile_spans),
    "redaction.travel-document": (documents.TRAVEL_HINT, documents.travel_document_spans),
    "redaction.driving-licence-file": (documents.DRIVER_HINT, documents.driving_licence_file_spans),
    "redaction.bank-account": (accounts.HINT, accounts.account_spans),
    "redaction.landline": (phones.LANDLINE_HINT, phones.landline_spans),
    "redaction.email": (contacts.MAIL_HINT, contacts.email_spans),
    "redaction.messenger": (contacts.MESSENGER_HINT, contacts.messenger_spans),
    "redaction.health-and-family": (weights.HINTS["health-and-family"], _facts("health-and-family")),
    "redaction.property": (weights.HINTS["property"], _facts("property")),
    "redaction.minor-told": (youth.HINT, youth.youth_spans),
    "redaction.secrecy": (secrecy.HINT, secrecy.secrecy_spans),
}
_IN_CONTEXT: Final[Mapping[str, tuple[str, FindSpansInContext]]] = {
    "redaction.home-address": (addresses.HINT, addresses.address_spans),
    "redaction.vehicle-plate": (plates.HINT, plates.plate_spans),
    "redaction.third-person": (people.HINT, people.third_person_spans),
}


@dataclass(frozen=True)
class Recogniser:
    """Finds one kind of text that must not be published.

    Attributes:
        id: the check's id.
        number: its place among the recognisers.
        words: what `recognisers.yaml` says of it.
        hint: pattern of Polars that every text with a finding matches; most others do not.
        find: text and context → spans in the order of the text.
        needs_context: whether the rest of the record has a say.
    """

    id: str
    number: int
    words: Mapping[str, Any]
    hint: str
    find: FindSpansInContext
    needs_context: bool

    @property
    def mask(self) -> str:
        """How spans are masked unless a rule says otherwise."""
        return str(self.words["mask"])

    def spans(self, text: str, context: Context = NO_CONTEXT) -> list[Span]:
        """Where a text holds what this recogniser finds: start and end in characters."""
        return self.find(text, context)

    def piece(self, text: str, span: Span, mask: str | None = None) -> Piece:
        """A span and what to show in its place.

        Args:
            mask: instead of the recogniser's own.
        """
        chosen = mask or self.mask
        # What is kept of a fact would tell it.
        pattern = "stars" if self.words.get("whole") and chosen.startswith("keep") else chosen
        return (*span, masked_piece(text[slice(*span)], pattern, self.words.get("filler", "*")))


def _plain(find: FindSpans) -> FindSpansInContext:
    return lambda text, _context: find(text)


def _recognisers() -> Iterator[Recogniser]:
    path = Path(__file__).parent / "recognisers.yaml"
    listed: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for number, (identity_of, words) in enumerate(listed.items()):
        if identity_of in _IN_CONTEXT:
            hint, find = _IN_CONTEXT[identity_of]
        else:
            hint, find = _PLAIN[identity_of][0], _plain(_PLAIN[identity_of][1])
        yield Recogniser(identity_of, number, words, hint, find, identity_of in _IN_CONTEXT)


RECOGNISERS: Final[Mapping[str, Recogniser]] = {recogniser.id: recogniser for recogniser in _recognisers()}


class Reading:
    """One text as all recognisers read it.

    Args:
        text: any text.
        context: what is known of the record.
        masks: recogniser → mask instead of its own.
        among: the recognisers that may find something; None = all.

    Attributes:
        spans: recogniser → its spans.
    """

    def __init__(
        self,
        text: str,
        context: Context = NO_CONTEXT,
        masks: Mapping[str, str] | None = None,
        among: Iterable[Recogniser] | None = None,
    ) -> None:
        self.text, self.context, self.masks = text, context, masks or {}
        readers = list(RECOGNISERS.values() if among is None else among)
        self.spans = {recogniser.id: recogniser.spans(text, context) for recogniser in readers}
        whole = [
            recogniser.piece(text, span, self.masks.get(recogniser.id))
            for recogniser in readers
            for span in self.spans[recogniser.id]
        ]
        self._pieces = list(apart(text, whole))
        self._was_cut = len(set(self._pieces) & set(whole)) < len(whole)

    def masked(self, rounds: int = 0) -> str:
        """The text with the spans of all recognisers masked, so that none of them finds anything in it.

        Args:
            rounds: how often the text has been masked before.
        """
        masked = replaced(self.text, self._pieces)
        if masked == self.text:
            return masked
        if rounds == _MOST_ROUNDS:
            return masked_piece(masked, "stars")
        return Reading(masked, self.context, self.masks, self._who_looks_again()).masked(rounds + 1)

    def _who_looks_again(self) -> list[Recogniser] | None:
        """What a span that was cut hid from another recogniser may come to light, and so may what a clause around it
        spoke for or against; and clauses weigh otherwise where the words beside them are gone.
        """
        may_show_more = self._was_cut or any(self.spans.get(name) for name in _WEIGHED)
        return None if may_show_more else [RECOGNISERS[name] for name in _WEIGHED]

    def excerpt(self, span: Span) -> str:
        """The surroundings of a span, masked by all recognisers."""
        start, end = span[0] - _EXCERPT, span[1] + _EXCERPT
        start = min([start, *(left for left, right, _ in self._pieces if left < start < right)])
        end = max([end, *(right for left, right, _ in self._pieces if left < end < right)])
        start, end = max(0, start), min(len(self.text), end)
        inside = [(left - start, right - start, new) for left, right, new in self._pieces if start <= left < end]
        shown = replaced(self.text[start:end], inside)
        return f"{'…' * (start > 0)}{shown}{'…' * (end < len(self.text))}"


def masked_by_all(text: str, context: Context = NO_CONTEXT, masks: Mapping[str, str] | None = None) -> str:
    """A text with the spans of all recognisers masked, so that none of them finds anything in it.

    Args:
        text: any text.
        context: what is known of the record.
        masks: recogniser → mask instead of its own.
    """
    return Reading(text, context, masks).masked()
