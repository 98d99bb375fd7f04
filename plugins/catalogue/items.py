"""The items of a catalogue, indexed for finding one by code, by name, inside a text, and by similarity."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from plugins.catalogue.abbreviation import LONGEST, abbreviates, plain_words, whole_and_heads
from plugins.catalogue.containment import SHORTEST_NAME, contains, is_most_of
from plugins.catalogue.folding import Folded, RecordType, folded_item, half_width

PUBLIC: Final = "社会公开"
# Above this many names, similarity is measured only for those that share the most pairs of characters.
_FEW: Final = 64
_CANDIDATES: Final = 24


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a catalogue.

    Attributes:
        organ: code of the unit whose item it is.
        code: 事项编码, or None.
        parties: categories of party; empty = the catalogue does not say.
        scopes: where it may be shown; empty = the catalogue does not say.
        start, end: in force from `start` until the day before `end` (None = still).
    """

    organ: str
    code: str | None
    name: str
    parties: frozenset[str]
    scopes: frozenset[str]
    start: date
    end: date | None

    def is_in_force(self, day: date) -> bool:
        """Whether the item's version is the one in force on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """All items of an index whose names have the same core."""

    folded: Folded
    items: tuple[Item, ...]

    @property
    def parties(self) -> frozenset[str]:
        """Every category that one of the items names; empty = all, because one of them does not say."""
        return _united([item.parties for item in self.items])

    @property
    def is_public(self) -> bool:
        """Whether one of the items is for 社会公开, or does not say."""
        scopes = _united([item.scopes for item in self.items])
        return not scopes or PUBLIC in scopes


class ItemIndex:
    """Finds items.

    Args:
        items: the items to find.
        record_type: says which frames are usual.
    """

    def __init__(self, items: Iterable[Item], record_type: RecordType) -> None:
        self.record_type = record_type
        same: dict[str, list[Item]] = defaultdict(list)
        folded: dict[str, Folded] = {}
        for item in items:
            name = folded_item(item.name, record_type)
            folded.setdefault(name.core, name)
            same[name.core].append(item)
        self.entries = [Entry(folded[core], tuple(group)) for core, group in same.items()]
        self.exact = {entry.folded.core: entry for entry in self.entries}
        self.codes = {half_width(item.code): entry for entry in self.entries for item in entry.items if item.code}
        self.gists = [entry.folded.gist for entry in self.entries]
        self.openings = _grouped((entry.folded.phrase[:SHORTEST_NAME], place) for place, entry in self._numbered())
        self.pieces = _grouped((piece, place) for place, e in self._numbered() for piece in _pieces(e.folded.text, 4))
        self.pairs = {
            pair: np.array(places)
            for pair, places in _grouped(
                (pair, place) for place, gist in enumerate(self.gists) for pair in _pieces(gist, 2)
            ).items()
        }

    def by_code(self, text: str, pattern: re.Pattern[str]) -> Entry | None:
        """The item whose code stands in the text, if any.

        Args:
            pattern: what may be a code; a whole match is looked up.
        """
        if not self.codes:
            return None
        found = (self.codes.get(code.group()) for code in pattern.finditer(half_width(text)))
        return next((entry for entry in found if entry is not None), None)

    def containing(self, text: Folded) -> Entry | None:
        """The item with the longest name inside the text, else the one with the shortest name that holds the text."""
        inside = [
            self.entries[place]
            for opening in _pieces(text.text, SHORTEST_NAME)
            for place in self.openings.get(opening, ())
            if contains(text, self.entries[place].folded.phrase, self.record_type)
        ]
        if inside:
            return max(inside, key=lambda entry: len(entry.folded.phrase))
        around = [
            self.entries[place]
            for place in self.pieces.get(text.core[:4], ())
            if is_most_of(text, self.entries[place].folded, self.record_type)
        ]
        return min(around, key=lambda entry: len(entry.folded.core), default=None)

    def abbreviated(self, text: Folded) -> Entry | None:
        """The only item that the text is an abbreviation of; None where there is none or several."""
        if len(text.core) > LONGEST:  # a whole paragraph abbreviates nothing
            return None
        plain = plain_words(text.core)
        meant = [entry for entry, names in self._plain_names if abbreviates(plain, names, self.record_type)]
        same = [entry for entry, names in self._plain_names if names[0] == plain and len(plain) >= SHORTEST_NAME]
        found = same or meant
        return found[0] if len(found) == 1 else None

    @cached_property
    def _plain_names(self) -> list[tuple[Entry, tuple[str, ...]]]:
        return [(entry, whole_and_heads(entry.folded)) for entry in self.entries]

    def nearest(self, text: Folded) -> tuple[Entry, float] | None:
        """The most similar item and how similar it is (0-100); None for an index without items."""
        places = self._candidates(text.gist)
        found = process.extractOne(text.gist, [self.gists[place] for place in places], scorer=fuzz.ratio)
        return (self.entries[places[found[2]]], found[1]) if found else None

    def _candidates(self, gist: str) -> Sequence[int]:
        """Places of the names that share the most pairs of characters with the text; all that tie for the last."""
        if len(self.entries) <= _FEW:
            return range(len(self.entries))
        shared = [self.pairs[pair] for pair in _pieces(gist, 2) if pair in self.pairs]
        if not shared:
            return range(_FEW)
        counts = np.bincount(np.concatenate(shared), minlength=len(self.entries))
        least = max(1, int(np.partition(counts, -_CANDIDATES)[-_CANDIDATES]))
        return [int(place) for place in np.flatnonzero(counts >= least)]

    def _numbered(self) -> Iterable[tuple[int, Entry]]:
        return enumerate(self.entries)


def items_of(catalogue: pl.DataFrame, record_type: RecordType) -> list[Item]:
    """The items of one record type, in the catalogue's order.

    Args:
        catalogue: the lookup frame `catalogue`.
    """
    lines = catalogue.filter(pl.col("record_type") == record_type).select(
        "organisation", "item_code", "item_name", "parties", "scopes", "effective_from", "effective_until"
    )
    return [
        Item(organ, code, name, frozenset(parties or ()), frozenset(scopes or ()), start, end)
        for organ, code, name, parties, scopes, start, end in lines.iter_rows()
    ]


def _united(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """The union; empty where one of the sets is, because empty means any."""
    return frozenset().union(*sets) if all(sets) else frozenset()


def _pieces(text: str, length: int) -> list[str]:
    """Every run of characters of a length, once each, in order."""
    return list(dict.fromkeys(text[start : start + length] for start in range(len(text) - length + 1)))


def _grouped(pairs: Iterable[tuple[str, int]]) -> Mapping[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for key, place in pairs:
        if key:
            groups[key].append(place)
    return groups
