"""One event and one set of counts for every decision: never a value of a record."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog

from api import metrics
from api.authentication import caller
from api.service import service
from engine.verdict import Result

NOT_RUN: Final = ("crashed", "skipped")
_log = structlog.get_logger("gongshi.decisions")


@dataclass
class Decision:
    """What was decided, as far as it is known."""

    result: Result | None = None
    replayed: bool = False


def today() -> date:
    """The day on which the service decides."""
    return service().clock().date()


@contextmanager
def timed(door: str) -> Iterator[Decision]:
    """Note a decision that is made inside, with its time; nothing is noted where none was made.

    Args:
        door: check, submission or job.
    """
    decision, start = Decision(), time.perf_counter()
    yield decision
    if decision.result is not None and not decision.replayed:
        note(door, decision.result, time.perf_counter() - start, caller().key_id)


def note(door: str, result: Result, seconds: float, key: str | None) -> None:
    """Write the event and count it.

    Args:
        seconds: from the source to the verdict, the storing of it included.
        key: id of the key that asked.
    """
    ruleset = f"{result.ruleset.id}@{result.ruleset.version}"
    telling = [run for run in result.rules if run.violations or run.status in NOT_RUN]
    metrics.count_decision(door, ruleset, result, telling, seconds)
    _log.info(
        "decision",
        door=door,
        submission=result.submission,
        verdict=result.verdict,
        record_type=result.record_type,
        ruleset=ruleset,
        records=result.counts.records,
        findings=result.counts.findings.model_dump(),
        not_run=[run.rule for run in telling if run.status in NOT_RUN],
        milliseconds=round(seconds * 1000, 1),
        key=key,
    )
