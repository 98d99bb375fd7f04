"""Names that a dictionary proves: what stands there reads better with a name in it than as words alone.

How much better is one of the things that count (segmentation.py); what stands in front and behind are the others. Each
has its weight (`words/odds.yaml`), and together they are the logarithm of the odds that a person is meant.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction import given, surroundings, things
from plugins.redaction.lexicon import GROUPS, LEXICON
from plugins.redaction.names import COMPOUND, EVERYDAY, GIVEN_PAIRS, NEVER, RARE_SURNAMES, SURNAMES, TITLE, closed
from plugins.redaction.patterns import HAN, Span, one_of
from plugins.redaction.segmentation import is_han, read
from plugins.redaction.vocabulary import characters, word_lists

_WEIGHTS: Final[dict[str, float]] = word_lists("odds")["weights"]
_ENOUGH: Final = float(word_lists("odds")["enough"])
_ENOUGH_ALONE: Final = float(word_lists("odds")["enough_alone"])
_ENOUGH_IN_LIST: Final = float(word_lists("odds")["enough_in_list"])
_MOST: Final = float(word_lists("odds")["most_margin"])
_LEAST: Final = float(word_lists("odds")["least_margin"])
_THING_ENDS: Final = frozenset(characters("odds", "thing_ends"))
_JOINING: Final = ("、", "和", "与", "及")
# A word so usual that it hardly is a given name too.
_USUAL_WORD: Final = -12.0
_LONG: Final = 2
_QUOTES: Final = "“”\"《》「」『』‘’"
# Some surnames are everyday words far too often to be looked for.
_TOO_COMMON: Final = frozenset("国公全商和时成")
_MADE_OF = given.FIRM | given.FIRST | given.SECOND
# Amounts of money are written out with these: 伍仟陆佰.
_NUMERALS: Final = frozenset("佰仟拾伍陆柒捌玖贰叁肆壹圆")
_POSSIBLE: Final = (GROUPS[0] | given.POSSIBLE) - _NUMERALS
_USUAL: Final = (GROUPS[1] | _MADE_OF) - _NUMERALS
_ALONE: Final = (GROUPS[2] | given.FIRM) - _NUMERALS
_BEHIND: Final = frozenset(characters("odds", "behind"))
# But for 上, which stands in front of 党 in the name of a district oftener than behind 撞.
_LEFT_ENDS: Final = frozenset(
    word[-1] for word in (*surroundings.TAKES, *surroundings.ROLE_ENDINGS, *surroundings.LEADS) if word[-1] != "上"
)


def _set(characters_of: frozenset[str]) -> str:
    return f"[{''.join(sorted(characters_of))}]"


# 第五项 is far commoner than the surname.
_FIFTH: Final = "第五"
_PLAIN: Final = SURNAMES - EVERYDAY
_DOUBTFUL: Final = (EVERYDAY | RARE_SURNAMES) - _TOO_COMMON
_SURNAME: Final = _set(_PLAIN | _DOUBTFUL)
_COMPOUNDS: Final = f"{one_of(sorted(COMPOUND - {_FIFTH}))}{_set(_POSSIBLE)}"
_PAIRS: Final = one_of(sorted(GIVEN_PAIRS))
_TWO: Final = f"(?:{_set(_USUAL)}{_set(_POSSIBLE)}|{_set(_POSSIBLE)}{_set(_USUAL)}|{_PAIRS})"
_TWO_SURELY: Final = (
    f"(?:{_set(_ALONE)}{_set(_POSSIBLE)}|{_set(_POSSIBLE)}{_set(_ALONE)}|{_set(_USUAL)}{_set(_USUAL)}|{_PAIRS})"
)
_LONG_NAME: Final = f"(?:{_set(_PLAIN)}{_TWO}|{_set(_DOUBTFUL)}{_TWO_SURELY}|{_COMPOUNDS})"
_NAME: Final = f"(?:{_LONG_NAME}|{_SURNAME}{_set(_ALONE)})"
_CANDIDATE: Final = re.compile(f"(?={_NAME})")
_STARTS_BEHIND: Final = f"(?:[^{HAN}]|$|{_set(_BEHIND)})"
# All that is read closely has one of these, and so have few texts.
HINT: Final = (
    f"[{surroundings.OPENERS}{''.join(sorted(_LEFT_ENDS))}]{_NAME}"
    f"|.{_LONG_NAME}{_STARTS_BEHIND}|^{_LONG_NAME}{_set(_BEHIND)}|^{_SURNAME}{_set(_ALONE)}{_set(_BEHIND)}."
)


def read_names(text: str, behind_roles: set[int]) -> list[Span]:
    """Names that the dictionary proves.

    Args:
        text: any text, names of laws blotted out.
        behind_roles: places at which a role that is known to be one has just ended.
    """
    starts = sorted({match.start() for match in _CANDIDATE.finditer(text)} | behind_roles)
    found = [proved for start in starts for proved in _proved(text, start, start in behind_roles)]
    sure = _apart(sorted((proved for proved in found if proved[0] >= _needed(text, *proved[1])), reverse=True))
    return _with_neighbours(text, sure, {span for _, span in found})


def _proved(text: str, start: int, is_behind_role: bool) -> Iterator[tuple[float, Span]]:
    if things.is_famous(text, start) or surroundings.is_inside_word(text, start):
        return
    for end in _ends_behind_role(text, start) if is_behind_role else _ends(text, start):
        is_looked_at = is_behind_role or _is_looked_at(text, start, end)
        if is_looked_at and not _is_none(text, start, end):
            odds = odds_of(clues(text, start, end, is_behind_role))
            if odds >= _ENOUGH:
                yield odds, (start, end)


def _needed(text: str, start: int, end: int) -> float:
    """What the odds must come to: in a list of things, or with nothing around that tells of a person, more."""
    if text[start - 1 : start] == "、" or text[end : end + 1] == "、":
        return _ENOUGH_IN_LIST if _tells_nothing(text, start, end) else _ENOUGH
    return _ENOUGH_ALONE if _tells_nothing(text, start, end) else _ENOUGH


def _tells_nothing(text: str, start: int, end: int) -> bool:
    """Whether punctuation stands in front and nothing behind that is said of persons."""
    is_opening = surroundings.is_opening(surroundings.in_front(text, start))
    return is_opening and not surroundings.said(text, end) and not surroundings.has_particulars(text, end)


def _apart(found: list[tuple[float, Span]]) -> list[Span]:
    """The likeliest of those that overlap."""
    taken: list[Span] = []
    for _, span in found:
        if not any(span[0] < right and left < span[1] for left, right in taken):
            taken.append(span)
    return taken


def _with_neighbours(text: str, sure: list[Span], likely: set[Span]) -> list[Span]:
    """Names and those joined to them by one character: of 荣二宝、荣三宝放哨 the first is proved by the second."""
    by_end = {span[1]: span for span in sorted(likely)}
    taken, ends = list(sure), {span[1] for span in sure}
    for start, _ in taken:
        neighbour = by_end.get(start - 1) if text[start - 1 : start] in _JOINING else None
        if neighbour is not None and neighbour[1] not in ends:
            taken.append(neighbour)
            ends.add(neighbour[1])
    return taken


def _ends_behind_role(text: str, start: int) -> Iterator[int]:
    """Where a name may end that begins right behind a role, whatever its characters."""
    is_compound = text[start : start + 2] in COMPOUND
    first = start + (2 if is_compound else 1)
    if is_compound or text[start : start + 1] in SURNAMES | RARE_SURNAMES:
        for end in (first + 1, first + 2):
            if end <= len(text) and all(is_han(c) and c not in NEVER for c in text[first:end]):
                yield end


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name that begins at a place may end."""
    firsts = {start + 2} if text[start : start + 2] in COMPOUND else set()
    firsts |= {start + 1} if text[start] in SURNAMES | RARE_SURNAMES else set()
    for first in sorted(firsts):
        one, two = text[first : first + 1], text[first : first + 2]
        if one in _POSSIBLE and (one in _ALONE or first == start + _LONG):
            yield first + 1
        if two in GIVEN_PAIRS or _is_pair(two, is_doubtful=text[start] in _DOUBTFUL and first == start + 1):
            yield first + _LONG


def _is_pair(two: str, is_doubtful: bool) -> bool:
    """Whether two characters may be a given name; behind a surname that is an everyday word they must be usual ones."""
    if len(two) < _LONG or not set(two) <= _POSSIBLE:
        return False
    return bool(set(two) & _ALONE) or (set(two) <= _USUAL if is_doubtful else bool(set(two) & _USUAL))


def _is_looked_at(text: str, start: int, end: int) -> bool:
    """Whether what stands on one side at least may stand beside a name."""
    before = text[start - 1 : start]
    is_apart = not before or surroundings.is_opening(before) or before in _LEFT_ENDS
    return is_apart or closed(text, end) or text[end] in _BEHIND


def _is_none(text: str, start: int, end: int) -> bool:
    """Whether something proves that no person's name is meant."""
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    is_thing = text[end - 1] in _THING_ENDS or things.is_place_at_once(text, end) or things.goes_on(text, end)
    return is_thing or TITLE.match(text, first) is not None or (things.is_shop(text, end) and not _is_done(text, end))


def _is_done(text: str, end: int) -> bool:
    """Whether a verb of two characters stands at a place: 武晓东冒充厂家 is no shop."""
    word = LEXICON.get(text[end : end + _LONG])
    return word is not None and word.kind == "V"


def odds_of(of: list[str | tuple[str, float]]) -> float:
    """The sum of the weights.

    Args:
        of: what counts; with a measure where there is one.
    """
    parts = [(clue, 1.0) if isinstance(clue, str) else clue for clue in of]
    return sum(_WEIGHTS.get(name, 0.0) * size for name, size in parts)


def clues(text: str, start: int, end: int, is_behind_role: bool) -> list[str | tuple[str, float]]:
    """What counts for and against a name: names of weights.

    Args:
        text: any text.
        start: place of the surname.
        end: place behind the given name.
        is_behind_role: whether a role that is known to be one stands in front.
    """
    margin, before, behind = read(text, start, end)
    left = "left role" if is_behind_role else _left(text, start, before)
    right = _right(text, end, behind)
    size = "two characters" if end - start == _LONG else "more characters"
    surname = "everyday surname" if text[start] in EVERYDAY else "surname"
    given_word = LEXICON.get(text[end - _LONG : end])
    is_word = given_word is not None and given_word.odds > _USUAL_WORD and end - start > _LONG
    given_name = f"given {given_word.kind}" if given_word is not None and is_word else "given name"
    found = ["always", ("margin", max(_LEAST, min(_MOST, margin))), left, right, size, surname, given_name]
    return [*found, f"{left} and {right}"]


def _left(text: str, start: int, word: str) -> str:
    before = surroundings.in_front(text, start)
    if surroundings.is_opening(before):
        return "left thing" if things.is_labelled_thing(text, start) else "left opening"
    if not is_han(before[-1]):
        return "left quote" if before[-1] in _QUOTES else "left sign"
    for name, holds in (
        ("left verb of persons", surroundings.takes_person(before)),
        ("left like a role", surroundings.ends_like_role(before)),
        ("left leading", surroundings.leads(before)),
        ("left place", before[-1] in surroundings.WHERE),
    ):
        if holds:
            return name
    return f"left {_kind(word)}"


def _right(text: str, end: int, word: str) -> str:
    if closed(text, end):
        return "right quote" if text[end : end + 1] in _QUOTES and end < len(text) else "right end"
    length = surroundings.said(text, end)
    if length > 1:
        return "right said"
    # 到 is said of persons, but not in 到期.
    return "right said in short" if length == len(word) == 1 else f"right {_kind(word)}"


def _kind(word: str) -> str:
    known = LEXICON.get(word)
    return f"{known.kind if known else 'N'}{min(len(word), _LONG)}"
