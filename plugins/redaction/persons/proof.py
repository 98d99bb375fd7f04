"""Names of persons that prove themselves: by surname, given name, and what stands on both sides, all counted in points.

No list holds every role and verb that a name may follow. 盗窃路晓燕停放 tells a person nevertheless, because the
characters are those of a name, 盗窃 takes somebody, and 停放 is what somebody did. Each of these may be weak where the
others are strong.
"""

from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import Span
from plugins.redaction.persons import given, reading, surroundings, things
from plugins.redaction.persons.given import PAIR, POSSIBLE
from plugins.redaction.persons.hint import HINT as HINT
from plugins.redaction.persons.hint import ONLY, TOO_COMMON, is_looked_at
from plugins.redaction.persons.names import COMPOUND, EVERYDAY, GIVEN_PAIRS, NOT_NAMES, SURNAMES, TITLE, closed
from plugins.redaction.persons.surroundings import EDGE, LIKE_A_ROLE, ROLE
from plugins.redaction.vocabulary import words

_ENOUGH: Final = 5
# Nothing tells whose name it is that fills a cell by itself.
_MORE_THAN_A_NAME: Final = 4
_SURE: Final = 2
_NAMES_TOO: Final = frozenset(words("evidence", "names_too"))
_NAMES_CLOSED: Final = frozenset(words("evidence", "names_closed"))
# With one of these behind it, a deed is told of a person, none of a thing: 清运工明亮将垃圾倾倒.
_DOES: Final = ("将", "把", "被")
_SIGNS: Final = "：:）) 　、"


_BEGINS: Final = SURNAMES | {surname[0] for surname in COMPOUND}


def proved_names(text: str, behind_roles: set[int]) -> list[Span]:
    """Names that their build and their surroundings prove, by points or by the dictionary.

    Args:
        text: any text.
        behind_roles: places at which a role that is known to be one has just ended.
    """
    if len(text) < _MORE_THAN_A_NAME:
        return []
    text = things.without_laws(text)
    return reading.read_names(text, behind_roles, list(_by_points(text, behind_roles)))


def _by_points(text: str, behind_roles: set[int]) -> Iterator[Span]:
    for start in [place for place, character in enumerate(text) if character in _BEGINS]:
        if not _may_begin(text, start):
            continue
        is_part_of_a_word = surroundings.is_inside_word(text, start)
        if start in behind_roles or not (is_part_of_a_word or text[start] in TOO_COMMON):
            left = ROLE if start in behind_roles else surroundings.left_points(text, start)
            end = _best_end(text, start, left)
            if end is not None:
                yield start, end


def name_end_behind_role(text: str, start: int) -> int | None:
    """Where a name ends that begins right behind a role; None where none begins.

    Args:
        text: any text.
        start: place of the surname.
    """
    return _best_end(text, start, ROLE) if _may_begin(text, start) else None


def _may_begin(text: str, start: int) -> bool:
    """Whether a surname stands at a place, and behind it what a given name may begin with."""
    if text[start : start + 2] in COMPOUND:
        return text[start + 2 : start + 3] in POSSIBLE or text[start + 2 : start + 4] in GIVEN_PAIRS
    is_surname = text[start : start + 1] in SURNAMES
    return is_surname and (text[start + 1 : start + 2] in POSSIBLE or text[start + 1 : start + 3] in GIVEN_PAIRS)


def _best_end(text: str, start: int, left: int) -> int | None:
    if things.is_famous(text, start):
        return None
    points, end = max((_points(text, start, end, left), end) for end in _ends(text, start))
    return end if points >= _ENOUGH else None


def _ends(text: str, start: int) -> Iterator[int]:
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    yield first + 1
    if text[first + 1 : first + 2] in POSSIBLE or text[first : first + 2] in GIVEN_PAIRS:
        yield first + 2


def _points(text: str, start: int, end: int, left: int) -> int:
    """What proves that a stretch is a name; none where something proves that it is not."""
    is_compound = text[start : start + 2] in COMPOUND
    first = start + (2 if is_compound else 1)
    looks_like_a_word = not is_compound and text[start : start + 2] in NOT_NAMES
    right = surroundings.right_points(text, end)
    if looks_like_a_word and not _is_name_too(text, start, end, left, right):
        return 0
    if left < ROLE and things.ends_like_thing(text, end):
        return 0
    if TITLE.match(text, first) or things.is_place(text, end) or things.goes_on(text, end):
        return 0
    surname = 2 if is_compound or text[start] in ONLY else int(text[start] not in EVERYDAY)
    proof = given.points(text[first:end])
    if left < ROLE and not is_looked_at(text, start, end):
        return 0
    if _is_unproved(surname, proof, left, right):
        return 0
    is_weak = left == EDGE or (left == LIKE_A_ROLE and surname < _SURE and right < _SURE)
    if is_weak and not (surroundings.has_particulars(text, end) or given.is_firm(text[first:end])):
        return 0
    return surname + proof + left + looks_like_a_word + right


def _is_name_too(text: str, start: int, end: int, left: int, right: int) -> bool:
    """Whether a word is a name as well, and stands where names do."""
    if left < ROLE:
        return False
    if text[start:end] in _NAMES_TOO:
        return closed(text, end) or right >= _SURE or text.startswith(_DOES, end)
    return text[start:end] in _NAMES_CLOSED and is_signed(text, start, end)


def is_signed(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place is seen to be all: 记录人：严谨, but not 司机文明、安全驾驶."""
    return closed(text, end) and (text[end : end + 1] != "、" or text[start - 1 : start] in _SIGNS)


def _is_unproved(surname: int, proof: int, left: int, right: int) -> bool:
    """Whether too little stands around: without a given name that is hardly anything else, only a role or a verb in
    front of a sure surname will do.
    """
    is_sure = surname == _SURE and proof > PAIR
    return (left <= EDGE and not right and not (left == EDGE and is_sure)) or (left == 0 and proof <= PAIR)
