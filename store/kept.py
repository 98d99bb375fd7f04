"""A stored submission as the judgement that was given: its own rows, its findings, its ruleset. Nothing is judged
again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from engine.errors import EngineError, UserError
from engine.gate import SLICE_RECORDS, Judgement
from engine.header import Located, find_header
from engine.kinds import UNPUBLISHABLE_KINDS
from engine.publishing import publishable_rows
from engine.reading import Source
from engine.ruleset import Ruleset
from engine.verdict import Result
from store.callers import Caller
from store.home import Home


@dataclass(frozen=True)
class KeptJudgement(Judgement):
    """A judgement from the store. It would rather fail than show rows or records other than those that were judged."""

    @property
    def publishable(self) -> np.ndarray:
        """One Boolean a record, as for any judgement.

        Raises:
            UserError: `published-findings-cut`: findings that keep records from the public were not all listed.
        """
        if not self._barring_is_known():
            raise UserError(
                "published-findings-cut",
                zh="该次报送的问题过多，未能全部留存，无法确定哪些记录可以公示；请拆成较小的文件重新报送",
                en="there were more findings than are kept, so nobody can tell which records may be shown; "
                "hand in smaller files",
            )
        return super().publishable

    def records(self, size: int = SLICE_RECORDS) -> Iterator[pl.DataFrame]:
        """The submitter's own rows, as for any judgement.

        Raises:
            EngineError: they are not as many as were judged.
        """
        count = 0
        for piece in super().records(size):
            count += piece.height
            yield piece
        if count != len(self.levels):
            raise _other_rows()

    def _barring_is_known(self) -> bool:
        """Whether every finding that keeps a record from the public by its kind is among those that were listed."""
        listed = Counter(finding.rule for finding in self.result.findings)
        barring = {rule.id for rule in self.plan.rules if rule.kind in UNPUBLISHABLE_KINDS}
        return all(listed[run.rule] >= run.violations for run in self.result.rules if run.rule in barring)


def kept_judgement(home: Home, caller: Caller, submission: str) -> KeptJudgement:
    """A submission as it was judged, by the ruleset that was in force for it then.

    Args:
        caller: who asks; a submitter for what is its own.

    Raises:
        UserError: `unknown-submission`, `evidence-gone`.
        EngineError: what is stored does not belong together.
        StoreUnavailable: the database or the evidence store is away.
    """
    result, ruleset = home.history.result(caller, submission), home.history.ruleset(caller, submission)
    header = _header(home.intake.evidence_source(submission), ruleset, result)
    match = header.match
    plan = home.gate.plan(ruleset, match.layout, date.fromisoformat(result.as_of), frozenset(match.columns))
    levels = home.history.levels(caller, submission)
    if len(levels) != result.counts.records:
        raise _other_rows()
    return KeptJudgement(result, header, plan, levels, _unpublishable(result, len(levels)))


def _header(source: Source, ruleset: Ruleset, result: Result) -> Located:
    """The header as it was understood then: forms may share their columns, and only one has the rules that ran."""
    ran = {run.rule for run in result.rules}
    forms = [
        layout
        for layout in ruleset.layouts_of(result.record_type)
        if {ruleset.rule_id(layout, rule) for rule in layout.rules} == ran
    ]
    if not forms:
        raise _other_rows()
    narrowed = ruleset.model_copy(update={"layouts": tuple(forms)})
    header = find_header(source, narrowed, (), result.record_type)
    match = header.match
    if {code: match.captions[column] for code, column in match.columns.items()} != result.input.columns:
        raise _other_rows()
    return header


def _unpublishable(result: Result, records: int) -> np.ndarray:
    """One Boolean a record: some finding keeps it from the public."""
    named = {finding.row for finding in result.findings if finding.row is not None}
    barred = named - publishable_rows(named, result.findings)
    marks = np.zeros(records, dtype=np.bool_)
    marks[[row - 1 for row in barred]] = True
    return marks


def _other_rows() -> EngineError:
    return EngineError(
        "evidence-differs",
        zh="留存的原始数据与当时的校验结果对不上",
        en="the rows that are kept are not those that were judged",
    )
