"""Questions to the history: filters, pages, who may see what; statistics agree with the records."""

from datetime import UTC, date, datetime

import pytest

from engine.errors import UserError
from engine.reading import open_source
from store.callers import COMMAND_LINE, Caller
from store.forms.reading import open_form
from store.history import statistics
from store.history.queries import SubmissionFilter
from store.history.statistics import QualityRow, StatisticsFilter
from store.home import Home
from store.organisations.importing import import_organisations
from tests.conftest import EXAMPLES
from tests.store.history.conftest import OTHER_UNIT, UNIT, Make, handover, submitter

APRIL, MAY = datetime(2020, 4, 30, 9, tzinfo=UTC), datetime(2020, 5, 7, 9, tzinfo=UTC)


@pytest.fixture
def ids(home: Home, records: Make) -> dict[str, str]:
    """Four submissions: name → id."""
    decided = {"CF_JDRQ": "2020-03-05", "CF_GSJZQ": "2021-03-05", "CF_YXQ": "2021-03-05"}
    given = {
        "sound": (records(1, 2), handover(received=APRIL)),
        "refused": (records(3, CF_CFJGDM="x"), handover(received=APRIL)),
        "march": (records(4, **decided), handover(received=MAY, organisation=OTHER_UNIT)),
        "licences": (open_source(EXAMPLES / "licence.xlsx"), handover(received=MAY)),
    }
    return {name: home.intake.submit(*parts).result.submission or "" for name, parts in given.items()}


def found(home: Home, ids: dict[str, str], caller: Caller = COMMAND_LINE, **wanted: object) -> list[str]:
    names = {identity: name for name, identity in ids.items()}
    page = home.history.submissions(caller, SubmissionFilter(**wanted))  # type: ignore[arg-type]
    return [names[item.id] for item in page.items]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["licences", "march", "refused", "sound"]),
        ({"organisation": OTHER_UNIT}, ["march"]),
        ({"record_type": "licence"}, ["licences"]),
        ({"verdict": "reject"}, ["refused"]),
        ({"verdict": "accept"}, ["march", "sound"]),
        ({"rule": "national.penalty.CF_CFJGDM.characters"}, ["refused"]),
        ({"kind": "bad_characters", "record_type": "penalty"}, ["refused"]),
        ({"severity": "reject"}, ["licences", "refused"]),
        ({"kind": "bad_characters", "severity": "info"}, []),
        ({"decided_until": date(2020, 3, 31), "record_type": "penalty"}, ["march"]),
        ({"decided_from": date(2020, 3, 5), "decided_until": date(2020, 3, 5)}, ["march"]),
        ({"decided_from": date(2020, 3, 6), "decided_until": date(2020, 3, 6), "record_type": "penalty"}, []),
        ({"received_from": date(2020, 5, 1)}, ["licences", "march"]),
        ({"received_until": date(2020, 4, 30)}, ["refused", "sound"]),
        ({"county": "潞州区"}, []),
    ],
)
def test_filters(home: Home, ids: dict[str, str], wanted: dict[str, object], names: list[str]) -> None:
    assert found(home, ids, **wanted) == names


def test_the_county_is_that_of_the_day(home: Home, records: Make) -> None:
    form = open_form(EXAMPLES / "organisations.csv")
    import_organisations(home.database, form, home.gate.registry, as_of=date(2020, 1, 1), imported_on=date(2020, 1, 1))
    home.intake.submit(records(1), handover())
    (summary,) = home.history.submissions(COMMAND_LINE, SubmissionFilter()).items
    assert summary.county
    assert home.history.submissions(COMMAND_LINE, SubmissionFilter(county=summary.county)).items
    with pytest.raises(UserError) as unknown:
        home.intake.submit(records(2), handover(organisation="11140400990G99Y999"))
    assert unknown.value.code == "organisation-unknown"


def test_pages_hold_everything_once(home: Home, ids: dict[str, str]) -> None:
    seen, cursor = [], None
    while True:
        page = home.history.submissions(COMMAND_LINE, SubmissionFilter(), 3, cursor)
        seen += [item.id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == list(reversed(ids.values()))


def test_findings_and_records_page_by_page(home: Home) -> None:
    result = home.intake.submit(open_source(EXAMPLES / "penalty.csv"), handover()).result
    identity = result.submission or ""
    for size in (1, 7, 56, 57, 58, 1000):
        findings, rows, cursor, next_rows = [], [], None, None
        while True:
            page = home.history.findings(COMMAND_LINE, identity, size, cursor)
            findings += page.items
            cursor = page.cursor
            if cursor is None:
                break
        assert tuple(findings) == result.findings
        while True:
            lines = home.history.records(COMMAND_LINE, identity, 10 * size, next_rows, "reject")
            rows += lines.items
            next_rows = lines.cursor
            if next_rows is None:
                break
        assert len(rows) == result.counts.reject


def test_findings_across_the_sealed_parts(home: Home, records: Make) -> None:
    result = home.intake.submit(records(*range(1, 301), CF_CFJGDM="x"), handover()).result
    identity = result.submission or ""
    assert len(result.findings) == 300
    first = home.history.findings(COMMAND_LINE, identity, 200)
    second = home.history.findings(COMMAND_LINE, identity, 100, first.cursor)
    assert (*first.items, *second.items) == result.findings
    assert second.cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "甲", "a" * 500, "MTIz"])
def test_an_unknown_cursor_is_refused(home: Home, ids: dict[str, str], cursor: str) -> None:
    with pytest.raises(UserError) as refused:
        home.history.submissions(COMMAND_LINE, SubmissionFilter(), 3, cursor)
    assert refused.value.code == "unknown-cursor"


def test_the_cursor_of_another_list_is_refused(home: Home, ids: dict[str, str]) -> None:
    cursor = home.history.records(COMMAND_LINE, ids["sound"], 1).cursor
    with pytest.raises(UserError):
        home.history.records(COMMAND_LINE, ids["licences"], 1, cursor)


def test_a_submitter_sees_its_own_only(home: Home, ids: dict[str, str]) -> None:
    history, other = home.history, submitter(OTHER_UNIT)
    assert found(home, ids, other) == ["march"]
    assert found(home, ids, other, organisation=UNIT) == []
    assert history.result(other, ids["march"]).submission == ids["march"]
    for ask in (history.submission, history.result, history.findings, history.records):
        for identity in (ids["sound"], "nothing"):
            with pytest.raises(UserError) as refused:
                ask(other, identity)  # type: ignore[operator]
            assert refused.value.code == "unknown-submission"
    rows = statistics.quality(home.database, other, StatisticsFilter())
    assert {row.organisation for row in rows} == {OTHER_UNIT}
    assert statistics.rules(home.database, other, StatisticsFilter(organisation=UNIT)) == []


def test_quality_counts_what_was_answered(home: Home, ids: dict[str, str]) -> None:
    rows = statistics.quality(home.database, COMMAND_LINE, StatisticsFilter(record_type="penalty"))
    assert rows == [
        QualityRow(OTHER_UNIT, None, "penalty", "2020-05", 1, 1, 1, 0, 0, 0),
        QualityRow(UNIT, None, "penalty", "2020-04", 2, 3, 2, 0, 1, 0),
    ]
    licences = home.history.result(COMMAND_LINE, ids["licences"]).counts
    (row,) = statistics.quality(home.database, COMMAND_LINE, StatisticsFilter(record_type="licence"))
    assert (row.records, row.accept, row.review, row.reject) == (
        licences.records,
        licences.accept,
        licences.review,
        licences.reject,
    )


def test_quality_by_month_of_decision(home: Home, ids: dict[str, str]) -> None:
    wanted = StatisticsFilter(record_type="penalty", month_of="decided", end=date(2020, 3, 31))
    (row,) = statistics.quality(home.database, COMMAND_LINE, wanted)
    assert (row.month, row.records) == ("2020-03", 1)


def test_rules_count_violations_exactly(home: Home, ids: dict[str, str]) -> None:
    result = home.history.result(COMMAND_LINE, ids["licences"])
    rows = statistics.rules(home.database, COMMAND_LINE, StatisticsFilter(record_type="licence"))
    assert {row.rule: row.violations for row in rows} == {r.rule: r.violations for r in result.rules if r.violations}
    assert {row.month for row in rows} == {"2020-05"}
    for row in rows:
        one = statistics.rules(home.database, COMMAND_LINE, StatisticsFilter(record_type="licence", rule=row.rule))
        assert one == [row]


def test_received_and_decided_months_count_the_same_records(home: Home, ids: dict[str, str]) -> None:
    def total(month_of: statistics.MonthOf) -> list[int]:
        rows = statistics.quality(home.database, COMMAND_LINE, StatisticsFilter(month_of=month_of, replaced=True))
        return [sum(getattr(row, name) for row in rows) for name in ("records", "accept", "review", "reject")]

    assert total("received") == total("decided")


def test_what_was_replaced_does_not_count_twice(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission
    home.intake.submit(records(1), handover(replaces=first))
    (row,) = statistics.quality(home.database, COMMAND_LINE, StatisticsFilter())
    (both,) = statistics.quality(home.database, COMMAND_LINE, StatisticsFilter(replaced=True))
    assert (row.records, both.records) == (1, 2)
