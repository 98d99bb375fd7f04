"""How the weights of `plugins/redaction/words/weights.tsv` were learned: by logistic regression over clauses.

Run `python -m benchmarks.redaction_weights`; it writes the file anew, the same every time. Learned from the sentences
written by hand, from the half `tuning`, and from clean records. The half `held_out` and the whole files have no part
in it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from benchmarks.records import licences, penalties
from benchmarks.redaction_corpus import ByHand, OfFacts, Sentence, handwritten, sentences
from plugins.redaction.facts.clauses import Clause
from plugins.redaction.facts.clauses import sentences as cut
from plugins.redaction.facts.marks import marks
from plugins.redaction.facts.weights import ALWAYS, is_weighed
from plugins.redaction.vocabulary import DIRECTORY

RECOGNISERS: Final = ("health-and-family", "property")
LEARNED_FROM: Final = (
    *get_args(ByHand),
    *("names_dev", "names_and_secrets"),
    *get_args(OfFacts),
)
CLEAN_FIELDS: Final = ("CF_WFXW", "CF_SY", "CF_YJ", "CF_NR", "BZ", "XK_NR", "XK_XKWS")
CLEAN_RECORDS: Final = 2000
TEMPLATES: Final = 6000
# A mark that is met less often, or that weighs less, tells nothing.
LEAST_SEEN: Final = 3
LEAST_WEIGHT: Final = 0.1
RIDGE: Final = 0.5
STEPS: Final = 250
RATE: Final = 0.1
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Example(NamedTuple):
    """A clause.

    Attributes:
        marks: what it is made of.
        tells: the recognisers whose fact it tells.
        weighed: the recognisers that weigh it.
    """

    marks: set[str]
    tells: frozenset[str]
    weighed: frozenset[str]


def examples() -> list[Example]:
    """All there is to learn from; of clauses that say the same one."""
    written = [sentence for name in LEARNED_FROM for sentence in handwritten(name)]
    made = {sentence.template: sentence for sentence in sentences("tuning", TEMPLATES)}
    clean = [Sentence(text, (), text) for text in _clean_texts()]
    found = {
        (clause.form, place): Example(marks(clauses, place), _told(clause, sentence), weighed)
        for sentence in [*clean, *made.values(), *written]
        for clauses in cut(sentence.text)
        for place, clause in enumerate(clauses)
        if (weighed := frozenset(name for name in RECOGNISERS if is_weighed(clause, name)))
    }
    return list(found.values())


def _clean_texts() -> list[str]:
    frames = [penalties(CLEAN_RECORDS, 7), licences(CLEAN_RECORDS, 7)]
    columns = [frame[code] for frame in frames for code in CLEAN_FIELDS if code in frame.columns]
    return sorted({text for column in columns for text in column.drop_nulls()})


def _told(clause: Clause, sentence: Sentence) -> frozenset[str]:
    """The recognisers of which a label covers two characters of a clause."""
    return frozenset(
        label
        for label, start, end in sentence.labels
        if label in RECOGNISERS and min(end, clause.end) - max(start, clause.start) > 1
    )


class Table(NamedTuple):
    """The marks of all examples as pairs of an example and a mark.

    Attributes:
        names: the marks that are met often enough.
        example: place of the example, one a pair.
        mark: place of the mark, one a pair.
        size: number of examples.
    """

    names: list[str]
    example: Places
    mark: Places
    size: int


def table(learned_from: Sequence[Example]) -> Table:
    """The marks that are met often enough, by example."""
    seen = Counter(mark for example in learned_from for mark in example.marks)
    names = sorted(mark for mark, times in seen.items() if times >= LEAST_SEEN)
    places = {name: place for place, name in enumerate(names)}
    pairs = [
        (row, places[mark]) for row, example in enumerate(learned_from) for mark in example.marks if mark in places
    ]
    rows, columns = np.array(sorted(pairs), np.int64).T
    return Table(names, rows, columns, len(learned_from))


def learned(marked: Table, truth: Numbers) -> tuple[float, Numbers]:
    """The weight of every clause and those of the marks (Adam, Kingma and Ba 2015, over all examples at once).

    Args:
        marked: the examples.
        truth: one number an example, 1 where the clause tells a fact.
    """
    weights = np.zeros(len(marked.names) + 1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = _slope(marked, truth, weights)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        rate = RATE if step < STEPS * 0.7 else RATE / 5
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return float(weights[-1]), weights[:-1]


def _slope(marked: Table, truth: Numbers, weights: Numbers) -> Numbers:
    """How the loss changes with each weight; the last is that of every clause."""
    sums = weights[-1] + np.bincount(marked.example, weights[marked.mark], minlength=marked.size)
    errors = 1 / (1 + np.exp(-sums)) - truth
    of_marks = np.bincount(marked.mark, errors[marked.example], minlength=len(marked.names)) + RIDGE * weights[:-1]
    return np.append(of_marks, errors.sum())


def lines(learned_from: Sequence[Example]) -> Iterator[str]:
    """The file: a mark a line with its weight for each recogniser."""
    found = [_of_recogniser(name, learned_from) for name in RECOGNISERS]
    yield "\t".join(["mark", *RECOGNISERS])
    for mark in [ALWAYS, *sorted({*chain(*found)} - {ALWAYS})]:
        yield "\t".join([mark, *(weights.get(mark, "") for weights in found)])


def _of_recogniser(recogniser: str, learned_from: Sequence[Example]) -> dict[str, str]:
    """The weights that tell anything, in hundredths."""
    weighed = [example for example in learned_from if recogniser in example.weighed]
    marked = table(weighed)
    always, weights = learned(marked, np.array([float(recogniser in example.tells) for example in weighed]))
    telling = (pair for pair in zip(marked.names, weights, strict=True) if abs(pair[1]) >= LEAST_WEIGHT)
    return {ALWAYS: f"{100 * always:.0f}", **{name: f"{100 * weight:.0f}" for name, weight in telling}}


def main(path: Path = DIRECTORY / "weights.tsv") -> None:
    """Write the weights."""
    learned_from = examples()
    path.write_text("\n".join(lines(learned_from)) + "\n", encoding="utf-8")
    print(f"{len(learned_from)} clauses, {sum(bool(example.tells) for example in learned_from)} of them tell a fact")


if __name__ == "__main__":
    main()
