"""A home with a history, on SQLite and on PostgreSQL, and records to hand in."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.gate import Gate
from engine.reading import Source, open_source, records_source
from store.callers import COMMAND_LINE, Caller
from store.home import Home, open_home
from store.intake import Handover
from store.settings import Settings
from tests.conftest import EXAMPLES

NOW = datetime(2020, 4, 30, 9, 0, tzinfo=UTC)
AS_OF = date(2020, 4, 30)
UNIT, OTHER_UNIT = "111404001818998355", "11140400058644976U"
RULESET = "national@2019"
Record = dict[str, Any]
Open = Callable[[], Home]


def handover(**given: Any) -> Handover:
    """A handover of the command line; the keywords say what is otherwise."""
    usual = {"organisation": UNIT, "caller": COMMAND_LINE, "as_of": AS_OF, "received": NOW, "ruleset": RULESET}
    return Handover(**{**usual, **given})


def submitter(organisation: str = UNIT, key: str | None = None) -> Caller:
    return Caller(key, "submitter", organisation)


@pytest.fixture
def settings(tmp_path: Path, database_url: str | None) -> Settings:
    return Settings(home=tmp_path / "home", database_url=database_url, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def open_again(settings: Settings, gate: Gate) -> Iterator[Open]:
    """Opens the home once more, as another process would."""
    opened: list[Home] = []

    def again() -> Home:
        opened.append(open_home(settings, NOW, gate))
        return opened[-1]

    yield again
    for home in opened:
        home.close()


@pytest.fixture
def home(open_again: Open) -> Home:
    return open_again()


@pytest.fixture(scope="session")
def sound_record(gate: Gate) -> Record:
    """A penalty that violates nothing."""
    source = open_source(EXAMPLES / "penalty.csv")
    judgement = gate.check(source, as_of=AS_OF, reference=RULESET)
    blemished = {finding.row for finding in judgement.result.findings}
    columns = judgement.header.match.columns
    rows = pl.concat(judgement.records()).with_row_index("number", 1)
    row = rows.filter(~pl.col("number").is_in(list(blemished))).row(0, named=True)
    return {code: row[f"c{place}"] for code, place in columns.items()}


Make = Callable[..., Source]


@pytest.fixture
def records(sound_record: Record) -> Make:
    """A source of so many records with numbers of their own; keywords change all of them."""

    def make(*numbers: int, **changed: str | None) -> Source:
        lines = [{**sound_record, "CF_WSH": f"长市监罚〔2020〕{number}号", **changed} for number in numbers]
        return records_source(lines, "records.json")

    return make
