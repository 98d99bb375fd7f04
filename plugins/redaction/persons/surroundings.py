"""What stands in front of a name and behind it, by the lists of words, in points."""

import re
from typing import Final

from plugins.redaction.patterns import D, one_of
from plugins.redaction.persons.names import AFTER, closed
from plugins.redaction.persons.things import is_labelled_thing
from plugins.redaction.vocabulary import characters, words

ROLE, LIKE_A_ROLE, EDGE = 3, 2, 1
# Behind 在, 位于, 到 stands a place.
WHERE: Final = "在于至到往沿"
_NOBODY: Final = -9
_LONGEST_IN_FRONT: Final = 4
OPENERS: Final = "-_—，,。；;、：:（(）)\\s　/．."
_OPENING: Final = OPENERS.replace("\\s", " \n\t")
TAKES: Final = (*words("evidence", "takes"), *words("roles", "hires"), *words("roles", "takes_person"))
ROLE_ENDINGS: Final = tuple(words("roles", "role_endings"))
LEADS: Final = tuple(words("evidence", "leads"))
# The last characters of words, not words of their own.
_NO_LEADS: Final = tuple(words("evidence", "no_leads"))
_SPLIT: Final = tuple(words("evidence", "split_words"))
_POSSESSED: Final = re.compile(f"的?{one_of(words('evidence', 'possessed'))}")
# What is said of persons; with what characters a word may begin that follows a name, or with what two of them.
SAID: Final = (*words("evidence", "possessed"), *words("roles", "after_name"))
STARTS: Final = frozenset(characters("odds", "behind")) | {word for word in SAID if len(word) == 1}
STARTS_OF_TWO: Final = frozenset(word[:2] for word in SAID if word[0] not in STARTS)
_TELEPHONE: Final = (
    rf"(?:联系)?[（(]?(?:[+＋]|[0０]{{2}})?(?:[8８][6６][)）\s\-－]{{0,2}})?[1１][3-9３-９][{D}\s\-－]{{9}}"
)
# What only a person has, right behind the name: sex, papers, telephone.
PARTICULARS: Final = rf"[，,、（(\s：:]{{0,2}}(?:[男女][，,。；;、）)\s]|(?:公民身份|身份证)|{_TELEPHONE}|[{D}]{{15}})"
_PARTICULARS_BEHIND: Final = re.compile(PARTICULARS)
_SURELY_A_PERSON: Final = 4


def left_points(text: str, start: int) -> int:
    """Points for what stands in front."""
    before = in_front(text, start)
    if is_opening(before):
        return 0 if is_labelled_thing(text, start) else EDGE
    if takes_person(before) or ends_like_role(before):
        return LIKE_A_ROLE
    if leads(before):
        return EDGE
    return _NOBODY if before[-1] in WHERE else 0


def right_points(text: str, end: int) -> int:
    """Points for what stands behind: a word that is said of persons counts more than one character or punctuation."""
    if _PARTICULARS_BEHIND.match(text, end):
        return _SURELY_A_PERSON
    return 1 if closed(text, end) else min(2, said(text, end))


def in_front(text: str, start: int) -> str:
    """The few characters in front of a place."""
    return text[max(0, start - _LONGEST_IN_FRONT) : start]


def is_inside_word(text: str, start: int) -> bool:
    """Whether the character at a place is the end of a word: 江 in 浙江."""
    return text[max(0, start - 2) : start + 1].endswith(_SPLIT)


def is_opening(before: str) -> bool:
    """Whether a text or a clause begins behind these characters."""
    return not before or before[-1] in _OPENING


def takes_person(before: str) -> bool:
    """Whether these characters end with a verb that takes a person."""
    return before.endswith(TAKES)


def ends_like_role(before: str) -> bool:
    """Whether these characters end like a role."""
    return before.endswith(ROLE_ENDINGS)


def leads(before: str) -> bool:
    """Whether these characters end with a word that leads to a name, as prepositions do."""
    return before.endswith(LEADS) and not before.endswith(_NO_LEADS)


def may_follow(text: str, end: int) -> bool:
    """Whether what stands at a place may follow a name: punctuation, or the beginning of a verb or function word."""
    return closed(text, end) or text[end] in STARTS or text[end : end + 2] in STARTS_OF_TWO


def has_particulars(text: str, end: int) -> bool:
    """Whether what only a person has follows."""
    return _PARTICULARS_BEHIND.match(text, end) is not None


def said(text: str, end: int) -> int:
    """How long the word is that is said of persons and follows at a place; 0 where none follows."""
    word = _POSSESSED.match(text, end) or AFTER.match(text, end)
    return 0 if word is None else len(word.group())
