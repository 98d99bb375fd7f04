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
    GIVEN_PAIRS,
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
# Behind 在, 位于, 到 stands a place.
_WHERE: Final = "在于至到往沿"
_NOBODY: Final = -9
_SURE: Final = 2
# Some surnames are everyday words far too often to be looked for without a role in front.
_TOO_COMMON: Final = frozenset("国公全商和时成")
_ONLY: Final = frozenset(characters("evidence", "only_surnames"))
_FIRM: Final = frozenset(characters("evidence", "firm")) - NEVER
_FIRST: Final = frozenset(characters("evidence", "first")) - NEVER
_SECOND: Final = frozenset(characters("evidence", "second")) - NEVER
_GIVEN: Final = GIVEN - NEVER | _FIRM | _FIRST | _SECOND
_FAMOUS: Final = re.compile(one_of(words("evidence", "famous")))
_SPLIT: Final = tuple(words("evidence", "split_words"))
_POSSESSED: Final = re.compile(f"的?{one_of(words('evidence', 'possessed'))}")
_NOT_GIVEN: Final = frozenset(words("evidence", "not_given"))
_NAMES_TOO: Final = frozenset(words("evidence", "names_too"))
_TAKES: Final = (*words("evidence", "takes"), *words("roles", "hires"), *words("roles", "takes_person"))
_ROLE_ENDINGS: Final = tuple(words("roles", "role_endings"))
_LEADS: Final = tuple(words("evidence", "leads"))
# The last characters of words, not words of their own.
_NO_LEADS: Final = tuple(words("evidence", "no_leads"))
_OPENERS: Final = "-_—，,。；;、：:（(）)\\s　/．."
_LAW: Final = re.compile(
    r"《[^》]{0,60}(?:法|条例|规定|办法|标准|细则|规则|决定|通知|规范|目录|解释|意见|公告|准则|基准|公约)[^》]{0,20}》"
)
_THINGS: Final = re.compile(rf"{one_of(words('evidence', 'labels_of_things'))}[：:]\s?$")
_PARTICLES: Final = "在于对向与和的将被把因从到为等并未不及称说以经后时"
_ENTERPRISE: Final = re.compile(
    rf"(?:(?![{_PARTICLES}])[{HAN}（）]){{0,12}}{one_of(words('evidence', 'companies'))}"
    rf"|(?:(?![{_PARTICLES}])[{HAN}]){{0,4}}(?:店|馆|厂|超市|商行|经营部)(?![主长员里内])"
)
_PLACE: Final = re.compile(
    rf"{one_of(words('evidence', 'places'))}(?![过上后驾精])"
    rf"|(?:(?![{_PARTICLES}])[{HAN}]){{0,4}}{one_of(words('evidence', 'enterprises'))}"
    rf"|(?:(?![{_PARTICLES}])[{HAN}（）]){{0,12}}{one_of(words('evidence', 'companies'))}"
)

_TELEPHONE: Final = (
    rf"(?:联系)?[（(]?(?:[+＋]|[0０]{{2}})?(?:[8８][6６][)）\s\-－]{{0,2}})?[1１][3-9３-９][{D}\s\-－]{{9}}"
)
# What only a person has, right behind the name: sex, papers, telephone.
_PARTICULARS: Final = rf"[，,、（(\s：:]{{0,2}}(?:[男女][，,。；;、）)\s]|(?:公民身份|身份证)|{_TELEPHONE}|[{D}]{{15}})"
_PARTICULARS_BEHIND: Final = re.compile(_PARTICULARS)


def _set(characters_of: frozenset[str] | set[str]) -> str:
    return f"[{''.join(sorted(characters_of))}]"


_PAIRS: Final = one_of(sorted(GIVEN_PAIRS))
_COMPOUNDS: Final = one_of(sorted(COMPOUND))
_LOOKED_FOR: Final = _set(SURNAMES - _TOO_COMMON)
_FIRM_NAME: Final = (
    f"(?:{_LOOKED_FOR}(?:{_set(_FIRM)}|{_set(_FIRST)}{_set(_SECOND)}|{_set(_GIVEN)}{_set(_FIRM)}|{_PAIRS})"
    f"|{_COMPOUNDS}{_set(_GIVEN)})"
)
_ANY_NAME: Final = f"{_set(_ONLY)}{_set(_GIVEN)}"
_CANDIDATE: Final = re.compile(f"(?=(?:{_set(SURNAMES)}|{_COMPOUNDS})(?:{_set(_GIVEN)}|{_PAIRS}))")
_SAID_BEHIND: Final = (
    f"(?:的?{one_of(words('evidence', 'possessed'))}"
    f"|{one_of(word for word in words('roles', 'after_name') if len(word) > 1)})"
)
_STRONG_NAME: Final = f"{_LOOKED_FOR}(?:{_set(_FIRM)}{_set(_SECOND | _FIRM)}|{_set(_FIRST | _FIRM)}{_set(_FIRM)})"
# Looser than what proves a name, and of classes of characters where that is possible: alternations of words take the
# engine ten times as long.
_LIKE_A_ROLE_ENDS: Final = _set({word[-1] for word in (*_TAKES, *_ROLE_ENDINGS)})
_LEFT_ENDS: Final = f"[{_OPENERS}{''.join(sorted({word[-1] for word in (*_TAKES, *_ROLE_ENDINGS, *_LEADS)}))}]"
_UP_TO_TWO: Final = f"{_set(SURNAMES)}(?:{_set(_GIVEN)}{{1,2}}|{_PAIRS})"
HINT: Final = (
    f"^{_FIRM_NAME}..|.{_STRONG_NAME}|{_LEFT_ENDS}{_FIRM_NAME}|{_LIKE_A_ROLE_ENDS}{_ANY_NAME}"
    f"|{_LIKE_A_ROLE_ENDS}{_UP_TO_TWO}{_SAID_BEHIND}|{_UP_TO_TWO}{_PARTICULARS}"
)


def proved_names(text: str, behind_roles: set[int]) -> Iterator[Span]:
    """Names that their build and their surroundings prove.

    Args:
        text: any text.
        behind_roles: places at which a role that is known to be one has just ended.
    """
    if len(text) < _MORE_THAN_A_NAME:
        return
    # Names of laws are blotted out: no person is meant there.
    text = _LAW.sub(lambda match: "《" * len(match.group()), text)
    for match in _CANDIDATE.finditer(text):
        start = match.start()
        is_part_of_a_word = text[max(0, start - 2) : start + 1].endswith(_SPLIT)
        if start in behind_roles or not (is_part_of_a_word or text[start] in _TOO_COMMON):
            end = _best_end(text, start, _ROLE if start in behind_roles else _left(text, start))
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


def is_enterprise(text: str, end: int) -> bool:
    """Whether what follows ends the name of an enterprise, whatever role is in front: 供货商张伟强商贸有限公司."""
    return AFTER.match(text, end) is None and _ENTERPRISE.match(text, end) is not None


def _best_end(text: str, start: int, left: int) -> int | None:
    if _FAMOUS.match(text, start):
        return None
    points, end = max((_points(text, start, end, left), end) for end in _ends(text, start))
    return end if points >= _ENOUGH else None


def _ends(text: str, start: int) -> Iterator[int]:
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    yield first + 1
    if text[first + 1 : first + 2] in _GIVEN or text[first : first + 2] in GIVEN_PAIRS:
        yield first + 2


def _points(text: str, start: int, end: int, left: int) -> int:
    """What proves that a stretch is a name; none where something proves that it is not."""
    is_compound = text[start : start + 2] in COMPOUND
    given = text[start + (2 if is_compound else 1) : end]
    looks_like_a_word = not is_compound and text[start : start + 2] in NOT_NAMES
    if looks_like_a_word and not (
        text[start:end] in _NAMES_TOO and left == _ROLE and (closed(text, end) or _right(text, end) >= _SURE)
    ):
        return 0
    if TITLE.match(text, end - len(given)) or _PLACE.match(text, end) or text[end : end + 1] in ("某", "*", "＊", "×"):
        return 0
    surname = 2 if is_compound or text[start] in _ONLY else int(text[start] not in EVERYDAY)
    # Without a given name that is hardly anything else, only a role or a verb in front of a sure surname will do.
    particulars = 4 * (_PARTICULARS_BEHIND.match(text, end) is not None)
    proof = _given(given)
    is_firm = _is_firm(given)
    right = particulars or _right(text, end)
    is_sure = surname == _SURE and proof > _PAIR
    if left <= _EDGE and not right and not (left == _EDGE and is_sure):
        return 0
    if left == 0 and proof <= _PAIR:
        return 0
    is_weak = left == _EDGE or (left == _LIKE_A_ROLE and surname < _SURE and right < _SURE)
    if is_weak and not (particulars or is_firm):
        return 0
    return surname + proof + left + looks_like_a_word + right


def _is_firm(given: str) -> bool:
    paired = given in GIVEN_PAIRS or (len(given) == _PAIR and given[0] in _FIRST and given[1] in _SECOND)
    return given not in _NOT_GIVEN and (paired or any(character in _FIRM for character in given))


def _given(given: str) -> int:
    """Points for the given name: two characters prove more than one, two that both are usual in names still more."""
    if given in _NOT_GIVEN:
        return 0
    has_firm = any(character in _FIRM for character in given)
    is_strong = len(given) == _PAIR and given[0] in _FIRST | _FIRM and given[1] in _SECOND | _FIRM and has_firm
    return len(given) - 1 + _is_firm(given) + is_strong


def _left(text: str, start: int) -> int:
    """Points for what stands in front."""
    before = text[max(0, start - 4) : start]
    if not before or before[-1] in _OPENERS.replace("\\s", " \n\t"):
        return 0 if _THINGS.search(text[max(0, start - 8) : start]) else _EDGE
    if before.endswith(_TAKES) or before.endswith(_ROLE_ENDINGS):
        return _LIKE_A_ROLE
    if before.endswith(_LEADS) and not before.endswith(_NO_LEADS):
        return _EDGE
    return _NOBODY if before[-1] in _WHERE else 0


def _right(text: str, end: int) -> int:
    """Points for what stands behind: a word that is said of persons counts more than one character or punctuation."""
    if closed(text, end):
        return 1
    word = _POSSESSED.match(text, end) or AFTER.match(text, end)
    return 0 if word is None else min(2, len(word.group()))
