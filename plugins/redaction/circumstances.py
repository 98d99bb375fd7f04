"""Whose fact a text tells, and what shows that it is nobody's."""

import re
from typing import Final

from plugins.redaction.context import NO_CONTEXT
from plugins.redaction.patterns import Span, before, one_of
from plugins.redaction.persons.people import third_person_spans
from plugins.redaction.vocabulary import words

KIN: Final = f"(?:其?{one_of(words('kinds', 'kin'))}|其[妻夫父母子女兄弟姐妹])"
# 该女工, 村民, 被核查人: any word that ends as words for persons do.
_ENDS_LIKE_A_PERSON: Final = "[员者]|[女职员民矿技童学徒]工|[村居市农牧]民|[住租商业农]户|[学考新]生|[查询访助罚害检]人"
_SUBJECT: Final = re.compile(f"{one_of(words('kinds', 'subjects'))}|{_ENDS_LIKE_A_PERSON}")
_RULES: Final = re.compile(one_of(words("kinds", "rules")))
_BOOK: Final = re.compile(r"《[^》]{0,60}》")
_CLAUSE: Final = re.compile("[，,：:]")


def is_somebodys(text: str, start: int, length: int) -> bool:
    """Whether a person is spoken of before a place of a text, in the same sentence.

    Args:
        text: any text.
        start: the place.
        length: how many characters before it are looked at.
    """
    left = before(text, start, length)
    return _SUBJECT.search(left) is not None or bool(third_person_spans(left, NO_CONTEXT))


def laws_in(text: str) -> list[Span]:
    """The names of laws and books."""
    return [match.span() for match in _BOOK.finditer(text)]


def is_about_rules(text: str, start: int, end: int) -> bool:
    """Whether the clause speaks of rules, products or animals: no person is meant, whoever is named."""
    left = _CLAUSE.split(before(text, start, 24))[-1]
    right = re.split("[，,。；;：:\n]", text[end : end + 10])[0]
    return _RULES.search(left) is not None or _RULES.search(right) is not None
