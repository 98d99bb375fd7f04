"""The rules of national@2019 for penalties as plain Polars expressions that any library can evaluate.

Every expression is the product's own, vectorised kernels included, so that the libraries are compared and not the
skill with which a rule was written down. Each stands for itself: what a rule needs (a code's shape before its check
character) is inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from engine.check import Column, call_check
from engine.plugins import Registry
from engine.ruleset import RecordLayout, Rule
from engine.ruleset.conditions import parsed, renamed
from engine.values import trimmed, typed
from store.gate import make_gate

AS_OF: Final = date(2020, 4, 30)
REFERENCE: Final = "national@2019"
# What is left out, and why; said beside the figures.
LEFT_OUT: Final = {
    "header": "rules on the header (the libraries check names and types of columns instead)",
    "code.surrounding-space": "blanks around codes (cells are trimmed while reading)",
    "one defect, one finding": "a rule over several fields is evaluated also where one of them is faulty already",
    "messages": "messages, suggestions, clauses, severities, verdicts",
}


@dataclass(frozen=True)
class Facts:
    """What a library can say of a column with its own words.

    Attributes:
        required: no record may leave it empty.
        most: characters, None = any number.
        words: the only values, empty = any.
    """

    required: bool
    most: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class SharedRules:
    """The rules of one layout.

    Attributes:
        columns: field code → what libraries can say of the column.
        types: typed columns beside the texts (`CF_JDRQ.value`) → type.
        valid: rule id → Boolean expression, true where the record keeps the rule or it does not apply.
        key: fields that make a record one and the same.
    """

    columns: Mapping[str, Facts]
    types: Mapping[str, pl.DataType | type[pl.DataType]]
    valid: Mapping[str, pl.Expr]
    key: tuple[str, ...]

    @property
    def count(self) -> int:
        facts = self.columns.values()
        said = sum(bool(f.required) + (f.most is not None) + bool(f.words) for f in facts)
        return said + len(self.valid) + 1


def shared_rules() -> SharedRules:
    """All rules on records, those that libraries have words for as facts, the others as expressions."""
    gate = make_gate()
    ruleset = gate.library.get(REFERENCE)
    layout = next(layout for layout in ruleset.layouts if layout.record_type == "penalty")
    translator = _Translator(layout, gate.registry)
    columns = {definition.code: _facts(layout, definition.code) for definition in layout.fields}
    return SharedRules(
        columns=columns,
        types={f"{code}.value": pl.Date if kind == "date" else pl.Float64 for code, kind in translator.typed.items()},
        valid={rule.id: translator.valid(rule) for rule in layout.rules if translator.is_expression(rule)},
        key=layout.key,
    )


def read_prepared(path: Path) -> pl.DataFrame:
    """The file as a careful user of a library would read it: as text, trimmed, dates and amounts typed beside."""
    translator = _Translator(_layout(), make_gate().registry)
    frame = pl.read_csv(path, infer_schema=False)
    texts = frame.select(trimmed(pl.col(name)).alias(name) for name in frame.columns)
    return texts.with_columns(
        typed(pl.col(code), kind).alias(f"{code}.value") for code, kind in translator.typed.items()
    )


def _layout() -> RecordLayout:
    ruleset = make_gate().library.get(REFERENCE)
    return next(layout for layout in ruleset.layouts if layout.record_type == "penalty")


def _facts(layout: RecordLayout, code: str) -> Facts:
    own = [rule for rule in layout.rules if rule.fields == (code,)]
    lengths = [rule.parameters["max_length"] for rule in own if rule.check == "text.length"]
    words = [tuple(rule.parameters["words"]) for rule in own if _is_closed_list(rule)]
    required = any(rule.check == "presence.required" and not rule.when for rule in own)
    return Facts(required, lengths[0] if lengths else None, words[0] if words else ())


def _is_closed_list(rule: Rule) -> bool:
    return rule.check == "list.word" and "open_word" not in rule.parameters


class _Translator:
    """From a rule of the ruleset to an expression over the columns of `read_prepared`."""

    def __init__(self, layout: RecordLayout, registry: Registry) -> None:
        self.layout, self.registry = layout, registry
        self.captions = {definition.code: definition.caption for definition in layout.fields}
        self.typed = {f.code: f.value_type for f in layout.fields if f.value_type != "text"}

    def is_expression(self, rule: Rule) -> bool:
        """Whether the rule is none of those that are left out or that a library has words for."""
        check = self.registry.check(rule.check, rule.id)
        said = rule.check == "text.length" or _is_closed_list(rule)
        said |= rule.check == "presence.required" and not rule.when
        return check.scope == "record" and rule.check != "code.surrounding-space" and not said

    def valid(self, rule: Rule) -> pl.Expr:
        """True where the rule is kept or does not apply."""
        violated = self._violated(rule)
        if rule.when:
            violated = pl.when(self._condition(rule.when, rule.id)).then(violated)
        return ~violated.fill_null(False)

    def _violated(self, rule: Rule) -> pl.Expr:
        check = self.registry.check(rule.check, rule.id)
        parameters = check.validated(rule.parameters)
        for name in check.conditions:
            parameters[name] = self._renamed(parameters[name])
        columns = tuple(self._column(code, check.needs) for code in rule.fields)
        where: pl.Expr = call_check(check, columns, parameters, {"as_of": AS_OF}).where
        return where

    def _column(self, code: str, needs: tuple[str, ...]) -> Column:
        hidden = [self._violated(self._need(code, need)).fill_null(True) for need in needs]
        text, value = pl.col(code), pl.col(f"{code}.value" if code in self.typed else code)
        if hidden:
            reliable = ~pl.any_horizontal(hidden)
            text, value = pl.when(reliable).then(text), pl.when(reliable).then(value)
        return Column(code, self.captions[code], text=text, value=value, raw=text)

    def _need(self, code: str, need: str) -> Rule:
        for rule in self.layout.rules:
            if rule.check == need and rule.fields == (code,):
                return rule
        return Rule(id=f"{code}.{need}", check=need, fields=(code,), severity="info", clause="-", confidence="-")

    def _renamed(self, condition: str) -> str:
        codes = frozenset(self.captions)
        return renamed(condition, codes, lambda code: f"{code}.value" if code in self.typed else code)

    def _condition(self, condition: str, place: str) -> pl.Expr:
        return parsed(self._renamed(condition), place)
