"""The annotated workbook of a stored submission: its own rows from the evidence, its findings from the history."""

import tempfile
from datetime import date
from pathlib import Path

from api.authentication import caller
from api.language import language
from api.service import service
from engine.gate import record_slices
from engine.header import find_header
from engine.report import ReportContext
from engine.report.judgement import rule_title
from engine.report.workbook import write_annotated


def annotated_workbook(submission: str) -> bytes:
    """The workbook; nothing is judged again.

    Raises:
        UserError: `unknown-submission`, `evidence-gone`, or more records than a sheet has rows.
    """
    home = service().home
    result = home.history.result(caller(), submission)
    source, library = home.intake.evidence_source(submission), home.gate.library
    ruleset = library.get(f"{result.ruleset.id}@{result.ruleset.version}")
    header = find_header(source, ruleset, library.rulesets, result.record_type)
    match = header.match
    as_of = date.fromisoformat(result.as_of)
    plan = home.gate.plan(ruleset, match.layout, as_of, frozenset(match.columns))
    context = ReportContext(
        result=result,
        titles={rule.id: rule_title(rule, language()) for rule in plan.rules if rule.id},
        captions={definition.code: definition.caption for definition in match.layout.fields},
        language=language(),
    )
    with tempfile.TemporaryDirectory(prefix="gongshi-") as directory:
        path = Path(directory) / "annotated.xlsx"
        rows = record_slices(header, ruleset.skip_rows, 50_000)
        write_annotated(context, match.captions, match.columns, rows, path)
        return path.read_bytes()
