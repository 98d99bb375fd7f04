"""The words by which rows are known that are no records, and how the cells of a row are read by them.

The words are data of a ruleset. They are compared without white space, and with full-width letters, digits and
punctuation as the half-width ones. `#` stands for a number.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

_SPACE: Final = re.compile(r"\s+")
_BRACKETS: Final = re.compile(r"(?:\([^()]{0,40}\)|〔[^〕]{0,40}〕|【[^】]{0,40}】)+$")
_EDGES: Final = "-—–―－_=*·.。…~()[]【】《》“”\"'|/"
_NUMERAL: Final = "(?:[0-9]{1,6}|[一二三四五六七八九十百〇零]{1,5})"
_AMOUNT: Final = r"[-+]?[¥￥]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]+)?%?"
_DOCUMENT_NUMBER: Final = re.compile(r"[^\W\d_]{2,20}[〔\[【(<][0-9]{4}[〕\]】)>]第?[0-9]+号?")
_INSTRUCTED_CELLS: Final = 5  # fewer cells that tell how to fill in may be chance
_SHORT_WORD: Final = 3
_LONGEST: Final = 300  # characters of a cell that is taken apart
CellKind = Literal["total", "number", "note", "label", "title", "page", "end"]
SparseKind = Literal["total", "note", "title", "page", "end"]


class RowWords(BaseModel):
    """The words of a ruleset.

    Attributes:
        notes: beginnings of explanations (填表说明, 注：).
        labels: what stands before a value at the foot or head of a table (制表人, 填报日期).
        totals: words that are a total alone, with a number behind, or at the end of a phrase (合计, 小计).
        counts: words that are a total with a number behind only (共).
        units: what is counted (条, 万元).
        ends: closing marks (以下空白).
        pages: page numbers.
        titles: how titles of tables end.
        samples: what marks the sample row of a form.
        instructions: what cells hold that say how a column is to be filled.
        numbering: captions of columns that only number the rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    numbering: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A cell as it is compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


class RowReader:
    """Reads cells, each as `plain` makes it.

    Args:
        words: of the ruleset.
    """

    def __init__(self, words: RowWords) -> None:
        self._words, self._patterns = words, _patterns(words)

    def is_numbering(self, caption: str) -> bool:
        """Whether a column only numbers the rows."""
        return plain(caption).casefold() in self._patterns.numbering

    def begins_note(self, text: str) -> bool:
        """Whether an explanation begins so."""
        return text.startswith(self._patterns.notes)

    def is_sample(self, text: str) -> bool:
        """Whether the row is the form's sample."""
        return text.strip(_EDGES).rstrip(":") in self._patterns.samples

    def instructs(self, texts: Sequence[str]) -> bool:
        """Whether most of the cells say how to fill the columns in."""
        telling = sum(any(word in text for word in self._patterns.instructions) for text in texts)
        return telling >= _INSTRUCTED_CELLS and 2 * telling >= len(texts)

    def are_numbers(self, texts: Sequence[str]) -> bool:
        """Whether all cells are numbers, with their units or without."""
        return bool(texts) and all(self._patterns.number.fullmatch(text) for text in texts)

    def is_document_number(self, text: str) -> bool:
        """Whether the cell has the shape of a document number."""
        return _DOCUMENT_NUMBER.fullmatch(text) is not None

    def kind(self, texts: Sequence[str], titles: frozenset[str]) -> SparseKind | None:
        """What a row is, from its filled cells; None where a cell is left that no word explains.

        Args:
            titles: what stands above the header.
        """
        kinds: list[CellKind] = []
        waiting = False  # for the value of a label
        for text in dict.fromkeys(texts):
            kind = self._cell(text, titles) if len(text) <= _LONGEST else None
            if kind is None and not (waiting and not self.is_document_number(text)):
                return "note" if len(set(texts)) == 1 and self._begins(text) else None
            waiting = kind == "label" and self._is_bare(text)
            if kind is not None:
                kinds.append(kind)
        return _row_kind(kinds)

    def _cell(self, text: str, titles: frozenset[str]) -> CellKind | None:
        if self._patterns.page.fullmatch(text):
            return "page"
        if self._is_total(text):
            return "total"
        if self._patterns.number.fullmatch(text) or not text.strip(_EDGES):
            return "number"
        if text.strip(_EDGES) in self._patterns.ends:
            return "end"
        if text.startswith(self._patterns.notes):
            return "note"
        if self._is_label(text):
            return "label"
        return "title" if text in titles or self._is_title(text) else None

    def _is_total(self, text: str) -> bool:
        return self._patterns.total.fullmatch(text) is not None and not self.is_document_number(text)

    def _is_title(self, text: str) -> bool:
        return _BRACKETS.sub("", text).endswith(self._patterns.titles)

    def _is_bare(self, text: str) -> bool:
        """Whether a label has its value in the next cell."""
        return _BRACKETS.sub("", text.rstrip(":")) in self._patterns.labels or text.endswith(":")

    def _begins(self, text: str) -> bool:
        labels = (word for word in self._patterns.labels if len(word) >= _SHORT_WORD)
        return text.startswith((*self._patterns.notes, *labels))

    def _is_label(self, text: str) -> bool:
        for word in self._patterns.labels:
            if text.startswith(word):
                rest = text[len(word) :]
                return not rest or rest[0] in ":(" or (len(word) >= _SHORT_WORD and len(rest) <= _SHORT_WORD)
        return False


def _row_kind(kinds: Sequence[CellKind]) -> SparseKind | None:
    """What a row of such cells is: the first one says it, and a total always."""
    if "total" in kinds:
        return "total" if kinds[0] in ("total", "label", "title") else None
    if not kinds or kinds[0] == "number":
        return None
    if "number" in kinds and kinds[0] not in ("label", "page", "end"):
        return None
    return "note" if kinds[0] == "label" else kinds[0]


class _Patterns:
    """The words, ready to be compared."""

    def __init__(self, words: RowWords) -> None:
        self.notes, self.titles = _plain_all(words.notes), _plain_all(words.titles)
        self.labels = tuple(sorted(_plain_all(words.labels), key=len, reverse=True))
        self.ends, self.samples = frozenset(_plain_all(words.ends)), frozenset(_plain_all(words.samples))
        self.instructions = _plain_all(words.instructions)
        self.numbering = frozenset(word.casefold() for word in _plain_all(words.numbering))
        units = _any_of(words.units)
        count = rf"{_AMOUNT}{units}?"
        tail = r"(?:[,;、。].*)?"
        total, counts = _any_of(words.totals), _any_of(words.counts)
        self.number = re.compile(count)
        self.page = re.compile(_any_of(words.pages).replace("\\#", _NUMERAL))
        self.total = re.compile(
            rf".{{0,30}}{total}(?:\([^()]{{0,20}}\))?:?(?:{count})?|{total}(?:\([^()]{{0,20}}\))?:?{count}{tail}|{counts}:?{count}{tail}"
        )


@lru_cache(maxsize=16)
def _patterns(words: RowWords) -> _Patterns:
    return _Patterns(words)


def _plain_all(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(plain, words))


def _any_of(words: Sequence[str]) -> str:
    """A pattern for any of the words, the longest first; one that matches nothing where there are none."""
    alternatives = "|".join(map(re.escape, sorted(_plain_all(words), key=len, reverse=True)))
    return f"(?:{alternatives})" if words else "(?!)"
