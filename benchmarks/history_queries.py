"""How long an auditor waits: questions to a history of ten million records on PostgreSQL.

`python -m benchmarks.history_queries` judges and keeps one real submission, fills a fresh database with copies of it
(other organisations, days, keys; answers sealed as they would be), asks each question with changing parameters and
prints a Markdown table: median, 95th percentile, and whether that stays within 200 ms.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from sqlalchemy import text

from benchmarks.dataset import dataset
from benchmarks.postgresql import fresh, postgresql
from engine.reading import records_source
from engine.verdict import Result
from store.callers import COMMAND_LINE
from store.history import statistics as counts
from store.history.answers import answer_parts, written
from store.history.bulk import insert_rows
from store.history.queries import History, SubmissionFilter
from store.history.statistics import StatisticsFilter
from store.home import Home, open_home
from store.intake import Handover
from store.settings import Settings
from store.statements import statements_of

RECORDS: Final = 10_000_000
A_SUBMISSION: Final = 250
ORGANISATIONS: Final = 220
MONTHS: Final = 24
MOST_SECONDS: Final = 0.2
AS_OF: Final = date(2020, 4, 30)
NOW: Final = datetime(2020, 4, 30, 9, tzinfo=UTC)
UNIT: Final = "111404001818998355"
COUNTIES: Final = ("市直", "潞州区", "上党区", "屯留区", "潞城区", "襄垣县", "平顺县", "黎城县", "壶关县", "长子县")
_BATCH: Final = 2000  # submissions at a time
Ask = Callable[[], Any]


@dataclass(frozen=True)
class Filled:
    """A history full of copies.

    Attributes:
        copies: columns number, id, organisation, county, received_on.
        rules: that found something, with their kinds and severities.
    """

    home: Home
    copies: pl.DataFrame
    rules: list[tuple[str, str, str]]


def main() -> None:
    """Fill, ask and print."""
    options = _options()
    with postgresql() as url, tempfile.TemporaryDirectory(prefix="gongshi-queries-") as folder:
        home = open_home(Settings(home=Path(folder), database_url=fresh(url)), NOW)
        start = time.perf_counter()
        filled = _fill(home, options)
        print(f"filled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        print(f"{_count(home, 'record'):,} records, {_count(home, 'submission'):,} submissions, PostgreSQL\n")
        print("| question | median | p95 | ≤ 200 ms |\n| --- | --- | --- | --- |")
        for name, ask in _questions(filled, random.Random(options.seed)):
            print(_line(name, ask, options.rounds), flush=True)
        home.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "gongshi-benchmarks")
    return parser.parse_args()


def _line(name: str, ask: Ask, rounds: int) -> str:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    late = sorted(taken)[int(len(taken) * 0.95) - 1]
    reached = "yes" if late <= MOST_SECONDS else "no"
    return f"| {name} | {statistics.median(taken) * 1000:.1f} ms | {late * 1000:.1f} ms | {reached} |"


# Filling


def _fill(home: Home, options: argparse.Namespace) -> Filled:
    result = _real(home, options)
    copies = _copies(options)
    with home.database.reading() as session:
        connection = session.connection()
        own = {name: pl.read_database(f'SELECT * FROM "{name}"', connection) for name in _TABLES}
    for start in range(0, copies.height, _BATCH):
        _add(home, own, copies[start : start + _BATCH], result, np.random.default_rng(options.seed + start))
        print(f"\r{start + _BATCH:,} submissions", end="", file=sys.stderr)
    with home.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as the server does by itself before long
    rules = own["rule_run"].filter(pl.col("violations") > 0).select("rule", "kind", "severity").rows()
    return Filled(home, copies, rules)


_TABLES: Final = ("submission", "record", "finding", "rule_run")


def _real(home: Home, options: argparse.Namespace) -> Result:
    path = dataset(options.folder, 100_000, options.seed)
    records = pl.read_csv(path, infer_schema=False, n_rows=A_SUBMISSION).rows(named=True)
    given = Handover(UNIT, COMMAND_LINE, AS_OF, NOW, ruleset="national@2019")
    return home.intake.submit(records_source(records, "records"), given).result


def _copies(options: argparse.Namespace) -> pl.DataFrame:
    """Every organisation hands in some files a month, in the order of the days."""
    number = options.records // A_SUBMISSION - 1
    chance = random.Random(options.seed)
    days = sorted(date(2018, 5, 1) + timedelta(chance.randrange(MONTHS * 30)) for _ in range(number))
    units = [chance.randrange(ORGANISATIONS) for _ in range(number)]
    return pl.DataFrame(
        {
            "number": range(2, number + 2),
            "id": [f"00000000-0000-4000-8000-{place:012x}" for place in range(number)],
            "organisation": [f"1114040000{unit:07d}X" for unit in units],
            "county": [COUNTIES[unit % len(COUNTIES)] for unit in units],
            "received_on": days,
        }
    )


def _add(
    home: Home, own: dict[str, pl.DataFrame], copies: pl.DataFrame, result: Result, chance: np.random.Generator
) -> None:
    heads = own["submission"].drop("number", "id", "organisation", "county", "received_on", "received_at")
    moment = pl.col("received_on").cast(pl.Datetime).alias("received_at")
    numbers = copies.select("received_on", "organisation", submission="number")
    decided = pl.col("received_on") - pl.duration(days=pl.col("row") % 40)  # in the forty days before
    records = numbers.join(own["record"].drop("submission", "organ"), how="cross").with_columns(
        decided.alias("decided_on"),
        pl.Series("key_hash", _hashes(chance, numbers.height * own["record"].height)),
        pl.col("organisation").alias("organ"),
    )
    month = pl.col("decided_on").dt.truncate("1mo").alias("decided_month")
    counted = records.group_by("submission", "organ", "category", month, "verdict").agg(records=pl.len())
    with home.database.writing() as session:
        insert_rows(statements_of(session), "submission", [copies.join(heads, how="cross").with_columns(moment)])
        insert_rows(statements_of(session), "record", [records.drop("received_on", "organisation")])
        position = pl.int_range(1, pl.len() + 1).over("submission").alias("position")
        insert_rows(statements_of(session), "record_count", [counted.with_columns(position)])
        for name in ("finding", "rule_run"):
            insert_rows(
                statements_of(session),
                name,
                [numbers.select("submission").join(own[name].drop("submission"), how="cross")],
            )
        insert_rows(
            statements_of(session),
            "answer_part",
            [pl.DataFrame(_answers(home, copies, result), orient="row", schema=_PARTS)],
        )


_PARTS: Final = {"submission": pl.Int64, "part": pl.Int64, "content": pl.Binary}


def _hashes(chance: np.random.Generator, number: int) -> list[bytes]:
    every = chance.bytes(16 * number)
    return [every[start : start + 16] for start in range(0, len(every), 16)]


def _answers(home: Home, copies: pl.DataFrame, result: Result) -> Iterator[tuple[int, int, bytes]]:
    for number, name in copies.select("number", "id").iter_rows():
        mine = result.model_copy(update={"submission": name})
        yield from (
            (number, part, content) for part, content in answer_parts(home.secret, mine.submission or "", written(mine))
        )


def _count(home: Home, table: str) -> int:
    with home.database.reading() as session:
        return int(session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())


# Asking


def _questions(filled: Filled, chance: random.Random) -> Iterator[tuple[str, Ask]]:
    database, history = filled.home.database, History(filled.home.database, filled.home.secret)
    units = filled.copies["organisation"].unique().sort().to_list()
    ids = filled.copies["id"].to_list()

    def quality(**wanted: Any) -> Any:
        return counts.quality(database, COMMAND_LINE, StatisticsFilter(**wanted))

    def rules(**wanted: Any) -> Any:
        return counts.rules(database, COMMAND_LINE, StatisticsFilter(**wanted))

    def listed(**wanted: Any) -> Any:
        return history.submissions(COMMAND_LINE, SubmissionFilter(**wanted))

    def month() -> dict[str, date]:
        start = date(2018 + chance.randrange(2), chance.randrange(6, 13), 1)
        return {"start": start, "end": start + timedelta(27)}

    def period(name: str) -> dict[str, date]:
        start = date(2018, 6, 3) + timedelta(chance.randrange(600))
        return {f"{name}_from": start, f"{name}_until": start + timedelta(20)}

    yield "quality: one organisation, all months", lambda: quality(organisation=chance.choice(units))
    yield "quality: all organisations, one month", lambda: quality(**month())
    yield "quality: all, one month of the decision", lambda: quality(month_of="decided", **month())
    yield "quality: all organisations, all months", quality
    yield "rules: one organisation, all months", lambda: rules(organisation=chance.choice(units))
    yield "rules: all organisations, one month", lambda: rules(**month())
    yield "rules: one rule, all organisations and months", lambda: rules(rule=chance.choice(filled.rules)[0])
    yield "list: the newest", listed
    yield (
        "list: one organisation, three weeks of handing in",
        lambda: listed(organisation=chance.choice(units), **period("received")),
    )
    yield "list: one county, one verdict", lambda: listed(county=chance.choice(COUNTIES), verdict="partial")
    yield "list: with findings of a rule", lambda: listed(rule=chance.choice(filled.rules)[0])
    yield "list: by kind and severity", lambda: listed(kind=chance.choice(filled.rules)[1], severity="reject")
    yield "list: a rule that found nothing", lambda: listed(rule="national.penalty.no-such-rule")
    yield "list: decided within three weeks", lambda: listed(**period("decided"))
    yield "one submission", lambda: history.submission(COMMAND_LINE, chance.choice(ids))
    yield "one submission's findings", lambda: history.findings(COMMAND_LINE, chance.choice(ids))
    yield "one submission's records", lambda: history.records(COMMAND_LINE, chance.choice(ids))


if __name__ == "__main__":
    main()
