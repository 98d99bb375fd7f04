"""A text cut into sentences and clauses, and the form in which a clause is compared."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from plugins.redaction.patterns import HAN, Span

_SENTENCE_ENDS: Final = re.compile("[。；;！!？?\n]")
# A comma or colon before a digit is part of a number: 1,273.45元, 12:30.
_MARKS: Final = '[，：“”"‘’（）()【】《》〔〕…—]|[,:](?![0-9])'
_CLAUSE_ENDS: Final = re.compile(f"{_MARKS}|(?<=[{HAN}])[ \u3000](?=[{HAN}])")
# A clause without punctuation is cut, so that its weight stays that of a clause.
_LONGEST: Final = 60
_NUMBER: Final = re.compile(r"[0-9]{1,60}(?:[.,][0-9]{1,20}){0,3}")
_COUNTED: Final = re.compile(
    "[0一二两三四五六七八九十百千万亿几数半]{1,12}(?=[多余]?(?:[元块万套处辆间栋亩台头年个岁名口位级期针次天周月斤平度项对床厘针])|$)"
)
_LATIN: Final = re.compile("[A-Za-z]{1,60}")
_HIDDEN: Final = re.compile("[某×*□_]{1,60}")


class Clause(NamedTuple):
    """A stretch without punctuation.

    Attributes:
        start: its place in the text.
        end: the place behind it.
        form: the words in the form in which clauses are compared.
    """

    start: int
    end: int
    form: str

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end


def sentences(text: str) -> Iterator[list[Clause]]:
    """The clauses of each sentence of a text, as they follow each other."""
    for start, end in _pieces(text, 0, len(text), _SENTENCE_ENDS):
        yield [
            Clause(left, min(left + _LONGEST, right), form(text[left : min(left + _LONGEST, right)]))
            for first, right in _pieces(text, start, end, _CLAUSE_ENDS)
            for left in range(first, right, _LONGEST)
        ]


def form(words: str) -> str:
    """The words with one sign for every number, every foreign word and everybody whose name is hidden."""
    folded = unicodedata.normalize("NFKC", words)
    folded = _COUNTED.sub("0", _NUMBER.sub("0", folded))
    return _HIDDEN.sub("某", _LATIN.sub("a", folded))


def _pieces(text: str, start: int, end: int, cut: re.Pattern[str]) -> Iterator[Span]:
    """What stands between the places where a pattern matches."""
    for match in cut.finditer(text, start, end):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end
