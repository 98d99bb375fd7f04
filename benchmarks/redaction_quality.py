"""How well text that must not be published is found: precision and recall per recogniser, and the worst misses.

Run `python -m benchmarks.redaction_quality` for the table over the held-out half, with `tuning` for the other half,
with `blind` and `blind_2` to `blind_8` for sentences written by hand, with `names_dev` and `names_first_sight` for
names alone.
A labelled stretch counts as found where a recogniser's span covers at least half of it; a span that touches no label of
its recogniser is a false alarm.
"""

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final, get_args

from benchmarks.redaction_corpus import SENTENCES_A_HALF, ByHand, Half, OfNames, Sentence, handwritten, sentences
from plugins.redaction import RECOGNISERS

PREFIX: Final = "redaction."
WORST: Final = 12
HALVES: Final = get_args(Half)


@dataclass
class Score:
    """What became of one recogniser's labels and spans."""

    found: int = 0
    missed: list[tuple[str, Sentence]] = field(default_factory=list)
    false: list[tuple[str, Sentence]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return self.found / max(self.found + len(self.missed), 1)

    @property
    def precision(self) -> float:
        """Share of the findings that were right."""
        return self.found / max(self.found + len(self.false), 1)


def scores(corpus: list[Sentence]) -> dict[str, Score]:
    """Recogniser (without prefix) → score, and `all`."""
    by_recogniser: dict[str, Score] = {identity.removeprefix(PREFIX): Score() for identity in RECOGNISERS}
    for sentence in corpus:
        for identity, recogniser in RECOGNISERS.items():
            _count(
                by_recogniser[identity.removeprefix(PREFIX)],
                sentence,
                identity.removeprefix(PREFIX),
                recogniser.spans(sentence.text),
            )
    total = Score()
    for score in by_recogniser.values():
        total.found += score.found
        total.missed += score.missed
        total.false += score.false
    return {**by_recogniser, "all": total}


def _count(score: Score, sentence: Sentence, name: str, spans: list[tuple[int, int]]) -> None:
    labels = [(start, end) for label, start, end in sentence.labels if label == name]
    for start, end in labels:
        covered = sum(max(0, min(end, right) - max(start, left)) for left, right in spans)
        if 2 * covered >= end - start:
            score.found += 1
        else:
            score.missed.append((sentence.text[start:end], sentence))
    for left, right in spans:
        if not any(left < end and start < right for start, end in labels):
            score.false.append((sentence.text[left:right], sentence))


def table(by_recogniser: dict[str, Score]) -> str:
    """The scores as a Markdown table."""
    lines = ["| recogniser | labels | found | false alarms | precision | recall |", "|---|--:|--:|--:|--:|--:|"]
    for name, score in by_recogniser.items():
        labels = score.found + len(score.missed)
        lines.append(
            f"| {name} | {labels} | {score.found} | {len(score.false)} | {score.precision:.4f} | {score.recall:.4f} |"
        )
    return "\n".join(lines)


def _worst(title: str, faults: list[tuple[str, Sentence]], name: str) -> None:
    examples = defaultdict(list)
    for piece, sentence in faults:
        examples[sentence.template].append((piece, sentence.text))
    for template, count in Counter({template: len(found) for template, found in examples.items()}).most_common(WORST):
        piece, text = examples[template][0]
        print(f"{title} {name} ×{count}: 〖{piece}〗 in {text}")


def main(chosen: Half | ByHand | OfNames) -> None:
    """Print the table and the worst misses of one half, or of one set of sentences written by hand."""
    corpus = sentences(chosen) if chosen in HALVES else handwritten(chosen)
    by_recogniser = scores(corpus)
    print(f"{chosen}: {len(corpus)} sentences, {sum(bool(sentence.labels) for sentence in corpus)} with labels\n")
    print(table(by_recogniser))
    print()
    for name, score in by_recogniser.items():
        if name != "all":
            _worst("missed", score.missed, name)
            _worst("false alarm", score.false, name)


if __name__ == "__main__":
    assert 2 * SENTENCES_A_HALF >= 20_000
    chosen = sys.argv[1] if len(sys.argv) > 1 else "held_out"
    sets = (*HALVES, *get_args(ByHand), *get_args(OfNames))
    if chosen not in sets:
        sys.exit(f"usage: python -m benchmarks.redaction_quality [{'|'.join(sets)}]")
    main(chosen)  # type: ignore[arg-type]
