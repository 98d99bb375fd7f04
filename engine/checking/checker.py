"""Checking: slices × plan → findings and what ran.

A slice is screened; what surely violates nothing is only counted. The rest waits until there is enough of it to be
worth a full evaluation, and only for what violates something messages, values and suggestions are worked out. So
memory does not grow with the file, and the result does not depend on the size of the slices or the number of threads.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.checking.evaluating import Evaluation
from engine.checking.findings import earlier_findings, repeated_findings
from engine.checking.grades import Grades, Levels, worsen
from engine.checking.listing import Listing
from engine.checking.moot import settled, settled_cells
from engine.checking.plan import Plan, PlannedRule
from engine.checking.recollection import Recollection
from engine.checking.repetitions import Repetitions
from engine.checking.runs import RuleTally, Run, Runs
from engine.checking.screening import Screen, Screened
from engine.evaluation.blanks import CRASHES
from engine.evaluation.single import Cells
from engine.history import FACT_SCHEMA, EarlierSubmissions, Facts
from engine.kinds import SEVERITIES, Severity

BUFFERED_RECORDS = 40_000
SCREENED_RECORDS = 1000
SHORT_RECORDS = 100  # in more there is nearly always something hidden somewhere
TellFindings = Callable[[PlannedRule, pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Outcome:
    """What checking found out.

    Attributes:
        findings: frame of `FINDING_SCHEMA`, ordered by row then rule, at most as many as asked for.
        runs: one entry a rule of the ruleset, in the ruleset's order.
        levels: one UInt8 a record: 0 accept, 1 review, 2 reject.
        unpublishable: one Boolean a record: what was found keeps it from the public, whatever its severity.
        finding_counts: exact number of findings by severity, however many are listed.
        truncated: findings were cut.
        undefined: a mandatory rule did not run.
        facts: for the history; None where there is none.
    """

    findings: pl.DataFrame
    runs: tuple[Run, ...]
    levels: Levels
    unpublishable: npt.NDArray[np.bool_]
    finding_counts: dict[Severity, int]
    truncated: bool
    undefined: bool
    facts: Facts | None = None


@dataclass(frozen=True)
class Looked:
    """A slice after screening.

    Attributes:
        records: how many it has.
        rest: those that must be evaluated in full.
        screened: what was found out about the others; None where all are in the rest.
    """

    records: int
    rest: pl.DataFrame
    screened: Screened | None


class Checker:
    """Checks the slices of one submission. Feed it with `add`, then ask for `outcome`.

    Args:
        plan: what to evaluate.
        most_findings: how many findings to list; counts stay exact beyond.
        history: answers what was accepted earlier; None = nobody is asked, and no facts are kept.
        screened_records: slices of fewer records are not screened, for that would take longer than it saves.
        short_records: so many records at most are evaluated by short cuts.
    """

    def __init__(
        self,
        plan: Plan,
        most_findings: int,
        history: EarlierSubmissions | None = None,
        screened_records: int = SCREENED_RECORDS,
        short_records: int = SHORT_RECORDS,
    ) -> None:
        self._plan, self._screened_records, self._screening = plan, screened_records, True
        self._tallies = {rule.number: RuleTally() for rule in plan.rules}
        self._evaluation = Evaluation(plan, self._tallies, short_records)
        self._grades, self._repetitions = Grades(), Repetitions()
        self._listing = Listing(plan, self._tallies, most_findings)
        self._recollection = None if history is None else Recollection(plan, self._tallies, history)
        self._records = 0
        self._waiting: list[pl.DataFrame] = []
        self._waiting_records = 0

    @cached_property
    def _screen(self) -> Screen:
        return Screen(self._plan)

    def add(self, raw: pl.DataFrame) -> None:
        """Check one slice.

        Args:
            raw: columns `row` and `sheet_row` (UInt32) and `CODE.raw` (String) for every field of the layout.
        """
        self.take(self.looked_at(raw))

    def looked_at(self, raw: pl.DataFrame) -> Looked:
        """The part of checking a slice that changes nothing, so that several slices can be looked at side by side.

        Args:
            raw: as `add` takes it.
        """
        if not self._screening or raw.height < self._screened_records:
            return Looked(raw.height, raw, None)
        raw = raw.rechunk()  # in one piece: many small chunks, as reading gives them, make everything slower
        try:
            screened = self._screen.screened(raw, with_facts=self._recollection is not None)
        except CRASHES:  # the full evaluation finds out which check it was
            self._screening = False
            return Looked(raw.height, raw, None)
        self._screening = 2 * int(screened.fine.sum()) > raw.height  # else it costs more than it saves
        return Looked(raw.height, _compact(raw.filter(~screened.fine)), screened)

    def take(self, looked: Looked) -> None:
        """Count what `looked_at` found out; slices are taken in the order of their records."""
        self._records += looked.records
        if looked.screened is not None:
            self._take_fine(looked.screened)
        if looked.rest.height:
            self._waiting.append(looked.rest)
            self._waiting_records += looked.rest.height
        if self._waiting_records >= BUFFERED_RECORDS:
            self._judge()

    def evaluated(self, raw: pl.DataFrame) -> pl.DataFrame:
        """A slice with a three-valued column for every record rule; nothing is kept of it but which rules crash.

        Args:
            raw: as `add` takes it.
        """
        return self._evaluation.in_order(raw)

    def violations(self) -> dict[str, int]:
        """Rule → violations so far, where there are any."""
        return {
            rule.id: violations
            for rule in self._plan.rules
            if rule.id and rule.severity is not None and (violations := self._tallies[rule.number].violations)
        }

    def outcome(self) -> Outcome:
        """Finish: what waits, what records have in common with each other and with earlier ones, order, counts."""
        self._judge()
        levels = self._grades.levels(self._records)
        for rule in self._plan.group_rules:
            self._finish_group(rule, levels)
        facts = self._finish_history(levels)
        runs = Runs(self._plan, self._tallies, self._recollection is not None)
        findings, counts = self._listing.listed(), self._counts()
        return Outcome(
            findings=findings,
            runs=tuple(runs.all()),
            levels=levels,
            unpublishable=self._grades.unpublishable(self._records),
            finding_counts=counts,
            truncated=sum(counts.values()) > findings.height,
            undefined=runs.lacks_mandatory,
            facts=facts,
        )

    # A slice

    def _take_fine(self, screened: Screened) -> None:
        for number, evaluated in screened.evaluated.items():
            self._tallies[number].evaluated += evaluated
        for number, keys in screened.keys.items():
            self._repetitions.add(number, keys)
        if self._recollection is not None and screened.facts is not None:
            self._recollection.add(screened.facts)

    def _judge(self) -> None:
        """Evaluate in full the records that wait for it."""
        if not self._waiting:
            return
        raw = self._waiting[0] if len(self._waiting) == 1 else pl.concat(self._waiting)
        self._waiting, self._waiting_records = [], 0
        cells = self._evaluation.alone(raw)
        if cells is None:
            self._judge_many(raw)
        else:
            self._judge_alone(raw[["row", "sheet_row"]], cells)

    def _judge_many(self, raw: pl.DataFrame) -> None:
        frame = settled(self._evaluation.shortly(raw.rechunk()), self._plan)
        violated = self._count(frame)
        self._grades.add(frame, violated)
        for rule in self._plan.group_rules:
            assert rule.key is not None
            self._repetitions.add(rule.number, frame.select("row", "sheet_row", key=rule.key))
        if self._recollection is not None:
            self._recollection.add(self._recollection.of(frame))
        self._listing.tell(frame, violated)

    def _judge_alone(self, row: pl.DataFrame, cells: Cells) -> None:
        """The same for one record.

        Args:
            row: its columns row and sheet_row.
            cells: of the working frame.
        """
        cells.update(settled_cells(cells, self._plan))
        violated = self._count_cells(cells)
        self._keep_keys(row, cells)
        if self._recollection is not None:
            self._recollection.add(self._recollection.alone(row, cells))
        if violated:
            columns = {rule.column for rule in violated}
            self._grades.add(row.hstack(self._plan.single.frame(cells, columns)), violated)
        if others := self._listing.alone(violated, cells):
            read = {name for rule in others for name in rule.shown}
            self._listing.tell(row.hstack(self._plan.single.frame(cells, read)), others)

    def _keep_keys(self, row: pl.DataFrame, cells: Cells) -> None:
        for rule in self._plan.group_rules:
            key = self._plan.single.key(rule.number, cells)
            if self._records == 1:  # there is no other to be equal to
                self._tallies[rule.number].evaluated += key is not None
            else:
                self._repetitions.add(rule.number, row.with_columns(pl.Series("key", [key], pl.String)))

    # Counts

    def _count(self, frame: pl.DataFrame) -> list[PlannedRule]:
        """Count what was evaluated and violated. Returns the rules that are violated."""
        columns = dict(zip(frame.columns, frame.get_columns(), strict=True))
        violated = []
        for rule in self._plan.record_rules:
            column, tally = columns[rule.column], self._tallies[rule.number]
            tally.evaluated += frame.height - column.null_count()
            if bad := int(column.sum()):
                tally.violations += bad
                violated.append(rule)
        return violated

    def _count_cells(self, cells: Cells) -> list[PlannedRule]:
        """The same as `_count` for one record."""
        violated = []
        for rule in self._plan.record_rules:
            cell, tally = cells[rule.column], self._tallies[rule.number]
            tally.evaluated += cell is not None
            if cell:
                tally.violations += 1
                violated.append(rule)
        return violated

    def _counts(self) -> dict[Severity, int]:
        counts = dict.fromkeys(SEVERITIES, 0)
        for rule, tally in zip(self._plan.rules, self._tallies.values(), strict=True):
            if tally.violations and rule.id and rule.severity is not None:
                counts[rule.severity] += tally.violations
        return counts

    # What records have in common

    def _finish_group(self, rule: PlannedRule, levels: Levels) -> None:
        keyed, later = self._repetitions.found(rule.number)
        self._tallies[rule.number].evaluated += keyed
        self._report(rule, later, repeated_findings, levels)

    def _finish_history(self, levels: Levels) -> Facts | None:
        if self._recollection is None:
            return None
        records = self._recollection.records()
        earlier = self._recollection.earlier(records)
        for rule in self._plan.history_rules:
            self._tallies[rule.number].evaluated = records.height - records["key"].null_count()
            if earlier.is_empty():
                continue
            found = earlier.filter(same_content=rule.same_content).join(
                records.select("row", "sheet_row"), on="row", how="left", maintain_order="left"
            )
            self._report(rule, found, earlier_findings, levels)
        return Facts(records[[*FACT_SCHEMA]], earlier)

    def _report(self, rule: PlannedRule, found: pl.DataFrame, told: TellFindings, levels: Levels) -> None:
        """Count, tell and grade what was found about a rule that looks beyond single records."""
        self._tallies[rule.number].violations = found.height
        if rule.severity is None or found.is_empty():
            return
        self._listing.add(told(rule, found))
        worsen(levels, found["row"], rule.severity)


def _compact(records: pl.DataFrame) -> pl.DataFrame:
    """The same records without the text of all others of their slice, to which a filtered column still points."""
    stream = io.BytesIO()
    records.write_ipc_stream(stream, compat_level=pl.CompatLevel.oldest())
    stream.seek(0)
    return pl.read_ipc_stream(stream)
