"""Names that a dictionary proves: what stands there reads better with a name in it than as words alone.

How much better is one of the things that count (segmentation.py); what stands in front and behind are the others. Each
has its weight (`words/odds.yaml`), and together they are the logarithm of the odds that a person is meant.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from plugins.redaction import surroundings, things
from plugins.redaction.hint import ALONE, CANDIDATE, POSSIBLE, is_looked_at, is_pair, is_sure_behind, may_be_surname
from plugins.redaction.lexicon import LEXICON
from plugins.redaction.names import COMPOUND, EVERYDAY, GIVEN_PAIRS, HARDLY_EVER, SURNAMES, TITLE, closed
from plugins.redaction.patterns import Span
from plugins.redaction.segmentation import is_han, read
from plugins.redaction.vocabulary import word_lists

_WEIGHTS: Final[dict[str, float]] = word_lists("odds")["weights"]
_ENOUGH: Final = float(word_lists("odds")["enough"])
_ENOUGH_ALONE: Final = float(word_lists("odds")["enough_alone"])
_ENOUGH_IN_LIST: Final = float(word_lists("odds")["enough_in_list"])
_MOST: Final = float(word_lists("odds")["most_margin"])
_LEAST: Final = float(word_lists("odds")["least_margin"])
_JOINING: Final = ("、", "和", "与", "及")
# A word so usual that it hardly is a given name too.
_USUAL_WORD: Final = -12.0
_LONG: Final = 2
_QUOTES: Final = '“”"《》「」『』‘’'


def read_names(text: str, behind_roles: set[int]) -> list[Span]:
    """Names that the dictionary proves.

    Args:
        text: any text, names of laws blotted out.
        behind_roles: places at which a role that is known to be one has just ended.
    """
    starts = sorted({match.start() for match in CANDIDATE.finditer(text)} | behind_roles)
    found = [proved for start in starts for proved in _proved(text, start, start in behind_roles)]
    sure = _apart(sorted((proved for proved in found if proved[0] >= _needed(text, *proved[1])), reverse=True))
    return _with_neighbours(text, sure, {span for _, span in found})


def _proved(text: str, start: int, is_behind_role: bool) -> Iterator[tuple[float, Span]]:
    if things.is_famous(text, start) or surroundings.is_inside_word(text, start):
        return
    is_sure = is_behind_role and (text[start : start + 1] in SURNAMES or text[start : start + 2] in COMPOUND)
    for end in _ends_behind_role(text, start) if is_sure else _ends(text, start):
        if (is_sure or is_looked_at(text, start, end)) and not _is_none(text, start, end):
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
    places: set[int] = set()
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


def _may_be_given(piece: str) -> bool:
    """Whether a given name may be made of these characters at all."""
    return all(is_han(character) and character not in HARDLY_EVER for character in piece)


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name that begins at a place may end."""
    firsts = {start + 2} if text[start : start + 2] in COMPOUND else set()
    firsts |= {start + 1} if may_be_surname(text, start) else set()
    is_sure = is_sure_behind(text, start)
    for first in sorted(firsts):
        one, two = text[first : first + 1], text[first : first + 2]
        if one in POSSIBLE and (one in ALONE or first == start + _LONG or is_sure):
            yield first + 1
        if two in GIVEN_PAIRS or is_pair(two) or (is_sure and len(two) == _LONG and _may_be_given(two)):
            yield first + _LONG


def _is_none(text: str, start: int, end: int) -> bool:
    """Whether something proves that no person's name is meant."""
    first = start + (2 if text[start : start + 2] in COMPOUND else 1)
    is_thing = things.ends_like_thing(text, end) or things.is_place_at_once(text, end) or things.goes_on(text, end)
    return is_thing or TITLE.match(text, first) is not None or _is_shop(text, end)


def _is_shop(text: str, end: int) -> bool:
    """Whether the name of a shop ends here, and not somebody's whose deed is told: 武晓东冒充厂家代表."""
    word = LEXICON.get(text[end : end + _LONG])
    is_deed = word is not None and word.kind == "V" and not things.is_company_at_once(text, end)
    return things.is_shop(text, end) and not is_deed


def odds_of(counted: Mapping[str, float]) -> float:
    """The sum of the weights of what counts for and against a name."""
    return sum(_WEIGHTS.get(name, 0.0) * size for name, size in counted.items())


def clues(text: str, start: int, end: int, is_behind_role: bool) -> dict[str, float]:
    """What counts for and against a name: names of weights, and by how much each counts.

    Args:
        text: any text.
        start: place of the surname.
        end: place behind the given name.
        is_behind_role: whether a role that is known to be one stands in front.
    """
    margin, before, behind, cuts = read(text, start, end)
    left = "left role" if is_behind_role else _left(text, start, before)
    right = _right(text, end, behind)
    size = "two characters" if end - start == _LONG else "more characters"
    surname = "everyday surname" if text[start] in EVERYDAY else "surname"
    given_word = LEXICON.get(text[end - _LONG : end])
    is_word = given_word is not None and given_word.odds > _USUAL_WORD and end - start > _LONG
    given_name = f"given {given_word.kind}" if given_word is not None and is_word else "given name"
    across = [f"word across {name}" for name, place in _seams(text, start, end).items() if place not in cuts]
    # 杨梅 is a fruit.
    word = LEXICON.get(text[start:end])
    across += [f"name is {word.kind}"] if word is not None else []
    found = ["always", left, right, f"{left} and {right}", size, surname, given_name, *across]
    return {"margin": max(_LEAST, min(_MOST, margin)), **dict.fromkeys(found, 1.0)}


def _seams(text: str, start: int, end: int) -> dict[str, int]:
    """Where a name begins and ends, and where its given name begins."""
    is_compound = text[start : start + 2] in COMPOUND and end > start + _LONG
    return {"the beginning": start, "the surname": start + 1 + is_compound, "the end": end}


def _left(text: str, start: int, word: str) -> str:
    before = surroundings.in_front(text, start)
    if surroundings.is_opening(before):
        return "left thing" if things.is_labelled_thing(text, start) else "left opening"
    if not is_han(before[-1]):
        return "left quote" if before[-1] in _QUOTES else "left sign"
    for name, holds in (
        ("left verb of persons", surroundings.takes_person(before)),
        ("left like a role", surroundings.ends_like_role(before)),
        ("left of", before[-1] == "的"),
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
