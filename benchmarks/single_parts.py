"""Where the milliseconds of one record go: `python -m benchmarks.single_parts FILE [RULESET]`.

FILE is a file of penalties with field codes as its header (`benchmarks.dataset` makes some).
The parts are those of `Gate.check`, in its order. With the ruleset of Changzhi the registers fit the file. Beside the
median stands the smallest time, which other work on the machine hardly changes.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.contenders.rules import AS_OF, REFERENCE
from benchmarks.registers import registers_of
from benchmarks.worker import LOCAL_REFERENCE, REGISTER_RECORDS
from engine.checking import NO_LOOKUPS, Checker, Lookups
from engine.evaluation.slicing import raw_slices
from engine.gate import SLICE_RECORDS, Gate, record_slices
from engine.header import KnownHeaders, find_header
from engine.reading import records_source
from engine.results import make_result
from store.gate import make_gate

RECORDS: Final = 300
_Laps = defaultdict[str, list[float]]


def main(path: str, reference: str = REFERENCE) -> None:
    """Measure and print."""
    records = pl.read_csv(Path(path), infer_schema=False, n_rows=REGISTER_RECORDS)
    lookups = registers_of(records) if reference == LOCAL_REFERENCE else NO_LOOKUPS
    gate, known, laps = make_gate(), KnownHeaders(), defaultdict[str, list[float]](list)
    some = records.head(RECORDS).rows(named=True)
    for record in some:  # what is kept from one record to the next is there from now on
        _judge(gate, known, record, reference, lookups, defaultdict(list))
    for record in some:
        _judge(gate, known, record, reference, lookups, laps)
    laps["in all"] = [sum(times) for times in zip(*laps.values(), strict=True)]
    print(
        f"{reference}, {len(some)} records one by one; milliseconds:", f"{'part':12}{'median':>8}{'least':>8}", sep="\n"
    )
    for part, times in laps.items():
        print(f"{part:12}{statistics.median(times) * 1000:8.2f}{min(times) * 1000:8.2f}")


def _judge(
    gate: Gate, known: KnownHeaders, record: Mapping[str, Any], reference: str, lookups: Lookups, laps: _Laps
) -> None:
    """Judge one record part by part."""
    times = [time.perf_counter()]
    source = records_source([record], "records")
    times.append(time.perf_counter())
    ruleset = gate.library.resolve(reference, AS_OF)
    header = find_header(source, ruleset, gate.library.rulesets, None, known)
    layout, columns = header.match.layout, dict(header.match.columns)
    times.append(time.perf_counter())
    plan = gate.plan(ruleset, layout, AS_OF, frozenset(columns), lookups)
    (raw,) = raw_slices(record_slices(header, ruleset.skip_rows, SLICE_RECORDS), columns, layout.codes)
    times.append(time.perf_counter())
    checker = Checker(plan, 1000)
    checker.add(raw)
    outcome = checker.outcome()
    times.append(time.perf_counter())
    make_result(source, header, plan, outcome, gate.registry.plugins, "zh")
    times.append(time.perf_counter())
    for part, start, end in zip(
        ("reading", "header", "slicing", "evaluation", "result"), times, times[1:], strict=False
    ):
        laps[part].append(end - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
