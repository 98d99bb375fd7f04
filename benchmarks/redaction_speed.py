"""What the redaction rules cost, beside reading the file: penalties of which 3 % hold something.

Run `python -m benchmarks.redaction_speed [RECORDS]`. All recognisers on twelve text fields, through the engine in
slices as a submission is checked, beside `polars.read_csv` of the same records; and what the parts of it cost.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.records import penalties
from benchmarks.redaction_corpus import sentences
from engine.checking import Checker, Outcome, Plan, make_plan
from engine.checking.screening import Screen
from engine.plugins import make_plugin_manager, make_registry
from engine.ruleset import Rule, load_library
from plugins.redaction.checks import CHECKS
from plugins.redaction.screen import screened

FIELDS: Final = (
    "CF_XDR_MC",
    "CF_FRDB",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_ZKDX",
    "CF_CFJG",
    "CF_SJLY",
    "BZ",
)
BESIDE: Final = {
    "redaction.third-person": ("CF_XDR_MC", "CF_FRDB"),
    "redaction.home-address": ("CF_XDR_LB",),
    "redaction.vehicle-plate": ("CF_XDR_LB",),
}
TARGETS: Final = ("CF_SY", "CF_NR", "BZ")
SLICE: Final = 50_000
MOST_FINDINGS: Final = 100_000
RUNS: Final = 3


def leaky(records: int, seed: int = 1) -> pl.DataFrame:
    """Clean penalties, 3 % of which got a sentence that must not be published."""
    frame = penalties(records, seed)
    positive = [sentence.text for sentence in sentences("tuning", 2 * max(records * 3 // 100, 1)) if sentence.labels]
    number = pl.int_range(pl.len())
    chosen = (number * 7919) % 100 < 3
    added = pl.Series(positive).gather(pl.Series(range(records)) % len(positive))
    changed = [
        pl.when(chosen & (number % len(TARGETS) == place))
        .then(pl.concat_str(pl.col(code).fill_null(""), added))
        .otherwise(code)
        for place, code in enumerate(TARGETS)
    ]
    return frame.with_columns(expression.alias(code) for expression, code in zip(changed, TARGETS, strict=True))


def redaction_plan() -> Plan:
    """A plan with the redaction rules alone, each recogniser on each field, as a ruleset may have them at most."""
    library = load_library(Path(__file__).parent.parent / "rulesets")
    ruleset = library.get("national@2019")
    (layout,) = ruleset.layouts_of("penalty")
    rules = tuple(
        Rule(
            id=f"{code}.{check.id}",
            check=check.id,
            fields=(code, *BESIDE.get(check.id, ())),
            severity="review",
            clause="benchmark",
            confidence="H",
        )
        for code in FIELDS
        for check in CHECKS
        if code not in BESIDE.get(check.id, ())
    )
    registry = make_registry(make_plugin_manager())
    only = layout.model_copy(update={"rules": rules})
    return make_plan(ruleset, only, registry, date(2020, 4, 30), frozenset(layout.codes))


def raw_slices(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Slices as the checker takes them."""
    number = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)
    raw = frame.select(row=number, sheet_row=number + 1, **{f"{code}.raw": pl.col(code) for code in frame.columns})
    return [piece.rechunk() for piece in raw.iter_slices(SLICE)]


def checked(plan: Plan, slices: list[pl.DataFrame]) -> Outcome:
    """Screening, full evaluation and findings, as `gongshi check` does them."""
    checker = Checker(plan, most_findings=MOST_FINDINGS)
    for piece in slices:
        checker.add(piece)
    return checker.outcome()


def seconds(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The fastest of some runs of each piece of work; they take turns, so that a busy machine slows all of them."""
    taken = dict.fromkeys(work, float("inf"))
    for _ in range(RUNS):
        for name, one in work.items():
            began = time.perf_counter()
            one()
            taken[name] = min(taken[name], time.perf_counter() - began)
    return taken


def main(records: int) -> None:
    """Print the times, each the best of some runs, interleaved."""
    frame, plan, empty = leaky(records), redaction_plan(), redaction_plan()
    empty = replace(empty, rules=(), levels=empty.levels[:2])
    slices, columns = raw_slices(frame), [f"{code}.raw" for code in FIELDS]
    screen = Screen(plan)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "penalty.csv"
        frame.write_csv(path)
        work: dict[str, Callable[[], object]] = {
            "read_csv": lambda: pl.read_csv(path, infer_schema=False),
            "the joined pattern alone, on every cell": lambda: [
                screened(piece[name]) for piece in slices for name in columns
            ],
            "which records hold something": lambda: [screen.screened(piece) for piece in slices],
            "an empty ruleset, findings and all": lambda: checked(empty, slices),
            "all redaction rules, findings and all": lambda: checked(plan, slices),
        }
        taken = seconds(work)
    outcome = checked(plan, slices)
    print(f"{records} records, {int((outcome.levels > 0).sum())} with findings")
    for name, best in taken.items():
        print(f"{best:8.2f} s  {best / taken['read_csv']:6.2f} × read_csv  {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
