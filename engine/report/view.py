"""What every report for people shows: findings grouped and named, ready to be laid out.

Nothing here knows a format. Text from a submission goes through `visible` before a person sees it: a control character
could steer a terminal, and a bidirectional override could make a code read as another one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from engine.kinds import KINDS, SEVERITIES, SEVERITY_TEXT, Severity
from engine.report import ReportContext
from engine.report.texts import Texts, load_texts
from engine.verdict import Finding, RuleRun, RuleStatus

# C0, DEL and C1 controls; zero-width and bidirectional marks; line separators; surrogates and non-characters.
_HIDDEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
_CONTROL_PICTURES: Final = 0x2400


@dataclass(frozen=True)
class RuleGroup:
    """One violated rule with the findings that are listed for it.

    Attributes:
        rule: id of the rule.
        title: its short title, or its id.
        severity: of its worst finding; null when the findings were cut before this rule.
        kind: the words for what is wrong; empty when none is listed.
        clause: of the standard.
        violations: records that violate it, exact.
        findings: those listed, by row.
    """

    rule: str
    title: str
    severity: Severity | None
    kind: str
    clause: str
    violations: int
    findings: tuple[Finding, ...]


def visible(text: str) -> str:
    """The text on one line, with characters that show nothing or steer the display made visible.

    Args:
        text: any text of a submission.
    """
    return _HIDDEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return f"⟨U+{code:04X}⟩"


def shortened(text: str, limit: int) -> str:
    """The text made visible and cut to a number of characters, the last of them an ellipsis.

    Args:
        text: any text of a submission.
        limit: characters at most.
    """
    shown = visible(text)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def texts_of(context: ReportContext) -> Texts:
    """The fixed words in the context's language."""
    return load_texts(context.language)


def title_of(context: ReportContext, rule: str) -> str:
    """The short title of a rule, or its id where it has none."""
    return context.titles.get(rule, rule)


def severity_word(context: ReportContext, severity: Severity | None) -> str:
    """The word for a severity; a dash where none is known."""
    return "—" if severity is None else SEVERITY_TEXT[severity][context.language]


def kind_word(context: ReportContext, kind: str) -> str:
    """The words for a kind of finding; the kind itself where a stored result knows one that this version does not."""
    if kind not in KINDS:
        return kind
    return KINDS[kind].zh if context.language == "zh" else KINDS[kind].en


def field_names(context: ReportContext, finding: Finding) -> str:
    """The captions of a finding's fields, joined; codes where there is no caption."""
    separator = "、" if context.language == "zh" else ", "
    return separator.join(context.captions.get(code, code) for code in finding.fields)


def place(context: ReportContext, finding: Finding) -> str:
    """Where a finding is: the record and the row of the sheet, as a person would say it."""
    texts = texts_of(context)
    if finding.row is None and finding.sheet_row is None:
        return texts("place.submission")
    if finding.row is None:
        return texts("place.sheet_row", sheet_row=finding.sheet_row)
    if finding.sheet_row is None:
        return texts("place.record", row=finding.row)
    return texts("place.record_and_sheet_row", row=finding.row, sheet_row=finding.sheet_row)


def absent(context: ReportContext, finding: Finding) -> str:
    """What stands in the place of a value: the cell is empty, or its text is not to be shown."""
    return texts_of(context)("findings.empty" if finding.spans is None else "findings.withheld")


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The worst severity of some findings, null where there is none."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index, default=None)


def submission_findings(context: ReportContext) -> tuple[Finding, ...]:
    """The findings about the file as a whole, the worst first."""
    whole = [finding for finding in context.result.findings if finding.row is None]
    return tuple(sorted(whole, key=lambda finding: SEVERITIES.index(finding.severity)))


def record_findings(context: ReportContext) -> tuple[Finding, ...]:
    """The findings about single records, in the order of the result: by row, then rule."""
    return tuple(finding for finding in context.result.findings if finding.row is not None)


def rule_groups(context: ReportContext) -> list[RuleGroup]:
    """The rules that records violate, the worst severity first, then the most violations, then the ruleset's order."""
    listed: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in record_findings(context):
        listed[finding.rule].append(finding)
    whole = Counter(finding.rule for finding in submission_findings(context))
    groups = [
        _rule_group(context, run, run.violations - whole[run.rule], listed[run.rule])
        for run in context.result.rules
        if run.violations > whole[run.rule] or listed[run.rule]
    ]
    return sorted(groups, key=lambda group: (_rank(group.severity), -group.violations))


def left_out_lines(context: ReportContext, most: int) -> list[str]:
    """The rows below the header that were taken for no records, a line for each run of neighbours, and what to do if
    one of them is; empty where there are none.

    Args:
        context: the result and its words.
        most: lines at most; a further one says how many rows are not listed.
    """
    texts, read = texts_of(context), context.result.input
    if not read.left_out_rows:
        return []
    shown = read.left_out[:most]
    lines = [texts("left_out.row" if rows.rows == 1 else "left_out.rows", **rows.model_dump()) for rows in shown]
    more = read.left_out_rows - sum(rows.rows for rows in shown)
    return [*lines, *([texts("left_out.more", count=more)] if more else []), texts("left_out.note")]


def _rule_group(context: ReportContext, run: RuleRun, violations: int, findings: Sequence[Finding]) -> RuleGroup:
    return RuleGroup(
        rule=run.rule,
        title=title_of(context, run.rule),
        severity=worst(findings),
        kind=kind_word(context, findings[0].kind) if findings else "",
        clause=findings[0].clause if findings else "",
        violations=violations,
        findings=tuple(findings),
    )


def _rank(severity: Severity | None) -> int:
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)


def rules_not_run(context: ReportContext) -> tuple[RuleRun, ...]:
    """The rules that crashed or were skipped, crashes first: what makes the result incomplete."""
    runs = [run for run in context.result.rules if run.status in ("crashed", "skipped")]
    return tuple(sorted(runs, key=lambda run: run.status))


def rule_counts(context: ReportContext) -> dict[str, int]:
    """How many rules ran, did not apply, were skipped, crashed; and `total`."""
    counts = Counter(run.status for run in context.result.rules)
    return {"total": len(context.result.rules)} | {status: counts[status] for status in get_args(RuleStatus)}


def next_step(context: ReportContext) -> str:
    """What the reader has to do now, in one line."""
    texts = texts_of(context)
    return ("" if context.language == "zh" else " ").join(_next_sentences(context, texts))


def _next_sentences(context: ReportContext, texts: Texts) -> list[str]:
    result, counts = context.result, context.result.counts
    if result.verdict == "undefined":
        return [texts("next.undefined")]
    if result.verdict == "accept":
        warned = counts.findings.warn
        return [texts("next.accept")] + ([texts("next.warned", count=warned)] if warned else [])
    if result.verdict == "review":
        return [texts("next.waiting", count=counts.review)]
    if result.verdict == "reject" and counts.accept:
        return [texts("next.whole")]
    parts = (("next.accepted", counts.accept), ("next.returned", counts.reject), ("next.waiting", counts.review))
    return [texts(key, count=count) for key, count in parts if count]
