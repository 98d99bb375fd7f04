"""The figures as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        what: was measured.
        seconds: median.
        ratio: to what the goal speaks of; None = nothing to compare with.
        peak_megabytes: of the process; None = not of interest.
        goal: in words.
        reached: None = there is no goal.
    """

    what: str
    seconds: float
    ratio: str | None = None
    peak_megabytes: float | None = None
    goal: str = ""
    reached: bool | None = None


def markdown(lines: Iterable[Line]) -> str:
    """The table."""
    head = ("measured", "seconds", "ratio", "peak memory", "goal", "reached")
    rows = [head, tuple("---" for _ in head), *(_cells(line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(line: Line) -> Sequence[str]:
    seconds = f"{line.seconds * 1000:.1f} ms" if line.seconds < 0.1 else f"{line.seconds:.2f}"
    peak = "" if line.peak_megabytes is None else f"{line.peak_megabytes / 1024:.2f} GB"
    reached = {None: "", True: "yes", False: "no"}[line.reached]
    return (line.what, seconds, line.ratio or "", peak, line.goal, reached)
