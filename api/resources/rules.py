"""`/rules`: every rule of every ruleset, and what explains it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import MOST_ITEMS, PageQuery, answer, conditional
from api.authentication import any_key
from api.language import language
from api.models import RuleDetail, RuleItem, RuleList
from api.problems import Refused
from api.resources.rulesets import library_tag
from api.service import service
from engine import UserError
from engine.check import Check
from engine.ruleset import Rule, Ruleset

api = APIBlueprint("rules", __name__, url_prefix="/api/v1/rules", abp_tags=[Tag(name="rules")])


class RuleQuery(PageQuery):
    model_config = ConfigDict(extra="forbid")

    ruleset: str | None = Field(default=None, max_length=151, description="Only those of this ID@VERSION.")


class RulePath(BaseModel):
    id: str = Field(max_length=200)


@dataclass
class _Known:
    """A rule, as the newest of the rulesets that have it says it."""

    id: str
    rule: Rule
    check: Check
    rulesets: list[str] = field(default_factory=list)


@api.get("", responses={200: RuleList, 304: None}, openapi_extensions={"x-may-miss": True})
@any_key
def rules(query: RuleQuery) -> Response:
    """The rules, by id."""
    library = service().gate.library
    chosen = (library.get(query.ruleset),) if query.ruleset else library.rulesets
    start = _start(query.cursor)
    tag = f"{library_tag(chosen)}-{start}-{query.limit}-{language()}"
    return conditional(tag, lambda: answer(_page(chosen, start, query.limit)))


@api.get("/<id>", responses={200: RuleDetail, 304: None})
@any_key
def rule(path: RulePath) -> Response:
    """One rule: clause, condition, stages, and what its check does."""
    rulesets = service().gate.library.rulesets
    known = _known(rulesets).get(path.id)
    if known is None:
        raise UserError(
            "unknown-rule", zh="没有这条规则，可用 GET /api/v1/rules 查看全部规则", en="no such rule; see /api/v1/rules"
        )
    return conditional(f"{library_tag(rulesets)}-{language()}", lambda: answer(_detail(known)))


def _page(rulesets: Iterable[Ruleset], start: int, limit: int) -> RuleList:
    known = sorted(_known(rulesets).values(), key=lambda one: one.id)
    cursor = str(start + limit) if start + limit < len(known) else None
    return RuleList(items=[_item(one) for one in known[start : start + limit]], cursor=cursor)


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if cursor.isascii() and cursor.isdecimal() and len(cursor) < 8 and int(cursor) > 0:
        return int(cursor)
    raise Refused(
        422,
        "unknown-cursor",
        zh=f"cursor 无效：请原样使用上一页返回的 cursor，limit 不超过 {MOST_ITEMS}",
        en="this cursor is not known; use the one of the page before as it is",
    )


def _known(rulesets: Iterable[Ruleset]) -> dict[str, _Known]:
    registry = service().gate.registry
    known: dict[str, _Known] = {}
    for ruleset in sorted(rulesets, key=lambda one: one.effective_from, reverse=True):
        for layout in ruleset.layouts:
            for rule in layout.rules:
                name = ruleset.rule_id(layout, rule)
                one = known.setdefault(name, _Known(name, rule, registry.check(rule.check, name)))
                if ruleset.reference not in one.rulesets:
                    one.rulesets.append(ruleset.reference)
    return known


def _item(known: _Known) -> RuleItem:
    rule, check = known.rule, known.check
    severity = rule.severity if isinstance(rule.severity, str) else rule.severity[-1].severity
    return RuleItem(
        id=known.id,
        rulesets=known.rulesets,
        check=check.id,
        kind=rule.kind or check.kind,
        severity=severity,
        title=(rule.title or check.title)[language()],
        fields=list(rule.fields),
        clause=rule.clause,
        confidence=rule.confidence,
    )


def _detail(known: _Known) -> RuleDetail:
    rule, check = known.rule, known.check
    stages = [] if isinstance(rule.severity, str) else rule.severity
    return RuleDetail(
        **_item(known).model_dump(),
        when=rule.when,
        parameters=rule.parameters,
        stages=[{"from": stage.start.isoformat(), "is": stage.severity} for stage in stages],
        message=(rule.message or check.message)[language()],
        note=rule.note,
        mandatory=rule.mandatory,
        documentation=check.documentation.partition("Args:")[0].strip(),
        sources=list(check.sources),
    )
