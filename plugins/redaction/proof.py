"""Names of persons that prove themselves: by surname, given name, and what stands on both sides, all counted in points.

No list holds every role and verb that a name may follow. 盗窃路晓燕停放 tells a person nevertheless, because the
characters are those of a name, 盗窃 takes somebody, and 停放 is what somebody did. Each of these may be weak where the
others are strong.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.names import (
    AFTER,
    COMPOUND,
    EVERYDAY,
    GIVEN,
    NEVER,
    NOT_NAMES,
    SURNAMES,
    TITLE,
    closed,
)
from plugins.redaction.patterns import HAN, D, Span, one_of
from plugins.redaction.vocabulary import characters, words

_ENOUGH: Final = 5
# Nothing tells whose name it is that fills a cell by itself.
_MORE_THAN_A_NAME: Final = 4
_ROLE, _LIKE_A_ROLE, _EDGE = 3, 2, 1
_PAIR: Final = 2
_SURE: Final = 2
# Some surnames are everyday words far too often to be looked for without a role in front.
_TOO_COMMON: Final = frozenset("国公全单商和应时成")
_ONLY: Final = frozenset(characters("evidence", "only_surnames"))
_FIRM: Final = frozenset(characters("evidence", "firm")) - NEVER
_FIRST: Final = frozenset(characters("evidence", "first")) - NEVER
_SECOND: Final = frozenset(characters("evidence", "second")) - NEVER
_GIVEN: Final = GIVEN - NEVER | _FIRM | _FIRST | _SECOND
_FAMOUS: Final = re.compile(one_of(words("evidence", "famous")))
_NOT_GIVEN: Final = frozenset(words("evidence", "not_given"))
_NAMES_TOO: Final = frozenset(words("evidence", "names_too"))
_TAKES: Final = (*words("evidence", "takes"), *words("roles", "hires"), *words("roles", "takes_person"))
_ROLE_ENDINGS: Final = tuple(words("roles", "role_endings"))
_LEADS: Final = tuple(words("evidence", "leads"))
# The last characters of words, not words of their own.
_NO_LEADS: Final = tuple(words("evidence", "no_leads"))
_OPENERS: Final = "，,。；;、：:（(）)\\s　/．."
_LAW: Final = re.compile(
    r"《[^》]{0,60}(?:法|条例|规定|办法|标准|细则|规则|决定|通知|规范|目录|解释|意见|公告|准则|基准|公约)[^》]{0,20}》"
)
_THINGS: Final = re.compile(rf"{one_of(words('evidence', 'labels_of_things'))}[：:]\s?$")
_PARTICLES: Final = "在于对向与和的将被把因从到为等并未不及称说以经后时"
_PLACE: Final = re.compile(
    rf"{one_of(words('evidence', 'places'))}(?![过上])"
    rf"|(?:(?![{_PARTICLES}])[{HAN}]){{0,4}}{one_of(words('evidence', 'enterprises'))}"
    rf"|(?:(?![{_PARTICLES}])[{HAN}（）]){{0,12}}{one_of(words('evidence', 'companies'))}"
)


# What only a person has, right behind the name: sex, telephone, papers.
_PARTICULARS: Final = (
    rf"[，,、（(\s：:]{{0,2}}(?:[男女][，,。；;、）)\s]|(?:公民身份|身份证)|(?:联系)?[（(]?(?:[+＋]|[0０]{{2}})?(?:[8８][6６][\s\-－]?)?[1１][3-9３-９][{D}\s\-－]{{9}}"
    rf"|[{D}]{{15}})"
)
_PARTICULARS_BEHIND: Final = re.compile(_PARTICULARS)


def _set(characters_of: frozenset[str] | set[str]) -> str:
    return f"[{''.join(sorted(characters_of))}]"


_FIRM_NAME: Final = (
    f"(?:{_set(SURNAMES - _TOO_COMMON)}(?:{_set(_FIRM)}|{_set(_FIRST)}{_set(_SECOND)}|{_set(_GIVEN)}{_set(_FIRM)})"
    f"|{one_of(sorted(COMPOUND))}{_set(_GIVEN)})"
)
_ANY_NAME: Final = f"{_set(_ONLY)}{_set(_GIVEN)}"
_IN_FRONT: Final = one_of([*_TAKES, *_ROLE_ENDINGS])
_CANDIDATE: Final = re.compile(f"(?=(?:{_set(SURNAMES)}|{one_of(sorted(COMPOUND))}){_set(_GIVEN)})")
_LEFT: Final = f"(?:[{_OPENERS}]|{one_of(_LEADS)}|{_IN_FRONT})"
HINT: Final = (
    f"^{_FIRM_NAME}..|{_LEFT}{_FIRM_NAME}|{_IN_FRONT}{_ANY_NAME}"
    f"|(?:^|{_LEFT}){_set(SURNAMES)}{_set(_GIVEN)}{{1,2}}{_PARTICULARS}"
)


def proved_names(text: str, behind_roles: set[int]) -> Iterator[Span]:
    """Names that their build and their surroundings prove.

    Args:
        text: any text.
        behind_roles: places at which a role that is known to be one has just ended.
    """
    if len(text) < _MORE_THAN_A_NAME:
        return
    laws = [match.span() for match in _LAW.finditer(text)]
    for match in _CANDIDATE.finditer(text):
        start = match.start()
        if any(left <= start < right for left, right in laws):
            continue
        left = _ROLE if start in behind_roles else _left(text, start) * (text[start] not in _TOO_COMMON)
        end = _best_end(text, start, left) if left else None
        if end is not None:
            yield start, end


def name_end_behind_role(text: str, start: int) -> int | None:
    """Where a name ends that begins right behind a role; None where none begins.

    Args:
        text: any text.
        start: place of the surname.
    """
    return _best_end(text, start, _ROLE) if _CANDIDATE.match(text, start) else None


def is_place(text: str, end: int) -> bool:
    """Whether what follows shows that a place or an enterprise was named, no person."""
    return _PLACE.match(text, end) is not None


def _best_end(text: str, start: int, left: int) -> int | None:
    if _FAMOUS.match(text, start):
        return None
    points, end = max((_points(text, start, end, left), end) for end in _ends(text, start))
    return end if points >= _ENOUGH else None


def _ends(text: str, start: int) -> Iterator[int]:
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    yield first + 1
    if text[first + 1 : first + 2] in _GIVEN:
        yield first + 2


def _points(text: str, start: int, end: int, left: int) -> int:
    """What proves that a stretch is a name; none where something proves that it is not."""
    is_compound = text[start : start + 2] in COMPOUND
    given = text[start + (2 if is_compound else 1) : end]
    looks_like_a_word = not is_compound and text[start : start + 2] in NOT_NAMES
    if looks_like_a_word and not (text[start:end] in _NAMES_TOO and left == _ROLE and closed(text, end)):
        return 0
    if TITLE.match(text, end - len(given)) or _PLACE.match(text, end) or text[end : end + 1] in ("某", "*", "＊", "×"):
        return 0
    surname = 2 if is_compound or text[start] in _ONLY else int(text[start] not in EVERYDAY)
    # Without a given name that is hardly anything else, only a role or a verb in front of a sure surname will do.
    particulars = 4 * (_PARTICULARS_BEHIND.match(text, end) is not None)
    if not particulars and not _is_firm(given) and (left == _EDGE or (left == _LIKE_A_ROLE and surname < _SURE)):
        return 0
    return surname + _given(given) + left + looks_like_a_word + (particulars or _right(text, end))


def _is_firm(given: str) -> bool:
    paired = len(given) == _PAIR and given[0] in _FIRST and given[1] in _SECOND
    return given not in _NOT_GIVEN and (paired or any(character in _FIRM for character in given))


def _given(given: str) -> int:
    """Points for the given name: two characters prove more than one."""
    return 0 if given in _NOT_GIVEN else len(given) - 1 + _is_firm(given)


def _left(text: str, start: int) -> int:
    """Points for what stands in front."""
    before = text[max(0, start - 4) : start]
    if not before or before[-1] in _OPENERS.replace("\\s", " \n\t"):
        return 0 if _THINGS.search(text[max(0, start - 8) : start]) else _EDGE
    if before.endswith(_TAKES) or before.endswith(_ROLE_ENDINGS):
        return _LIKE_A_ROLE
    return _EDGE if before.endswith(_LEADS) and not before.endswith(_NO_LEADS) else 0


def _right(text: str, end: int) -> int:
    """Points for what stands behind: a word that is said of persons counts more than one character or punctuation."""
    if closed(text, end):
        return 1
    word = AFTER.match(text, end)
    return 0 if word is None else min(2, len(word.group()))
