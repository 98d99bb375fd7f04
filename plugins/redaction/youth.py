"""What a text tells of somebody under age: how old a child is, that somebody is a minor, which class a pupil is in.

未成年人 stands in every second rule on tobacco and cyber cafés. So an age or the word counts only where it is said of
somebody (顾客年仅15岁, 系未成年人), and not where a class of people is meant (未满十八周岁的未成年人, 6岁以下).
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.circumstances import KIN, is_about_rules, is_somebodys, laws_in
from plugins.redaction.patterns import HAN, Span, after, before, free, one_of
from plugins.redaction.vocabulary import words

_UNDER: Final = "(?:未满|不满|不足|未到|没到)"
_NO_NUMBER_BEFORE: Final = r"(?<![0-9０-９一二三四五六七八九十百\-－—~～至到.．])"
_NUMBER: Final = "(?:[1１][0-7０-７]|[1-9１-９]|十[一二三四五六七]?|[一二两三四五六七八九])"
_YEARS: Final = f"{_NO_NUMBER_BEFORE}{_NUMBER}"
_LIMIT: Final = "(?:[1１][0-8０-８]|十[四五六七八]|[1-9１-９])"
_LEAD: Final = "(?:年仅|年方|刚满|刚刚|仅满|仅|才|现年|时年|年满|今年|年龄(?:为|是|仅)?|当时|尚)"
_AGE: Final = f"(?:{_UNDER}{_LIMIT}|{_LEAD}?[约为]?{_YEARS})(?:周岁|岁)(?:半|多)?"
_AT_SCHOOL: Final = "(?:在校|在读|住校|寄宿)?"
_SCHOOL: Final = "(?:小学|初中|高中|中学|职中|[一二三四五六七八九]年级|[初高][一二三])"
_PUPIL: Final = f"{_AT_SCHOOL}{_SCHOOL}{_AT_SCHOOL}(?:学生|女生|男生|生)(?![校托课辅培教家])"
_STATES: Final = one_of(sorted(words("youth", "states"), key=len, reverse=True))
_TOLD: Final = re.compile(
    f"(?P<age>{_AGE})|(?:系|是|为|属于?|均系|均为)[{HAN}]{{0,14}}?(?P<told>未成年人|未成年|{_PUPIL})(?![{HAN}]{{0,2}}(?:保护|专用|服务))"
    f"|(?P<state>{_STATES})"
)
# 6岁以下, 3岁至6岁, 15岁的人: a class of people, unless one of them is pointed out.
_OF_A_CLASS: Final = re.compile(
    rf"以[上下内]|及以|[\-－—~～至到]|(?:者|人|的{one_of(words('youth', 'classes'))})(?![某甲乙丙×*＊])|[儿幼]童"
)
_ONE: Final = re.compile("(?:一|这|那|该|此|每)?[名个位]$|[该其]$")
# Whose age it is stands behind: 15岁的女儿, 15岁的李某.
_PERSON_BEHIND: Final = re.compile(rf"的?(?:{KIN}|[{HAN}][某×*＊])")
_DENIED: Final = re.compile("(?:不属于?|并?非|不是|不系|未涉及)[^，,。；;]{0,4}$")
_GENERAL: Final = re.compile(one_of(words("youth", "general")))
_CLAUSE: Final = re.compile("[，,：:]")
_SAID: Final = f"[系是为属于][{HAN}]{{0,14}}(?:未成年|{_AT_SCHOOL}{_SCHOOL}{_AT_SCHOOL}[学女男]?生)"
HINT: Final = f"岁|{_SAID}|{_STATES}"


def youth_spans(text: str) -> list[Span]:
    """Where a text tells that somebody is under age."""
    return free(_told(text), laws_in(text))


def _told(text: str) -> Iterator[Span]:
    for match in _TOLD.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        if not _is_nobodys(text, match, start, end) and _is_of_a_person(text, match, start, end):
            yield start, end


def _is_nobodys(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a rule, a thing or a class of people is meant, or the contrary is said."""
    clause = _CLAUSE.split(before(text, start, 24))[-1]
    behind = _CLAUSE.split(after(text, end, 6))[0]
    is_general = _GENERAL.search(clause) is not None or _GENERAL.search(behind) is not None
    is_general = is_general or is_about_rules(text, start, end)
    return is_general or _DENIED.search(clause) is not None or _is_class(text, match)


def _is_of_a_person(text: str, match: re.Match[str], start: int, end: int) -> bool:
    is_plain = match.group("state") is not None or _PERSON_BEHIND.match(text, end) is not None
    return is_plain or _is_one(text, start) or is_somebodys(text, start, 24)


def _is_class(text: str, match: re.Match[str]) -> bool:
    if not match.group("age") or not _OF_A_CLASS.match(text, match.end()):
        return False
    return not _is_one(text, match.start())


def _is_one(text: str, start: int) -> bool:
    """Whether one of a class is pointed out: 一名13岁的学生."""
    return _ONE.search(before(text, start, 4)) is not None
