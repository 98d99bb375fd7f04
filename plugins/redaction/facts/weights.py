"""Clauses that tell a private fact: by the weights of their marks.

The weights (`words/weights.tsv`) are hundredths of logarithms of odds, learned by `benchmarks/redaction_weights.py`
from sentences written by hand; their sum says how likely it is that a clause tells such a fact. They are whole
numbers, so that the sum is the same in whatever order they are added.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from plugins.redaction.context import NO_CONTEXT
from plugins.redaction.facts.clauses import Clause, sentences
from plugins.redaction.facts.marks import LISTS, marks
from plugins.redaction.patterns import HAN, D, Span, any_of, free, one_of
from plugins.redaction.persons.people import third_person_spans
from plugins.redaction.vocabulary import DIRECTORY, word_lists

ALWAYS: Final = "always"
_KINDS_FILE: Final = word_lists("kinds")
_ENOUGH: Final[Mapping[str, int]] = _KINDS_FILE["enough"]


def _telling(recogniser: str) -> frozenset[str]:
    listed = {word for kind in _KINDS_FILE["telling"][recogniser] for word in LISTS[kind] if len(word) > 1}
    return frozenset((listed | set(_KINDS_FILE["alone"][recogniser])) - set(_KINDS_FILE["too_common"]))


# No clause without one of these words is weighed.
_TELLING: Final = {recogniser: _telling(recogniser) for recogniser in _ENOUGH}
HINTS: Final[Mapping[str, str]] = {recogniser: one_of(sorted(listed)) for recogniser, listed in _TELLING.items()}
ANY_HINT: Final = one_of(sorted(frozenset().union(*_TELLING.values())))
_BEGINNINGS: Final = {
    recogniser: {word[0]: tuple(other for other in listed if other[0] == word[0]) for word in listed}
    for recogniser, listed in _TELLING.items()
}
_BEGINS: Final = {recogniser: re.compile(any_of(beginnings)) for recogniser, beginnings in _BEGINNINGS.items()}


def _read_weights() -> Mapping[str, Mapping[str, int]]:
    """Recogniser → mark → weight."""
    head, *lines = (DIRECTORY / "weights.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    names = head.split("\t")[1:]
    return {name: {row[0]: int(row[place]) for row in rows if row[place]} for place, name in enumerate(names, start=1)}


_WEIGHTS: Final = _read_weights()
# What stands in front of a fact and is none: why it is told, and whose it is.
_PERSONS: Final = {word for word in LISTS["person"] if len(word) > 1} - set(LISTS["relative"])
_WHOSE: Final = one_of(sorted(_PERSONS, key=len, reverse=True))
_LEADING: Final = re.compile(
    f"(?:且|并|但|又|另外?|经查|因为?|由于|鉴于|考虑到){{0,2}}(?:(?:{_WHOSE}|其)(?:自?述|自?称|表示|提出|说)?){{0,2}}"
)
# 张某甲, ［已隐去］, 138****1234.
_HIDDEN: Final = re.compile(f"[{HAN}]某{{1,2}}[甲乙丙丁]?|［[^］]{{1,8}}］|[{HAN}{D}]{{0,3}}[×*＊]{{1,40}}[{D}]{{0,4}}")
_LEAST: Final = 2


def _tells(text: str, recogniser: str) -> bool:
    """Whether a word stands in a text that makes it worth weighing."""
    beginnings = _BEGINNINGS[recogniser]
    found = _BEGINS[recogniser].finditer(text)
    return any(text.startswith(beginnings[match.group()], match.start()) for match in found)


def told(text: str, recogniser: str) -> list[Span]:
    """Where a text tells private facts: whole clauses without the persons that they are told of.

    Args:
        text: any text.
        recogniser: name without prefix: `health-and-family` or `property`.
    """
    if not _tells(text, recogniser):
        return []
    return [span for clause in _heavy(text, recogniser) for span in _without_persons(text, clause, recogniser)]


def weight(counted: Collection[str], recogniser: str) -> int:
    """The sum of the weights of a clause's marks.

    Args:
        counted: the marks.
        recogniser: as in `told`.
    """
    weights = _WEIGHTS[recogniser]
    return weights[ALWAYS] + sum(weights.get(mark, 0) for mark in counted)


def is_weighed(clause: Clause, recogniser: str) -> bool:
    """Whether a clause has a word that makes it worth weighing.

    Args:
        clause: any clause.
        recogniser: as in `told`.
    """
    return _tells(clause.form, recogniser)


def _heavy(text: str, recogniser: str) -> Iterator[Clause]:
    for clauses in sentences(text):
        for place, clause in enumerate(clauses):
            if is_weighed(clause, recogniser) and weight(marks(clauses, place), recogniser) >= _ENOUGH[recogniser]:
                yield clause


def _without_persons(text: str, clause: Clause, recogniser: str) -> list[Span]:
    """What is left of a clause between names and roles, but for what is hidden already: the parts that tell something,
    or all of them.
    """
    parts = [(left, right) for left, right in _parts(text[slice(*clause.span)]) if right - left >= _LEAST]
    spans = [(clause.start + left, clause.start + right) for left, right in parts]
    telling = [span for span in spans if _tells(text[slice(*span)], recogniser)]
    # 妻子王某怀孕: the relative in front is no fact of its own.
    return [(left, right) for left, right in telling if right - left > _LEAST] or telling or spans


def _parts(words_given: str) -> Iterator[Span]:
    """What stands between names, without the roles in front; everything where there is nothing else."""
    hidden = [match.span() for match in _HIDDEN.finditer(words_given)]
    names = free([*third_person_spans(words_given, NO_CONTEXT), *hidden])
    start = 0
    for name_start, name_end in [*names, (len(words_given),) * 2]:
        leading = _LEADING.match(words_given, start, name_start)
        yield (leading.end() if leading else start), name_start
        start = name_end
