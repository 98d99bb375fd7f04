"""Planning: a layout's rules and their checks → expressions in the order in which they can be evaluated.

The working frame has, for each field, the columns `CODE.raw` (as handed in), `CODE.text` (trimmed), `CODE.value`
(typed; only where that differs from the text), `CODE.shared-NAME` (what several checks read of the text), the first
three with a number behind (`CODE.text7`) as certain rules see them, and after the field's own rules `CODE.spoiled` and
`CODE.usable` (the value, null where spoiled) for fields that other rules relate to. Each record rule becomes one
Boolean column `v<number>`: true = violated, false = fine, null = not evaluated.

Prerequisites belong to the engine. Two things keep one defect at one finding:
- a rule sees its field as null where the field is a stand-in, must be blank, or failed a check that the rule's
check `needs`; - a rule over several fields (or with a condition) is evaluated only where none of them is spoiled by
its own rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

import polars as pl
from pydantic import ValidationError

from engine.check import Check, Column, Earlier, MakeExpression, NotEvaluable, Repeated, call_check
from engine.checking.plan import HIDING_KINDS, NO_LOOKUPS, Lookups, Plan, PlannedRule
from engine.errors import Language, RulesetError
from engine.evaluation.blanks import SHARED
from engine.kinds import KINDS
from engine.masking.concealing import default_recognisers
from engine.plugins import Registry
from engine.ruleset.conditions import names_in, parsed, renamed
from engine.ruleset.model import FieldDefinition, RecordLayout, Rule, Ruleset
from engine.values import trimmed, typed


def make_plan(
    ruleset: Ruleset,
    layout: RecordLayout,
    registry: Registry,
    as_of: date,
    present: frozenset[str],
    lookups: Lookups = NO_LOOKUPS,
) -> Plan:
    """Bind the layout's rules to their checks and order them.

    Args:
        present: codes of the fields that the submission's header has; the others are null in every record.
        lookups: reference data for the checks that ask for it; a rule whose data is missing is skipped.

    Raises:
        RulesetError: a rule names an unknown check or field, a parameter does not fit, a condition is not SQL, or
            rules wait for each other in a circle.
    """
    return _Planner(ruleset, layout, registry, as_of, present, lookups).plan()


@dataclass(frozen=True)
class _View:
    """A field's columns, null where guards hide them.

    Attributes:
        number: its place; tells its columns from those of other views.
        level: when it is computed.
        hidden: where it is null.
        columns: name → expression.
    """

    number: int
    level: int
    hidden: pl.Expr
    columns: dict[str, pl.Expr] = field(default_factory=dict)

    def names(self, *wanted: str) -> tuple[str, ...]:
        """The view's columns for columns of the field."""
        for name in wanted:
            self.columns[f"{name}{self.number}"] = pl.when(~self.hidden).then(pl.col(name))
        return tuple(f"{name}{self.number}" for name in wanted)


class _Planner:
    """Holds what the planning functions share; made for one plan and thrown away."""

    def __init__(
        self,
        ruleset: Ruleset,
        layout: RecordLayout,
        registry: Registry,
        as_of: date,
        present: frozenset[str],
        lookups: Lookups,
    ) -> None:
        self.ruleset, self.layout, self.registry, self.as_of, self.present = ruleset, layout, registry, as_of, present
        self.lookups = lookups
        self.codes = frozenset(layout.codes)
        self.definitions = {definition.code: definition for definition in layout.fields}
        self.rules = [self._bound(number, rule) for number, rule in enumerate(layout.rules)]
        self.alone: dict[str, list[PlannedRule]] = {}
        for bound in self.rules:
            self._file(bound)
        self._add_hidden_guards()
        self.related: set[str] = set()
        self.rule_levels: dict[int, int] = {}
        self.under_way: list[str] = []
        self.views: dict[tuple[str, tuple[int, ...], bool], _View] = {}
        self.shared: dict[str, pl.Expr] = {}

    def plan(self) -> Plan:
        planned = [self._planned(bound) for bound in self.rules]
        self._demand_one_key(planned)
        height = 1 + max((rule.level for rule in planned if rule.where is not None or rule.key is not None), default=1)
        # On each level first what the rules see, then what they answer.
        levels: list[list[tuple[str, pl.Expr]]] = [[] for _ in range(2 * height + 2)]
        read = {name for rule in planned for name in rule.reads}
        for view in self.views.values():
            levels[2 * view.level] += [(name, column) for name, column in view.columns.items() if name in read]
        for rule in planned:
            if rule.where is not None:
                levels[2 * rule.level + 1].append((rule.column, rule.where))
        for code in sorted(self.related):
            levels[2 * self._usable_level(code) + 1] += self._reliability(code)
        return Plan(
            ruleset=self.ruleset,
            layout=self.layout,
            as_of=self.as_of,
            present=self.present,
            rules=tuple(planned),
            levels=tuple(
                tuple(level) for level in (self._texts(), self._values(), [*self.shared.items()], *levels) if level
            ),
            recognisers=default_recognisers(self.registry.checks),
            lookups=self.lookups,
        )

    def _demand_one_key(self, planned: list[PlannedRule]) -> None:
        """A record has one key in the history, whichever rule asks for it."""
        asking = [rule for rule in planned if rule.same_content is not None]
        for rule in asking[1:]:
            if (rule.rule.fields, rule.rule.when) != (asking[0].rule.fields, asking[0].rule.when):
                raise RulesetError(
                    "two-keys",
                    zh=f"规则 {rule.id} 与 {asking[0].id} 的字段或条件不同：查询历史的规则须用同一组关键字段",
                    en=f"{rule.id} and {asking[0].id} ask the history with different fields or conditions",
                )

    # Binding

    def _bound(self, number: int, rule: Rule) -> PlannedRule:
        identity = self.ruleset.rule_id(self.layout, rule)
        bound_check = self.registry.check(rule.check, identity)
        self._demand_fields(rule, bound_check, identity)
        try:
            parameters = bound_check.validated(self._with_mask(rule))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise RulesetError(
                "bad-parameter",
                zh=f"规则 {identity} 给检查 {rule.check} 的参数 {place} 不对：{first['msg']}",
                en=f"rule {identity}, check {rule.check}, parameter {place}: {first['msg']}",
            ) from error
        if (rule.kind or bound_check.kind) not in KINDS:
            raise RulesetError(
                "unknown-kind", zh=f"规则 {identity} 的类型 {rule.kind} 不存在", en=f"{identity}: unknown kind"
            )
        fields = tuple(self.definitions[code] for code in rule.fields)
        told = self._is_told(rule, rule.kind or bound_check.kind)
        severity = None if told else rule.severity_on(self.as_of)
        return PlannedRule(number, identity, rule, bound_check, fields, severity, told, parameters=parameters)

    def _is_told(self, rule: Rule, kind: str) -> bool:
        """Whether a rule asks every record for a column that the header lacks: one finding about the header says it."""
        asks = kind == "missing" and len(rule.fields) == 1 and rule.fields[0] in self.layout.always_required
        return asks and rule.fields[0] not in self.present and self._refuses_headers

    @cached_property
    def _refuses_headers(self) -> bool:
        """Whether a header without a column that every record must fill is refused."""
        rules = [r for r in self.layout.rules if self.registry.check(r.check, r.id).kind == "missing_column"]
        return any(rule.severity_on(self.as_of) == "reject" for rule in rules)

    def _with_mask(self, rule: Rule) -> dict[str, Any]:
        """The rule's parameters; the ruleset's mask for the check where the rule names none of its own."""
        masks = self.ruleset.publication.masks
        return {"mask": masks[rule.check], **rule.parameters} if rule.check in masks else rule.parameters

    def _demand_fields(self, rule: Rule, bound_check: Check, identity: str) -> None:
        unknown = [code for code in rule.fields if code not in self.codes]
        if unknown:
            raise RulesetError(
                "unknown-field",
                zh=f"规则 {identity} 的字段 {unknown[0]} 不在字段表内",
                en=f"{identity}: no field {unknown[0]}",
            )
        most = bound_check.maximum_fields
        if len(rule.fields) < bound_check.minimum_fields or (most is not None and len(rule.fields) > most):
            raise RulesetError(
                "wrong-number-of-fields",
                zh=f"规则 {identity} 给检查 {rule.check} 的字段个数不对：{len(rule.fields)} 个",
                en=f"{identity}: {rule.check} does not take {len(rule.fields)} fields",
            )

    def _add_hidden_guards(self) -> None:
        """Every check that a rule's check needs is evaluated on the rule's field, also where the ruleset has no
        rule for it.
        """
        waiting = list(self.rules)
        while waiting:
            bound = waiting.pop()
            for need in bound.check.needs if bound.fields else ():
                if not self._rules_of(bound.fields[0].code, need):
                    hidden = self._hidden_guard(need, bound)
                    self.rules.append(hidden)
                    self._file(hidden)
                    waiting.append(hidden)

    def _hidden_guard(self, need: str, dependent: PlannedRule) -> PlannedRule:
        guard = self.registry.check(need, dependent.id)
        code = dependent.fields[0].code
        rule = Rule(id=f"{code}.guard.{need}", check=need, fields=(code,), severity="info", clause="-", confidence="-")
        try:
            parameters = guard.validated({})
        except ValidationError as error:
            raise RulesetError(
                "need-lacks-rule",
                zh=f"规则 {dependent.id} 的前提 {need} 需要参数，请在规则集中为 {code} 写出该规则",
                en=f"{dependent.id} needs {need}, which takes parameters: give {code} a rule with that check",
            ) from error
        return PlannedRule(len(self.rules), "", rule, guard, dependent.fields[:1], None, parameters=parameters)

    def _rules_of(self, code: str, check_id: str | None = None) -> list[PlannedRule]:
        """The rules on one field alone, all or those with one check."""
        return [bound for bound in self.alone.get(code, []) if check_id in (None, bound.check.id)]

    def _file(self, bound: PlannedRule) -> None:
        """Note a rule under its field, if it is on one alone."""
        if bound.fields and bound.check.scope == "record" and not (bound.relates or bound.check.as_written):
            self.alone.setdefault(bound.fields[0].code, []).append(bound)

    # What waits for what

    def _guards(self, bound: PlannedRule, code: str) -> list[PlannedRule]:
        """The rules on a field whose violation hides the value from this rule."""
        guards: dict[int, PlannedRule] = {}
        waiting = [bound]
        while waiting:
            current = waiting.pop()
            for need in current.check.needs if current.fields and current.fields[0].code == code else ():
                for guard in self._rules_of(code, need):
                    if guard.number not in guards and guard.number != bound.number:
                        guards[guard.number] = guard
                        waiting.append(guard)
        if not bound.relates:
            for guard in self._rules_of(code):
                if bound.kind in HIDING_KINDS.get(guard.kind, ()):
                    guards[guard.number] = guard
        return sorted(guards.values(), key=lambda guard: guard.number)

    def _condition_codes(self, bound: PlannedRule) -> tuple[str, ...]:
        """Fields that the rule's `when` reads, other than its own single field."""
        own = {bound.fields[0].code} if bound.fields and not bound.relates else set()
        names = names_in(bound.rule.when, self.codes) if bound.rule.when else ()
        return tuple(code for code in names if code not in own)

    def _related_codes(self, bound: PlannedRule) -> tuple[str, ...]:
        """Fields that must be reliable for the rule to be evaluated."""
        if not bound.relates:
            return ()
        texts = [(bound.parameters or {})[name] for name in sorted(bound.check.conditions)]
        named = [code for text in texts for code in names_in(text, self.codes)]
        return tuple(dict.fromkeys([*(definition.code for definition in bound.fields), *named]))

    def _level(self, bound: PlannedRule) -> int:
        if bound.number not in self.rule_levels:
            self._enter(bound)
            guards = [guard for definition in bound.fields for guard in self._guards(bound, definition.code)]
            below = [self._level(guard) for guard in guards]
            below += [self._usable_level(code) for code in (*self._condition_codes(bound), *self._related_codes(bound))]
            self.rule_levels[bound.number] = 1 + max(below, default=0)
            self.under_way.pop()
        return self.rule_levels[bound.number]

    def _usable_level(self, code: str) -> int:
        self.related.add(code)
        return 1 + max((self._level(bound) for bound in self._rules_of(code) if bound.guards_field), default=0)

    def _enter(self, bound: PlannedRule) -> None:
        name = bound.id or bound.rule.id
        if name in self.under_way:
            circle = " → ".join([*self.under_way[self.under_way.index(name) :], name])
            raise RulesetError(
                "rules-in-circle", zh=f"规则互相等待，无法排序：{circle}", en=f"rules wait for each other: {circle}"
            )
        self.under_way.append(name)

    # Expressions

    def _texts(self) -> list[tuple[str, pl.Expr]]:
        return [(f"{code}.text", trimmed(pl.col(f"{code}.raw"))) for code in self.layout.codes]

    def _values(self) -> list[tuple[str, pl.Expr]]:
        return [
            (f"{definition.code}.value", typed(pl.col(f"{definition.code}.text"), definition.value_type))
            for definition in self.layout.fields
            if definition.value_type != "text"
        ]

    def _reliability(self, code: str) -> Iterator[tuple[str, pl.Expr]]:
        guards = [pl.col(bound.column) for bound in self._rules_of(code) if bound.guards_field]
        value = self._value(code)
        if not guards:
            yield f"{code}.spoiled", pl.lit(False)
            yield f"{code}.usable", value
            return
        spoiled = pl.any_horizontal(guards).fill_null(False)
        yield f"{code}.spoiled", spoiled
        yield f"{code}.usable", pl.when(~spoiled).then(value)

    def _value(self, code: str) -> pl.Expr:
        return pl.col(self._value_name(code))

    def _value_name(self, code: str) -> str:
        return f"{code}.text" if self.definitions[code].value_type == "text" else f"{code}.value"

    def _planned(self, bound: PlannedRule) -> PlannedRule:
        if bound.check.scope == "submission":
            return bound
        level = self._level(bound)
        columns = tuple(self._column(bound, definition) for definition in bound.fields)
        parameters = dict(bound.parameters or {})
        for name in bound.check.conditions:
            seen = self._value_name if bound.check.as_written else _usable
            parameters[name] = renamed(parameters[name], self.codes, seen)
            parsed(parameters[name], bound.id)
        missing = [name for name in bound.check.lookups if name not in self.lookups.frames]
        if missing:
            reason: dict[Language, str] = {
                "zh": f"缺少参照数据：{missing[0]}",
                "en": f"no reference data: {missing[0]}",
            }
            return replace(bound, skipped=reason)
        try:
            answer = call_check(bound.check, columns, parameters, {"as_of": self.as_of, **self.lookups.frames})
        except NotEvaluable as skip:
            return replace(bound, skipped=skip.reason)
        if isinstance(answer, Repeated):
            return replace(bound, level=level, key=self._limited(bound, answer.key))
        if isinstance(answer, Earlier):
            key = self._limited(bound, answer.key)
            return replace(bound, level=level, key=key, same_content=answer.same_content)
        facts = {name: self._limited(bound, told) for name, told in answer.facts.items()}
        where, condition = self._limited(bound, answer.where), self._condition(bound)
        return replace(bound, level=level, where=where, condition=condition, violation=answer, facts=facts)

    def _column(self, bound: PlannedRule, definition: FieldDefinition) -> Column:
        code = definition.code
        guards = self._guards(bound, code)
        text, raw = f"{code}.text", f"{code}.raw"
        value = f"{code}.value" if definition.value_type != "text" else text
        if guards or bound.relates:
            text, value, raw = self._view(bound, code, guards).names(text, value, raw)
        share = partial(self._share, code)
        return Column(code, definition.caption, text=pl.col(text), value=pl.col(value), raw=pl.col(raw), share=share)

    def _share(self, code: str, name: str, make: MakeExpression) -> pl.Expr:
        """A column that several rules of a field read; see `Column.shared`."""
        column = f"{code}{SHARED}{name}"
        if column not in self.shared:
            self.shared[column] = make(pl.col(f"{code}.text"))
        return pl.col(column)

    def _view(self, bound: PlannedRule, code: str, guards: list[PlannedRule]) -> _View:
        """The field's columns as rules with these guards see them; many rules of a field have the same."""
        key = (code, tuple(guard.number for guard in guards), bound.relates)
        if key not in self.views:
            # A stand-in hides the value where it is one; a need hides it unless it was evaluated and passed.
            hiding = [pl.col(guard.column).fill_null(guard.kind not in HIDING_KINDS) for guard in guards]
            hiding += [pl.col(f"{code}.spoiled")] if bound.relates else []
            level = 1 + max([0, *(self._level(guard) for guard in guards)])
            level = max(level, 1 + self._usable_level(code)) if bound.relates else level
            self.views[key] = _View(len(self.views) + 1, level, pl.any_horizontal(hiding))
        return self.views[key]

    def _limited(self, bound: PlannedRule, answer: pl.Expr) -> pl.Expr:
        """The answer only where the rule's condition is true and every field that it relates is reliable; null
        elsewhere.
        """
        condition = self._condition(bound)
        if condition is not None:
            answer = pl.when(condition).then(answer)
        related = self._related_codes(bound)
        if related:
            answer = pl.when(~pl.any_horizontal([pl.col(f"{code}.spoiled") for code in related])).then(answer)
        return answer

    def _condition(self, bound: PlannedRule) -> pl.Expr | None:
        if not bound.rule.when:
            return None
        own = bound.fields[0].code if bound.fields and not bound.relates else None
        text = renamed(bound.rule.when, self.codes, lambda code: f"{code}.text" if code == own else f"{code}.usable")
        return parsed(text, bound.id)


def _usable(code: str) -> str:
    return f"{code}.usable"
