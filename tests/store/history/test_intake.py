"""Submissions: kept wholly and durably, once for each idempotency key, told of what was handed in before."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from engine.errors import EngineError, UserError
from engine.reading import Source, open_source
from engine.report.json_report import render_json
from engine.ruleset import Ruleset
from store import audit, keys
from store.callers import COMMAND_LINE
from store.catalogue.importing import import_catalogue
from store.forms.reading import open_form
from store.history.queries import SubmissionFilter
from store.home import Home
from store.intake import Answer
from store.metadata import METADATA
from store.organisations.importing import import_organisations
from tests.conftest import EXAMPLES
from tests.store.history.conftest import AS_OF, OTHER_UNIT, RULESET, UNIT, Make, Open, handover, submitter

LEDGER = ("submission", "record", "finding", "answer_part", "rule_run", "record_count", "evidence", "idempotency_key")


def kept(home: Home) -> dict[str, int]:
    """Rows of each table of the ledger."""
    with home.database.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in LEDGER}


def rule(answer: Answer, name: str) -> tuple[str, int]:
    run = next(run for run in answer.result.rules if run.rule == f"national.penalty.{name}")
    return run.status, run.violations


def test_what_was_answered_is_kept_to_the_letter(home: Home, open_again: Open) -> None:
    given = home.intake.submit(open_source(EXAMPLES / "penalty.csv"), handover())
    assert given.created
    assert given.result.submission
    again = open_again().history.result(COMMAND_LINE, given.result.submission)
    assert render_json(again) == render_json(given.result)


def test_findings_are_those_of_the_plain_check(home: Home) -> None:
    source = open_source(EXAMPLES / "penalty.csv")
    plain = home.intake.check(source, as_of=AS_OF, reference=RULESET).result
    kept_result = home.intake.submit(source, handover()).result
    assert kept_result.findings == plain.findings
    assert kept_result.counts == plain.counts


def test_passes_are_kept_too(home: Home, records: Make) -> None:
    given = home.intake.submit(records(1, 2, 3), handover())
    page = home.history.records(COMMAND_LINE, given.result.submission or "")
    assert [(record.row, record.verdict, record.accepted) for record in page.items] == [
        (1, "accept", True),
        (2, "accept", True),
        (3, "accept", True),
    ]
    assert {record.organ for record in page.items} == {page.items[0].organ} != {None}
    assert page.items[0].category in ("法人及非法人组织", "个体工商户", "自然人")
    assert page.items[0].decided_on is not None


def test_working_days_come_from_the_check(home: Home, records: Make) -> None:
    source = records(1, CF_JDRQ="2020-04-20", CF_GSJZQ="2021-04-20", CF_YXQ="2021-04-20")
    given = home.intake.submit(source, handover(ruleset="changzhi@2020.1"))
    page = home.history.records(COMMAND_LINE, given.result.submission or "")
    # 21, 22, 23, 24, 26 (a make-up Sunday), 27, 28, 29, 30 April.
    assert [record.working_days for record in page.items] == [9]


def test_the_same_key_gets_the_first_answer(home: Home, open_again: Open, records: Make) -> None:
    first = home.intake.submit(records(1), handover(idempotency_key="k"))
    later = datetime(2020, 5, 1, 9, tzinfo=UTC)
    for opened in (home, open_again()):
        again = opened.intake.submit(records(1), handover(idempotency_key="k", received=later, as_of=later.date()))
        assert not again.created
        assert render_json(again.result) == render_json(first.result)
    assert kept(home)["submission"] == 1


@pytest.mark.parametrize("changed", [{"organisation": OTHER_UNIT}, {"ruleset": "national@2018"}, {"language": "en"}])
def test_the_same_key_for_something_else_is_refused(home: Home, records: Make, changed: dict[str, str]) -> None:
    home.intake.submit(records(1), handover(idempotency_key="k"))
    for source, given in ((records(2), {}), (records(1), changed)):
        with pytest.raises(UserError) as refused:
            home.intake.submit(source, handover(idempotency_key="k", **given))
        assert refused.value.code == "idempotency-conflict"
    assert kept(home)["submission"] == 1


def test_keys_of_two_callers_are_two(home: Home, records: Make) -> None:
    home.intake.submit(records(1), handover(idempotency_key="k"))
    made = keys.create(
        home.database, home.secret, name="甲", role="submitter", organisation=UNIT, now=handover().received
    )
    other = home.intake.submit(records(2), handover(idempotency_key="k", caller=submitter(key=made.view.id)))
    assert other.created


def test_racing_with_one_key_gives_one_submission(home: Home, open_again: Open, records: Make) -> None:
    homes = [home, *(open_again() for _ in range(3))]
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda place: homes[place % 4].intake.submit(records(1), handover(idempotency_key="k")), range(8)
            )
        )
    assert len({answer.result.submission for answer in answers}) == 1
    assert sum(answer.created for answer in answers) == 1
    assert kept(home)["submission"] == kept(home)["evidence"] == 1


def test_racing_with_the_same_records_accepts_them_once(home: Home, open_again: Open, records: Make) -> None:
    homes = [home, *(open_again() for _ in range(3))]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda opened: opened.intake.submit(records(1, 2), handover()), homes))
    assert sorted(answer.result.verdict for answer in answers) == ["accept", "reject", "reject", "reject"]


def test_a_record_accepted_before_is_refused(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1, 2), handover())
    again = home.intake.submit(records(2, 3), handover())
    assert again.result.verdict == "partial"
    assert rule(again, "already-submitted") == ("ran", 1)
    (finding,) = again.result.findings
    assert (finding.row, finding.kind, finding.severity) == (1, "already_submitted", "reject")
    assert finding.message == (
        f"该记录已于 2020/04/30 报送并被接受（报送编号 {first.result.submission}，第 2 条），请勿重复报送"
    )


def test_a_record_refused_before_is_not_in_the_way(home: Home, records: Make) -> None:
    assert home.intake.submit(records(1, CF_CFJGDM="x"), handover()).result.verdict == "reject"
    assert home.intake.submit(records(1), handover()).result.verdict == "accept"


def test_changed_content_is_a_correction(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1, 2), handover())
    again = home.intake.submit(records(2, BZ="更正"), handover())
    assert again.result.verdict == "accept"
    assert rule(again, "correction") == ("ran", 1)
    assert again.result.findings[0].severity == "warn"
    page = home.history.records(COMMAND_LINE, again.result.submission or "")
    assert page.items[0].corrects == first.result.submission


def test_the_latest_form_of_a_record_counts(home: Home, records: Make) -> None:
    home.intake.submit(records(1), handover())
    second = home.intake.submit(records(1, BZ="更正"), handover())
    third = home.intake.submit(records(1, BZ="更正"), handover())
    assert third.result.verdict == "reject"
    assert second.result.submission in third.result.findings[0].message


def test_many_records_are_looked_up_as_few_are(home: Home, records: Make) -> None:
    home.intake.submit(records(*range(1, 600)), handover())
    again = home.intake.submit(records(*range(590, 1200)), handover())
    assert rule(again, "already-submitted") == ("ran", 10)
    assert again.result.counts.accept == 600


def test_a_plain_check_asks_no_history(home: Home, records: Make) -> None:
    home.intake.submit(records(1), handover())
    result = home.intake.check(records(1), as_of=AS_OF, reference=RULESET).result
    run = next(run for run in result.rules if run.rule.endswith("already-submitted"))
    assert (result.verdict, run.status, run.reason) == ("accept", "not_applicable", "未查询历史报送记录")


def test_a_dry_run_asks_and_keeps_nothing(home: Home, records: Make) -> None:
    home.intake.submit(records(1), handover())
    before = kept(home)
    dry = home.intake.submit(records(1), handover(dry_run=True, idempotency_key="k"))
    assert (dry.result.verdict, dry.result.submission, dry.created) == ("reject", None, False)
    assert kept(home) == before


def test_a_replaced_submission_counts_no_more(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission or ""
    second = home.intake.submit(records(1), handover(replaces=first))
    assert second.result.verdict == "accept"
    assert home.history.submission(COMMAND_LINE, first).replaced_by == second.result.submission
    assert home.history.submission(COMMAND_LINE, second.result.submission or "").replaces == first
    third = home.intake.submit(records(1), handover())
    assert second.result.submission in third.result.findings[0].message


def test_nothing_accepted_replaces_nothing(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission or ""
    home.intake.submit(records(1, CF_CFJGDM="x"), handover(replaces=first))
    assert home.history.submission(COMMAND_LINE, first).replaced_by is None


def test_one_successor_at_most(home: Home, open_again: Open, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission or ""

    def replace_it(opened: Home) -> str:
        try:
            return opened.intake.submit(records(1), handover(replaces=first)).result.verdict
        except UserError as error:
            return error.code

    with ThreadPoolExecutor(3) as threads:
        outcomes = sorted(threads.map(replace_it, [home, open_again(), open_again()]))
    assert outcomes == ["accept", "replaces-replaced", "replaces-replaced"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"organisation": "000"}, "organisation-unknown"),
        ({"replaces": "nothing"}, "replaces-unknown"),
        ({"caller": submitter(OTHER_UNIT)}, "organisation-foreign"),
        ({"record_type": "licence"}, None),
        ({"ruleset": "national@1900"}, "unknown-ruleset"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(
    home: Home, records: Make, given: dict[str, str], code: str | None
) -> None:
    with pytest.raises(UserError) as refused:
        home.intake.submit(records(1), handover(idempotency_key="k", **given))
    assert code in (None, refused.value.code)
    assert set(kept(home).values()) == {0}
    assert list(home.evidence.listed()) == []


def test_a_submission_of_another_organisation_is_not_replaced(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission
    with pytest.raises(UserError) as refused:
        home.intake.submit(records(1), handover(organisation=OTHER_UNIT, replaces=first))
    assert refused.value.code == "replaces-unknown"


def test_the_rows_can_be_judged_again(home: Home) -> None:
    given = home.intake.submit(open_source(EXAMPLES / "licence.xlsx"), handover())
    source: Source = home.intake.evidence_source(given.result.submission or "")
    again = home.intake.check(source, as_of=AS_OF, reference=RULESET).result
    assert again.findings == given.result.findings
    assert again.counts == given.result.counts


def test_the_ruleset_is_kept_with_its_content(home: Home, records: Make) -> None:
    home.intake.submit(records(1), handover())
    home.intake.submit(records(2), handover())
    with home.database.engine.connect() as connection:
        content = connection.execute(text("SELECT content FROM used_ruleset")).scalar_one()
    kept_ruleset = Ruleset.model_validate_json(zlib.decompress(content))
    assert kept_ruleset.model_dump_json() == home.gate.library.get(RULESET).model_dump_json()


def test_every_submission_is_an_audit_event(home: Home, records: Make) -> None:
    given = home.intake.submit(records(1), handover())
    (event,) = audit.events(home.database)
    assert (event.action, event.subject, event.role) == ("submission.create", given.result.submission, "admin")


def test_an_answer_cannot_be_put_in_anothers_place(home: Home, records: Make) -> None:
    first = home.intake.submit(records(1), handover()).result.submission or ""
    second = home.intake.submit(records(2), handover()).result.submission or ""
    with home.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE answer_part SET content = (SELECT content FROM answer_part p WHERE p.submission = 1)")
        )
    assert home.history.result(COMMAND_LINE, first).submission == first
    with pytest.raises(EngineError) as broken:
        home.history.result(COMMAND_LINE, second)
    assert broken.value.code == "seal-broken"


def test_every_table_of_the_store_is_known() -> None:
    assert set(LEDGER) <= set(METADATA.tables)


def test_lists_show_what_was_handed_in(home: Home, records: Make) -> None:
    home.intake.submit(records(1), replace(handover(), received=datetime(2020, 4, 30, 23, 59, tzinfo=UTC)))
    (summary,) = home.history.submissions(COMMAND_LINE, SubmissionFilter()).items
    assert (summary.organisation, summary.file_name, summary.ruleset) == (UNIT, "records.json", RULESET)


def test_the_item_is_that_of_the_catalogue(home: Home, records: Make) -> None:
    day = date(2020, 1, 1)
    units, items = open_form(EXAMPLES / "organisations.csv"), open_form(EXAMPLES / "catalogue.csv")
    import_organisations(home.database, units, home.gate.registry, as_of=day, imported_on=day)
    import_catalogue(home.database, items, effective_from=day, imported_on=day)
    given = home.intake.submit(open_source(EXAMPLES / "penalty.csv"), handover(ruleset="changzhi@2020.1"))
    page = home.history.records(COMMAND_LINE, given.result.submission or "", 150)
    with home.database.engine.connect() as connection:
        known = set(connection.execute(text("SELECT item_name FROM catalogue_item")).scalars())
        known |= set(connection.execute(text("SELECT item_code FROM catalogue_item")).scalars())
    found = [record.item for record in page.items if record.item is not None]
    assert len(found) > 75
    assert set(found) <= known
