"""Handing over and looking up."""

import io
import json
from typing import Any

import openpyxl
import pytest

from engine.gate import Gate
from engine.reading import open_source, records_source
from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES
from tests.parts.service import AS_OF, OTHER, OWN, Site, form, json_body, numbered, penalties

PENALTIES = penalties()
GOOD = PENALTIES[0]


def _submit(site: Site, records: Any, role: str = "platform", key: str | None = None, **fields: Any) -> Any:
    given = {"records": records, **({"organisation": OWN, "as_of": str(AS_OF)} if role == "platform" else {}), **fields}
    return site.post("/submissions", role, json=given, headers={"Idempotency-Key": key} if key else {})


def test_check_says_what_the_gate_says(site: Site, gate: Gate) -> None:
    body = json_body(PENALTIES, as_of=str(AS_OF), ruleset="national@2019")
    given = site.post("/check", data=body, content_type="application/json")
    expected = site.service.home.intake.check(
        records_source(PENALTIES, "records.json"), as_of=AS_OF, reference="national@2019"
    )
    assert given.status_code == 200
    assert given.get_data(as_text=True) == expected.result.model_dump_json(by_alias=True)
    assert given.get_json()["submission"] is None


def test_check_takes_files_and_speaks_the_language_asked_for(site: Site) -> None:
    def checked(language: str) -> Any:
        file = (io.BytesIO((EXAMPLES / "penalty.csv").read_bytes()), "penalty.csv")
        data = {"file": file, "as_of": str(AS_OF), "ruleset": "national@2019"}
        return site.post("/check", data=data, headers={"Accept-Language": language}).get_json()

    chinese, english = checked("zh"), checked("en")
    assert chinese["input"]["encoding"] == "gb18030"
    assert [finding["rule"] for finding in chinese["findings"]] == [finding["rule"] for finding in english["findings"]]
    assert chinese["findings"][0]["message"] != english["findings"][0]["message"]


def test_numbers_are_read_as_they_are_written(site: Site) -> None:
    record = json.dumps({**GOOD, "罚款金额（万元）": None}, ensure_ascii=False)
    for written, faulty in (("5", False), ("0.10", False), ("1.40402E+17", True)):
        body = record.replace('"罚款金额（万元）": null', f'"罚款金额（万元）": {written}')
        text = f'{{"records": [{body}], "as_of": "2020-04-30", "ruleset": "national@2019"}}'
        given = site.post("/check", data=text.encode(), headers={"Content-Type": "application/json"}).get_json()
        kinds = [finding["kind"] for finding in given["findings"]]
        assert ("bad_number" in kinds) == faulty, (written, kinds)


def test_a_submission_is_kept_as_it_was_answered(site: Site) -> None:
    given = _submit(site, PENALTIES)
    assert given.status_code == 201
    body = given.get_json()
    assert given.headers["Location"] == f"/api/v1/submissions/{body['submission']}"
    assert site.call("GET", given.headers["Location"], "auditor").get_data() == given.get_data()
    listed = site.get("/submissions?limit=1").get_json()["items"][0]
    assert (listed["id"], listed["organisation"], listed["verdict"]) == (body["submission"], OWN, body["verdict"])
    assert (listed["records"], listed["rejections"]) == (len(PENALTIES), body["counts"]["findings"]["reject"])


def test_findings_and_records_come_in_pages(site: Site) -> None:
    given = _submit(site, PENALTIES).get_json()
    path = f"/submissions/{given['submission']}"
    assert _all(site, f"{path}/findings", 7) == given["findings"]
    records = _all(site, f"{path}/records", 40)
    assert [record["row"] for record in records] == list(range(1, len(PENALTIES) + 1))
    rejected = _all(site, f"{path}/records?verdict=reject", 5)
    assert len(rejected) == given["counts"]["reject"]
    assert {record["verdict"] for record in rejected} == {"reject"}


def test_submissions_come_in_pages_newest_first(site: Site) -> None:
    made = [_submit(site, [numbered(GOOD, f"9{number}")]).get_json()["submission"] for number in range(5)]
    items = _all(site, f"/submissions?organisation={OWN}", 2)
    assert [item["id"] for item in items][:5] == made[::-1]
    assert len({item["id"] for item in items}) == len(items)


def test_filters_of_the_list(own_site: Site) -> None:
    good = _submit(own_site, [GOOD]).get_json()
    bad = _submit(own_site, PENALTIES[1:], organisation=OTHER).get_json()
    rule = next(finding for finding in bad["findings"] if finding["severity"] == "reject")
    expectations = {
        f"organisation={OWN}": [good],
        f"organisation={OTHER}": [bad],
        "record_type=licence": [],
        "record_type=penalty": [bad, good],
        f"verdict={good['verdict']}": [good],
        f"rule={rule['rule']}": [bad],
        f"kind={rule['kind']}": [bad],
        "severity=reject": [bad],
        "received_from=2020-05-06&received_until=2020-05-06": [bad, good],
        "received_from=2020-05-07": [],
        "decided_until=1990-01-01": [],
        "decided_from=9999-12-31": [],
        "county=市直": [bad, good],
    }
    assert good["verdict"] != bad["verdict"]
    for query, expected in expectations.items():
        items = own_site.get(f"/submissions?{query}").get_json()["items"]
        assert [item["id"] for item in items] == [one["submission"] for one in expected], query


def test_the_workbook_has_the_rows_as_they_were_handed_in(site: Site) -> None:
    file = (io.BytesIO((EXAMPLES / "penalty.csv").read_bytes()), "penalty.csv")
    data = {"file": file, "organisation": OWN, "as_of": str(AS_OF), "ruleset": "national@2019"}
    made = site.post("/submissions", data=data).get_json()["submission"]
    response = site.get(f"/submissions/{made}/workbook")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.get_data())).worksheets[0]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    written = [[value or "" for value in record.values()] for record in PENALTIES]
    assert [row[: len(written[0])] for row in rows[1:]] == written


def test_a_dry_run_answers_and_stores_nothing(site: Site) -> None:
    before = site.submissions()
    given = _submit(site, [GOOD], dry_run=True)
    assert (given.status_code, given.get_json()["submission"]) == (200, None)
    assert site.submissions() == before


def test_the_same_key_and_content_get_the_first_answer_again(site: Site) -> None:
    first = _submit(site, [numbered(GOOD, 71)], key="again-1")
    second = _submit(site, [numbered(GOOD, 71)], key="again-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.get_data() == first.get_data()
    assert second.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_with_other_content_is_a_conflict(site: Site) -> None:
    made = _submit(site, [numbered(GOOD, 72)], key="again-2").get_json()["submission"]
    before = site.submissions()
    assert_problem(_submit(site, [numbered(GOOD, 73)], key="again-2"), 409, "idempotency-conflict")
    assert site.submissions() == before
    assert made in before
    other = _submit(site, [numbered(GOOD, 73)], "submitter", key="again-2")
    assert other.status_code == 201, "another key's Idempotency-Key is another one"


@pytest.mark.parametrize("key", ["x" * 201, "文", ""])
def test_an_idempotency_key_that_is_none(site: Site, key: str) -> None:
    body = {"records": [GOOD], "organisation": OWN}
    response = site.post("/submissions", json=body, headers={"Idempotency-Key": key.encode().decode("latin-1")})
    assert_problem(response, 422, "idempotency-key")


def test_a_record_accepted_earlier_is_told(own_site: Site) -> None:
    first = _submit(own_site, [GOOD])
    assert first.get_json()["verdict"] == "accept", first.get_json()["findings"]
    again = _submit(own_site, [GOOD]).get_json()
    assert "already_submitted" in [finding["kind"] for finding in again["findings"]]
    assert again["verdict"] == "reject"


def test_a_later_submission_replaces_an_earlier_one(own_site: Site) -> None:
    first = _submit(own_site, [GOOD]).get_json()["submission"]
    second = _submit(own_site, [GOOD], replaces=first)
    assert second.get_json()["verdict"] == "accept"
    items = own_site.get("/submissions").get_json()["items"]
    assert [(item["replaces"], item["replaced_by"]) for item in items] == [
        (first, None),
        (None, second.get_json()["submission"]),
    ]
    assert_problem(_submit(own_site, [GOOD], replaces=first), 409, "replaces-replaced")


def test_the_file_of_a_job_is_read_from_disk(site: Site, gate: Gate) -> None:
    """A large file lies on disk while its request lasts; the limit of rows decides, not the size."""
    lines = (EXAMPLES / "penalty.csv").read_bytes().splitlines(keepends=True)
    content = lines[0] + b"".join(lines[1:]) * 20
    assert len(content) > 1 << 20
    body, kind = form(content, "penalty.csv", organisation=OWN, as_of=str(AS_OF))
    given = site.post("/submissions", data=body, content_type=kind)
    assert given.status_code == 202
    assert given.get_json()["state"] == "queued"
    body, kind = form(content, "penalty.csv", as_of=str(AS_OF))
    checked = site.post("/check", data=body, content_type=kind)
    expected = open_source(content, "penalty.csv")
    assert checked.get_json()["input"]["sha256"] == expected.sha256


def _all(site: Site, path: str, limit: int) -> list[Any]:
    """Every item of a list, page by page."""
    items, query = [], f"{path}{'&' if '?' in path else '?'}limit={limit}"
    page = site.get(query)
    while True:
        items += page.get_json()["items"]
        if page.get_json()["cursor"] is None:
            assert "Link" not in page.headers
            return items
        link = page.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
        page = site.call("GET", link)
