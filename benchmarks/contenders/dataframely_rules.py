"""dataframely: one schema class; nullability, lengths and word lists as column arguments, all else as `@dy.rule`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from benchmarks.contenders.report import Report
from benchmarks.contenders.rules import Facts, SharedRules, read_prepared


def run(path: Path, rules: SharedRules) -> Report:
    """From the file to good rows, bad rows and the failed rules of each."""
    schema = make_schema(rules)
    _, failure = schema.filter(read_prepared(path))
    counts = failure.counts()
    return Report(rules.count, sum(counts.values()), len(failure))


def make_schema(rules: SharedRules) -> type[dy.Schema]:
    """The schema class."""
    body: dict[str, Any] = {code: _column(facts) for code, facts in rules.columns.items()}
    body |= {_name(code): _typed(kind, code) for code, kind in rules.types.items()}
    body |= {f"rule_{_name(identity)}": _rule(valid) for identity, valid in rules.valid.items()}
    body["rule_duplicate"] = _rule(_is_first(rules.key))
    return type("Penalty", (dy.Schema,), body)


def _is_first(key: tuple[str, ...]) -> pl.Expr:
    return pl.struct(key).is_first_distinct() | pl.any_horizontal(pl.col(key).is_null())


def _column(facts: Facts) -> dy.String:
    """`max_length` would count bytes, so the length is a check of its own."""
    checks: dict[str, Callable[[pl.Expr], pl.Expr]] = {}
    if facts.most is not None:
        checks["length"] = lambda text: text.str.len_chars() <= facts.most
    if facts.words:
        checks["words"] = lambda text: text.is_in(facts.words)
    return dy.String(nullable=not facts.required, check=checks or None)


def _typed(kind: object, alias: str) -> dy.Column:
    return (dy.Date if kind is pl.Date else dy.Float64)(nullable=True, alias=alias)


def _rule(valid: pl.Expr) -> Any:
    return dy.rule()(lambda _schema: valid)


def _name(identity: str) -> str:
    return identity.replace(".", "_").replace("-", "_")
