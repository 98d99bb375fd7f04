"""A judged submission as the rows of the ledger.

All of it is made ready before the transaction begins in which it is written: meanwhile others wait.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from engine.gate import Judgement
from engine.ruleset import Ruleset
from engine.verdict import Finding, Result
from store.history.answers import Written, answer_parts
from store.history.bulk import insert_rows
from store.secret import Secret
from store.statements import Lines, Statements, day_text

_RECORD: Final = (
    "row",
    "key_hash",
    "content_hash",
    "organ",
    "item",
    "category",
    "decided_on",
    "working_days",
    "verdict",
    "accepted",
)
_COUNT: Final = ("organ", "category", "decided_month", "verdict", "records")
_FINDING: Final = ("position", "row", "sheet_row", "rule", "kind", "severity")
_RUN: Final = ("rule", "kind", "severity", "status", "evaluated", "violations")
_CORRECT: Final = """
    INSERT INTO correction (submission, "row", earlier_submission, earlier_row)
    SELECT ?, ?, number, ? FROM submission WHERE id = ?
"""


@dataclass(frozen=True)
class Entry:
    """What goes into the ledger beside the submission's own row.

    Attributes:
        records: many records, as the columns of `record` but `submission`; None where there is but one.
        lines: of the other tables, all but `submission`.
        corrections: record, earlier record and the earlier submission's id, where an accepted record changes one.
        organs: of the records.
    """

    records: pl.DataFrame | None
    lines: tuple[Lines, ...]
    corrections: list[tuple[int, int, str]]
    organs: frozenset[str]


def make_entry(result: Result, answer: Written, judgement: Judgement, secret: Secret) -> Entry:
    """Make ready what belongs to a submission.

    Args:
        result: the answer, with the submission's id; `answer`: the same written.
        judgement: with facts.
    """
    parts = [*answer_parts(secret, result.submission or "", answer)]
    others = (
        Lines("finding", _FINDING, [*map(_finding, range(1, len(result.findings) + 1), result.findings)]),
        Lines("rule_run", _RUN, [*_runs(result, judgement)]),
        Lines("answer_part", ("part", "content"), parts),
    )
    if len(judgement.levels) == 1:
        return _alone(result, judgement, others)
    records = _records(result, judgement)
    accepted = records.filter("accepted")["row"]
    organs = frozenset(records["organ"].drop_nulls().unique())
    return Entry(records, (_counts(records), *others), _corrections(judgement, accepted), organs)


def write_entry(statements: Statements, number: int, entry: Entry) -> None:
    """Write everything that belongs to a submission whose own row is there.

    Args:
        number: of the submission.
    """
    if entry.records is not None:
        owned = entry.records.select(pl.lit(number, pl.Int64).alias("submission"), pl.all())
        insert_rows(statements, "record", [owned])
    for lines in entry.lines:
        statements.insert(lines.owned(number))
    for row, earlier_row, earlier in entry.corrections:
        statements.run(_CORRECT, number, row, earlier_row, earlier)


def write_ruleset(statements: Statements, ruleset: Ruleset) -> None:
    """Keep a ruleset's content, unless it is kept already."""
    content = zlib.compress(ruleset.model_dump_json(by_alias=True).encode())
    statements.run(
        "INSERT INTO used_ruleset (digest, ruleset, version, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        *(ruleset.digest, ruleset.id, ruleset.version, content),
    )


def has_ruleset(statements: Statements, ruleset: Ruleset) -> bool:
    """Whether a ruleset's content is kept already."""
    return statements.row("SELECT 1 FROM used_ruleset WHERE digest = ?", ruleset.digest) is not None


def _records(result: Result, judgement: Judgement) -> pl.DataFrame:
    assert judgement.facts is not None
    verdict = pl.Series("verdict", judgement.levels, dtype=pl.UInt8)
    return judgement.facts.records.rename({"key": "key_hash", "content": "content_hash"}).with_columns(
        verdict, accepted=(verdict == 0) if _counts_as_handed_in(result) else pl.lit(False)
    )


def _counts_as_handed_in(result: Result) -> bool:
    return result.verdict in ("accept", "partial")


def _counts(records: pl.DataFrame) -> Lines:
    month = pl.col("decided_on").dt.truncate("1mo").dt.to_string("%Y-%m-%d").alias("decided_month")
    counted = records.group_by("organ", "category", month, "verdict").agg(records=pl.len())
    ordered = counted.sort("organ", "category", "decided_month", "verdict").with_row_index("position", 1)
    return Lines("record_count", ("position", *_COUNT), ordered.rows())


def _alone(result: Result, judgement: Judgement, others: tuple[Lines, ...]) -> Entry:
    """The same for one record, without the frames that many need."""
    assert judgement.facts is not None
    record = {**judgement.facts.records.row(0, named=True), "verdict": int(judgement.levels[0])}
    accepted = record["verdict"] == 0 and _counts_as_handed_in(result)
    decided, record["decided_on"] = record["decided_on"], day_text(record["decided_on"])
    counted = {**record, "decided_month": day_text(decided and decided.replace(day=1)), "records": 1}
    kept = {**record, "key_hash": record["key"], "content_hash": record["content"], "accepted": accepted}
    lines = (
        Lines("record", _RECORD, [_line(kept, _RECORD)]),
        Lines("record_count", ("position", *_COUNT), [(1, *_line(counted, _COUNT))]),
    )
    changed = _corrections(judgement, pl.Series([record["row"]], dtype=pl.UInt32)) if accepted else []
    return Entry(None, (*lines, *others), changed, frozenset(filter(None, [record["organ"]])))


def _line(values: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(values[name] for name in names)


def _finding(position: int, finding: Finding) -> tuple[Any, ...]:
    return position, finding.row, finding.sheet_row, finding.rule, finding.kind, finding.severity


def _runs(result: Result, judgement: Judgement) -> Iterator[tuple[Any, ...]]:
    """The runs that say something: those that found something or did not run."""
    telling = {
        run.rule: (run.status, run.evaluated, run.violations)
        for run in result.rules
        if run.violations or run.status in ("skipped", "crashed")
    }
    for rule in judgement.plan.rules if telling else ():
        if rule.id in telling:
            yield rule.id, rule.kind, rule.severity, *telling[rule.id]


def _corrections(judgement: Judgement, accepted: pl.Series) -> list[tuple[int, int, str]]:
    """Links from accepted records to the earlier ones that they change."""
    assert judgement.facts is not None
    earlier = judgement.facts.earlier
    if earlier.is_empty():
        return []
    changed = earlier.filter(~pl.col("same_content") & pl.col("row").is_in(accepted.implode()))
    return changed.select("row", "earlier_row", "submission").rows()
