"""Bad requests: a problem that says what to do, and nothing stored."""

import io
import json
from typing import Any

import pytest
from flask import Response
from polars.exceptions import PanicException

from api.problems import Refused
from store.intake import StoreUnavailable
from tests.api.problems import assert_problem
from tests.parts.service import OTHER, OWN, Site, form, penalties

RECORD = penalties()[0]
NESTED = "[" * 10_000


def _json(text: str | bytes) -> dict[str, Any]:
    return {"data": text, "headers": {"Content-Type": "application/json"}}


def _file(name: str, content: bytes, **fields: str) -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(content), name), **fields}}


BAD = {
    "no body": ({}, 415, "unsupported-media-type"),
    "wrong type": ({"data": b"<a/>", "headers": {"Content-Type": "text/xml"}}, 415, "unsupported-media-type"),
    "compressed": (
        {"data": b"x", "headers": {"Content-Type": "application/json", "Content-Encoding": "gzip"}},
        415,
        "unsupported-media-type",
    ),
    "empty JSON": (_json(""), 422, "bad-json"),
    "no JSON": (_json("{"), 422, "bad-json"),
    "no UTF-8": (_json(b'{"records": [{"a": "\xff"}]}'), 422, "bad-json"),
    "nested JSON": (_json(NESTED), 422, "bad-json"),
    "nested records": (_json('{"records": [{"a": ' + NESTED + "]" * 10_000 + "}]}"), 422, "bad-json"),
    "JSON that is no object": (_json("[]"), 422, "records-missing"),
    "no records": (_json('{"records": []}'), 422, "records-missing"),
    "a record that is none": (_json('{"records": [1]}'), 422, "not-an-object"),
    "a value that is none": (_json('{"records": [{"a": {}}]}'), 422, "bad-record"),
    "a key twice": (_json('{"records": [{"a": 1, "a": 2}]}'), 422, "duplicate-key"),
    "unknown field": (_json('{"records": [{"a": 1}], "kind": 1}'), 422, "invalid-fields"),
    "unknown record type": (_json('{"records": [{"a": 1}], "record_type": "tax"}'), 422, "invalid-fields"),
    "no real day": (_json('{"records": [{"a": 1}], "as_of": "2020-02-30"}'), 422, "invalid-fields"),
    "the year 9999": (_json('{"records": [{"a": 1}], "as_of": "9999-12-31"}'), 422, "as-of-out-of-range"),
    "the year 1": (_json('{"records": [{"a": 1}], "as_of": "0001-01-01"}'), 422, "as-of-out-of-range"),
    "no header": (_json('{"records": [{"a": 1}]}'), 422, "no-header"),
    "empty file": (_file("penalty.csv", b""), 422, "empty-file"),
    "unknown format": (_file("penalty.pdf", b"%PDF-1.4 "), 415, "unknown-format"),
    "no file": ({"data": {"record_type": "penalty"}}, 415, "unsupported-media-type"),
    "file without name": (
        {"data": form(b"a", "")[0], "headers": {"Content-Type": form(b"", "")[1]}},
        422,
        "file-missing",
    ),
    "two files": (
        {"data": {"file": (io.BytesIO(b"a"), "a.csv"), "other": (io.BytesIO(b"a"), "b.csv")}},
        422,
        "file-missing",
    ),
    "unknown ruleset": (_json(json.dumps({"records": [RECORD], "ruleset": "national@1999"})), 404, "unknown-ruleset"),
}


@pytest.mark.parametrize("path", ["/check", "/submissions"])
@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_judged_is_a_problem_and_is_not_stored(site: Site, path: str, name: str) -> None:
    request, status, code = BAD[name]
    request = {key: dict(value) if isinstance(value, dict) else value for key, value in request.items()}
    if name in ("empty file", "unknown format", "two files"):
        request["data"] = _fresh(request["data"])
    if path == "/submissions":
        request = _with_organisation(request)
    before = site.submissions()
    assert_problem(site.post(path, **request), status, code)
    assert site.submissions() == before


def _fresh(data: dict[str, Any]) -> dict[str, Any]:
    """Files can be read once."""
    return {
        key: (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
        for key, value in data.items()
    }


def _with_organisation(request: dict[str, Any]) -> dict[str, Any]:
    data = request.get("data")
    if isinstance(data, dict):
        return {**request, "data": {**data, "organisation": OWN}}
    if isinstance(data, str) and data.startswith('{"') and data.endswith("}"):
        return {**request, "data": data[:-1] + f', "organisation": "{OWN}"' + "}"}
    return request


def test_a_record_type_that_the_header_contradicts(site: Site) -> None:
    body = {"records": [RECORD], "record_type": "licence", "organisation": OWN}
    before = site.submissions()
    response = site.post("/submissions", json=body)
    assert response.status_code == 422
    assert_problem(response, 422, response.get_json()["code"])
    assert site.submissions() == before


def test_an_organisation_that_is_not_the_key_s(site: Site) -> None:
    body = {"records": [RECORD], "organisation": OTHER}
    assert_problem(site.post("/submissions", "submitter", json=body), 403, "organisation-forbidden")
    assert_problem(site.post("/check", "submitter", json=body), 403, "organisation-forbidden")
    assert_problem(site.get(f"/submissions?organisation={OTHER}", "submitter"), 403, "organisation-forbidden")


def test_a_platform_names_the_organisation(site: Site) -> None:
    assert_problem(site.post("/submissions", json={"records": [RECORD]}), 422, "organisation-missing")


def test_only_the_platform_says_the_day_of_receipt(site: Site) -> None:
    body = {"records": [RECORD], "as_of": "2020-04-30"}
    assert_problem(site.post("/submissions", "submitter", json=body), 403, "as-of-forbidden")


def test_a_file_over_the_limit_is_refused_before_it_is_read(site: Site) -> None:
    class Unread(io.RawIOBase):
        def readinto(self, _buffer: Any) -> int:
            raise AssertionError("it was read")

        def readable(self) -> bool:
            return True

    for kind in ("application/json", "multipart/form-data; boundary=a"):
        body = {"wsgi.input": Unread(), "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(51 << 20)}
        response = site.post("/check", environ_overrides=body)
        assert_problem(response, 413, "too-large")


def test_a_form_of_100_000_parts(site: Site) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert_problem(site.post("/check", data=part * 100_000 + b"--b--\r\n", headers=headers), 413, "too-large")


def test_fields_that_fill_the_memory(site: Site) -> None:
    body, kind = form(b"a", "a.csv", ruleset="x" * 600_000)
    assert_problem(site.post("/check", data=body, content_type=kind), 413, "too-large")


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 50, "AAAA", "MTIz", "%00"])
@pytest.mark.parametrize("path", ["/submissions", "/rules"])
def test_an_unknown_cursor(site: Site, path: str, cursor: str) -> None:
    assert_problem(site.get(f"{path}?cursor={cursor}"), 422, "unknown-cursor")


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_limits_of_pages(site: Site, limit: str) -> None:
    body = assert_problem(site.get(f"/submissions?limit={limit}"), 422, "invalid-fields")
    assert [fault["field"] for fault in body["errors"]] == ["limit"]  # type: ignore[attr-defined,index]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "key-missing"),
        ("Basic eDp5", "key-missing"),
        ("Bearer", "key-missing"),
        ("Bearer gsk_x", "unknown-key"),
        ("Bearer " + "x" * 5000, "unknown-key"),
        ("Bearer gsk_2222222222_é", "unknown-key"),
    ],
)
def test_keys_that_are_none(site: Site, header: str | None, code: str) -> None:
    headers = {"Authorization": header} if header else {}
    response = site.get("/submissions", None, headers=headers)
    assert_problem(response, 401, code)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_addresses_and_methods_that_are_not(site: Site) -> None:
    assert_problem(site.get("/nothing"), 404, "not-found")
    assert_problem(site.get("/submissions/none"), 404, "unknown-submission")
    assert_problem(site.get("/jobs/none"), 404, "unknown-job")
    response = site.call("DELETE", "/api/v1/rules")
    assert_problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["Allow"]


def test_problems_speak_the_language_asked_for(site: Site) -> None:
    english = site.get("/nothing", headers={"Accept-Language": "en-GB,zh;q=0.5"}).get_json()
    chinese = site.get("/nothing", headers={"Accept-Language": "zh-CN"}).get_json()
    assert english["detail"].isascii()
    assert "没有这个地址" in chinese["detail"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("13800138000 in /srv/secret.py"), 500, "internal"),
        (PanicException("13800138000"), 500, "internal"),
        (StoreUnavailable("database-unusable", zh="库", en="/srv/db"), 503, "store-unavailable"),
        (Refused(418, "teapot", zh="茶", en="tea"), 418, "teapot"),
    ],
)
def test_our_own_failures_say_nothing_of_the_inside(
    sqlite_site: Site, capfd: pytest.CaptureFixture[str], error: BaseException, status: int, code: str
) -> None:
    def fail() -> Response:
        raise error

    sqlite_site.app.view_functions["health.healthz"] = fail
    response = sqlite_site.call("GET", "/healthz", None)
    assert_problem(response, status, code)
    captured = capfd.readouterr()
    assert "13800138000" not in response.get_data(as_text=True) + captured.err + captured.out
    assert ("Retry-After" in response.headers) == (status == 503)
