"""Names that a dictionary proves: what stands there reads better with a name in it than as words alone.

How much better is one of the things that count (segmentation.py); what stands in front and behind are the others. Each
has its weight (`words/odds.yaml`), and together they are the logarithm of the odds that a person is meant.
"""

from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import Span
from plugins.redaction.persons import surroundings, things
from plugins.redaction.persons.clues import clues, odds_of
from plugins.redaction.persons.hint import (
    ALONE,
    LEFT_ENDS,
    LOOKED_FOR,
    POSSIBLE,
    USUAL,
    is_looked_at,
    is_pair,
    may_be_surname,
)
from plugins.redaction.persons.lexicon import LEXICON
from plugins.redaction.persons.names import (
    COMPOUND,
    GIVEN_PAIRS,
    HARDLY_EVER,
    NOT_NAMES,
    RARE_SURNAMES,
    SCARCE,
    SCARCE_ALL,
    SURNAMES,
    TITLE,
)
from plugins.redaction.persons.names import (
    ends as has_ended,
)
from plugins.redaction.persons.segmentation import is_han
from plugins.redaction.vocabulary import word_lists

_BEGINS: Final = LOOKED_FOR | {surname[0] for surname in COMPOUND}
_GOES_ON: Final = POSSIBLE | {surname[1] for surname in COMPOUND} | {pair[0] for pair in GIVEN_PAIRS}
_ENOUGH: Final = float(word_lists("odds")["enough"])
_ENOUGH_ALONE: Final = float(word_lists("odds")["enough_alone"])
_ENOUGH_IN_LIST: Final = float(word_lists("odds")["enough_in_list"])
_FEW: Final = SCARCE_ALL | RARE_SURNAMES
_JOINING: Final = ("、", "和", "与", "及")
_LONG: Final = 2


def read_names(text: str, behind_roles: set[int], known: list[Span]) -> list[Span]:
    """Names that the dictionary proves, beside those that are known already.

    Args:
        text: any text, names of laws blotted out.
        behind_roles: places at which a role that is known to be one has just ended.
        known: names that need no further proof.
    """
    inside = {place for span in known for place in range(*span)}
    starts = behind_roles | {place for place, character in enumerate(text) if character in _BEGINS}
    starts |= {place for place, character in enumerate(text) if character in SCARCE and _is_led(text, place)}
    starts = {start for start in starts if text[start + 1 : start + 2] in _GOES_ON or start in behind_roles}
    found = [proved for start in sorted(starts - inside) for proved in _proved(text, start, start in behind_roles)]
    sure = _apart(sorted((proved for proved in found if proved[0] >= _needed(text, *proved[1])), reverse=True), inside)
    return _with_neighbours(text, [*known, *sure], {span for _, span in found})


def _proved(text: str, start: int, is_behind_role: bool) -> Iterator[tuple[float, Span]]:
    for end in likely_ends(text, start, is_behind_role):
        odds = odds_of(clues(text, start, end, is_behind_role))
        if odds >= _ENOUGH:
            yield odds, (start, end)


def likely_ends(text: str, start: int, is_behind_role: bool) -> list[int]:
    """Where a name may end that begins at a place, as far as nothing proves that no person is meant.

    Args:
        text: any text, names of laws blotted out.
        start: place of the surname.
        is_behind_role: whether a role that is known to be one stands in front.
    """
    is_sure = is_behind_role and (text[start : start + 1] in SURNAMES or text[start : start + 2] in COMPOUND)
    ends = [*_ends_behind_role(text, start)] if is_sure else [*_ends(text, start)]
    if text[start : start + 1] in (SCARCE_ALL if is_behind_role else SCARCE):
        ends = [*_scarce_ends(text, start)]
    if not ends or things.is_famous(text, start) or surroundings.is_inside_word(text, start):
        return []
    near = [end for end in ends if is_sure or is_looked_at(text, start, end)]
    return [end for end in near if not _is_none(text, start, end)]


def _needed(text: str, start: int, end: int) -> float:
    """What the odds must come to: in a list of things, or with nothing around that tells of a person, more."""
    if text[start - 1 : start] == "、" or text[end : end + 1] == "、":
        return _ENOUGH_IN_LIST if _tells_nothing(text, start, end) else _ENOUGH
    return _ENOUGH_ALONE if _tells_nothing(text, start, end) else _ENOUGH


def _tells_nothing(text: str, start: int, end: int) -> bool:
    """Whether punctuation stands in front and nothing behind that is said of persons."""
    is_opening = surroundings.is_opening(surroundings.in_front(text, start))
    return is_opening and not surroundings.said(text, end) and not surroundings.has_particulars(text, end)


def _apart(found: list[tuple[float, Span]], inside: set[int]) -> list[Span]:
    """The likeliest of those that overlap, as far as they reach into no other name."""
    taken: list[Span] = []
    places = set(inside)
    for _, span in found:
        if places.isdisjoint(range(*span)):
            taken.append(span)
            places.update(range(*span))
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
    for end in (first + 1, first + 2):
        if end <= len(text) and _may_be_given(text[first:end]):
            yield end


def _is_led(text: str, start: int) -> bool:
    """Whether what takes a person or ends like a role stands in front."""
    before = surroundings.in_front(text, start)
    is_led = surroundings.takes_person(before) or surroundings.ends_like_role(before) or surroundings.leads(before)
    return is_led and before[-1] in LEFT_ENDS


def scarce_end(text: str, start: int) -> int | None:
    """Where a name with a surname of few people ends that is joined to another name; None where none begins."""
    if text[start : start + 1] not in _FEW:
        return None
    return next((end for end in _scarce_ends(text, start) if has_ended(text, end)), None)


def _scarce_ends(text: str, start: int) -> Iterator[int]:
    """Where a name with a surname of few people may end: its given name is made of what names are usually made of."""
    first = start + 1
    if text[start : start + 2] in NOT_NAMES:
        return
    if text[first : first + 2] in GIVEN_PAIRS or is_pair(text[first : first + 2]):
        yield first + 2
    if text[first : first + 1] in USUAL:
        yield first + 1


def _may_be_given(piece: str) -> bool:
    """Whether a given name may be made of these characters at all."""
    return all(is_han(character) and character not in HARDLY_EVER for character in piece)


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name that begins at a place may end."""
    firsts = {start + 2} if text[start : start + 2] in COMPOUND else set()
    firsts |= {start + 1} if may_be_surname(text, start) else set()
    for first in sorted(firsts):
        one, two = text[first : first + 1], text[first : first + 2]
        if one in POSSIBLE and (one in ALONE or first == start + _LONG):
            yield first + 1
        if two in GIVEN_PAIRS or is_pair(two):
            yield first + _LONG


def _is_none(text: str, start: int, end: int) -> bool:
    """Whether something proves that no person's name is meant."""
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    is_thing = things.ends_like_thing(text, end) or things.is_place_at_once(text, end) or things.goes_on(text, end)
    is_thing = is_thing or things.is_brand(text, start)
    return is_thing or TITLE.match(text, first) is not None or _is_shop(text, end)


def _is_shop(text: str, end: int) -> bool:
    """Whether the name of a shop ends here, and not somebody's whose deed is told: 武晓东冒充厂家代表."""
    word = LEXICON.get(text[end : end + _LONG])
    is_deed = word is not None and word.kind == "V" and not things.is_company_at_once(text, end)
    return things.is_shop(text, end) and not is_deed
