"""Who may what: every route × every role; a route that is not in the table fails the test."""

import io
from typing import Any, Final

import pytest

from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES
from tests.parts.service import OTHER, OWN, Site, penalties

ALL: Final = frozenset({"platform", "submitter", "reviewer", "maintainer", "auditor", "admin"})
READERS: Final = frozenset({"submitter", "platform", "auditor"})
MAINTAINER: Final = frozenset({"maintainer"})
# Route → who may; from the project's contract, section 5.
ALLOWED: Final = {
    "POST /api/v1/check": frozenset({"platform", "submitter", "maintainer"}),
    "POST /api/v1/submissions": frozenset({"platform", "submitter"}),
    "GET /api/v1/submissions": READERS,
    "GET /api/v1/submissions/<id>": READERS,
    "GET /api/v1/submissions/<id>/findings": READERS,
    "GET /api/v1/submissions/<id>/records": READERS,
    "GET /api/v1/submissions/<id>/workbook": READERS,
    "GET /api/v1/submissions/<id>/published": READERS,
    "GET /api/v1/jobs/<id>": ALL,
    "GET /api/v1/rules": ALL,
    "GET /api/v1/rules/<id>": ALL,
    "GET /api/v1/rulesets": ALL,
    "GET /api/v1/rulesets/<id>/<version>": ALL,
    "GET /api/v1/rulesets/<id>/diff": ALL,
    "GET /api/v1/organisations": MAINTAINER,
    "PUT /api/v1/organisations": MAINTAINER,
    "GET /api/v1/catalogues": MAINTAINER,
    "POST /api/v1/catalogues": MAINTAINER,
    "GET /api/v1/statistics/quality": frozenset({"auditor", "platform"}),
    "GET /api/v1/statistics/rules": frozenset({"auditor", "platform"}),
    "GET /api/v1/limits": ALL,
    "GET /api/v1/schemas/result": ALL,
}
OPEN: Final = {"GET /healthz", "GET /readyz", "GET /metrics"}
_RECORDS: Final = {"records": penalties()[:1], "organisation": OWN}


def _routes(site: Site) -> dict[str, str]:
    """Every route with a method, and its endpoint."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in site.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_the_table_names_every_route(site: Site) -> None:
    routes = {route for route in _routes(site) if not route.startswith("GET /openapi")}
    assert routes == set(ALLOWED) | OPEN


@pytest.mark.parametrize("route", ALLOWED)
def test_every_role_gets_what_it_may(site: Site, route: str) -> None:
    for role in (*ALL, "other"):
        response = _asked(site, route, role)
        if ("submitter" if role == "other" else role) in ALLOWED[route]:
            assert response.status_code not in (401, 403, 500) or role == "other", (role, response.get_data())
        else:
            assert_problem(response, 403, "role-forbidden")
    assert_problem(_asked(site, route, None), 401, "key-missing")


@pytest.mark.parametrize("route", sorted(OPEN))
def test_those_who_run_it_need_no_key(site: Site, route: str) -> None:
    method, path = route.split()
    assert site.call(method, path, None).status_code == 200


def test_a_submitter_sees_its_own_organisation_only(site: Site) -> None:
    made = site.post("/submissions", "submitter", json={"records": penalties()[:1]}).get_json()["submission"]
    for part in ("", "/findings", "/records", "/workbook", "/published"):
        path = f"/submissions/{made}{part}"
        assert site.get(path, "submitter").status_code == 200
        assert site.get(path, "auditor").status_code == 200
        assert_problem(site.get(path, "other"), 404, "unknown-submission")
    assert made in [item["id"] for item in site.get("/submissions", "submitter").get_json()["items"]]
    others = site.get("/submissions", "other").get_json()["items"]
    assert {item["organisation"] for item in others} <= {OTHER}
    replacing = {"records": penalties()[1:2], "replaces": made}
    response = site.post("/submissions", "other", json=replacing)
    assert response.status_code in (404, 422)


def test_a_submitter_sees_its_own_jobs_only(site: Site) -> None:
    records = [penalties()[0]] * (site.service.settings.sync_rows + 1)
    job = site.post("/submissions", "submitter", json={"records": records})
    assert job.status_code == 202
    path = job.headers["Location"]
    assert site.call("GET", path, "submitter").get_json()["state"] == "queued"
    assert_problem(site.call("GET", path, "other"), 404, "unknown-job")
    assert site.call("GET", path, "auditor").status_code == 200


def _asked(site: Site, route: str, role: str | None) -> Any:
    method, path = route.split()
    more: dict[str, Any] = {}
    if path.endswith(("/check", "/submissions")) and method == "POST":
        more = {"json": _RECORDS}
    elif method != "GET":
        name = "organisations.csv" if method == "PUT" else "catalogue.csv"
        file = (io.BytesIO((EXAMPLES / "organisations.csv").read_bytes()), name)
        more = {"data": {"file": file, **({} if method == "PUT" else {"effective_from": "2020-01-01"})}}
    path = path.replace("<id>/<version>", "national/2019").replace("rulesets/<id>/diff", "rulesets/national/diff")
    path = path.replace("<id>", "national.penalty.CF_WSH.required" if "/rules/" in path else "none")
    query = "?old=2018&new=2019" if path.endswith("/diff") else ""
    return site.call(method, path + query, role, **more)
