"""Which item of the catalogue a record is about: the one matching that all checks against the catalogue share.

Each text of the record, in the order of trust, is looked up among the items of the deciding organ that are in force
on the decision date: by item code, by name, by containment. Only when no text finds anything, similarity decides, and
only when that stays below the threshold the items of the other organs are searched in the same way.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from plugins.catalogue.abbreviation import same_end
from plugins.catalogue.distinct import DistinctAnswers, Epochs, Remembered
from plugins.catalogue.folding import Folded, RecordType, folded_item
from plugins.catalogue.items import Entry, Item, ItemIndex, items_of
from plugins.catalogue.register import Register

Means = Literal["code", "exact", "contained", "abbreviated", "similar"]
Outcome = Literal["not_judged", "no_version", "own", "other", "none"]

# One number a record, the same for all checks.
UNDECIDED: Final = 0
NOT_JUDGED: Final = 1
NOT_FOUND: Final = 2
OTHER_ORGAN: Final = 3
OWN: Final = 16
IS_PUBLIC: Final = 8
PARTY_BITS: Final = {"自然人": 1, "法人": 2, "其他组织": 4}
ANY_PARTY: Final = 7
# Above the verdict stands the number of the item.
ITEM_UNIT: Final = 256
VERDICT_BITS: Final = ITEM_UNIT - 1
_OTHER_TYPE: Final[dict[RecordType, RecordType]] = {"licence": "penalty", "penalty": "licence"}


@dataclass(frozen=True)
class Settings:
    """What a rule says about matching.

    Attributes:
        record_type: which items to look at.
        threshold: similarity (0-100) from which on two names mean the same item.
        item_code_pattern: regular expression for whatever may be an item code.
    """

    record_type: RecordType
    threshold: float
    item_code_pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found.

    Attributes:
        outcome: `own` item of the organ; an item of an`other` organ; `none`; `no_version` of the organ's catalogue
            in force; `not_judged`: the organ or the day is not known, or no text is filled.
        entry: the item, or for `none` the one that was meant most likely.
        means: how it was found.
        similarity: how sure that is, 0-100.
    """

    outcome: Outcome
    entry: Entry | None = None
    means: Means = "exact"
    similarity: float = 100.0


class ItemMatcher:
    """Matches records with items. Made for one pair of lookup frames and one rule's settings.

    Args:
        register: the organisations.
        catalogue: the lookup frame `catalogue`.
    """

    def __init__(self, register: Register, catalogue: pl.DataFrame, settings: Settings) -> None:
        self.register, self.settings = register, settings
        self._items = items_of(catalogue, settings.record_type)
        # An organ's catalogue holds licences and penalties: with items of one type alone it has none of the other.
        self._versions: dict[str, list[Item]] = defaultdict(list)
        for item in (*self._items, *items_of(catalogue, _OTHER_TYPE[settings.record_type])):
            self._versions[item.organ].append(item)
        self._items_of: dict[str, list[Item]] = defaultdict(list)
        for item in self._items:
            self._items_of[item.organ].append(item)
        self._epochs = Epochs(
            day for items in self._versions.values() for item in items for day in (item.start, item.end)
        )
        self._indexes: dict[tuple[str | None, date], ItemIndex] = {}
        self._found: Remembered[tuple[str, date, str], tuple[Entry, Means] | None] = Remembered()
        self._matches: Remembered[tuple[Any, ...], Match] = Remembered()
        self._by_text, self._by_texts = DistinctAnswers(), DistinctAnswers()
        names = dict.fromkeys(item.code or item.name for item in self._items)
        self._names = pl.Series(list(names), dtype=pl.String)
        self._numbers = {name: number for number, name in enumerate(names)}

    def verdicts(self, organ: pl.Series, name: pl.Series, decided: pl.Series, *texts: pl.Series) -> pl.Series:
        """One number a record (see the constants above), for a whole slice.

        Args:
            organ: code of the deciding organ, String.
            name: its name as written, String.
            decided: decision date, Date.
            texts: where an item may be named, String, in the order of trust.
        """
        return (self._answers(organ, name, decided, *texts) & VERDICT_BITS).cast(pl.UInt8)

    def items(self, organ: pl.Series, name: pl.Series, decided: pl.Series, *texts: pl.Series) -> pl.Series:
        """Code, or else name, of the organ's item that each record names; null where it names none. See `verdicts`."""
        answers = self._answers(organ, name, decided, *texts)
        own = (answers & VERDICT_BITS) >= OWN
        return self._names.gather((answers // ITEM_UNIT).set(~own, None))

    def _answers(self, organ: pl.Series, name: pl.Series, decided: pl.Series, *texts: pl.Series) -> pl.Series:
        """One UInt32 a record: its verdict, and above that the number of its item, if it has one."""
        days = pl.DataFrame({"organ": organ, "name": name, "day": self._epochs.first_days(decided)})
        answers = np.zeros(len(organ), dtype=np.uint32)
        open_places = np.arange(len(organ))
        for text in texts:
            parts = _parts(days, [text], open_places)
            answers[open_places] = self._by_text.of(parts, self._stage).to_numpy()
            open_places = open_places[answers[open_places] == UNDECIDED]
            if not open_places.size:
                return pl.Series(answers)
        answers[open_places] = self._by_texts.of(_parts(days, texts, open_places), self._verdict).to_numpy()
        return pl.Series(answers)

    def verdict(self, organ: str | None, name: str | None, decided: date | None, *texts: str | None) -> int:
        """The same as `verdicts` for one record."""
        return self._answer(organ, name, decided, *texts) & VERDICT_BITS

    def item(self, organ: str | None, name: str | None, decided: date | None, *texts: str | None) -> str | None:
        """The same as `items` for one record."""
        answer = self._answer(organ, name, decided, *texts)
        found: str | None = self._names[answer // ITEM_UNIT] if answer & VERDICT_BITS >= OWN else None
        return found

    def _answer(self, organ: str | None, name: str | None, decided: date | None, *texts: str | None) -> int:
        day = None if decided is None else self._epochs.first_day(decided)
        stages = (self._stage((organ, name, day, text)) for text in texts)
        decisive = next((answer for answer in stages if answer != UNDECIDED), None)
        return self._verdict((organ, name, day, *texts)) if decisive is None else decisive

    def match(self, organ: str | None, name: str | None, day: date | None, texts: tuple[str | None, ...]) -> Match:
        """What one record is about."""
        filled = tuple(text for text in texts if text)
        if organ is None or day is None or not filled or not self.register.identifies(organ, name):
            return Match("not_judged")
        first = self._epochs.first_day(day)
        return self._matches.of((organ, first, filled), lambda: self._match(organ, first, filled))

    # One distinct combination

    def _stage(self, line: tuple[Any, ...]) -> int:
        """The verdict as far as one text gives it away."""
        organ, name, day, text = line
        if organ is None or day is None or not self.register.identifies(organ, name):
            return NOT_JUDGED
        found = self._find(organ, day, text) if text else None
        return self._own_answer(found[0]) if found else UNDECIDED

    def _verdict(self, line: tuple[Any, ...]) -> int:
        organ, name, day, *texts = line
        match = self.match(organ, name, day, tuple(texts))
        if match.outcome == "own" and match.entry:
            return self._own_answer(match.entry)
        return {"not_judged": NOT_JUDGED, "other": OTHER_ORGAN}.get(match.outcome, NOT_FOUND)

    def _own_answer(self, entry: Entry) -> int:
        item = entry.items[0]
        return _own_verdict(entry) + ITEM_UNIT * self._numbers[item.code or item.name]

    def _match(self, organ: str, day: date, texts: tuple[str, ...]) -> Match:
        for text in texts:
            found = self._find(organ, day, text)
            if found:
                return Match("own", *found)
        own, everybody = self._index(organ, day), self._index(None, day)
        if not any(item.is_in_force(day) for item in self._versions.get(organ, ())):
            return Match("no_version")
        folded = [folded_item(text, self.settings.record_type) for text in texts]
        likely = _most_similar(own, folded)
        if self._is_meant(likely, folded):
            return Match("own", likely.entry, "similar", likely.similarity)
        return self._of_others(everybody, texts, folded, likely)

    def _of_others(self, everybody: ItemIndex, texts: tuple[str, ...], folded: list[Folded], likely: Match) -> Match:
        for text, form in zip(texts, folded, strict=True):
            found = self._look_up(everybody, text, form)
            if found:
                return Match("other", *found)
        elsewhere = _most_similar(everybody, folded)
        if self._is_meant(elsewhere, folded):
            return Match("other", elsewhere.entry, "similar", elsewhere.similarity)
        return likely

    def _is_meant(self, likely: Match, texts: list[Folded]) -> bool:
        """Whether the most similar item is similar enough. A violation's object stands at the end of its name, and
        another object is another item however alike the rest is: 标签不符合规定的化妆品 is not …的食品.
        """
        if likely.entry is None or likely.similarity < self.settings.threshold:
            return False
        name = likely.entry.folded.gist
        return self.settings.record_type == "licence" or any(same_end(text.gist, name) for text in texts)

    def _find(self, organ: str, day: date, text: str) -> tuple[Entry, Means] | None:
        """The organ's item that a text names, if it names one without any guess."""
        return self._found.of((organ, day, text), lambda: self._named(self._index(organ, day), text))

    def _named(self, own: ItemIndex, text: str) -> tuple[Entry, Means] | None:
        folded = folded_item(text, self.settings.record_type)
        found = self._look_up(own, text, folded)
        # Only among the organ's own items: fewer words fit more items the more there are.
        short = None if found else own.abbreviated(folded)
        return (short, "abbreviated") if short else found

    def _look_up(self, index: ItemIndex, text: str, folded: Folded) -> tuple[Entry, Means] | None:
        coded = index.by_code(text, self.settings.item_code_pattern)
        if coded:
            return coded, "code"
        same = index.exact.get(folded.core)
        if same:
            return same, "exact"
        contained = index.containing(folded)
        return (contained, "contained") if contained else None

    def _index(self, organ: str | None, day: date) -> ItemIndex:
        """The items in force on a day, of one organ or (None) of all."""
        if (organ, day) not in self._indexes:
            items = self._items if organ is None else self._items_of.get(organ, [])
            self._indexes[organ, day] = ItemIndex((i for i in items if i.is_in_force(day)), self.settings.record_type)
        return self._indexes[organ, day]


def _parts(days: pl.DataFrame, texts: Any, places: np.ndarray) -> pl.DataFrame:
    frame = days.with_columns(text.alias(f"text{number}") for number, text in enumerate(texts))
    return frame if len(places) == frame.height else frame[places]


def _most_similar(index: ItemIndex, texts: list[Folded]) -> Match:
    """The best answer of all texts; the more trusted text wins a tie."""
    nearest = [found for found in map(index.nearest, texts) if found]
    entry, similarity = max(nearest, key=lambda found: found[1], default=(None, 0.0))
    return Match("none", entry, "similar", similarity)


def _own_verdict(entry: Entry) -> int:
    parties = sum(PARTY_BITS.get(party, 0) for party in entry.parties) if entry.parties else ANY_PARTY
    return OWN | parties | (IS_PUBLIC if entry.is_public else 0)
