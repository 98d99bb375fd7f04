"""The findings of a submission, told until there are enough of them; counts go on elsewhere."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import polars as pl

from engine.checking.findings import FINDING_SCHEMA, RuleDraft, draft_of, findings_of
from engine.checking.plan import Plan, PlannedRule
from engine.checking.runs import Tallies
from engine.checking.worded import worded
from engine.evaluation.blanks import CRASHES
from engine.evaluation.patterns import FEW
from engine.evaluation.single import Cells

_RULE_ID: Final = [*FINDING_SCHEMA].index("rule_id")


class Listing:
    """Findings of one submission. A rule whose message crashes has not run, and has no findings.

    Args:
        plan: the rules.
        tallies: where a crash is recorded.
        most: how many findings to list.
    """

    def __init__(self, plan: Plan, tallies: Tallies, most: int) -> None:
        self._plan, self._tallies, self._most = plan, tallies, most
        self._findings: list[pl.DataFrame] = []
        self._listed = 0

    def add(self, findings: pl.DataFrame) -> None:
        """Findings that are told already: columns of `FINDING_SCHEMA`."""
        self._findings.append(findings)
        self._listed += findings.height

    def alone(self, violated: Sequence[PlannedRule], cells: Cells) -> list[PlannedRule]:
        """Tell of one record what can be told without a frame.

        Args:
            violated: the rules that it violates.
            cells: of its working frame.

        Returns:
            The other rules.
        """
        lines = {rule.number: worded(self._plan, rule).line(cells) for rule in violated if rule.id and rule.severity}
        told = sorted((line for line in lines.values() if line is not None), key=itemgetter(_RULE_ID))
        if told and self._listed < self._most:
            self.add(pl.DataFrame(told, FINDING_SCHEMA, orient="row"))
        return [rule for rule in violated if lines.get(rule.number) is None]

    def tell(self, frame: pl.DataFrame, violated: Sequence[PlannedRule]) -> None:
        """Tell of some records what is wrong with them, unless there is enough already.

        Args:
            frame: the working frame.
            violated: the rules that some of the records violate.
        """
        if self._listed >= self._most:
            return
        reported = [rule for rule in violated if rule.id and rule.severity is not None]
        for findings in self._finished([draft for rule in reported for draft in self._drafts(rule, frame)]):
            self.add(findings)

    def listed(self) -> pl.DataFrame:
        """At most as many as asked for, ordered by row, then rule."""
        if not self._findings:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        findings = self._findings[0] if len(self._findings) == 1 else pl.concat(self._findings)
        return _ordered(findings).head(self._most)

    def _drafts(self, rule: PlannedRule, frame: pl.DataFrame) -> list[RuleDraft]:
        """The rule's findings, to be finished."""
        names = sorted({"row", "sheet_row", *rule.shown})
        # In one piece: `pl.format` of Polars 2.1 panics on a column of several chunks.
        violating = frame.select(names)
        if frame.height > 1:
            violating = violating.filter(pl.col(rule.column)).rechunk()
        if violating.is_empty() or self._tallies[rule.number].crash:
            return []
        try:
            return [draft_of(rule, violating)]
        except CRASHES as error:
            self._tallies[rule.number].crash = type(error).__name__
            return []

    def _finished(self, drafts: list[RuleDraft]) -> list[pl.DataFrame]:
        """The findings, masked; where that crashes, rule by rule, to lose only those of the rule that it is about."""
        try:
            return findings_of(drafts, self._plan.concealer)
        except CRASHES as error:
            if len(drafts) == 1:
                self._tallies[drafts[0].rule.number].crash = type(error).__name__
                return []
            return [found for draft in drafts for found in self._finished([draft])]


def _ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """By row, then rule. Those of one record are in order mostly; handing a few to Polars' threads takes longer than
    to see that.
    """
    places = findings[["row", "rule_id"]].rows() if findings.height <= FEW else None
    if places is not None and places == sorted(places):
        return findings
    return findings.sort("row", "rule_id", maintain_order=True)
