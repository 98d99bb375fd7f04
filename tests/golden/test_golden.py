"""Whole files, whole results: whatever changes in them must be meant."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.gate import Gate
from engine.reading import open_source
from tests.golden.renew import AS_OF, GOLDEN, ROOT, rendered

every_sample = pytest.mark.parametrize(("sample", "reference", "name"), GOLDEN)


@every_sample
def test_results_are_the_golden_ones(gate: Gate, sample: str, reference: str, name: str) -> None:
    golden = (Path(__file__).parent / name).read_text(encoding="utf-8")
    assert rendered(gate, sample, reference) == golden, "renew with python -m tests.golden.renew if the change is meant"


@every_sample
@pytest.mark.parametrize("slice_records", [1, 7, 1_000, 100_000])
def test_results_do_not_depend_on_slices(
    gate: Gate, sample: str, reference: str, name: str, slice_records: int
) -> None:
    source = open_source(ROOT / "examples" / sample)
    result = gate.check(source, as_of=AS_OF, reference=reference, slice_records=slice_records).result
    golden = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    assert json.loads(result.model_dump_json(by_alias=True)) == golden


@pytest.mark.parametrize("threads", ["1", "2"])
def test_results_do_not_depend_on_threads(threads: str) -> None:
    sample, reference, name = GOLDEN[0]
    command = [sys.executable, "-m", "cli", "check", str(ROOT / "examples" / sample)]
    options = ["--as-of", AS_OF.isoformat(), "--ruleset", reference, "--format", "json"]
    environment = {**os.environ, "POLARS_MAX_THREADS": threads}
    answer = subprocess.run([*command, *options], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout.decode().strip() == (Path(__file__).parent / name).read_text(encoding="utf-8").strip()
