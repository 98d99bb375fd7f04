"""Codes and names on days: the columns say what single records say."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine import Column
from engine.plugins import Registry
from plugins.catalogue.register import Register
from tests.plugins.catalogue.conftest import frame

CHANGE = date(2020, 3, 1)
UNITS = frame(
    "organisations",
    [
        {"code": "A", "name": "甲局", "valid_from": CHANGE, "current": True},
        {"code": "A", "name": "旧甲局", "valid_until": CHANGE, "current": False},
        {"code": "B", "name": "乙局", "current": True},
        {"code": "C", "name": "旧甲局", "valid_from": CHANGE, "current": True},
    ],
)
DAYS = [None, *(CHANGE + timedelta(days=shift) for shift in (-400, -1, 0, 1, 400))]
rows = st.tuples(
    st.sampled_from([None, "A", "B", "C", "D"]),
    st.sampled_from([None, "甲局", "旧甲局", "乙局", "丙局"]),
    st.sampled_from(DAYS),
)


@given(st.lists(rows, max_size=30))
def test_columns_say_what_single_records_say(registry: Registry, lines: list[tuple[Any, ...]]) -> None:
    data = pl.DataFrame(lines, schema={"code": pl.String, "name": pl.String, "day": pl.Date}, orient="row")
    fields = [Column(name, name, text=pl.col(name), value=pl.col(name), raw=pl.col(name)) for name in data.columns]
    check = registry.checks["organisation.known"]
    violation = check.function(*fields, organisations=UNITS, as_of=CHANGE)
    register = Register(UNITS)
    expected = [None if line[0] is None else register.assess(*line).status != "known" for line in lines]
    assert data.select(where=violation.where)["where"].to_list() == expected


def test_a_name_that_moved_to_another_code() -> None:
    register = Register(UNITS)
    assert register.assess("A", "旧甲局", CHANGE - timedelta(days=1)).status == "known"
    assert register.assess("A", "旧甲局", CHANGE).status == "former_name"
    assert register.assess("C", "旧甲局", CHANGE).status == "known"
    moved = register.assess("B", "旧甲局", CHANGE)
    assert moved.status == "other_code"
    assert moved.meant is not None
    assert moved.meant.code == "C"


def test_whose_code_it_is() -> None:
    register = Register(UNITS)
    assert register.identifies("A", "甲局")
    assert register.identifies("A", None)
    assert register.identifies("A", "丙局")
    assert not register.identifies("A", "乙局")
    assert not register.identifies("D", "甲局")
