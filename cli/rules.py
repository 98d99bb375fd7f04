"""`gongshi rules`: what the gate checks, why, and whether each check does what its cases say."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.tables import print_table
from engine import UserError
from engine.check import Check
from engine.kinds import KINDS, SEVERITY_TEXT
from engine.ruleset import RecordLayout, Rule, Ruleset
from engine.testing import case_files, load_cases, run_cases
from store.gate import make_gate

app = typer.Typer(help="规则：列出、解释、测试 / rules", no_args_is_help=True, rich_markup_mode=None)
Found = tuple[Ruleset, RecordLayout, Rule]


@app.command("list")
def list_rules(
    ruleset: Annotated[str, typer.Option("--ruleset", metavar="ID@VERSION")] = "national@2019",
) -> None:
    """列出一个规则集的全部规则 / list the rules of a ruleset."""
    gate = make_gate()
    chosen = gate.library.get(ruleset)
    rows = []
    for layout in chosen.layouts:
        for rule in layout.rules:
            check = gate.registry.check(rule.check, rule.id)
            severity = SEVERITY_TEXT[rule.severity]["zh"] if isinstance(rule.severity, str) else "分期"
            title = (rule.title or check.title)["zh"]
            rows.append((chosen.rule_id(layout, rule), rule.kind or check.kind, severity, title, rule.confidence))
    print_table(("规则", "类型", "级别", "说的是什么", "把握"), rows)


@app.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="规则名，可只写后半 / a rule id, or the end of one")],
    ruleset: Annotated[str | None, typer.Option("--ruleset", metavar="ID@VERSION")] = None,
) -> None:
    """解释一条规则：依据、条件、检查方法 / explain a rule: clause, condition, check."""
    gate = make_gate()
    rulesets = [gate.library.get(ruleset)] if ruleset else list(gate.library.rulesets)
    found = [item for chosen in rulesets for item in _matching(chosen, rule)]
    if not found:
        raise UserError(
            "unknown-rule",
            zh=f"没有规则 {rule}；用 gongshi rules list 查看全部规则",
            en=f"no rule {rule}; see gongshi rules list",
        )
    names = {chosen.rule_id(layout, item): (chosen, layout, item) for chosen, layout, item in found}
    if len(names) > 1:
        raise UserError(
            "ambiguous-rule",
            zh=f"{rule} 对应多条规则：{'、'.join(names)}",
            en=f"{rule} means several: {', '.join(names)}",
        )
    name, (chosen, layout, item) = next(iter(names.items()))
    _print_explanation(name, chosen, layout, item, gate.registry.check(item.check, name))
    typer.echo(f"\n出现在 / in: {', '.join(dict.fromkeys(one.reference for one, _, _ in found))}")


def _matching(ruleset: Ruleset, name: str) -> list[Found]:
    """Rules whose id is the name, or ends with it at a dot."""
    everything = [(ruleset, layout, rule) for layout in ruleset.layouts for rule in layout.rules]
    return [item for item in everything if f".{ruleset.rule_id(item[1], item[2])}".endswith(f".{name}")]


def _print_explanation(name: str, ruleset: Ruleset, layout: RecordLayout, rule: Rule, check: Check) -> None:
    title = rule.title or check.title
    kind = KINDS[rule.kind or check.kind]
    fields = "、".join(f"{layout.field(code).caption}（{code}）" for code in rule.fields)
    stages = (
        rule.severity
        if isinstance(rule.severity, str)
        else " → ".join(f"{s.start} {s.severity}" for s in rule.severity)
    )
    lines = (
        ("规则 rule", name),
        ("说明 title", f"{title['zh']} / {title['en']}"),
        ("类型 kind", f"{kind.zh}（{kind.id}）"),
        ("级别 severity", stages),
        ("字段 fields", fields or "（表头 / header）"),
        ("依据 clause", rule.clause),
        ("把握 confidence", rule.confidence),
        ("备注 note", rule.note),
        ("条件 when", rule.when or ""),
        ("检查 check", f"{check.id}（{'；'.join(check.sources)}）"),
        ("参数 parameters", ", ".join(f"{key}={value}" for key, value in rule.parameters.items())),
        ("提示语 message", (rule.message or check.message)["zh"]),
    )
    for caption, text in lines:
        if text:
            typer.echo(f"{caption}: {text}")
    typer.echo(f"\n{check.documentation.partition('Args:')[0].rstrip()}")


@app.command("test")
def run_the_cases(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH…]", help="用例文件或目录，默认全部插件 / default: all plugins")
    ] = None,
) -> None:
    """运行检查的用例 / run the cases that stand beside the checks."""
    gate = make_gate()
    directories = paths or [_directory_of_plugins()]
    missing = [path for path in directories if not path.exists()]
    if missing:
        raise UserError("no-such-path", zh=f"没有 {missing[0]}", en=f"there is no {missing[0]}")
    failures, cases = [], 0
    for path in case_files(directories):
        file = load_cases(path)
        cases += len(file.cases)
        failures += run_cases(file, gate.registry)
    for failure in failures:
        typer.echo(
            f"✗ {failure.check}: {failure.case}\n  应为 expected:\n{failure.expected}\n  实为 found:\n{failure.found}"
        )
    Console(stderr=True).print(
        f"{cases} 个用例，{len(failures)} 个不符 / {cases} cases, {len(failures)} failed", highlight=False
    )
    raise typer.Exit(1 if failures or not cases else 0)


def _directory_of_plugins() -> Path:
    import plugins

    return Path(str(plugins.__file__)).parent
