"""From a judgement to what the reports need: titles, captions, and the submitter's own rows."""

from pathlib import Path

from engine.checking import PlannedRule
from engine.errors import Language
from engine.gate import Judgement
from engine.report import ReportContext
from engine.report.workbook import write_annotated


def report_context(judgement: Judgement, language: Language) -> ReportContext:
    """The result with the words that it is shown with, in the language asked for."""
    rules = [rule for rule in judgement.plan.rules if rule.id]
    return ReportContext(
        result=judgement.result,
        titles={rule.id: rule_title(rule, language) for rule in rules},
        captions={definition.code: definition.caption for definition in judgement.plan.layout.fields},
        language=language,
    )


def rule_title(rule: PlannedRule, language: Language) -> str:
    """What a rule says is wrong, with the item that it says it of."""
    if rule.rule.title:
        return rule.rule.title[language]
    title = rule.check.title[language]
    if not rule.fields:
        return title
    return f"{rule.fields[0].caption}：{title}" if language == "zh" else f"{rule.fields[0].caption}: {title}"


def annotate(judgement: Judgement, context: ReportContext, path: Path) -> None:
    """Write the submitter's own rows back as a workbook with the faults marked.

    Raises:
        UserError: the workbook cannot be written, or there are more records than a sheet has rows.
    """
    match = judgement.header.match
    write_annotated(context, match.captions, match.columns, judgement.records(), path)
