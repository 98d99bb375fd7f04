"""The registers and the statistics over HTTP."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES
from tests.parts.service import AS_OF, OTHER, OWN, Site, penalties

CATALOGUE = (
    "目录类别,行政决定部门,项目名称,行政相对人类别,公开范围\n行政许可,长治市市场监督管理局,食品经营许可,法人,社会公开\n"
)


def _file(content: bytes, name: str, **fields: str) -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(content), name), **fields}}


def test_the_register_shows_no_persons(site: Site) -> None:
    items = site.get("/organisations", "maintainer").get_json()["items"]
    assert OWN in [item["code"] for item in items]
    assert {name for item in items for name in item} == {"code", "name", "county", "parent"}
    assert site.get("/organisations?on=1990-01-01", "maintainer").status_code == 200
    assert_problem(site.get("/organisations?on=1990-02-30", "maintainer"), 422, "invalid-fields")


def test_a_register_is_taken_in(own_site: Site) -> None:
    content = (EXAMPLES / "organisations.csv").read_bytes()
    done = own_site.call("PUT", "/api/v1/organisations", "maintainer", **_file(content, "organisations.csv"))
    assert done.status_code == 200
    assert done.get_json()["added"] == 0
    assert done.get_json()["unchanged"] > 0
    response = own_site.call("PUT", "/api/v1/organisations", "maintainer", **_file(b"a,b\n1,2\n", "x.csv"))
    assert_problem(response, 422, response.get_json()["code"])
    assert_problem(own_site.call("PUT", "/api/v1/organisations", "maintainer"), 415, "unsupported-media-type")


def test_a_catalogue_is_taken_in(own_site: Site) -> None:
    form = _file(CATALOGUE.encode(), "catalogue.csv", effective_from="2020-01-01")
    done = own_site.post("/catalogues", "maintainer", **form)
    assert done.status_code == 201, done.get_data(as_text=True)
    assert [organ["organisation"] for organ in done.get_json()["organs"]] == [OWN]
    listed = own_site.get("/catalogues", "maintainer").get_json()["items"]
    assert [(item["organisation"], item["items"], item["state"]) for item in listed] == [(OWN, 1, "draft")]
    assert own_site.get(f"/catalogues?organisation={OTHER}", "maintainer").get_json()["items"] == []
    assert_problem(own_site.post("/catalogues", "maintainer", **_file(b"a", "c.csv")), 422, "invalid-fields")


@pytest.fixture
def counted(own_site: Site) -> Site:
    for organisation in (OWN, OTHER):
        body = {"records": penalties(), "organisation": organisation, "as_of": str(AS_OF)}
        assert own_site.post("/submissions", json=body).status_code == 201
    return own_site


def test_counts_of_records_add_up(counted: Site) -> None:
    items = counted.get("/statistics/quality", "auditor").get_json()["items"]
    assert sum(item["records"] for item in items) == 2 * len(penalties())
    assert {item["month"] for item in items} == {"2020-05"}
    for item in items:
        assert item["accept"] + item["review"] + item["reject"] + item["undefined"] == item["records"]
    none = counted.get("/statistics/quality?end=2020-05-05", "auditor").get_json()["items"]
    assert none == []


def test_counts_of_findings_add_up(counted: Site) -> None:
    items = counted.get("/statistics/rules", "auditor").get_json()["items"]
    submissions = counted.get("/submissions").get_json()["items"]
    expected = sum(one[name] for one in submissions for name in ("rejections", "reviews", "warnings", "notes"))
    assert sum(item["violations"] for item in items) == expected


@pytest.mark.parametrize("name", ["quality", "rules"])
def test_the_same_counts_as_csv_and_as_a_workbook(counted: Site, name: str) -> None:
    items = counted.get(f"/statistics/{name}", "auditor").get_json()["items"]
    text = counted.get(f"/statistics/{name}?format=csv", "auditor").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    as_text = [{key: "" if value is None else str(value) for key, value in item.items()} for item in items]
    assert rows == as_text
    book = counted.get(f"/statistics/{name}?format=xlsx", "auditor").get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [tuple(item.values()) for item in items]
