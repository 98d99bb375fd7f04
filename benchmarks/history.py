"""What keeping costs beside checking: a submission of a million records, on SQLite and on PostgreSQL.

`python -m benchmarks.history` makes the same file as `benchmarks/batch.py`, measures in fresh processes in turns, and
prints a Markdown table: the whole check alone, the submission (check, evidence, ledger, durable), what the second has
over the first, and the one transaction in it that writes the ledger.

"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.dataset import dataset
from benchmarks.postgresql import fresh, postgresql
from benchmarks.table import Line, markdown

RECORDS: Final = 1_000_000
MOST: Final = 2.0
NOW: Final = datetime(2020, 4, 30, 9, tzinfo=UTC)
AS_OF: Final = date(2020, 4, 30)
UNIT: Final = "111404001818998355"
REFERENCE: Final = "national@2019"
Figures = dict[str, Any]


def main() -> None:
    """Measure and print, or be one of the measured processes."""
    options = _options()
    if options.worker:
        print(json.dumps(_measured(options.worker, options.url)))
        return
    path = dataset(options.folder, options.records, options.seed)
    with postgresql() as url:
        figures: dict[str, list[Figures]] = {"SQLite": [], "PostgreSQL": []}
        for turn in range(options.runs):
            for name, target in (("SQLite", None), ("PostgreSQL", url)):
                print(f"{name} {turn + 1}/{options.runs}", file=sys.stderr)
                figures[name].append(_once(path, target))
    print(markdown([line for name, taken in figures.items() for line in _lines(name, taken)]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--runs", type=int, default=3, help="the median of so many runs is shown")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "gongshi-benchmarks")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


def _lines(name: str, taken: list[Figures]) -> Iterator[Line]:
    check, submit, commit = (statistics.median(one[key] for one in taken) for key in ("check", "submit", "commit"))
    peak = max(one["peak_megabytes"] for one in taken)
    size = f"{taken[0]['records']:,} records, {taken[0]['findings']:,} findings, {name}"
    kept = statistics.median((one["submit"] - one["check"]) / one["check"] for one in taken)
    ledger = statistics.median(one["commit"] / one["check"] for one in taken)
    processor = statistics.median(one["submit_processor"] / one["check_processor"] for one in taken)
    yield Line(f"whole check, {size}", check, "1")
    yield Line(f"submission, kept and durable, {name}", submit, f"{processor:.2f} × the check's processor time", peak)
    beyond = f"{kept:.2f} × the check"
    yield Line(f"of it beyond the check, {name}", submit - check, beyond, None, "≤ 2 ×", kept <= MOST)
    yield Line(f"of it the ledger's transaction, {name}", commit, f"{ledger:.2f} × the check")


def _once(path: Path, url: str | None) -> Figures:
    command = [sys.executable, "-m", "benchmarks.history", "--worker", str(path), *(["--url", url] if url else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _measured(path: Path, url: str | None) -> Figures:
    import resource

    from engine.reading import open_source
    from store import intake
    from store.callers import COMMAND_LINE
    from store.home import open_home
    from store.intake import Handover
    from store.settings import Settings

    folder = Path(tempfile.mkdtemp(prefix="gongshi-history-"))
    home = open_home(Settings(home=folder, database_url=fresh(url) if url else None), NOW)
    check, check_processor, plain = _timed(
        lambda: home.intake.check(open_source(path), as_of=AS_OF, reference=REFERENCE).result
    )
    writing: list[float] = []
    commit = intake.commit_submission

    def timed_commit(*arguments: Any) -> None:
        seconds, _, _ = _timed(lambda: commit(*arguments))
        writing.append(seconds)

    intake.commit_submission = timed_commit
    given = Handover(UNIT, COMMAND_LINE, AS_OF, NOW, ruleset=REFERENCE)
    submit, submit_processor, answer = _timed(lambda: home.intake.submit(open_source(path), given))
    home.close()
    shutil.rmtree(folder)
    return {
        "check": check,
        "check_processor": check_processor,
        "submit": submit,
        "submit_processor": submit_processor,
        "commit": writing[-1],
        "records": plain.counts.records,
        "findings": len(answer.result.findings),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    start, processor = time.perf_counter(), time.process_time()
    done = work()
    return time.perf_counter() - start, time.process_time() - processor, done


if __name__ == "__main__":
    main()
