"""What the redaction rules cost, beside reading the file: penalties of which 3 % hold something.

Run `python -m benchmarks.redaction_speed [RECORDS]`. All recognisers on twelve text fields, in slices as a submission
is checked; the screens alone; and `polars.read_csv` of the same records.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.records import penalties
from benchmarks.redaction_corpus import sentences
from engine import Column
from plugins.redaction.checks import CHECKS
from plugins.redaction.screen import SCREEN

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
TARGETS: Final = ("CF_SY", "CF_NR", "BZ")
SLICE: Final = 50_000
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


def answers() -> dict[str, pl.Expr]:
    """One expression for each field and recogniser."""
    columns = {code: Column(code, code, pl.col(code), pl.col(code), pl.col(code)) for code in FIELDS}
    beside = {"redaction.third-person": (columns["CF_XDR_MC"], columns["CF_FRDB"])}
    return {
        f"{code} {check.id}": check.function(columns[code], *beside.get(check.id, ())).where
        for code in FIELDS
        for check in CHECKS
    }


def seconds(work: Callable[[], object]) -> float:
    """The fastest of some runs."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def main(records: int) -> None:
    """Print the times."""
    frame = leaky(records)
    expressions, screens = answers(), [pl.col(code).str.contains(SCREEN) for code in FIELDS]
    slices = [piece.rechunk() for piece in frame.iter_slices(SLICE)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "penalty.csv"
        frame.write_csv(path)
        reading = seconds(lambda: pl.read_csv(path, infer_schema=False))
    screening = seconds(lambda: [piece.select(screens) for piece in slices])
    ruling = seconds(lambda: [piece.select(**expressions) for piece in slices])
    held = sum(piece.select(pl.any_horizontal(expressions.values()).sum()).item() for piece in slices)
    print(
        f"{records} records, {held} with findings; "
        f"read_csv {reading:.2f} s; screens {screening:.2f} s; all rules {ruling:.2f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
