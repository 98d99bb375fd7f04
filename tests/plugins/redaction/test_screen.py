"""The cheap tests let every text through in which something is found, whole or record by record."""

from typing import get_args

import polars as pl
import pytest

from benchmarks.redaction_corpus import ByHand, Sentence, handwritten, sentences
from plugins.redaction.screen import suspected
from plugins.redaction.table import RECOGNISERS

SETS = {**{name: handwritten(name) for name in get_args(ByHand)}, "tuning": sentences("tuning", 3000)}


@pytest.mark.parametrize("name", SETS)
def test_what_is_found_passes_the_cheap_tests(name: str) -> None:
    corpus: list[Sentence] = SETS[name]
    bits = suspected(pl.Series([sentence.text for sentence in corpus]))
    lacking = [
        (recogniser.id, sentence.text)
        for sentence, suspicions in zip(corpus, bits, strict=True)
        for recogniser in RECOGNISERS.values()
        if recogniser.spans(sentence.text) and not suspicions & (1 << recogniser.number)
    ]
    assert not lacking
