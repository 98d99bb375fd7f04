"""How fast the whole check is, beside reading the file and beside other libraries on the same rules.

`python benchmarks/batch.py` makes a file of 1 000 000 penalties (30 columns, about 690 MB, 3 % faults), measures in
fresh processes in turns, and prints a Markdown table. Files are kept in a folder of the system's temporary directory
and made again only when they are gone.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.contenders.rules import LEFT_OUT
from benchmarks.dataset import dataset
from benchmarks.measure import Job, Measurement, measured
from benchmarks.records import RECENT_DAYS
from benchmarks.table import Line, markdown

RECORDS: Final = 1_000_000
CUT: Final = 100_000
TIMES_LARGER: Final = 10
CONTENDERS: Final = ("dataframely", "pandera", "pointblank", "row_loop")
PACKAGES: Final = ("polars", "dataframely", "pandera", "pointblank", "python-stdnum")
Results = Mapping[Job, Measurement]


def main() -> None:
    """Measure and print."""
    options = _options()
    print(f"files in {options.folder}", file=sys.stderr)
    whole = dataset(options.folder, options.records, options.seed)
    recent = dataset(options.folder, options.records, options.seed, RECENT_DAYS)
    cut = dataset(options.folder, options.cut, options.seed)
    lines = [*_whole_lines(whole, recent, options), *_cut_lines(cut, options)]
    if options.large:
        large = dataset(options.folder, options.records * TIMES_LARGER, options.seed)
        lines += _large_lines(whole, large)
    print(_machine(whole, options.records), markdown(lines), _accuracy(whole), _notes(), sep="\n\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS, help="records of the large file")
    parser.add_argument("--cut", type=int, default=CUT, help="records of the file for the comparison of libraries")
    parser.add_argument("--runs", type=int, default=5, help="the median of so many runs is shown")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "gongshi-benchmarks")
    parser.add_argument("--large", action="store_true", help="also ten times the records (about 7 GB of disk)")
    return parser.parse_args()


def _whole_lines(path: Path, recent: Path, options: argparse.Namespace) -> Iterator[Line]:
    """The large file with all threads and with one, recent and old decisions by the ruleset of Changzhi, and one
    record alone.
    """
    reading, checking = Job("read_csv", path), Job("check", path)
    reading_alone, checking_alone = Job("read_csv", path, 1), Job("check", path, 1)
    single, local, late = Job("single", path), Job("local", recent), Job("local", path)
    results = measured([reading, checking, local, late, reading_alone, checking_alone, single], options.runs)
    size, threads = f"{options.records:,} records", os.cpu_count()
    yield from _pair(results, reading, checking, f"{size}, {threads} threads", 2.0)
    place = f"changzhi@2020.1, {size}, {threads} threads"
    yield _ratio_line(results, reading, local, place, 2.0)
    yield _ratio_line(results, reading, late, f"{place}, nearly all handed in late", None)
    yield from _pair(results, reading_alone, checking_alone, f"{size}, 1 thread", None)
    one = results[single]
    goal = "≤ 5 ms"
    yield Line(
        "one record in process",
        one.seconds,
        f"p95 {one.figures['p95'] * 1000:.1f} ms",
        None,
        goal,
        one.seconds <= 0.005,
    )


def _accuracy(path: Path) -> str:
    job = Job("accuracy", path)
    return f"Faults in the large file: {measured([job], 1)[job].figures['note']}."


def _pair(results: Results, reading: Job, checking: Job, where: str, most: float | None) -> Iterator[Line]:
    base = results[reading]
    yield Line(f"`polars.read_csv`, {where}", base.seconds, None, base.peak_megabytes)
    yield _ratio_line(results, reading, checking, where, most)


def _ratio_line(results: Results, reading: Job, checking: Job, where: str, most: float | None) -> Line:
    base, whole = results[reading], results[checking]
    ratio = whole.seconds / base.seconds
    goal = "" if most is None else f"≤ {most:g} × read_csv, ≤ 1.5 GB"
    reached = None if most is None else ratio <= most and whole.peak_megabytes <= 1536
    name = f"whole check ({whole.figures['rules']} rules), {where}"
    return Line(name, whole.seconds, f"{ratio:.2f} × read_csv", whole.peak_megabytes, goal, reached)


def _cut_lines(path: Path, options: argparse.Namespace) -> Iterator[Line]:
    """The smaller file: our check and the other libraries."""
    jobs = [Job(task, path) for task in ("check", *CONTENDERS)]
    results = measured(jobs, options.runs)
    ours, *others = jobs
    size = f"{options.cut:,} records"
    yield Line(
        f"whole check, {size} ({results[ours].figures['rules']} rules)",
        results[ours].seconds,
        "1",
        results[ours].peak_megabytes,
    )
    for job in others:
        measurement = results[job]
        ratio = measurement.seconds / results[ours].seconds
        goal, reached = ("we ≥ 1.5 × as fast", ratio >= 1.5) if job.task == "dataframely" else ("", None)
        notes = [f"{measurement.figures['rules']} rules"] if measurement.figures["rules"] else []
        notes += [measurement.figures["note"]] if measurement.figures["note"] else []
        name = f"{job.task.replace('_', ' ')}, {size} ({'; '.join(notes)})"
        yield Line(name, measurement.seconds, f"{ratio:.2f} × ours", measurement.peak_megabytes, goal, reached)


def _large_lines(whole: Path, large: Path) -> Iterator[Line]:
    """Ten times the records: ten times the time, and no more memory."""
    small_job, large_job = Job("check", whole), Job("check", large)
    results = measured([small_job, large_job], 1)
    small, big = results[small_job], results[large_job]
    times, more = big.seconds / small.seconds, big.peak_megabytes / small.peak_megabytes
    reached = times <= TIMES_LARGER * 1.1 and more <= 1.1
    ratio = f"{times:.1f} × the time, {more:.2f} × the memory"
    yield Line("whole check, ten times the records", big.seconds, ratio, big.peak_megabytes, "10 ×, 1 ×", reached)


def _machine(path: Path, records: int) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    size = path.stat().st_size / 1e6
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{machine}, {packages}; {records:,} records = {size:.0f} MB"


def _notes() -> str:
    left_out = "\n".join(f"- {reason}" for reason in LEFT_OUT.values())
    return f"Not asked of the other libraries, though our check does it:\n\n{left_out}"


if __name__ == "__main__":
    main()
