"""From what checking found out to the result that other programs read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from engine.check import Fault
from engine.checking import Outcome, Plan, PlannedRule
from engine.checking.findings import fault_findings
from engine.checking.runs import Run
from engine.errors import Language
from engine.header import Located
from engine.kinds import Severity
from engine.masking.concealing import Concealer
from engine.reading import Source
from engine.verdict import (
    Counts,
    EngineReference,
    Finding,
    FindingCounts,
    FindingSpan,
    Input,
    Result,
    RuleRun,
    RulesetReference,
    RuleStatus,
    submission_verdict,
)
from engine.version import VERSION


@dataclass(frozen=True)
class SubmissionFaults:
    """What is wrong with a submission as a whole.

    Attributes:
        frames: the findings, one frame a rule that is violated.
        numbers: rule id → how many faults; of every rule that was asked.
        counts: severity → how many.
        level: the least level of every record: 2 where a `reject` is among them, 1 where a `review` is, else 0.
    """

    frames: tuple[pl.DataFrame, ...]
    numbers: Mapping[str, int]
    counts: Mapping[Severity, int]
    level: int


def submission_faults(faults: Sequence[tuple[PlannedRule, list[Fault]]], concealer: Concealer) -> SubmissionFaults:
    """The findings about a submission as a whole.

    Args:
        faults: what each rule found.
        concealer: masks what is shown of the header.
    """
    severities = Counter(rule.severity for rule, found in faults for _ in found if rule.severity is not None)
    return SubmissionFaults(
        frames=tuple(fault_findings(rule, found, concealer) for rule, found in faults if found and rule.severity),
        numbers={rule.id: len(found) for rule, found in faults},
        counts=severities,
        level=2 if severities["reject"] else 1 if severities["review"] else 0,
    )


def with_submission_faults(outcome: Outcome, faults: SubmissionFaults) -> Outcome:
    """The outcome with the findings about the submission as a whole in front."""
    numbers = faults.numbers
    runs = tuple(
        run._replace(evaluated=1, violations=numbers[run.rule]) if run.rule in numbers else run for run in outcome.runs
    )
    findings = outcome.findings
    for frame in reversed(faults.frames):
        findings = frame.vstack(findings)
    return replace(
        outcome,
        findings=findings,
        finding_counts={name: count + faults.counts.get(name, 0) for name, count in outcome.finding_counts.items()},
        levels=np.maximum(outcome.levels, np.uint8(faults.level)) if faults.level else outcome.levels,
        runs=runs,
    )


def make_result(
    source: Source, header: Located, plan: Plan, outcome: Outcome, plugins: Mapping[str, str], language: Language
) -> Result:
    """The JSON contract's result.

    Args:
        outcome: with the submission's own findings in front.
        plugins: name → version of every plugin loaded.
        language: of the messages.
    """
    ruleset, layout, levels = plan.ruleset, plan.layout, outcome.levels
    rejected, review = int((levels == 2).sum()), int((levels == 1).sum())
    accepted = len(levels) - rejected - review
    verdict = submission_verdict(
        ruleset.acceptance, records=len(levels), accepted=accepted, review=review, undefined=outcome.undefined
    )
    return Result(
        verdict=verdict,
        record_type=layout.record_type,
        as_of=plan.as_of.isoformat(),
        ruleset=RulesetReference(id=ruleset.id, version=ruleset.version, digest=ruleset.digest),
        engine=EngineReference(version=VERSION, plugins=dict(plugins)),
        input=_input(source, header, len(levels)),
        counts=Counts(
            records=len(levels),
            accept=accepted,
            review=review,
            reject=rejected,
            findings=FindingCounts.model_validate(outcome.finding_counts),
        ),
        rules=tuple(_rule_run(run, language) for run in outcome.runs),
        findings=tuple(_findings(plan, outcome.findings, language)),
        truncated=outcome.truncated,
    )


def _rule_run(run: Run, language: Language) -> RuleRun:
    return _same_run(run.rule, run.status, run.reason[language] if run.reason else None, run.evaluated, run.violations)


@lru_cache(maxsize=4096)
def _same_run(rule: str, status: RuleStatus, reason: str | None, evaluated: int, violations: int) -> RuleRun:
    """Kept, for the rules of one record come out alike nearly always."""
    return RuleRun(rule=rule, status=status, reason=reason, evaluated=evaluated, violations=violations)


def _input(source: Source, header: Located, rows: int) -> Input:
    return Input(
        name=source.name,
        sha256=source.sha256,
        rows=rows,
        format=source.format,
        encoding=source.encoding,
        sheet=header.sheet.name,
        header_row=header.row,
        columns={code: header.match.captions[number] for code, number in header.match.columns.items()},
    )


def _findings(plan: Plan, frame: pl.DataFrame, language: Language) -> list[Finding]:
    if frame.is_empty():
        return []
    rules = {rule.number: rule for rule in plan.rules}
    message = "message_zh" if language == "zh" else "message_en"
    columns = ("row", "sheet_row", "rule", message, "value", "suggestion", "fields", "spans")
    lines = frame[[*columns]].iter_rows()
    return [
        Finding.model_construct(
            row=row,
            sheet_row=sheet_row,
            rule=rules[number].id,
            kind=rules[number].kind,
            severity=rules[number].severity,
            fields=rules[number].rule.fields if named is None else tuple(named),
            message=text,
            value=value,
            suggestion=suggestion,
            clause=rules[number].rule.clause,
            spans=_spans(rules[number], spans),
        )
        for row, sheet_row, number, text, value, suggestion, named, spans in lines
    ]


def _spans(rule: PlannedRule, spans: list[dict[str, int]] | None) -> tuple[FindingSpan, ...] | None:
    if spans is None:
        return None
    field, recogniser = rule.rule.fields[0], rule.check.id
    return tuple(
        FindingSpan.model_construct(field=field, start=span["start"], end=span["end"], recogniser=recogniser)
        for span in spans
    )
