"""What a given name proves by its characters alone."""

from typing import Final

from plugins.redaction.persons.names import GIVEN, GIVEN_PAIRS, NEVER
from plugins.redaction.vocabulary import characters, words

PAIR: Final = 2
FIRM: Final = frozenset(characters("evidence", "firm")) - NEVER
FIRST: Final = frozenset(characters("evidence", "first")) - NEVER
SECOND: Final = frozenset(characters("evidence", "second")) - NEVER
POSSIBLE: Final = GIVEN - NEVER | FIRM | FIRST | SECOND
_NOT_GIVEN: Final = frozenset(words("evidence", "not_given"))


def is_firm(given: str) -> bool:
    """Whether hardly anything else is made of these characters."""
    paired = given in GIVEN_PAIRS or (len(given) == PAIR and given[0] in FIRST and given[1] in SECOND)
    return given not in _NOT_GIVEN and (paired or any(character in FIRM for character in given))


def points(given: str) -> int:
    """Two characters prove more than one, two that both are usual in names still more."""
    if given in _NOT_GIVEN:
        return 0
    has_firm = any(character in FIRM for character in given)
    is_strong = len(given) == PAIR and given[0] in FIRST | FIRM and given[1] in SECOND | FIRM and has_firm
    return len(given) - 1 + is_firm(given) + is_strong
