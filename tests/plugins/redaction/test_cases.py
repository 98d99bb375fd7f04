"""The cases beside the checks, and the texts that the screen must let through."""

from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from benchmarks.redaction_corpus import ByHand, Half, OfNames, handwritten, sentences
from engine.plugins import Registry
from engine.testing import case_files, load_cases, run_cases
from plugins.redaction import RECOGNISERS
from plugins.redaction.screen import screened
from tests.conftest import ROOT

FILES = list(case_files([ROOT / "plugins" / "redaction"]))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_cases_bring_exactly_their_findings(path: Path, registry: Registry) -> None:
    failures = run_cases(load_cases(path), registry)
    assert not failures, "\n".join(f"{f.case}\nexpected:\n{f.expected}\nfound:\n{f.found}" for f in failures)


def test_every_check_has_cases(registry: Registry) -> None:
    own = {check.id for check in registry.checks.values() if check.id.startswith("redaction.")}
    assert own == {path.stem for path in FILES} == {*RECOGNISERS, "redaction.minor"}


@pytest.mark.parametrize("chosen", [*get_args(Half), *get_args(ByHand), *get_args(OfNames)])
def test_the_screen_and_the_hints_let_every_finding_through(chosen: Half | ByHand | OfNames) -> None:
    corpus = sentences(chosen, 3000) if chosen in get_args(Half) else handwritten(chosen)
    texts = pl.Series([sentence.text for sentence in corpus])
    passed = screened(texts)
    for recogniser in RECOGNISERS.values():
        hinted = passed & texts.str.contains(recogniser.hint)
        assert [text for text in texts.filter(~hinted) if recogniser.spans(text)] == []
