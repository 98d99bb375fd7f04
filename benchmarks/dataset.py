"""The files that are measured: penalties with 3 % faults as UTF-8 CSV, made once for a seed and a size, and kept."""

from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.fault_catalogue import penalty_faults
from benchmarks.faults import Fault, expected_frame, inject
from benchmarks.records import DAYS, Days, penalties

CHUNK: Final = 100_000
FAULTS_IN_A_HUNDRED: Final = 3


def dataset(folder: Path, records: int, seed: int, days: Days = DAYS) -> Path:
    """The path of a CSV file; its labels lie beside it as `….expected.csv`.

    Args:
        folder: where files are kept.
        records: how many; chunks of 100 000 are made one by one, so memory stays small.
        seed: another seed, another file.
        days: the first and the last day on which something is decided.
    """
    recent = "" if days == DAYS else f"-from-{days[0]}"
    path = folder / f"penalty-{records}-{seed}{recent}.csv"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished, faults, labels = path.with_suffix(".part"), penalty_faults(), []
    with unfinished.open("wb") as stream:
        for first in range(0, records, CHUNK):
            chunk, expected = _chunk(min(CHUNK, records - first), seed, first, faults, days)
            chunk.write_csv(stream, include_header=first == 0)
            labels.append(expected)
    pl.concat(labels).write_csv(path.with_suffix(".expected.csv"))
    return unfinished.rename(path)


def _chunk(records: int, seed: int, first: int, faults: list[Fault], days: Days) -> tuple[pl.DataFrame, pl.DataFrame]:
    faulty = inject(penalties(records, seed, first, days), faults, seed + first, records * FAULTS_IN_A_HUNDRED // 100)
    return faulty.frame, expected_frame(faulty.labels, offset=first)
