"""The plugin's checks, and the reference data of the samples as the frames that checks get."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.checking import Lookups
from engine.lookups import LOOKUP_SCHEMAS
from engine.plugins import Registry, make_plugin_manager, make_registry
from plugins import catalogue

EXAMPLES = Path(__file__).parents[3] / "examples"
RECORD_TYPES = {"行政许可": "licence", "行政处罚": "penalty"}
Frames = Callable[..., dict[str, pl.DataFrame]]


def lines(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=LOOKUP_SCHEMAS[name])


@pytest.fixture(scope="session")
def registry() -> Registry:
    manager = make_plugin_manager()
    if not manager.is_registered(catalogue):
        manager.register(catalogue, name="catalogue")
    return make_registry(manager)


@pytest.fixture(scope="session")
def sample_frames() -> Mapping[str, pl.DataFrame]:
    units = {line["单位名称"]: line["统一社会信用代码"] for line in lines("organisations.csv")}
    items = [
        {
            "record_type": RECORD_TYPES[line["目录类别"]],
            "organisation": units[line["行政决定部门"]],
            "item_name": line["项目名称"],
            "parties": line["行政相对人类别"].split(),
            "scopes": line["公开范围"].split(),
            "effective_from": date(2020, 1, 1),
        }
        for line in lines("catalogue.csv")
    ]
    organisations = [{"code": code, "name": name, "current": True} for name, code in units.items()]
    return {"organisations": frame("organisations", organisations), "catalogue": frame("catalogue", items)}


@pytest.fixture(scope="session")
def sample_lookups(sample_frames: Mapping[str, pl.DataFrame]) -> Lookups:
    return Lookups(sample_frames, digest="samples")
