"""Measurements in fresh processes, taken in turns, so that a slow minute of the machine hits all alike."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_THREAD_VARIABLES: Final = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True)
class Job:
    """What to measure.

    Attributes:
        task: one of `benchmarks.worker.TASKS`.
        path: the file.
        threads: None = all that the machine has.
    """

    task: str
    path: Path
    threads: int | None = None


@dataclass(frozen=True)
class Measurement:
    """What came out: medians over the runs, and the other figures of the last run."""

    seconds: float
    fastest: float
    slowest: float
    peak_megabytes: float
    figures: dict[str, Any]


def measured(jobs: Sequence[Job], runs: int) -> dict[Job, Measurement]:
    """Measure all jobs in turn, `runs` times.

    Raises:
        subprocess.CalledProcessError: a process failed; its message went to stderr.
    """
    figures: dict[Job, list[dict[str, Any]]] = {job: [] for job in jobs}
    for turn in range(runs):
        for job in jobs:
            print(f"{job.task} {job.path.name} {turn + 1}/{runs}", file=sys.stderr)
            figures[job].append(_once(job))
    return {job: _summary(taken) for job, taken in figures.items()}


def _once(job: Job) -> dict[str, Any]:
    environment = dict(os.environ)
    if job.threads is not None:
        environment |= dict.fromkeys(_THREAD_VARIABLES, str(job.threads))
    command = [sys.executable, "-m", "benchmarks.worker", job.task, str(job.path)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _summary(taken: list[dict[str, Any]]) -> Measurement:
    seconds = [one["seconds"] for one in taken]
    peak = statistics.median(one["peak_megabytes"] for one in taken)
    return Measurement(statistics.median(seconds), min(seconds), max(seconds), peak, taken[-1])
