"""The gate: source × rulesets × checks → judgement. What the command line, the service and the jobs all call."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Protocol

import numpy as np
import polars as pl

from engine.check import Fault, call_check
from engine.checking import NO_LOOKUPS, Checker, Looked, Lookups, Plan, PlannedRule, make_plan
from engine.errors import Language, UserError
from engine.evaluation.slicing import raw_slices
from engine.furniture import Furniture, LeftOutRows
from engine.header import KnownHeaders, Located, Match, find_header
from engine.history import EarlierSubmissions, Facts
from engine.plugins import Registry
from engine.reading import Source
from engine.results import SubmissionFaults, make_result, submission_faults, with_submission_faults
from engine.row_words import RowWords
from engine.ruleset import RecordLayout, RecordType, Ruleset, RulesetLibrary
from engine.verdict import Result

SLICE_RECORDS = 50_000
MOST_FINDINGS = 100_000
_WORTH_A_THREAD = 10_000  # records; with fewer a thread would take longer than it saves
Progress = Callable[[int], None]


class Watcher(Protocol):
    """Sees a submission on its way: to keep it, or to tell how far it is."""

    def located(self, header: Located) -> None:
        """The header was found."""

    def read(self, piece: pl.DataFrame) -> None:
        """Records as the submitter wrote them: columns `sheet_row`, `c0`, `c1`, …"""

    def checked(self, records: int, violations: Mapping[str, int]) -> None:
        """So many records are done; violations so far by rule."""


@dataclass(frozen=True)
class Judgement:
    """A result, and what reports need beside it.

    Attributes:
        result: the JSON contract.
        header: where the header was found, and the layout that fitted.
        plan: the rules as they were evaluated.
        levels: one UInt8 a record: 0 accept, 1 review, 2 reject.
        unpublishable: one Boolean a record: what was found keeps it from the public, whatever its severity.
        facts: what the history keeps of each record; None where none was asked.
    """

    result: Result
    header: Located
    plan: Plan
    levels: np.ndarray
    unpublishable: np.ndarray
    facts: Facts | None = None

    @property
    def publishable(self) -> np.ndarray:
        """One Boolean a record: it is accepted, and nothing that was found about it keeps it from the public."""
        if self.result.verdict not in ("accept", "partial"):  # where one bad record rejects all, none is accepted
            return np.zeros(len(self.levels), dtype=np.bool_)
        accepted: np.ndarray = (self.levels == 0) & ~self.unpublishable
        return accepted

    def records(self, size: int = SLICE_RECORDS) -> Iterator[pl.DataFrame]:
        """The submitter's own rows again, record by record in the order of `Finding.row`: columns `sheet_row`,
        `c0`, `c1`, …
        """
        return record_slices(self.header, self.plan.ruleset.skip_rows, size)


@dataclass
class Gate:
    """Judges submissions. Holds nothing that changes a judgement: plans are kept because making one takes longer
    than one record.

    Args:
        library: the rulesets to choose from.
        registry: the checks of the loaded plugins.
    """

    library: RulesetLibrary
    registry: Registry
    _plans: dict[tuple[str, str, str, date, frozenset[str], str], Plan] = field(default_factory=dict)
    _headers: KnownHeaders = field(default_factory=KnownHeaders)
    _asking: dict[str, bool] = field(default_factory=dict)
    _faults: dict[int, tuple[Plan, Match, SubmissionFaults]] = field(default_factory=dict)

    def check(
        self,
        source: Source,
        *,
        as_of: date,
        reference: str | None = None,
        record_type: RecordType | None = None,
        region: str | None = None,
        lookups: Lookups = NO_LOOKUPS,
        language: Language = "zh",
        slice_records: int = SLICE_RECORDS,
        most_findings: int = MOST_FINDINGS,
        progress: Progress | None = None,
        history: EarlierSubmissions | None = None,
        watcher: Watcher | None = None,
    ) -> Judgement:
        """Judge one submission.

        Args:
            as_of: selects the ruleset and is 'today' for every date rule.
            reference: `ID[@VERSION]` of the ruleset; None = that of the region or the nation, by date.
            region: division code of the place (140400); its local overlay is preferred.
            record_type: None = the header decides.
            lookups: reference data (organisations, catalogue) for the checks that need it.
            language: of the messages.
            slice_records: records to look at together; changes speed and memory, never the result.
            most_findings: how many findings to list; counts are exact all the same.
            progress: called with the number of records done so far.
            history: answers what was accepted earlier; None = nobody is asked.
            watcher: sees the header and the submitter's rows as they are read.

        Raises:
            UserError: the input cannot be judged as it is.
            EngineError: the ruleset or a plugin is not sound.
        """
        ruleset = self.library.resolve(reference, as_of, region)
        header = find_header(source, ruleset, self.library.rulesets, record_type, self._headers)
        match = header.match
        plan = self.plan(ruleset, match.layout, as_of, frozenset(match.columns), lookups)
        checker = Checker(plan, most_findings, history)
        left_out = LeftOutRows()
        slices = _watched(header, record_slices(header, ruleset.skip_rows, slice_records, left_out), watcher)
        if _feed(checker, raw_slices(slices, dict(match.columns), match.layout.codes), progress, watcher) == 0:
            raise _no_records(source, left_out)
        outcome = with_submission_faults(checker.outcome(), self._submission_faults(plan, match))
        result = make_result(source, header, plan, outcome, self.registry.plugins, language, left_out)
        return Judgement(result, header, plan, outcome.levels, outcome.unpublishable, outcome.facts)

    def asks_for_lookups(self, ruleset: Ruleset) -> bool:
        """Whether any rule of a ruleset needs reference data."""
        asks = self._asking.get(ruleset.digest)
        if asks is None:
            rules = [rule for layout in ruleset.layouts for rule in layout.rules]
            asks = any(self.registry.check(rule.check, rule.id).lookups for rule in rules)
            self._asking[ruleset.digest] = asks
        return asks

    def plan(
        self,
        ruleset: Ruleset,
        layout: RecordLayout,
        as_of: date,
        present: frozenset[str],
        lookups: Lookups = NO_LOOKUPS,
    ) -> Plan:
        """The plan for a layout on a date, made once."""
        key = (ruleset.digest, layout.record_type, layout.form, as_of, present, lookups.digest)
        plan = self._plans.get(key)
        if plan is None:
            plan = make_plan(ruleset, layout, self.registry, as_of, present, lookups)
            if len(self._plans) > 64:
                self._plans.clear()
            self._plans[key] = plan
        return plan

    def _submission_faults(self, plan: Plan, match: Match) -> SubmissionFaults:
        """What is wrong with the submission as a whole; for a header that is known, worked out once."""
        kept = self._faults.get(id(match))
        if kept is None or kept[0] is not plan or kept[1] is not match:
            if len(self._faults) > 64:
                self._faults.clear()
            kept = self._faults[id(match)] = plan, match, submission_faults(self._found(plan, match), plan.concealer)
        return kept[2]

    def _found(self, plan: Plan, match: Match) -> list[tuple[PlannedRule, list[Fault]]]:
        return [
            (rule, call_check(rule.check, (match.header,), rule.parameters or {}, {"as_of": plan.as_of}))
            for rule in plan.submission_rules
            if rule.severity is not None
        ]


def _no_records(source: Source, left_out: LeftOutRows) -> UserError:
    rows = left_out.rows
    zh = f"（有 {rows} 行是说明、合计或没有填写的行）" if rows else ""
    en = f" (but {rows} rows of explanations, totals or nothing but numbers)" if rows else ""
    return UserError(
        "no-records",
        zh=f"{source.name}：表头下面没有数据行{zh}，请填写记录后再报送",
        en=f"{source.name}: no records below the header{en}",
    )


def _feed(checker: Checker, slices: Iterator[pl.DataFrame], progress: Progress | None, watcher: Watcher | None) -> int:
    """Check slice after slice; the number of records."""
    records = 0
    for looked in _side_by_side(checker.looked_at, slices):
        checker.take(looked)
        records += looked.records
        if progress is not None:
            progress(records)
        if watcher is not None:
            watcher.checked(records, checker.violations())
    return records


def _watched(header: Located, slices: Iterator[pl.DataFrame], watcher: Watcher | None) -> Iterator[pl.DataFrame]:
    """The same slices, shown to the watcher on their way."""
    if watcher is None:
        return slices
    watcher.located(header)
    return _shown(slices, watcher)


def _shown(slices: Iterator[pl.DataFrame], watcher: Watcher) -> Iterator[pl.DataFrame]:
    for piece in slices:
        watcher.read(piece)
        yield piece


def _side_by_side(look: Callable[[pl.DataFrame], Looked], slices: Iterator[pl.DataFrame]) -> Iterator[Looked]:
    """What a function answers for each slice, in their order; as many at a time as there are threads."""
    first = next(slices, None)
    if first is None:
        return
    if first.height < _WORTH_A_THREAD:  # nearly always all there is
        yield look(first)
        yield from map(look, slices)
        return
    most = pl.thread_pool_size()
    with ThreadPoolExecutor(most) as threads:
        under_way: deque[Future[Looked]] = deque()
        for piece in chain((first,), slices):
            under_way.append(threads.submit(look, piece))
            if len(under_way) > most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def record_slices(
    header: Located, words: RowWords, size: int, left_out: LeftOutRows | None = None
) -> Iterator[pl.DataFrame]:
    """The rows below the header that are records.

    Args:
        words: of the ruleset, for rows that are no records.
        size: the most records in a slice.
        left_out: notes the rows that are no records.
    """
    furniture = Furniture(header, words)
    passes = Furniture(header, words).passes
    for piece in _read_ahead(header.sheet.slices(header.row, len(header.match.captions), size, passes), size):
        kinds = furniture.found(piece)
        if left_out is not None:
            for place, kind in kinds.items():
                left_out.add(kind, int(piece["sheet_row"][place]))
        kept = _without(piece, kinds) if kinds else piece
        if kept.height:
            yield kept


def _without(piece: pl.DataFrame, places: Iterable[int]) -> pl.DataFrame:
    kept = np.ones(piece.height, dtype=np.bool_)
    kept[[*places]] = False
    return piece.filter(kept).rechunk()


def _read_ahead(slices: Iterator[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same slices; each is read while the one before it is looked at."""
    first = next(slices, None)
    if first is None:
        return
    if 2 * first.height < size:  # a small submission: a thread would take longer than it saves
        yield first
        yield from slices
        return
    with ThreadPoolExecutor(1) as reader:
        piece: pl.DataFrame | None = first
        while piece is not None:
            coming = reader.submit(next, slices, None)
            yield piece
            piece = coming.result()
