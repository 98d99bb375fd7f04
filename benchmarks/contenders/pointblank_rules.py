"""pointblank: a validation plan with built-in steps where there are any, `col_vals_expr` for all else."""

from pathlib import Path

import pointblank as pb
import polars as pl

from benchmarks.contenders.report import Report
from benchmarks.contenders.rules import SharedRules, read_prepared


def run(path: Path, rules: SharedRules) -> Report:
    """From the file to the number of failing units of every step."""
    plan = pb.Validate(data=read_prepared(path))
    for code, facts in rules.columns.items():
        if facts.required:
            plan = plan.col_vals_not_null(columns=code)
        if facts.words:
            plan = plan.col_vals_expr(expr=pl.col(code).is_in(facts.words).fill_null(True))
        if facts.most is not None:
            plan = plan.col_vals_expr(expr=(pl.col(code).str.len_chars() <= facts.most).fill_null(True))
    for valid in rules.valid.values():
        plan = plan.col_vals_expr(expr=valid)
    plan = plan.rows_distinct(columns_subset=list(rules.key)).interrogate()
    failed = plan.n_failed()
    return Report(rules.count, sum(failed.values()), None, "keeps at most 500 failing rows a step")
