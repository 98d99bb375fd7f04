"""Expressions read by `engine.evaluation.scalars` say of every record what Polars says."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from engine import contains, mapped, on_candidates, on_distinct, on_present
from engine.evaluation.scalars import Step, Unreadable, compiled

TEXTS = [
    None,
    "",
    " ",
    "　甲 乙\x1c",
    "\x1f甲\x85",
    "罚款",
    "罚款\n",
    "没收违法所得；罚款",
    "20200229",
    "20190229",
    "00010101",
    "1.5",
    "0012.50",
    "９",
    "91140400MA0GTXYZ1A",
    "-9-1-",
    "𠮷野家é",
    "A\u200bB",
]
NUMBERS = [None, 0.0, 0.1, 2.0, 1e-3, 12345.678901, 123456789012.25, 0.5, 1.5, 2.5]
DAYS = [None, date(1900, 1, 1), date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29), date(2099, 12, 31)]
TRUTHS = [None, True, False]

PATTERNS = ("罚款$", r"^\S+$", r"\d", r"\w{3}", "(?i)ma0", r"[^\x00-\x7f]", "甲|乙", "")
TYPES = {"t": pl.String, "u": pl.String, "n": pl.Float64, "d": pl.Date, "e": pl.Date, "p": pl.Boolean, "q": pl.Boolean}

t, u, n, d, e, p, q = (pl.col(name) for name in "tundepq")
EXPRESSIONS: list[pl.Expr] = [
    *(t.str.contains(pattern) for pattern in PATTERNS),
    t.str.contains("款", literal=True),
    t.str.contains_any(["罚", "没收"]),
    t.str.starts_with("9"),
    t.str.strip_chars(),
    t.str.strip_chars("-9"),
    t.str.len_bytes() > 5,
    t.str.len_chars() == 3,
    t.str.slice(1, 3),
    t.str.slice(2),
    t.str.head(2),
    t.str.replace("-", "", literal=True),
    t.str.replace_all("-", "", literal=True),
    t.str.to_date("%Y%m%d", strict=False),
    t.cast(pl.Float64, strict=False),
    t.is_in(["罚款", "", "9"]),
    t.is_in(["罚款", None]),
    ~t.is_in(["罚款"]),
    t.is_null() | u.is_not_null(),
    t == u,
    t != u,
    t < u,
    t >= u,
    "19" + t,
    pl.concat_str([t, u, d.cast(pl.String), n.cast(pl.String)], separator="|"),
    pl.coalesce(t, u, pl.lit("x")),
    t.fill_null("无"),
    (n * 1_000_000).round().cast(pl.Int64, strict=False),
    n > 1,
    n <= 0.5,
    d.dt.offset_by(pl.format("{}mo", pl.when(n > 1).then(36).otherwise(13))),
    d.is_between(date(2020, 1, 1), date(2020, 12, 31)),
    d >= e,
    p & q,
    p | q,
    ~p,
    pl.any_horizontal(p, q),
    pl.all_horizontal(p, q),
    pl.when(p).then(t).otherwise(u),
    pl.when(p).then(t).when(q).then(u),
    pl.when(p & (t == u)).then(None).otherwise(q),
    (pl.when(p).then(6).otherwise(1) & 3) != 0,
    pl.sql_expr("t LIKE '%罚款%' AND u IS NULL"),
    pl.sql_expr("t IN ('罚款', '9') OR NOT (u = '甲')"),
    pl.sql_expr("t IN ('罚款', NULL)"),
    pl.sql_expr("coalesce(t = '罚款', false)"),
    on_present(t, lambda texts: texts.str.len_chars() > 2, pl.Boolean),
    on_candidates(t, t.str.contains("罚"), lambda texts: contains(texts, "款$")),
    on_distinct(t, str.upper, pl.String),
    mapped(
        [t, d], lambda parts: parts[0].is_null() & parts[1].is_null(), pl.Boolean, lambda *both: both == (None, None)
    ),
]
UNREADABLE: list[pl.Expr] = [
    d.dt.month() * 100,
    t.str.contains(u),
    t.str.slice(-1),
    t.str.to_uppercase(),
    t.map_batches(lambda texts: texts, return_dtype=pl.String),
    mapped([t], lambda parts: parts[0], pl.String),
    t.str.contains("("),
]


def records() -> pl.DataFrame:
    count = 2000
    columns = {"t": TEXTS, "u": TEXTS[5:] + TEXTS[:6], "n": NUMBERS, "d": DAYS, "e": DAYS[1:], "p": TRUTHS, "q": TRUTHS}
    steps = {"t": 1, "u": 7, "n": 3, "d": 1, "e": 5, "p": 1, "q": 2}
    cells = {
        name: [values[(place // steps[name] + place // 11) % len(values)] for place in range(count)]
        for name, values in columns.items()
    }
    return pl.DataFrame(cells, schema=TYPES)


def step_of(expression: pl.Expr) -> Step:
    step = compiled(expression, str)
    assert step is not None
    return step


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_each_record_is_judged_as_polars_judges_it(expression: pl.Expr) -> None:
    frame, step, looked_at = records(), step_of(expression), 0
    expected = frame.select(answer=expression)["answer"].to_list()
    for record, answer in zip(frame.iter_rows(named=True), expected, strict=True):
        try:
            found = step(record)
        except Unreadable:  # Polars is asked
            continue
        looked_at += 1
        assert found == answer, record
        assert type(found) is type(answer), record
    assert looked_at > len(expected) // 10


@pytest.mark.parametrize("expression", UNREADABLE, ids=str)
def test_what_python_might_do_differently_is_left_to_polars(expression: pl.Expr) -> None:
    assert compiled(expression, str) is None


@pytest.mark.parametrize("months", [0, 1, 11, 12, 36])
def test_a_day_some_months_later(months: int) -> None:
    days = [date(2018, 12, 1) + timedelta(days) for days in range(800)]
    expression = pl.col("d").dt.offset_by(f"{months}mo")
    step = step_of(expression)
    assert [step({"d": day}) for day in days] == pl.DataFrame({"d": days}).select(expression).to_series().to_list()


def test_a_function_that_fails_is_no_answer() -> None:
    def fail(value: str | None) -> bool:
        raise ValueError(value)

    step = step_of(mapped([pl.col("t")], lambda parts: parts[0].is_null(), pl.Boolean, fail))
    with pytest.raises(ValueError, match="x"):
        step({"t": "x"})


def test_names_are_those_of_the_cells() -> None:
    cell: Callable[[str], str] = {"t7": "t"}.__getitem__
    step = compiled(pl.col("t7").is_null(), cell)
    assert step is not None
    assert step({"t": None}) is True
