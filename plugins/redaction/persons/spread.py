"""Names of two characters with blanks between them, behind any word that ends like a role: 测绘员张　波."""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, Span, any_of, one_of
from plugins.redaction.persons import surroundings
from plugins.redaction.persons.names import BLANKS, EVERYDAY, SURNAMES, spread_end
from plugins.redaction.vocabulary import words

_SPREAD: Final = re.compile(f"(?={any_of(SURNAMES)}{BLANKS}[{HAN}])")
_SAID: Final = re.compile(one_of(words("roles", "behind_names")))
# Large classes would outgrow what the engine keeps of its states.
HINT: Final = f"[{HAN}]{BLANKS}[{HAN}]"


def spread_names(text: str) -> Iterator[Span]:
    """The names; behind a verb that takes a person too, where the surname is no everyday word."""
    for match in _SPREAD.finditer(text):
        start, end = match.start(), spread_end(text, match.start())
        if end is not None and _is_told(text, start, end):
            yield start, end


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether a role stands in front; where the surname is no everyday word, a verb that takes a person will do, or
    what somebody said or wrote behind.
    """
    before = surroundings.in_front(text, start)
    if surroundings.ends_like_role(before):
        return True
    is_told = surroundings.takes_person(before) or _SAID.match(text, end) is not None
    return is_told and text[start] not in EVERYDAY
