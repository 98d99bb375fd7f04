"""The one shape of every answer that is no success."""

from werkzeug.test import TestResponse

from tests.conftest import ROOT

_LEAKS = ("Traceback", str(ROOT), "site-packages", ".py", "sqlalchemy", "psycopg", "polars", "Exception", "/tmp/")


def assert_problem(response: TestResponse, status: int, code: str) -> dict[str, object]:
    """The answer is a problem of this status and code, complete, and says nothing of the inside."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    body: dict[str, object] = response.get_json()
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert (body["code"], body["status"], body["type"]) == (code, status, f"urn:gongshi:problem:{code}")
    assert body["title"]
    assert body["detail"]
    assert isinstance(body["errors"], list)
    text = response.get_data(as_text=True)
    assert not [leak for leak in _LEAKS if leak in text]
    return body
