"""What every contender tells of its run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """One run.

    Attributes:
        rules: how many rules were evaluated; None = not the same rules.
        violations: how many violations were found, over all rules.
        records: how many records have at least one.
        note: what it could not express, beyond what is left out for all.
    """

    rules: int | None
    violations: int
    records: int | None
    note: str = ""
