"""pandera on Polars: a DataFrameSchema with built-in column checks, all else as checks on the frame; all are run."""

from pathlib import Path

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from benchmarks.contenders.report import Report
from benchmarks.contenders.rules import Facts, SharedRules, read_prepared


def run(path: Path, rules: SharedRules) -> Report:
    """From the file to the table of failure cases."""
    schema = make_schema(rules)
    try:
        schema.validate(read_prepared(path), lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        return Report(rules.count, cases.height, cases["index"].n_unique())
    return Report(rules.count, 0, 0)


def make_schema(rules: SharedRules) -> pa.DataFrameSchema:
    """The schema."""
    columns = {code: _column(facts) for code, facts in rules.columns.items()}
    columns |= {code: pa.Column(kind, nullable=True) for code, kind in rules.types.items()}
    checks = [_check(identity, valid) for identity, valid in rules.valid.items()]
    return pa.DataFrameSchema(columns, checks=checks, unique=list(rules.key))


def _column(facts: Facts) -> pa.Column:
    checks = []
    if facts.most is not None:
        checks.append(pa.Check.str_length(max_value=facts.most))
    if facts.words:
        checks.append(pa.Check.isin(facts.words))
    return pa.Column(str, checks=checks, nullable=not facts.required)


def _check(identity: str, valid: pl.Expr) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(valid.alias("valid")), name=identity)
