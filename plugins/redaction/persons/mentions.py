"""Further mentions of names that were found, however little stands around them."""

from collections.abc import Iterator

from plugins.redaction.patterns import Span
from plugins.redaction.persons import things
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.persons.names import LONG_NAME, closed, ends
from plugins.redaction.persons.surroundings import said


def named_again(text: str, names: set[str]) -> Iterator[Span]:
    """Where names that were found stand, for the first time or again.

    Args:
        text: any text.
        names: the names.
    """
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            is_apart = len(name) >= LONG_NAME or _ends_again(text, start, end)
            if is_apart and not things.is_place(text, end):
                yield start, end
            start = text.find(name, start + 1)


def _ends_again(text: str, start: int, end: int) -> bool:
    """Whether a short name ends at a place; one that is a word (黎明时分) needs more to show it."""
    length = said(text, end) if text[start:end] in LEXICON else 2
    return closed(text, end) or (length > 1 and ends(text, end))
