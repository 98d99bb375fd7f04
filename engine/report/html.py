"""The result as one HTML file: opens offline, needs no script, prints on A4, reads on a phone.

The page carries its own style and may load nothing (its content security policy says so). Everything from a submission
is escaped by the template engine and made visible by `view.visible`.
"""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.kinds import SEVERITIES
from engine.report import ReportContext
from engine.report import view as report_view
from engine.verdict import Finding

SAMPLES_PER_RULE: Final = 50
LEFT_OUT_LINES: Final = 50
RECORD_FINDINGS: Final = 500
_VALUE_LENGTH: Final = 120

# Autoescape is on for every template, not by file name: none of them is anything but HTML.
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_html(context: ReportContext) -> str:
    """The page.

    Args:
        context: the result and its words; the page is in its language.

    Returns:
        A whole HTML document, to be written as UTF-8.
    """
    records = report_view.record_findings(context)
    whole = report_view.submission_findings(context)
    return _ENVIRONMENT.get_template("report.html.j2").render(
        t=report_view.texts_of(context),
        language="zh-CN" if context.language == "zh" else "en",
        result=context.result,
        captions=context.captions,
        severities=SEVERITIES,
        rule_counts=report_view.rule_counts(context),
        next_step=report_view.next_step(context),
        left_out=report_view.left_out_lines(context, LEFT_OUT_LINES),
        submission_findings=whole,
        groups=report_view.rule_groups(context),
        records=records[:RECORD_FINDINGS],
        record_total=sum(context.result.counts.findings.model_dump().values()) - len(whole),
        not_run=report_view.rules_not_run(context),
        samples=SAMPLES_PER_RULE,
        visible=report_view.visible,
        value=_value,
        absent=lambda finding: report_view.absent(context, finding),
        place=lambda finding: report_view.place(context, finding),
        names=lambda finding: report_view.field_names(context, finding),
        title=lambda rule: report_view.title_of(context, rule),
        severity=lambda severity: report_view.severity_word(context, severity),
        kind=lambda finding: _kind(context, finding),
    )


def _value(text: str | None) -> str:
    return "" if text is None else report_view.shortened(text, _VALUE_LENGTH)


def _kind(context: ReportContext, finding: Finding) -> str:
    return report_view.kind_word(context, finding.kind)
