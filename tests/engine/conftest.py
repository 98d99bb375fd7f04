"""A small world for engine tests: three fields, a few checks, no plugin of ours."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from engine import Column, Repeated, Violation, check
from engine.check import Check
from engine.checking import Checker, Outcome, Plan, make_plan
from engine.plugins import Registry
from engine.ruleset import FieldDefinition, Party, RecordLayout, Rule, Ruleset

TEXTS = {
    "title": {"zh": "错", "en": "wrong"},
    "message": {"zh": "{caption}“{value}”错{why}", "en": "{caption} {value} wrong{why}"},
}


def declared(**changes: Any) -> Callable[[Callable[..., Any]], Check]:
    """`@check` with the texts filled in."""
    return check(**{"id": "test.check", "kind": "bad_format", "sources": ["test"], **TEXTS, **changes})


@declared(id="test.required", kind="missing")
def required(column: Column) -> Violation:
    """Empty."""
    return Violation(column.text.is_null())


@declared(id="test.placeholder", kind="placeholder")
def placeholder(column: Column) -> Violation:
    """A stand-in."""
    return Violation(column.text == "无")


@declared(id="test.digits")
def digits(column: Column) -> Violation:
    """Not digits."""
    return Violation(~column.text.str.contains("^[0-9]+$"), suggestion=column.text.str.replace_all("[^0-9]", ""))


@declared(id="test.even", kind="bad_checksum", needs=["test.digits"])
def even(column: Column) -> Violation:
    """An odd number; casts strictly, so a value that is not digits would crash it."""
    number = column.text.cast(pl.Int64)
    return Violation(number % 2 == 1, details={"why": number.cast(pl.String)})


@declared(id="test.order", kind="date_order")
def order(first: Column, second: Column) -> Violation:
    """Dates out of order."""
    return Violation(first.value > second.value)


@declared(id="test.crash", kind="mismatch")
def crash(column: Column, *, only_on: str = "boom") -> Violation:
    """Raises on one value."""

    def kernel(series: pl.Series) -> pl.Series:
        if (series == only_on).any():
            raise ZeroDivisionError
        return pl.Series(series.name, [False] * len(series))

    return Violation(column.text.map_batches(kernel, return_dtype=pl.Boolean, is_elementwise=True))


@declared(id="test.same", kind="duplicate", scope="group")
def same(*columns: Column) -> Repeated:
    """The same key again."""
    return Repeated(pl.concat_str([column.text for column in columns]))


@declared(id="test.withdrawn", kind="wrong_scope")
def withdrawn(column: Column) -> Violation:
    """Not for the public."""
    return Violation(column.text == "内部")


@declared(id="test.telling", kind="sensitive")
def telling(column: Column, other: Column) -> Violation:
    """Text that must not be published."""
    return Violation(column.text.str.contains("机密") & other.text.is_not_null())


@declared(id="test.heading", kind="missing", as_written=True)
def heading(first: Column, second: Column) -> Violation:
    """Not both are filled, whatever with."""
    return Violation(~(first.text.is_not_null() & second.text.is_not_null()))


CHECKS = (required, placeholder, digits, even, order, crash, same, withdrawn, telling, heading)


@pytest.fixture
def registry() -> Registry:
    return Registry(checks={c.id: c for c in CHECKS}, plugins={"test": "1"}, providers={c.id: "test" for c in CHECKS})


def rule(check_id: str, *fields: str, **changes: Any) -> Rule:
    """A rule of the small world."""
    given = {
        "id": changes.pop("id", f"{fields[0]}.{check_id}"),
        "check": check_id,
        "fields": fields,
        "severity": "reject",
    }
    return Rule.model_validate({**given, "clause": "条", "confidence": "H", **changes})


def ruleset_of(*rules: Rule, types: dict[str, str] | None = None) -> Ruleset:
    """A ruleset with fields A, B (text) and D, E (dates), and these rules."""
    value_types = {"A": "text", "B": "text", "D": "date", "E": "date", **(types or {})}
    fields = tuple(
        FieldDefinition(
            number=number,
            code=code,
            caption=f"项{code}",
            type=kind,
            value_type=kind,
            presence=("R",),
            clause="条",
            confidence="H",
        )  # type: ignore[arg-type]
        for number, (code, kind) in enumerate(value_types.items(), start=1)
    )
    layout = RecordLayout(
        record_type="penalty",
        form="",
        title={"zh": "处罚", "en": "penalties"},
        party=Party(field=None, categories=("全部",)),
        key=("A",),
        fields=fields,
        rules=rules,
    )
    return Ruleset(
        id="test",
        version="1",
        title={"zh": "试", "en": "test"},
        source="试",
        effective_from=date(2020, 1, 1),
        lists={},
        layouts=(layout,),
        digest="sha256:0",
    )


PlanOf = Callable[..., Plan]
Check1 = Callable[..., Outcome]


@pytest.fixture
def plan_of(registry: Registry) -> PlanOf:
    def make(*rules: Rule, as_of: date = date(2020, 4, 30)) -> Plan:
        ruleset = ruleset_of(*rules)
        layout = ruleset.layouts[0]
        return make_plan(ruleset, layout, registry, as_of, frozenset(layout.codes))

    return make


def frame_of(rows: list[dict[str, str | None]], start: int = 1) -> pl.DataFrame:
    """Raw records: row numbers from `start`, sheet rows one more."""
    numbers = pl.Series(range(start, start + len(rows)), dtype=pl.UInt32)
    columns = {f"{code}.raw": pl.Series([row.get(code) for row in rows], dtype=pl.String) for code in "ABDE"}
    return pl.DataFrame({"row": numbers, "sheet_row": numbers + 1, **columns})


@pytest.fixture
def checked(plan_of: PlanOf) -> Check1:
    def run(rows: list[dict[str, str | None]], *rules: Rule, slice_records: int = 50, most: int = 100) -> Outcome:
        checker = Checker(plan_of(*rules), most)
        for start in range(0, len(rows), slice_records):
            checker.add(frame_of(rows[start : start + slice_records], start + 1))
        return checker.outcome()

    return run
