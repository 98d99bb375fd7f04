"""A judged submission as the rows of the ledger."""

import zlib
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import text
from sqlmodel import Session, select

from engine.gate import Judgement
from engine.ruleset import Ruleset
from engine.verdict import Result
from store.history.answers import answer_parts
from store.history.bulk import insert_lines, insert_rows
from store.history.tables import AnswerPart, RecordCount, RuleRunRow, UsedRuleset
from store.secret import Secret


@dataclass(frozen=True)
class Entry:
    """What goes into the ledger beside the submission's own row.

    Attributes:
        result: the answer, with the submission's id.
        judgement: with facts.
    """

    result: Result
    judgement: Judgement

    def records(self) -> pl.DataFrame:
        """The columns of `record` but `submission`."""
        facts = self.judgement.facts
        assert facts is not None
        counts = self.result.verdict in ("accept", "partial")
        verdict = pl.Series("verdict", self.judgement.levels, dtype=pl.UInt8)
        return facts.records.rename({"key": "key_hash", "content": "content_hash"}).with_columns(
            verdict, accepted=(verdict == 0) if counts else pl.lit(False)
        )


def write_entry(session: Session, number: int, entry: Entry, secret: Secret) -> pl.DataFrame:
    """Write everything that belongs to a submission whose own row is there; the records that were written.

    Args:
        number: of the submission.
    """
    records = entry.records()
    insert_rows(session, "record", [_owned(records, number)])
    _write_counts(session, number, records)
    _write_findings(session, number, entry.result)
    _write_runs(session, number, entry)
    parts = [{"submission": number, "part": part, "content": c} for part, c in answer_parts(secret, entry.result)]
    insert_lines(session, AnswerPart, parts)
    _write_corrections(session, number, entry, records)
    return records


def write_ruleset(session: Session, ruleset: Ruleset) -> None:
    """Keep a ruleset's content, unless it is kept already."""
    given = {
        "digest": ruleset.digest,
        "ruleset": ruleset.id,
        "version": ruleset.version,
        "content": zlib.compress(ruleset.model_dump_json(by_alias=True).encode()),
    }
    statement = (
        "INSERT INTO used_ruleset (digest, ruleset, version, content) "
        "VALUES (:digest, :ruleset, :version, :content) ON CONFLICT DO NOTHING"
    )
    session.execute(text(statement), given)


def has_ruleset(session: Session, ruleset: Ruleset) -> bool:
    """Whether a ruleset's content is kept already."""
    return session.exec(select(UsedRuleset.digest).where(UsedRuleset.digest == ruleset.digest)).first() is not None


def _owned(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    return frame.select(pl.lit(number, pl.Int64).alias("submission"), pl.all())


def _write_counts(session: Session, number: int, records: pl.DataFrame) -> None:
    lines = [_counted_alone(records)] if records.height == 1 else _counted(records)
    insert_lines(session, RecordCount, [{"submission": number, **line} for line in lines])


def _counted(records: pl.DataFrame) -> list[dict[str, Any]]:
    month = pl.col("decided_on").dt.truncate("1mo").alias("decided_month")
    counted = records.group_by("organ", "category", month, "verdict").agg(records=pl.len())
    return counted.sort("organ", "category", "decided_month", "verdict").with_row_index("position", 1).rows(named=True)


def _counted_alone(records: pl.DataFrame) -> dict[str, Any]:
    """The same for one record."""
    record = records.row(0, named=True)
    decided = record["decided_on"]
    kept = {name: record[name] for name in ("organ", "category", "verdict")}
    return {"position": 1, **kept, "decided_month": decided and decided.replace(day=1), "records": 1}


def _write_findings(session: Session, number: int, result: Result) -> None:
    found = result.findings
    if not found:
        return
    columns = {
        "position": pl.Series(range(1, len(found) + 1), dtype=pl.UInt32),
        "row": pl.Series([finding.row for finding in found], dtype=pl.UInt32),
        "sheet_row": pl.Series([finding.sheet_row for finding in found], dtype=pl.UInt32),
        "rule": pl.Series([finding.rule for finding in found], dtype=pl.String),
        "kind": pl.Series([finding.kind for finding in found], dtype=pl.String),
        "severity": pl.Series([finding.severity for finding in found], dtype=pl.String),
    }
    insert_rows(session, "finding", [_owned(pl.DataFrame(columns), number)])


def _write_runs(session: Session, number: int, entry: Entry) -> None:
    """The runs that say something: those that found something or did not run."""
    planned = {rule.id: rule for rule in entry.judgement.plan.rules}
    lines = [
        {
            "submission": number,
            "rule": run.rule,
            "kind": planned[run.rule].kind,
            "severity": planned[run.rule].severity,
            "status": run.status,
            "evaluated": run.evaluated,
            "violations": run.violations,
        }
        for run in entry.result.rules
        if run.status in ("skipped", "crashed") or (run.status == "ran" and run.violations)
    ]
    if lines:
        insert_lines(session, RuleRunRow, lines)


def _write_corrections(session: Session, number: int, entry: Entry, records: pl.DataFrame) -> None:
    """Links from accepted records to the earlier ones that they change."""
    facts = entry.judgement.facts
    assert facts is not None
    changed = facts.earlier.filter(~pl.col("same_content"))
    if changed.is_empty():
        return
    accepted = records.filter("accepted").select("row")
    linked = changed.join(accepted, on="row", how="semi").select("row", "submission", "earlier_row")
    statement = text(
        'INSERT INTO correction (submission, "row", earlier_submission, earlier_row) '
        "SELECT :number, :row, number, :earlier_row FROM submission WHERE id = :submission"
    )
    lines = [{"number": number, **line} for line in linked.iter_rows(named=True)]
    if lines:
        session.execute(statement, lines)
