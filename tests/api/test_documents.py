"""The OpenAPI document: true of what the service does, and browsable without a network."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.gate import Gate
from tests.api.test_matrix import ALLOWED, OPEN
from tests.parts.service import Site, open_site

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own dependencies' deprecations
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("described") / "home", None, gate, rate_limit=1_000_000) as site:
        yield site


@pytest.fixture(scope="module")
def document(described: Site) -> Any:
    return schemathesis.openapi.from_wsgi("/openapi/openapi.json", described.app)


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("route", [*ALLOWED, *sorted(OPEN)])
def test_every_answer_is_one_that_the_document_names(described: Site, document: Any, route: str, mode: str) -> None:
    """schemathesis makes up requests that the document allows, and such that it does not."""
    method, path = route.split()
    operation = document[path.replace("<", "{").replace(">", "}")][method]
    roles = sorted(ALLOWED.get(route, ()))
    key = {"Authorization": f"Bearer {described.keys[roles[0]]}"} if roles else {}
    headers = {"Accept-Encoding": "identity", **key}

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    if mode == "positive" or operation.body or operation.query or operation.path_parameters:
        ask()


def test_the_document_names_every_route(described: Site) -> None:
    document = described.call("GET", "/openapi/openapi.json", None).get_json()
    assert document["openapi"] == "3.1.0"
    named = {
        f"{method.upper()} {path.replace('{', '<').replace('}', '>')}"
        for path, item in document["paths"].items()
        for method in item
    }
    assert named == set(ALLOWED) | OPEN
    identities = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(identities) == len(set(identities))


def test_it_can_be_browsed_without_a_network(described: Site) -> None:
    """No page loads anything from elsewhere, and everything that it loads from here is there."""
    for page in ("/openapi/", "/openapi/swagger"):
        text = described.call("GET", page, None).get_data(as_text=True)
        loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="\s*([^"]+)"', text)
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)]
        for address in loaded:
            if not address.startswith("data:"):
                with described.call("GET", f"/openapi/{address}", None) as answer:
                    assert answer.status_code == 200, address
    assert '"validatorUrl": null' in described.call("GET", "/openapi/swagger", None).get_data(as_text=True)


def test_the_published_document_is_this_one(described: Site) -> None:
    """docs/api.md names every route with its roles."""
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    for route in ALLOWED:
        method, path = route.split()
        assert f"`{method} {path.replace('<', '{').replace('>', '}').removeprefix('/api/v1')}`" in text, route
