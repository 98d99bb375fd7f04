"""The annotated workbook of a stored submission: its own rows from the evidence, its findings from the history."""

import tempfile
from pathlib import Path

from api.authentication import caller
from api.language import language
from api.service import service
from engine.report.judgement import annotate, report_context
from store.kept import kept_judgement


def annotated_workbook(submission: str) -> bytes:
    """The workbook; nothing is judged again.

    Raises:
        UserError: `unknown-submission`, `evidence-gone`, or more records than a sheet has rows.
    """
    judgement = kept_judgement(service().home, caller(), submission)
    with tempfile.TemporaryDirectory(prefix="gongshi-") as directory:
        path = Path(directory) / "annotated.xlsx"
        annotate(judgement, report_context(judgement, language()), path)
        return path.read_bytes()
