"""One measurement in a process of its own: `python -m benchmarks.worker TASK FILE`; the figures go to stdout as JSON.

The clock starts when everything is imported and rulesets are loaded, and stops when the result is there. Peak memory
is that of the whole process.
"""

import importlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.contenders.rules import AS_OF, REFERENCE, shared_rules
from engine.checking import NO_LOOKUPS, Lookups

MODULES: Final = {
    "dataframely": "dataframely_rules",
    "pandera": "pandera_rules",
    "pointblank": "pointblank_rules",
    "row_loop": "row_loop",
}
SINGLE_ROUNDS: Final = 200
LOCAL_REFERENCE: Final = "changzhi@2020.1"
# The organs and items of so many records are registered.
REGISTER_RECORDS: Final = 50_000
Figures = dict[str, Any]


def read_csv(path: Path) -> Figures:
    """Nothing but reading, as text."""
    start = time.perf_counter()
    frame = pl.read_csv(path, infer_schema=False)
    return {"seconds": time.perf_counter() - start, "records": frame.height}


def check(path: Path) -> Figures:
    """The whole check from file to result, with the default settings."""
    return _checked(path, REFERENCE, NO_LOOKUPS)


def local(path: Path) -> Figures:
    """The same by the ruleset of Changzhi: with registers of organs and items, and working days."""
    from benchmarks.registers import registers_of

    records = pl.read_csv(path, infer_schema=False, n_rows=REGISTER_RECORDS)
    return _checked(path, LOCAL_REFERENCE, registers_of(records))


def _checked(path: Path, reference: str, lookups: Lookups) -> Figures:
    from engine.reading import open_source
    from store.gate import make_gate

    loading = time.perf_counter()
    gate = make_gate()
    start = time.perf_counter()
    result = gate.check(open_source(path), as_of=AS_OF, reference=reference, lookups=lookups).result
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "loading": start - loading,
        "records": result.counts.records,
        "rules": sum(rule.status == "ran" for rule in result.rules),
        "verdict": result.verdict,
        "refused": result.counts.reject + result.counts.review,
    }


def accuracy(path: Path) -> Figures:
    """How the findings fit the labels that lie beside the file."""
    from benchmarks.scoring import Expected, score
    from engine.reading import open_source
    from store.gate import make_gate

    result = make_gate().check(open_source(path), as_of=AS_OF, reference=REFERENCE, most_findings=10_000_000).result
    labels = pl.read_csv(path.with_suffix(".expected.csv")).rows(named=True)
    scored = score(result.findings, [Expected.from_line(label) for label in labels])
    return {"seconds": 0.0, "note": str(scored)}


def single(path: Path) -> Figures:
    """One record in process, as in the body of a request: the median after a warm-up, and the 95th percentile."""
    from engine.reading import records_source
    from store.gate import make_gate

    gate, records = make_gate(), pl.read_csv(path, infer_schema=False, n_rows=SINGLE_ROUNDS).rows(named=True)
    times = []
    for record in [*records[:20], *records]:
        start = time.perf_counter()
        gate.check(records_source([record], "records"), as_of=AS_OF, reference=REFERENCE)
        times.append(time.perf_counter() - start)
    ordered = sorted(times[20:])
    return {"seconds": statistics.median(ordered), "p95": ordered[int(len(ordered) * 0.95)]}


def contender(name: str) -> Callable[[Path], Figures]:
    """Another library on the same rules, from file to its own kind of result."""

    def measure(path: Path) -> Figures:
        module = importlib.import_module(f"benchmarks.contenders.{MODULES[name]}")
        rules = shared_rules()
        start = time.perf_counter()
        report = module.run(path, rules)
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "rules": report.rules, "violations": report.violations, "note": report.note}

    return measure


TASKS: Final[dict[str, Callable[[Path], Figures]]] = {
    "read_csv": read_csv,
    "check": check,
    "local": local,
    "accuracy": accuracy,
    "single": single,
    **{name: contender(name) for name in MODULES},
}


def peak_megabytes() -> float:
    """Peak of the resident memory of this process.

    `ru_maxrss` begins with that of the process that started this one, so it is second choice, where there is no /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(task: str, path: str) -> None:
    """Measure and print."""
    figures = TASKS[task](Path(path))
    figures["peak_megabytes"] = peak_megabytes()
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
