"""The result in the terminal: the verdict, what is wrong by rule with examples, what did not run, what to do.

Everything is put into `Text` objects, never into markup, so that a value such as `[red]` is shown and not obeyed.
Without colour (a pipe, a log) the words alone say the same.
"""

from typing import Final

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from engine.kinds import Severity
from engine.report import ReportContext
from engine.report.view import (
    RuleGroup,
    absent,
    kind_word,
    left_out_lines,
    next_step,
    place,
    rule_counts,
    rule_groups,
    rules_not_run,
    severity_word,
    submission_findings,
    texts_of,
    title_of,
    visible,
)
from engine.verdict import Finding, SubmissionVerdict

_EXAMPLES: Final = 3
_LEFT_OUT: Final = 5
# From here on the examples get a column of their own beside the rule.
_WIDE: Final = 120
_ARROW: Final = " → "
# Cells of a table line that are not its widest column's: severity, count, gaps, indent.
_NARROW_FRAME: Final = 20

_VERDICT_STYLES: Final[dict[SubmissionVerdict, str]] = {
    "accept": "green",
    "partial": "yellow",
    "review": "magenta",
    "reject": "red",
    "undefined": "red",
}
_SEVERITY_STYLES: Final[dict[Severity | None, str]] = {
    "reject": "bold red",
    "review": "bold magenta",
    "warn": "yellow",
    "info": "cyan",
    None: "dim",
}


def render_table(context: ReportContext, console: Console) -> None:
    """Print the report for a person.

    Args:
        context: the result and its words.
        console: where to; its width decides the layout.
    """
    rules = _rule_part(context, console.width)
    for part in (_summary(context), _submission_part(context), rules, _not_run_part(context)):
        if part is not None:
            console.print(part)
            console.print()
    console.print(_next_part(context))


def _summary(context: ReportContext) -> RenderableType:
    texts, result = texts_of(context), context.result
    style = _VERDICT_STYLES[result.verdict]
    verdict = Text.assemble(
        (f" {texts(f'verdict.{result.verdict}')} ", f"bold reverse {style}"),
        "  ",
        (texts(f"verdict.{result.verdict}.meaning"), style),
    )
    parts: list[RenderableType] = [verdict, Text(""), _facts(context)]
    if result.truncated:
        parts.append(Text(texts("summary.truncated"), style="yellow"))
    return Panel(Group(*parts), title=Text(texts("title")), title_align="left", border_style=style, padding=(0, 1))


def _facts(context: ReportContext) -> Table:
    texts, result, counts = texts_of(context), context.result, context.result.counts
    ruleset = result.ruleset
    facts = (
        ("summary.file", visible(result.input.name)),
        ("summary.type", texts(f"record_type.{result.record_type}")),
        ("summary.ruleset", f"{ruleset.id}@{ruleset.version}"),
        ("summary.as_of", result.as_of),
        ("summary.records", texts("summary.record_line", **counts.model_dump(exclude={"findings"}))),
        ("summary.findings", texts("summary.finding_line", **counts.findings.model_dump())),
        ("summary.rules", texts("summary.rule_line", **rule_counts(context))),
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    told = "\n".join(left_out_lines(context, _LEFT_OUT))
    for key, value in (*facts, *([("summary.left_out", told)] if told else [])):
        grid.add_row(Text(texts(key)), Text(value))
    return grid


def _heading(text: str, style: str = "bold") -> Text:
    return Text(f"■ {text}", style=style)


def _submission_part(context: ReportContext) -> RenderableType | None:
    findings = submission_findings(context)
    if not findings:
        return None
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for finding in findings:
        table.add_row(_severity(context, finding.severity), _submission_problem(context, finding))
    return Group(_heading(texts_of(context)("findings.submission")), Padding(table, (0, 0, 0, 2)))


def _submission_problem(context: ReportContext, finding: Finding) -> Text:
    text = Text.assemble((kind_word(context, finding.kind), "bold"), "  ", visible(finding.message))
    if finding.suggestion:
        text.append(f"{_ARROW}{visible(finding.suggestion)}", style="green")
    return text.append(f"\n{visible(finding.clause)}", style="dim")


def _rule_part(context: ReportContext, width: int) -> RenderableType:
    texts, groups = texts_of(context), rule_groups(context)
    if not groups:
        return Text(texts("records.none"), style="green")
    table = _wide_table(context, groups, width) if width >= _WIDE else _narrow_table(context, groups, width)
    return Group(_heading(texts("findings.heading")), table)


def _table(context: ReportContext, *keys: str) -> Table:
    texts = texts_of(context)
    table = Table(
        box=box.HORIZONTALS, expand=True, show_lines=True, border_style="dim", header_style="dim", pad_edge=False
    )
    for key in keys:
        short = key in ("findings.severity", "findings.count")
        ratio = None if short else 1
        justify: JustifyMethod = "right" if key == "findings.count" else "left"
        table.add_column(Text(texts(key)), no_wrap=short, justify=justify, ratio=ratio, overflow="fold")
    return table


def _narrow_table(context: ReportContext, groups: list[RuleGroup], width: int) -> Table:
    table = _table(context, "findings.severity", "findings.rule", "findings.count")
    for group in groups:
        body = Group(_rule(group), _examples(context, group, width - _NARROW_FRAME))
        table.add_row(_severity(context, group.severity), body, Text(f"{group.violations:,}"))
    return table


def _wide_table(context: ReportContext, groups: list[RuleGroup], width: int) -> Table:
    table = _table(context, "findings.severity", "findings.rule", "findings.count", "findings.examples")
    for group in groups:
        examples = _examples(context, group, width // 2 - _NARROW_FRAME // 2)
        table.add_row(_severity(context, group.severity), _rule(group), Text(f"{group.violations:,}"), examples)
    return table


def _severity(context: ReportContext, severity: Severity | None) -> Text:
    return Text(severity_word(context, severity), style=_SEVERITY_STYLES[severity])


def _rule(group: RuleGroup) -> Text:
    text = Text(visible(group.title), style="bold")
    below = "  ".join(part for part in (group.kind, visible(group.clause)) if part)
    return text.append(f"\n{below}", style="not bold dim") if below else text


def _examples(context: ReportContext, group: RuleGroup, width: int) -> RenderableType:
    if not group.findings:
        return Text(texts_of(context)("findings.unlisted"), style="dim")
    shown = group.findings[:_EXAMPLES]
    indent = max(cell_len(place(context, finding)) for finding in shown) + 2
    return Group(*(_example(context, finding, indent, width) for finding in shown))


def _example(context: ReportContext, finding: Finding, indent: int, width: int) -> Text:
    """Place, value and suggestion on one line, on two where they do not fit; the message where there is no value."""
    line = Text(set_cell_size(place(context, finding), indent), style="dim", no_wrap=True, overflow="ellipsis")
    room = max(width - indent, 16)
    if finding.value is None and finding.suggestion is None:
        return line.append(_fitted(finding.message, room), style="not dim")
    value = visible(finding.value or absent(context, finding))
    if finding.suggestion is None:
        return line.append(_fitted(value, room), style="not dim")
    suggestion = visible(finding.suggestion)
    together = cell_len(value) + cell_len(_ARROW) + cell_len(suggestion) <= room
    line.append(_fitted(value, room), style="not dim").append("" if together else f"\n{' ' * (indent - 1)}")
    return line.append(_ARROW + _fitted(suggestion, room - cell_len(_ARROW)), style="not dim green")


def _fitted(text: str, cells: int) -> str:
    shown = visible(text)
    return shown if cell_len(shown) <= cells else f"{set_cell_size(shown, cells - 1).rstrip()}…"


def _not_run_part(context: ReportContext) -> RenderableType | None:
    runs, texts = rules_not_run(context), texts_of(context)
    if not runs:
        return None
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold red")
    table.add_column(overflow="fold", ratio=1)
    for run in runs:
        title, reason = title_of(context, run.rule), visible(run.reason or texts("not_run.no_reason"))
        table.add_row(Text(texts(f"status.{run.status}")), Text.assemble(visible(title), (f"\n{reason}", "dim")))
    warning = Text(texts("not_run.warning", count=len(runs)), style="bold red")
    heading = Text(f"! {texts('not_run.heading')}")
    return Panel(Group(warning, table), title=heading, title_align="left", border_style="red", box=box.HEAVY)


def _next_part(context: ReportContext) -> Table:
    texts = texts_of(context)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(f"▶ {texts('next.heading')}"), Text(next_step(context)))
    if context.result.findings:
        grid.add_row(Text(""), Text(texts("next.workbook"), style="dim"))
    return grid
