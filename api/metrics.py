"""Numbers for Prometheus: right with several processes, no cell value, no organisation, no key.

Several server processes write into one directory (`PROMETHEUS_MULTIPROC_DIR`, set by `gongshi serve`), and whoever is
asked adds them up. Without it the numbers are this process's own.
"""

import os
from collections.abc import Iterable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from engine.verdict import Result, RuleRun

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
REQUESTS = Counter("gongshi_requests_total", "Requests by route and status", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("gongshi_request_seconds", "Time of requests by route", ["route"], buckets=_SECONDS)
VERDICTS = Counter("gongshi_verdicts_total", "Verdicts of submissions", ["door", "record_type", "verdict"])
RECORDS = Counter("gongshi_records_total", "Records judged, by verdict", ["record_type", "verdict"])
CHECK_SECONDS = Histogram(
    "gongshi_check_seconds", "Time of judging and storing, by ruleset", ["door", "ruleset"], buckets=_SECONDS
)
VIOLATIONS = Counter("gongshi_rule_violations_total", "Violations by rule", ["rule"])
NOT_RUN = Counter("gongshi_rule_not_run_total", "Times that a rule crashed or was skipped", ["rule"])


def count_decision(door: str, ruleset: str, result: Result, telling: Iterable[RuleRun], seconds: float) -> None:
    """Count a decision.

    Args:
        telling: the runs that found something or did not run; the others are not counted.
    """
    VERDICTS.labels(door, result.record_type, result.verdict).inc()
    CHECK_SECONDS.labels(door, ruleset).observe(seconds)
    for verdict in ("accept", "review", "reject"):
        if number := getattr(result.counts, verdict):
            RECORDS.labels(result.record_type, verdict).inc(number)
    for run in telling:
        if run.violations:
            VIOLATIONS.labels(run.rule).inc(run.violations)
        if run.status != "ran":
            NOT_RUN.labels(run.rule).inc()


class _Jobs:
    """Jobs by state, asked of the ledger when the numbers are."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def collect(self) -> list[GaugeMetricFamily]:
        family = GaugeMetricFamily("gongshi_jobs", "Jobs by state", labels=["state"])
        for state, number in self._counts.items():
            family.add_metric([state], number)
        return [family]


def exposition(jobs: Mapping[str, int] | None) -> bytes:
    """All numbers in Prometheus' text form.

    Args:
        jobs: jobs by state; None = the ledger cannot be asked now.
    """
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry)
    if jobs is None:
        return text
    own = CollectorRegistry()
    own.register(_Jobs(jobs))
    return text + generate_latest(own)
