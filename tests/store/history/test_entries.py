"""What is kept of one record alone, on ways of its own, is what is kept of it among others."""

from typing import Any

import pytest

from store.home import Home
from tests.store.history.conftest import Make, handover

COLUMNS = {
    "record": "row, key_hash, content_hash, organ, item, category, decided_on, working_days, verdict, accepted",
    "record_count": "position, organ, category, decided_month, verdict, records",
    "finding": "position, row, sheet_row, rule, kind, severity",
    "rule_run": "rule, kind, severity, status, violations",
}
FAULTS: tuple[dict[str, str | None], ...] = (
    {},
    {"CF_JDRQ": None, "CF_XDR_MC": None},
    {"CF_CFJGDM": "140402199003074514", "CF_JDRQ": "2020-04-20", "CF_GSJZQ": "2021-04-20"},
    {"CF_XDR_LB": "外星人", "CF_SY": "详见附件"},
)


def kept(home: Home, submission: str | None, table: str) -> list[tuple[Any, ...]]:
    query = f"""SELECT {COLUMNS[table]} FROM {table}
        WHERE submission = (SELECT number FROM submission WHERE id = ?) ORDER BY 1"""
    with home.database.asking() as statements:
        return [tuple(line) for line in statements.rows(query, submission)]


@pytest.mark.parametrize("faults", FAULTS)
def test_one_record_is_kept_as_the_first_of_many(home: Home, records: Make, faults: dict[str, str | None]) -> None:
    alone = home.intake.submit(records(1, **faults), handover(ruleset="changzhi@2020.1"))
    among = home.intake.submit(
        records(1, 2, **faults), handover(ruleset="changzhi@2020.1", replaces=alone.result.submission)
    )
    for table in ("record", "finding"):
        many = kept(home, among.result.submission, table)
        places = COLUMNS[table].split(", ").index("row")
        assert kept(home, alone.result.submission, table) == [line for line in many if line[places] == 1]
    (one,), (two,) = (kept(home, given.result.submission, "record_count") for given in (alone, among))
    assert (*one[:-1], 2 * one[-1]) == two
    doubled = [(*run[:-1], 2 * run[-1]) for run in kept(home, alone.result.submission, "rule_run")]
    assert doubled == kept(home, among.result.submission, "rule_run")
