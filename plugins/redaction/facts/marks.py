"""What a clause is made of and what stands around it: the marks that are weighed.

Marks are its characters in ones, twos and threes, the kinds of words in it (a disease, a relative, a sum of money …)
and which of them follow each other, the kinds of words before and behind it in the sentence, and how the clause before
ends.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from plugins.redaction.facts.clauses import Clause
from plugins.redaction.vocabulary import word_lists

_RUNS: Final = (1, 2, 3)
_WORDS: Final = (1, 2, 3, 4, 5, 6, 7)
_FIRST, _LAST = "beginning", "end"
_TAIL: Final = 6
# Clauses farther away tell nothing.
_NEAR: Final = 4
_SIZE_STEP: Final = 4
_LARGEST: Final = 6


def _lists() -> dict[str, list[str]]:
    """Kind → its words, with those of the lists that belong to it."""
    file = word_lists("kinds")
    belonging = {kind: file[name] for name, kind in file["belongs_to"].items()}
    return {kind: [*listed, *belonging.get(kind, [])] for kind, listed in file["kinds"].items()}


def _kinds_of_words() -> dict[str, frozenset[str]]:
    """Word → the kinds that it is of."""
    kinds_of: dict[str, frozenset[str]] = {}
    for kind, listed in LISTS.items():
        for word in listed:
            kinds_of[word] = kinds_of.get(word, frozenset()) | {kind}
    return kinds_of


LISTS: Final = _lists()
_KINDS: Final = _kinds_of_words()


def marks(clauses: Sequence[Clause], place: int) -> set[str]:
    """The marks of a clause.

    Args:
        clauses: the clauses of a sentence.
        place: which of them.
    """
    form, own = clauses[place].form, kinds(clauses[place].form)
    before, behind = clauses[max(0, place - _NEAR) : place], clauses[place + 1 : place + 1 + _NEAR]
    tail = f"^{before[-1].form[-_TAIL:]}$" if before else ""
    return {
        *runs(f"^{form}$", _RUNS),
        *(f"before:{run}" for run in runs(tail, (2,))),
        *(f"has {kind}" for kind in own),
        *_sequence(form),
        *(f"after {kind}" for clause in before for kind in kinds(clause.form)),
        *(f"before {kind}" for clause in behind for kind in kinds(clause.form)),
        f"size {min(len(form) // _SIZE_STEP, _LARGEST)}",
    }


def kinds(form: str) -> frozenset[str]:
    """The kinds of words in a clause.

    Args:
        form: the clause as clauses are compared.
    """
    return frozenset().union(*(_KINDS[word] for word in runs(form, _WORDS) if word in _KINDS))


def _sequence(form: str) -> Iterator[str]:
    """Which kinds of words follow each other in a clause, and which stand first and last."""
    followed = [frozenset({_FIRST}), *_words(form), frozenset({_LAST})]
    for one, next_one in pairwise(followed):
        yield from (f"{kind} then {next_kind}" for kind in one for next_kind in next_one)


def _words(form: str) -> Iterator[frozenset[str]]:
    """The kinds of each word of a clause, the longest word at a place; what is no word of the lists is passed over."""
    start = 0
    while start < len(form):
        length = next((size for size in reversed(_WORDS) if form[start : start + size] in _KINDS), 0)
        if length:
            yield _KINDS[form[start : start + length]]
        start += length or 1


def runs(form: str, lengths: Sequence[int]) -> list[str]:
    """The stretches of the given lengths."""
    size = len(form)
    return [form[start : start + length] for length in lengths for start in range(size - length + 1)]
