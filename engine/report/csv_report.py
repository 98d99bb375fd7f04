"""The findings as CSV, one line each, for spreadsheets and simple scripts."""

import csv
import io
from typing import Final

from engine.report import ReportContext
from engine.report.texts import Texts
from engine.report.view import field_names, kind_word, severity_word, texts_of
from engine.verdict import Finding

# A spreadsheet runs a cell that begins so as a formula. The full-width forms are what a Chinese Excel turns into the
# same.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL_STARTS: Final = ("\t", "\r", "\n")
_COLUMNS: Final = ("row", "sheet_row", "severity", "kind", "fields", "message", "value", "suggestion", "clause", "rule")


def render_csv(context: ReportContext) -> bytes:
    """The listed findings as CSV in UTF-8 with a byte order mark, without which Excel reads Chinese as garbage.

    Args:
        context: the result and its words; the header line is in its language.

    Returns:
        The bytes of the file; lines end in CR LF, as RFC 4180 says.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_header(texts_of(context)))
    writer.writerows(_line(context, finding) for finding in context.result.findings)
    return text.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula.

    Args:
        text: what goes into a cell.
    """
    dangerous = text.startswith(_CONTROL_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if dangerous else text


def _header(texts: Texts) -> list[str]:
    return [texts(f"csv.{column}") for column in _COLUMNS]


def _line(context: ReportContext, finding: Finding) -> list[str]:
    cells = (
        "" if finding.row is None else str(finding.row),
        "" if finding.sheet_row is None else str(finding.sheet_row),
        severity_word(context, finding.severity),
        kind_word(context, finding.kind),
        field_names(context, finding),
        finding.message,
        finding.value or "",
        finding.suggestion or "",
        finding.clause,
        finding.rule,
    )
    return [inert(cell) for cell in cells]
