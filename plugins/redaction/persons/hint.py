"""The cheap test for names without a known role: one pattern, which every cell is searched with.

It is looser than what proves a name, and made of classes of characters, as alternations of words take the engine ten
times as long. It must stay short of what the engine keeps of its states: with a few more large classes the search takes
fifty times as long at once.
"""

from typing import Final

from plugins.redaction.patterns import HAN, any_of, one_of
from plugins.redaction.persons import given, surroundings
from plugins.redaction.persons.lexicon import GROUPS
from plugins.redaction.persons.names import COMPOUND, GIVEN_PAIRS, RARE_SURNAMES, SURNAMES
from plugins.redaction.vocabulary import characters

_PAIR_SIZE: Final = 2
# Some surnames are everyday words far too often to be looked for without a role in front; 第五项 is no name at all.
TOO_COMMON: Final = frozenset("国公全商和时成")
_FIFTH: Final = "第五"
LOOKED_FOR: Final = SURNAMES | RARE_SURNAMES
ONLY: Final = frozenset(characters("evidence", "only_surnames"))
# Amounts of money are written out with these, 伍仟陆佰; and 任何 is everywhere.
_NO_GIVEN: Final = frozenset("佰仟拾伍陆柒捌玖贰叁肆壹圆何罚殖筑废")
# Characters that given names may have, that they have oftener than other words, and that do for a name by themselves.
POSSIBLE: Final = (GROUPS[0] | given.POSSIBLE) - _NO_GIVEN
USUAL: Final = (GROUPS[1] | given.FIRM | given.FIRST | given.SECOND) - _NO_GIVEN
ALONE: Final = (GROUPS[2] | given.FIRM) - _NO_GIVEN
_ROLE_LIKE: Final = (*surroundings.TAKES, *surroundings.ROLE_ENDINGS)
# But for 上, which stands in front of 党 in the name of a district oftener than behind 撞.
LEFT_ENDS: Final = frozenset(word[-1] for word in (*_ROLE_LIKE, *surroundings.LEADS)) - {"上"}

# With two characters of given names behind them, some of these are names nevertheless.
_SELDOM_NAMES: Final = TOO_COMMON - frozenset("国公")
_SURNAME: Final = any_of(LOOKED_FOR - TOO_COMMON)
_ALONE, _POSSIBLE, _USUAL = any_of(ALONE), any_of(POSSIBLE), any_of(USUAL)
_PAIR: Final = f"(?:{_ALONE}{_POSSIBLE}|{_POSSIBLE}{_ALONE}|{_USUAL}{_USUAL})"
_LISTED_PAIR: Final = one_of(sorted(GIVEN_PAIRS))
_COMPOUND: Final = one_of(sorted(COMPOUND - {_FIFTH}))
_NAME: Final = f"(?:{_SURNAME}(?:{_ALONE}|{_POSSIBLE}{_ALONE}|{_USUAL}{_USUAL}|{_LISTED_PAIR})|{_COMPOUND})"
_SELDOM_NAME: Final = f"{any_of(_SELDOM_NAMES)}{_ALONE}{_ALONE}"

_STARTS: Final = f"{any_of(surroundings.STARTS)}|{one_of(sorted(surroundings.STARTS_OF_TWO))}"
_FOLLOWS: Final = f"(?:[^{HAN}]|{_STARTS})"
_ROLE_ENDS: Final = any_of({word[-1] for word in _ROLE_LIKE})
_SAID: Final = one_of(sorted({word[:2] for word in surroundings.SAID if len(word) > 1}))
HINT: Final = "|".join(
    (
        f"[{surroundings.OPENERS}{''.join(sorted(LEFT_ENDS))}](?:{_NAME}|{_SELDOM_NAME})",
        f".{_SURNAME}{_PAIR}(?:$|{_FOLLOWS})",
        f"^{_SURNAME}(?:[{HAN}]?{_ALONE}|{_USUAL}{_USUAL}){_FOLLOWS}.",
        f"^{_COMPOUND}",
        f"{_ROLE_ENDS}{any_of(ONLY)}{_POSSIBLE}",
        f"{_ROLE_ENDS}{_SURNAME}{_POSSIBLE}{{1,2}}(?:的?{_SAID})",
        f"{_SURNAME}[{HAN}]{{1,2}}{surroundings.PARTICULARS}",
    )
)


def is_looked_at(text: str, start: int, end: int) -> bool:
    """Whether what stands on one side at least may stand beside a name, so that the hint lets it through.

    Args:
        text: any text.
        start: place of the surname.
        end: place behind the given name.
    """
    before = text[max(0, start - 1) : start]
    if before and (surroundings.is_opening(before) or before in LEFT_ENDS):
        return True
    may_end = surroundings.may_follow(text, end) and (not before or _is_looked_for_anywhere(text, start, end))
    return may_end or surroundings.has_particulars(text, end)


def _is_looked_for_anywhere(text: str, start: int, end: int) -> bool:
    if text[start] in TOO_COMMON:
        return False
    is_plain = text[start : start + 2] not in COMPOUND and end == start + 1 + _PAIR_SIZE
    return is_plain and is_pair(text[start + 1 : end])


def may_be_surname(text: str, start: int) -> bool:
    """Whether a surname of one character stands at a place; of everyday words only before what is a given name."""
    if text[start : start + 1] in TOO_COMMON:
        two = set(text[start + 1 : start + 1 + _PAIR_SIZE])
        return text[start] in _SELDOM_NAMES and two <= ALONE
    return text[start : start + 1] in LOOKED_FOR


def is_pair(two: str) -> bool:
    """Whether two characters may be a given name: one of them hardly anything else, or both usual in names."""
    return len(two) == _PAIR_SIZE and set(two) <= POSSIBLE and (bool(set(two) & ALONE) or set(two) <= USUAL)
