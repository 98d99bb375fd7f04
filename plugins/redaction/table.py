"""The recognisers, in the order in which they take their spans, and the masking of a text by all of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plugins.redaction import (
    accounts,
    addresses,
    contacts,
    documents,
    facts,
    identity,
    people,
    phones,
    plates,
    secrecy,
)
from plugins.redaction.context import NO_CONTEXT, Context
from plugins.redaction.masks import masked_piece
from plugins.redaction.patterns import Span

FindSpans = Callable[[str, Context], list[Span]]
_EXCERPT: Final = 8
_UNCOVERED: Final = re.compile(rb"\0+")


@dataclass(frozen=True)
class Recogniser:
    """Finds one kind of text that must not be published.

    Attributes:
        id: the check's id.
        zh, en: what it finds, for messages.
        hint: pattern of Polars that every text with a finding matches; most others do not.
        find: text and context → spans in the order of the text.
        mask: how spans are masked unless a rule says otherwise; see `masks`.
        filler: the character that stands for a hidden one.
    """

    id: str
    zh: str
    en: str
    hint: str
    find: FindSpans
    mask: str
    filler: str = "*"

    def spans(self, text: str, context: Context = NO_CONTEXT) -> list[Span]:
        """Where a text holds what this recogniser finds: start and end in characters."""
        return self.find(text, context)

    def masked(self, text: str, context: Context = NO_CONTEXT, mask: str | None = None) -> str:
        """The text with this recogniser's spans masked, and nothing else.

        Args:
            text: any text.
            context: what is known of the record.
            mask: a pattern of `masks` instead of the recogniser's own.
        """
        pieces = [
            (span, masked_piece(text[slice(*span)], mask or self.mask, self.filler))
            for span in self.spans(text, context)
        ]
        return _replaced(text, pieces)


def _plain(find: Callable[[str], list[Span]]) -> FindSpans:
    return lambda text, _context: find(text)


_ALL: Final = (
    Recogniser(
        "redaction.resident-identity",
        "居民身份证号码",
        "a resident identity number",
        identity.HINT,
        _plain(identity.identity_spans),
        "keep-first-6",
    ),
    Recogniser(
        "redaction.mobile",
        "手机号码",
        "a mobile number",
        phones.MOBILE_HINT,
        _plain(phones.mobile_spans),
        "keep-first-3-last-4",
    ),
    Recogniser(
        "redaction.travel-document",
        "护照、通行证等证件号码",
        "the number of a passport or permit",
        documents.TRAVEL_HINT,
        _plain(documents.travel_document_spans),
        "keep-last-2",
    ),
    Recogniser(
        "redaction.driving-licence-file",
        "驾驶证档案编号",
        "the file number of a driving licence",
        documents.DRIVER_HINT,
        _plain(documents.driving_licence_file_spans),
        "keep-first-4",
    ),
    Recogniser(
        "redaction.bank-account",
        "银行账号或银行卡号",
        "a bank account or card number",
        accounts.HINT,
        _plain(accounts.account_spans),
        "keep-last-4",
    ),
    Recogniser(
        "redaction.landline",
        "个人固定电话",
        "a private landline number",
        phones.LANDLINE_HINT,
        _plain(phones.landline_spans),
        "keep-last-2",
    ),
    Recogniser(
        "redaction.email", "电子邮箱", "an e-mail address", contacts.MAIL_HINT, _plain(contacts.email_spans), "stars"
    ),
    Recogniser(
        "redaction.messenger",
        "微信号或QQ号",
        "a WeChat or QQ number",
        contacts.MESSENGER_HINT,
        _plain(contacts.messenger_spans),
        "stars",
    ),
    Recogniser(
        "redaction.home-address",
        "家庭住址",
        "a home address",
        addresses.HINT,
        addresses.address_spans,
        "word:［住址已隐去］",
    ),
    Recogniser(
        "redaction.vehicle-plate",
        "个人车辆号牌",
        "the plate of a private vehicle",
        plates.HINT,
        plates.plate_spans,
        "keep-first-2",
    ),
    Recogniser(
        "redaction.third-person",
        "当事人以外自然人的姓名",
        "the name of a third person",
        people.HINT,
        people.third_person_spans,
        "keep-first-1",
        "某",
    ),
    Recogniser(
        "redaction.health-and-family",
        "个人健康或家庭情况",
        "somebody's health or family",
        facts.HEALTH_HINT,
        _plain(facts.health_and_family_spans),
        "word:［已隐去］",
    ),
    Recogniser(
        "redaction.property",
        "个人财产状况",
        "somebody's property",
        facts.PROPERTY_HINT,
        _plain(facts.property_spans),
        "word:［已隐去］",
    ),
    Recogniser(
        "redaction.secrecy",
        "涉密标志或涉密内容",
        "a mark or topic of secrecy",
        secrecy.HINT,
        _plain(secrecy.secrecy_spans),
        "word:［已隐去］",
    ),
)
RECOGNISERS: Final[Mapping[str, Recogniser]] = {recogniser.id: recogniser for recogniser in _ALL}


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
        readers = RECOGNISERS.values() if among is None else among
        self.spans = {recogniser.id: recogniser.spans(text, context) for recogniser in readers}
        self._was_cut = False
        self._pieces = list(self._masked_pieces())

    def masked(self) -> str:
        """The text with the spans of all recognisers masked, so that none of them finds anything in it."""
        masked = _replaced(self.text, self._pieces)
        # Where a span was cut, what it hid from another recogniser may come to light.
        return Reading(masked, self.context, self.masks).masked() if self._was_cut else masked

    def excerpt(self, span: Span) -> str:
        """The surroundings of a span, masked by all recognisers."""
        start, end = span[0] - _EXCERPT, span[1] + _EXCERPT
        cut = [piece for piece, _ in self._pieces]
        start = min([start, *(left for left, right in cut if left < start < right)])
        end = max([end, *(right for left, right in cut if left < end < right)])
        start, end = max(0, start), min(len(self.text), end)
        inside = [((left - start, right - start), new) for (left, right), new in self._pieces if start <= left < end]
        shown = _replaced(self.text[start:end], inside)
        return f"{'…' * (start > 0)}{shown}{'…' * (end < len(self.text))}"

    def _masked_pieces(self) -> Iterator[tuple[Span, str]]:
        """What to put for each span; where spans overlap, the first recogniser's stands and the rest of the other is
        masked beside it.
        """
        covered = bytearray(len(self.text))
        for name, spans in self.spans.items():
            recogniser = RECOGNISERS[name]
            for span in spans:
                for piece in [run.span() for run in _UNCOVERED.finditer(covered, *span)]:
                    covered[slice(*piece)] = b"\1" * (piece[1] - piece[0])
                    self._was_cut |= piece != span
                    mask = self.masks.get(name, recogniser.mask) if piece == span else "stars"
                    yield piece, masked_piece(self.text[slice(*piece)], mask, recogniser.filler)


def masked_by_all(text: str, context: Context = NO_CONTEXT, masks: Mapping[str, str] | None = None) -> str:
    """A text with the spans of all recognisers masked, so that none of them finds anything in it.

    Args:
        text: any text.
        context: what is known of the record.
        masks: recogniser → mask instead of its own.
    """
    return Reading(text, context, masks).masked()


def _replaced(text: str, pieces: list[tuple[Span, str]]) -> str:
    result, place = [], 0
    for (start, end), new in sorted(pieces):
        result += [text[place:start], new]
        place = end
    return "".join([*result, text[place:]])
