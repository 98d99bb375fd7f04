"""Linting rulesets: what a maintainer should mend before a ruleset is published."""

from collections.abc import Iterator
from datetime import timedelta

from engine.checking import make_plan
from engine.errors import GongshiError
from engine.kinds import KINDS
from engine.plugins import Registry
from engine.ruleset import RecordLayout, Ruleset, RulesetLibrary


def lint(ruleset: Ruleset, library: RulesetLibrary, registry: Registry) -> Iterator[str]:
    """Everything that is wrong with a ruleset, a line each.

    Yields:
        `REFERENCE PLACE: problem`, in Chinese.
    """
    for layout in ruleset.layouts:
        place = f"{ruleset.reference} {layout.record_type}{'.' + layout.form if layout.form else ''}"
        yield from (f"{place}: {problem}" for problem in _layout_problems(ruleset, layout, registry))
    yield from (
        f"{ruleset.reference}: 没有检查 {name}" for name in ruleset.publication.masks if name not in registry.checks
    )
    yield from (f"{ruleset.reference}: {problem}" for problem in _date_problems(ruleset, library))


def _layout_problems(ruleset: Ruleset, layout: RecordLayout, registry: Registry) -> Iterator[str]:
    codes = layout.codes
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"字段 {code} 重复"
    names = [rule.id for rule in layout.rules]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"规则 {name} 重复"
    for code in layout.key:
        if code not in codes:
            yield f"主键字段 {code} 不在字段表内"
    every = {code for other in ruleset.layouts_of(layout.record_type) for code in other.codes}
    for code in layout.not_public:
        if code not in every:  # a form need not have it, but a slip of the pen would publish the column meant
            yield f"不公开字段 {code} 不在字段表内"
    captions = [definition.caption for definition in layout.public_fields]
    for caption in sorted({caption for caption in captions if captions.count(caption) > 1}):
        yield f"公开字段的标题“{caption}”重复"
    for rule in layout.rules:
        for name in rule.settles:
            if name not in names and name not in KINDS:
                yield f"规则 {rule.id} 所了结的 {name} 既不是规则也不是类型"
        if not rule.clause.strip() or not rule.confidence.strip():
            yield f"规则 {rule.id} 没有写明依据或把握"
    try:
        make_plan(ruleset, layout, registry, ruleset.effective_from, frozenset(codes))
    except GongshiError as error:
        yield error.zh


def _date_problems(ruleset: Ruleset, library: RulesetLibrary) -> Iterator[str]:
    """No two versions start together; an end that is written down meets the start of the next version."""
    versions = [other for other in library.rulesets if other.id == ruleset.id]
    for other in versions:
        if other.version < ruleset.version and other.effective_from == ruleset.effective_from:
            yield f"与 {other.reference} 同日生效"
    if ruleset.effective_until is None:
        return
    if ruleset.effective_until <= ruleset.effective_from:
        yield "失效日期不晚于生效日期"
    later = [other for other in versions if other.effective_from > ruleset.effective_from]
    if later and min(other.effective_from for other in later) - ruleset.effective_until > timedelta(0):
        yield f"自 {ruleset.effective_until} 起没有规则集，直到下一版本生效"
