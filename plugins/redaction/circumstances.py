"""What health, family and property have in common: whose fact it is, and what shows that it is nobody's."""

import re
from typing import Final

from plugins.redaction.patterns import Span, before, one_of
from plugins.redaction.vocabulary import words

KIN: Final = f"(?:其?{one_of(sorted(words('facts', 'kin'), key=len, reverse=True))}|其[妻夫父母子女兄弟姐妹])"
SUBJECT: Final = re.compile(one_of(words("facts", "subjects")))
_RULES: Final = re.compile(one_of(words("facts", "rules")))
_THINGS: Final = re.compile(one_of([*words("facts", "rules"), *words("facts", "general")]))
_BOOK: Final = re.compile(r"《[^》]{0,60}》")
_CLAUSE: Final = re.compile("[，,：:]")


def laws_in(text: str) -> list[Span]:
    """The names of laws and books."""
    return [match.span() for match in _BOOK.finditer(text)]


def clause_before(text: str, start: int, length: int) -> str:
    """What stands in front in the same clause."""
    return _CLAUSE.split(before(text, start, length))[-1]


def is_about_rules(text: str, start: int, end: int) -> bool:
    """Whether the clause speaks of rules, products or animals: no person is meant, whoever is named."""
    return _is_found(_RULES, text, start, end)


def is_about_things(text: str, start: int, end: int) -> bool:
    """Whether the clause speaks of rules, products, animals, tests, papers or institutions."""
    return _is_found(_THINGS, text, start, end)


def _is_found(words_of: re.Pattern[str], text: str, start: int, end: int) -> bool:
    right = re.split("[，,。；;：:\n]", text[end : end + 10])[0]
    return words_of.search(clause_before(text, start, 24)) is not None or words_of.search(right) is not None
