"""`gongshi rulesets`: what is in force when, what a ruleset holds, whether it is sound, what changed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.options import RecordTypeOption, parse_date, record_type_of
from cli.tables import print_table
from engine import GongshiError, UserError
from engine.gate import Gate
from engine.ruleset import FieldDefinition, RecordLayout, Ruleset, differences
from engine.ruleset_lint import lint
from store.gate import make_gate, rulesets_directory

app = typer.Typer(help="规则集：查看、选择、检查、比较 / rulesets", no_args_is_help=True, rich_markup_mode=None)
Directory = Annotated[
    Path | None, typer.Option("--directory", help="规则集目录，默认随软件提供的 / default: those of the distribution")
]


@app.command("list")
def list_rulesets(directory: Directory = None) -> None:
    """列出全部规则集 / list all rulesets."""
    rows = (
        (
            ruleset.reference,
            f"{ruleset.effective_from:%Y-%m-%d}",
            ruleset.title["zh"],
            "、".join(layout.title["zh"] for layout in ruleset.layouts),
            str(sum(len(layout.rules) for layout in ruleset.layouts)),
            ruleset.digest[7:19],
        )
        for ruleset in make_gate(directory).library.rulesets
    )
    print_table(("规则集", "自", "名称", "格式", "规则数", "摘要"), rows)


@app.command("show")
def show(
    reference: Annotated[str, typer.Argument(metavar="ID@VERSION")],
    record_type: Annotated[RecordTypeOption | None, typer.Option("--type")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="完整内容 / the whole content as JSON")] = False,
    directory: Directory = None,
) -> None:
    """显示一个规则集的字段和规则 / show fields and rules of a ruleset."""
    ruleset = make_gate(directory).library.get(reference)
    if as_json:
        typer.echo(json.dumps(ruleset.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{ruleset.reference}  {ruleset.title['zh']}  {ruleset.source}\n{ruleset.digest}")
    for layout in ruleset.layouts_of(record_type_of(record_type)):
        typer.echo(f"\n{layout.title['zh']} {layout.title['en']}  （{'、'.join(layout.party.categories)}）")
        print_table(("项", "代码", "名称", "类型", "长度", "填报", "把握"), map(_field_row, layout.fields))
        print_table(("规则", "检查", "级别", "条件", "依据"), _rule_rows(ruleset, layout))


def _field_row(field: FieldDefinition) -> tuple[str, ...]:
    length = str(field.max_length) if field.max_length else ""
    return (
        str(field.number),
        field.code,
        field.caption,
        field.type,
        length,
        " ".join(field.presence),
        field.confidence,
    )


def _rule_rows(ruleset: Ruleset, layout: RecordLayout) -> Iterator[tuple[str, ...]]:
    for rule in layout.rules:
        severity = rule.severity if isinstance(rule.severity, str) else "staged"
        condition = rule.when or str(rule.parameters.get("violated", ""))
        yield ruleset.rule_id(layout, rule), rule.check, severity, condition, rule.clause


@app.command("select")
def select(
    as_of: Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD")],
    record_type: Annotated[RecordTypeOption | None, typer.Option("--type")] = None,
    identity: Annotated[str, typer.Option("--id", help="规则集名 / ruleset id")] = "national",
    directory: Directory = None,
) -> None:
    """某一天适用哪个规则集 / the ruleset in force on a date."""
    library = make_gate(directory).library
    typer.echo(library.select(parse_date(as_of), identity, record_type_of(record_type)).reference)


@app.command("lint")
def lint_rulesets(directory: Directory = None) -> None:
    """检查规则集本身是否完整 / are the rulesets sound?"""
    try:
        gate = make_gate(directory)
    except GongshiError as error:
        typer.echo(f"{directory or rulesets_directory()}: {error.zh}")
        raise typer.Exit(1) from error
    problems = [problem for ruleset in gate.library.rulesets for problem in lint(ruleset, gate.library, gate.registry)]
    for problem in problems:
        typer.echo(problem)
    Console(stderr=True).print(f"{len(gate.library.rulesets)} 个规则集，{len(problems)} 个问题", highlight=False)
    raise typer.Exit(1 if problems else 0)


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="A")],
    new: Annotated[str, typer.Argument(metavar="B")],
    directory: Directory = None,
) -> None:
    """比较两个规则集 / what changed between two rulesets."""
    gate = make_gate(directory)
    rows = [
        (what, where, _short(before), _short(after))
        for what, where, before, after in differences(_named(gate, old), _named(gate, new))
    ]
    print_table(("什么", "哪里", old, new), rows)


def _named(gate: Gate, reference: str) -> Ruleset:
    if "@" not in reference:
        raise UserError(
            "version-missing",
            zh=f"{reference}：请写成 ID@VERSION，如 national@2019",
            en=f"{reference}: write ID@VERSION",
        )
    return gate.library.get(reference)


def _short(value: object) -> str:
    text = "—" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 160 else f"{text[:159]}…"
