"""Checking: slices × plan → findings and what ran.

A slice goes through the plan's levels, each one `with_columns`; what remains of it is counts and the few records
that violate something. Those are kept until there are enough of them, and only for them messages, values and
suggestions are computed. So memory does not grow with the file, and the result does not depend on the size of the
slices or the number of threads.
"""

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from engine.blanks import CRASHES, NamedLevels
from engine.findings import (
    FINDING_SCHEMA,
    RuleDraft,
    draft_of,
    earlier_findings,
    findings_of,
    repeated_findings,
)
from engine.history import EARLIER_SCHEMA, FACT_SCHEMA, EarlierSubmissions, Facts
from engine.kinds import SEVERITIES, Severity
from engine.moot import settled, settled_cells
from engine.plan import Plan, PlannedRule
from engine.runs import RuleTally, Run, Runs
from engine.screening import Screen, Screened
from engine.single import Cells
from engine.worded import worded

BUFFERED_RECORDS = 40_000
SCREENED_RECORDS = 1000
SHORT_RECORDS = 100  # in more there is nearly always something hidden somewhere
# Whatever its severity, a record with such a finding is not shown to the public.
UNPUBLISHABLE_KINDS: Final = frozenset({"wrong_scope", "minor"})
_LEVEL_OF: dict[str, int] = {"reject": 2, "review": 1}


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
    levels: np.ndarray
    unpublishable: np.ndarray
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


@dataclass
class Checker:
    """Checks the slices of one submission. Feed it with `add`, then ask for `outcome`.

    Args:
        plan: what to evaluate.
        most_findings: how many findings to list; counts stay exact beyond.
        history: answers what was accepted earlier; None = nobody is asked, and no facts are kept.
        screened_records: slices of fewer records are not screened, for that would take longer than it saves.
        short_records: so many records at most are evaluated by short cuts.
    """

    plan: Plan
    most_findings: int
    history: EarlierSubmissions | None = None
    tallies: dict[int, RuleTally] = field(init=False)
    screened_records: int = SCREENED_RECORDS
    short_records: int = SHORT_RECORDS
    _screening: bool = True
    _records: int = 0
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _waiting_records: int = 0
    _findings: list[pl.DataFrame] = field(default_factory=list)
    _listed: int = 0
    _grades: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    _barred: list[np.ndarray] = field(default_factory=list)
    _keys: dict[int, list[pl.DataFrame]] = field(default_factory=dict)
    _facts: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tallies = {rule.number: RuleTally() for rule in self.plan.rules}

    @cached_property
    def _screen(self) -> Screen:
        return Screen(self.plan)

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
        if not self._screening or raw.height < self.screened_records:
            return Looked(raw.height, raw, None)
        raw = raw.rechunk()  # in one piece: many small chunks, as reading gives them, make everything slower
        try:
            screened = self._screen.screened(raw, with_facts=self.history is not None)
        except CRASHES:  # the full evaluation finds out which check it was
            self._screening = False
            return Looked(raw.height, raw, None)
        self._screening = 2 * int(screened.fine.sum()) > raw.height  # else it costs more than it saves
        return Looked(raw.height, _compact(raw.filter(~screened.fine)), screened)

    def take(self, looked: Looked) -> None:
        """Count what `looked_at` found out; slices are taken in the order of their records."""
        self._records += looked.records
        if looked.screened is not None:
            for number, evaluated in looked.screened.evaluated.items():
                self.tallies[number].evaluated += evaluated
            for number, keys in looked.screened.keys.items():
                self._keep_keys(number, keys)
            if looked.screened.facts is not None:
                self._keep_facts(looked.screened.facts)
        if looked.rest.height:
            self._waiting.append(looked.rest)
            self._waiting_records += looked.rest.height
        if self._waiting_records >= BUFFERED_RECORDS:
            self._judge()

    def _judge(self) -> None:
        """Evaluate in full the records that wait for it."""
        if not self._waiting:
            return
        raw = self._waiting[0] if len(self._waiting) == 1 else pl.concat(self._waiting)
        self._waiting, self._waiting_records = [], 0
        cells = self._cells_of(raw)
        if cells is not None:
            self._judge_alone(raw.select("row", "sheet_row"), cells)
            return
        frame = settled(self._judged(raw.rechunk()), self.plan)
        violated = self._count(frame)
        self._grade(frame, violated)
        for rule in self.plan.group_rules:
            assert rule.key is not None
            self._keep_keys(rule.number, frame.select("row", "sheet_row", key=rule.key))
        if self.history is not None:
            self._keep_facts(self._facts_of(frame))
        self._describe(frame, violated)

    def _judge_alone(self, row: pl.DataFrame, cells: Cells) -> None:
        """The same for one record.

        Args:
            row: its columns row and sheet_row.
            cells: of the working frame.
        """
        cells.update(settled_cells(cells, self.plan))
        violated = self._count_cells(cells)
        for rule in self.plan.group_rules:
            key = self.plan.single.key(rule.number, cells)
            if self._records == 1:  # there is no other to be equal to
                self.tallies[rule.number].evaluated += key is not None
            else:
                self._keep_keys(rule.number, row.with_columns(pl.Series("key", [key], pl.String)))
        if self.history is not None:
            self._keep_facts(self._facts_alone(row, cells))
        if violated:
            self._grade(row.hstack(self.plan.single.frame(cells, {rule.column for rule in violated})), violated)
        if others := self._worded(violated, cells):
            read = {name for rule in others for name in rule.shown}
            self._describe(row.hstack(self.plan.single.frame(cells, read)), others)

    def _worded(self, violated: list[PlannedRule], cells: Cells) -> list[PlannedRule]:
        """Keep the findings of one record that can be told without a frame; the other rules that are violated."""
        lines = {rule.number: worded(self.plan, rule).line(cells) for rule in violated if rule.id and rule.severity}
        told = [line for line in lines.values() if line is not None]
        if told and self._listed < self.most_findings:
            self._findings.append(pl.DataFrame(told, FINDING_SCHEMA, orient="row"))
            self._listed += len(told)
        return [rule for rule in violated if lines.get(rule.number) is None]

    def violations(self) -> dict[str, int]:
        """Rule → violations so far, where there are any."""
        return {
            rule.id: violations
            for rule in self.plan.rules
            if rule.id and rule.severity is not None and (violations := self.tallies[rule.number].violations)
        }

    def outcome(self) -> Outcome:
        """Finish: group rules, order, counts."""
        self._judge()
        levels = np.zeros(self._records, dtype=np.uint8)
        for rows, grades in self._grades:
            levels[rows - 1] = grades
        unpublishable = np.zeros(self._records, dtype=np.bool_)
        for rows in self._barred:
            unpublishable[rows - 1] = True
        for rule in self.plan.group_rules:
            self._finish_group(rule, levels)
        facts = self._finish_history(levels)
        runs = Runs(self.plan, self.tallies, self.history is not None)
        listed = pl.DataFrame(schema=FINDING_SCHEMA)
        if self._findings:
            listed = pl.concat(self._findings).sort("row", "rule_id", maintain_order=True)
        counts = dict.fromkeys(SEVERITIES, 0)
        for rule, tally in zip(self.plan.rules, self.tallies.values(), strict=True):
            if tally.violations and rule.id and rule.severity is not None:
                counts[rule.severity] += tally.violations
        return Outcome(
            findings=listed.head(self.most_findings),
            runs=tuple(runs.all()),
            levels=levels,
            unpublishable=unpublishable,
            finding_counts=counts,
            truncated=sum(counts.values()) > min(self.most_findings, listed.height),
            undefined=runs.lacks_mandatory,
            facts=facts,
        )

    # Evaluation

    def _cells_of(self, raw: pl.DataFrame) -> Cells | None:
        """The cells of a record that comes alone; None where the way without a frame cannot be gone."""
        if raw.height != 1 or not self.short_records:
            return None
        try:
            return self.plan.single.judged(raw)
        except CRASHES:  # evaluation in order finds out which check it was, if it dies there too
            return None

    def _judged(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The slice with the columns of all record rules, and all that findings and group rules read."""
        if raw.height > self.short_records:
            return self.evaluated(raw)
        try:
            columns, levels = self.plan.shortcuts.taken(raw)
        except CRASHES:  # as above
            return self.evaluated(raw)
        return self._completed(raw.hstack(list(columns.values())), levels)

    def evaluated(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The slice with a three-valued column for every record rule; a rule that crashes is recorded and its
        column is null.
        """
        return self._completed(*self.plan.blanks.prepared(raw))

    def _completed(self, frame: pl.DataFrame, levels: NamedLevels) -> pl.DataFrame:
        for level in levels:
            expressions = [expression for _, expression in level]
            try:
                # Threads would only wait for each other where there is next to nothing to do.
                few = frame.height <= self.short_records
                frame = frame.with_columns_seq(expressions) if few else frame.with_columns(expressions)
            except CRASHES:
                frame = self._evaluated_singly(frame, level)
        return frame

    def _evaluated_singly(self, frame: pl.DataFrame, level: tuple[tuple[str, pl.Expr], ...]) -> pl.DataFrame:
        """The level again, expression by expression, to find the rule that crashes; its column is null (not
        evaluated).
        """
        owners = {rule.column: rule for rule in self.plan.rules}
        columns = []
        for name, expression in level:
            try:
                columns.append(frame.select(expression.alias(name)).to_series())
            except CRASHES as error:
                owner = owners.get(name)
                if owner is None:
                    raise
                self.tallies[owner.number].crash = f"{type(error).__name__}"
                columns.append(pl.Series(name, [None] * frame.height, dtype=pl.Boolean))
        return frame.with_columns([c if len(c) == frame.height else c.new_from_index(0, frame.height) for c in columns])

    # What is kept of a slice

    def _count_cells(self, cells: Cells) -> list[PlannedRule]:
        """The same as `_count` for one record."""
        violated = []
        for rule in self.plan.record_rules:
            cell, tally = cells[rule.column], self.tallies[rule.number]
            tally.evaluated += cell is not None
            if cell:
                tally.violations += 1
                violated.append(rule)
        return violated

    def _count(self, frame: pl.DataFrame) -> list[PlannedRule]:
        """Count what was evaluated and violated. Returns the rules that are violated."""
        columns = dict(zip(frame.columns, frame.get_columns(), strict=True))
        violated = []
        for rule in self.plan.record_rules:
            column, tally = columns[rule.column], self.tallies[rule.number]
            tally.evaluated += frame.height - column.null_count()
            if bad := int(column.sum()):
                tally.violations += bad
                violated.append(rule)
        return violated

    def _grade(self, frame: pl.DataFrame, violated: list[PlannedRule]) -> None:
        """The worst severity of each record so far, as a small number."""
        grades, rows = np.zeros(frame.height, dtype=np.uint8), frame["row"].to_numpy()
        for severity, level in sorted(_LEVEL_OF.items(), key=lambda item: item[1]):
            grades[_marked(frame, [rule for rule in violated if rule.severity == severity and rule.id])] = level
        self._grades.append((rows, grades))
        barring = [rule for rule in violated if rule.kind in UNPUBLISHABLE_KINDS and rule.severity and rule.id]
        self._barred.append(rows[_marked(frame, barring)])

    def _keep_keys(self, number: int, keys: pl.DataFrame) -> None:
        """96 bits of hash for each key: enough that two different keys of one submission never meet.

        Args:
            number: of the group rule.
            keys: columns row, sheet_row, key.
        """
        key = pl.col("key")
        hashed = keys.drop_nulls("key").select(
            "row", "sheet_row", first=key.hash(1), second=key.hash(2).cast(pl.UInt32, wrap_numerical=True)
        )
        self._keys.setdefault(number, []).append(hashed)

    def _describe(self, frame: pl.DataFrame, violated: list[PlannedRule]) -> None:
        """The findings of some records, unless there are enough already."""
        if self._listed >= self.most_findings:
            return
        reported = [rule for rule in violated if rule.id and rule.severity is not None]
        found = self._finished([draft for rule in reported for draft in self._drafts(rule, frame)])
        self._findings += found
        self._listed += sum(findings.height for findings in found)

    def _drafts(self, rule: PlannedRule, bad: pl.DataFrame) -> list[RuleDraft]:
        """The rule's findings, to be finished; none where its message crashes: then it has not run either."""
        names = sorted({"row", "sheet_row", *rule.shown})
        # In one piece: `pl.format` of Polars 2.1 panics on a column of several chunks.
        violating = bad.select(names)
        if bad.height > 1:
            violating = violating.filter(pl.col(rule.column)).rechunk()
        if violating.is_empty() or self.tallies[rule.number].crash:
            return []
        try:
            return [draft_of(rule, violating)]
        except CRASHES as error:
            self.tallies[rule.number].crash = type(error).__name__
            return []

    def _finished(self, drafts: list[RuleDraft]) -> list[pl.DataFrame]:
        """The findings, masked; where that crashes, rule by rule, to lose only those of the rule that it is about."""
        try:
            return findings_of(drafts, self.plan.concealer)
        except CRASHES as error:
            if len(drafts) == 1:
                self.tallies[drafts[0].rule.number].crash = type(error).__name__
                return []
            return [found for draft in drafts for found in self._finished([draft])]

    def _finish_group(self, rule: PlannedRule, levels: np.ndarray) -> None:
        tally = self.tallies[rule.number]
        hashed = pl.concat(self._keys.get(rule.number, [])) if rule.number in self._keys else None
        if hashed is None or hashed.is_empty():
            return
        tally.evaluated = hashed.height
        if hashed.height == 1:
            return
        key = ["first", "second"]
        few = hashed.filter(pl.col("first").is_in(_repeated(hashed["first"]).implode()))
        repeated = few.filter(pl.struct(key).is_duplicated()).with_columns(
            first_row=pl.col("row").min().over(key), first_sheet_row=pl.col("sheet_row").min().over(key)
        )
        later = repeated.filter(pl.col("row") > pl.col("first_row")).sort("row")
        tally.violations = later.height
        if rule.severity is None or later.is_empty():
            return
        self._findings.append(repeated_findings(rule, later))
        level = _LEVEL_OF.get(rule.severity, 0)
        places = later["row"].to_numpy() - 1
        levels[places] = np.maximum(levels[places], level)

    # What the history wants to know, and answers

    def _facts_of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The facts of some records. A check whose facts crash has not run."""
        facts = {name: expression.alias(name) for name, expression in self.plan.facts.items()}
        try:
            return frame.select("row", "sheet_row", *facts.values())
        except CRASHES:
            return frame.select("row", "sheet_row", **{name: self._fact_alone(frame, name) for name in facts})

    def _facts_alone(self, row: pl.DataFrame, cells: Cells) -> pl.DataFrame:
        try:
            return row.hstack(self.plan.single.facts(cells))
        except CRASHES:  # in a frame it is found out which fact it was
            return self._facts_of(row.hstack(self.plan.single.frame(cells, self.plan.single.wanted)))

    def _fact_alone(self, frame: pl.DataFrame, name: str) -> pl.Series | pl.Expr:
        try:
            return frame.select(self.plan.facts[name].alias(name)).to_series()
        except CRASHES as error:
            owners = [rule for rule in self.plan.rules if name in rule.facts] or [*self.plan.history_rules]
            if not owners:
                raise
            for owner in owners:
                self.tallies[owner.number].crash = type(error).__name__
            return pl.lit(None)

    def _keep_facts(self, facts: pl.DataFrame) -> None:
        """Facts with hashes for texts.

        Args:
            facts: columns row, sheet_row and the plan's facts.
        """
        assert self.history is not None
        hashes = [self.history.hashed(facts[name]).alias(name) for name in ("key", "content")]
        self._facts.append(facts.with_columns(hashes))

    def _finish_history(self, levels: np.ndarray) -> Facts | None:
        if self.history is None:
            return None
        schema = pl.Schema({**FACT_SCHEMA, "sheet_row": pl.UInt32})
        records = pl.concat([schema.to_frame(), *(part.select(schema.names()).cast(schema) for part in self._facts)])
        records = records.sort("row")
        keyed = records.drop_nulls("key")
        earlier = pl.DataFrame(schema=EARLIER_SCHEMA)
        if self.plan.history_rules and keyed.height:
            earlier = self.history.earlier(keyed.select("row", "key", "content")).sort("row")
        for rule in self.plan.history_rules:
            self.tallies[rule.number].evaluated = keyed.height
            if earlier.is_empty():
                continue
            found = earlier.filter(same_content=rule.same_content).join(
                records.select("row", "sheet_row"), on="row", how="left", maintain_order="left"
            )
            self._report_earlier(rule, found, levels)
        return Facts(records.drop("sheet_row"), earlier)

    def _report_earlier(self, rule: PlannedRule, found: pl.DataFrame, levels: np.ndarray) -> None:
        self.tallies[rule.number].violations = found.height
        if rule.severity is None or found.is_empty():
            return
        self._findings.append(earlier_findings(rule, found))
        places = found["row"].to_numpy() - 1
        levels[places] = np.maximum(levels[places], _LEVEL_OF.get(rule.severity, 0))


def _repeated(numbers: pl.Series) -> pl.Series:
    """The numbers that stand there more than once; sorting takes less memory than grouping."""
    ordered = np.sort(numbers.to_numpy())
    return pl.Series(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]), dtype=numbers.dtype)


def _compact(records: pl.DataFrame) -> pl.DataFrame:
    """The same records without the text of all others of their slice, to which a filtered column still points."""
    stream = io.BytesIO()
    records.write_ipc_stream(stream, compat_level=pl.CompatLevel.oldest())
    stream.seek(0)
    return pl.read_ipc_stream(stream)


def _marked(frame: pl.DataFrame, rules: list[PlannedRule]) -> np.ndarray:
    """One Boolean a record: whether it violates any of the rules."""
    if not rules:
        return np.zeros(frame.height, dtype=np.bool_)
    columns = [rule.column for rule in rules]
    return frame.select(pl.any_horizontal(columns).fill_null(False)).to_series().to_numpy()
