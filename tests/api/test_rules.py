"""Rules, rulesets, limits, the schema: what any key may read."""

import json

import jsonschema
import pytest

from engine.gate import Gate
from tests.api.problems import assert_problem
from tests.conftest import ROOT
from tests.parts.service import AS_OF, Site, penalties


def test_rules_come_whole_and_once(site: Site, gate: Gate) -> None:
    names, path = [], "/api/v1/rules?limit=333"
    while path:
        page = site.call("GET", path, "reviewer")
        names += [item["id"] for item in page.get_json()["items"]]
        cursor = page.get_json()["cursor"]
        path = f"/api/v1/rules?limit=333&cursor={cursor}" if cursor else ""
    expected = {
        ruleset.rule_id(layout, rule)
        for ruleset in gate.library.rulesets
        for layout in ruleset.layouts
        for rule in layout.rules
    }
    assert names == sorted(expected)


def test_a_rule_explains_itself(site: Site) -> None:
    rule = site.get("/rules/national.penalty.CF_XDR_SHXYM.check-digit", "auditor").get_json()
    assert (rule["check"], rule["kind"], rule["severity"]) == ("uscc.check-digit", "bad_checksum", "reject")
    assert rule["fields"] == ["CF_XDR_SHXYM"]
    assert "national@2019" in rule["rulesets"]
    assert rule["documentation"]
    assert_problem(site.get("/rules/national.penalty.none"), 404, "unknown-rule")


@pytest.mark.parametrize(
    "path",
    [
        "/rules",
        "/rules?ruleset=national@2019",
        "/rules/national.penalty.CF_WSH.required",
        "/rulesets",
        "/rulesets/national/2019",
    ],
)
def test_what_has_not_changed_is_not_sent_again(site: Site, path: str) -> None:
    first = site.get(path)
    tag = first.headers["ETag"]
    again = site.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", tag)
    assert site.get(path, headers={"If-None-Match": '"other"'}).get_data() == first.get_data()
    if path != "/rulesets/national/2019":  # which has both languages in it
        assert site.get(path, headers={"If-None-Match": tag, "Accept-Language": "en"}).status_code == 200


def test_a_compressed_answer_is_not_sent_again_either(site: Site) -> None:
    compressed = site.get("/rules", headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    headers = {"Accept-Encoding": "gzip", "If-None-Match": compressed.headers["ETag"]}
    assert site.get("/rules", headers=headers).status_code == 304


def test_rulesets(site: Site, gate: Gate) -> None:
    listed = site.get("/rulesets").get_json()["items"]
    assert [f"{item['id']}@{item['version']}" for item in listed] == [one.reference for one in gate.library.rulesets]
    assert [item["digest"] for item in listed] == [one.digest for one in gate.library.rulesets]
    whole = site.get("/rulesets/national/2019").get_json()["ruleset"]
    assert whole == json.loads(gate.library.get("national@2019").model_dump_json(by_alias=True))
    assert_problem(site.get("/rulesets/national/1999"), 404, "unknown-ruleset")


def test_what_changed_between_rulesets(site: Site) -> None:
    difference = site.get("/rulesets/changzhi/diff?old=national@2019&new=2020.1").get_json()
    assert (difference["old"], difference["new"]) == ("national@2019", "changzhi@2020.1")
    assert {change["what"] for change in difference["changes"]} >= {"rule"}
    assert site.get("/rulesets/national/diff?old=2019&new=2019").get_json()["changes"] == []
    assert_problem(site.get("/rulesets/national/diff?old=2019"), 422, "invalid-fields")


def test_limits_and_an_estimate(site: Site) -> None:
    limits = site.get("/limits").get_json()
    assert (limits["upload_bytes"], limits["sync_rows"], limits["estimate"]) == (50 << 20, 500, None)
    small = site.get("/limits?size=690").get_json()["estimate"]
    large = site.get(f"/limits?size={690 * 1_000_000}").get_json()["estimate"]
    assert (small["rows"], small["job"]) == (1, False)
    assert (large["rows"], large["job"]) == (1_000_000, True)
    assert large["seconds"] > small["seconds"]


def test_the_schema_of_a_result(site: Site) -> None:
    schema = site.get("/schemas/result").get_json()
    published = ROOT / "docs" / "schemas" / "result-1.schema.json"
    assert schema == json.loads(published.read_text(encoding="utf-8"))
    result = site.post("/check", json={"records": penalties(), "as_of": str(AS_OF)}).get_json()
    jsonschema.validate(result, schema)
