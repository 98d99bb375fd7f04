"""Keys that end, rates, and the events that are left."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from api.application import create_app
from engine.gate import Gate
from store import audit, keys
from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES
from tests.parts.service import NOW, Site, open_site, penalties


def test_a_key_ends_on_its_day(own_site: Site) -> None:
    home = own_site.service.home
    tomorrow = NOW.date() + timedelta(days=1)
    made = keys.create(home.database, home.secret, name="t", role="auditor", expires_on=tomorrow, now=NOW)
    own_site.keys["short"] = made.text
    assert own_site.get("/submissions", "short").status_code == 200
    own_site.service.clock = lambda: NOW.replace(hour=23, minute=59)
    assert own_site.get("/submissions", "short").status_code == 200
    own_site.service.clock = lambda: NOW.replace(hour=0, minute=0) + timedelta(days=1)
    assert_problem(own_site.get("/submissions", "short"), 401, "expired-key")


def test_a_revoked_key_ends_within_seconds(own_site: Site) -> None:
    home = own_site.service.home
    made = keys.create(home.database, home.secret, name="t", role="auditor", now=NOW)
    own_site.keys["lost"] = made.text
    assert own_site.get("/submissions", "lost").status_code == 200
    keys.revoke(home.database, made.view.id, now=NOW)
    own_site.service.clock = lambda: NOW + timedelta(seconds=6)
    assert_problem(own_site.get("/submissions", "lost"), 401, "revoked-key")


def test_rates_are_shared_between_processes(tmp_path: Path, gate: Gate, database_url: str | None) -> None:
    with open_site(tmp_path / "home", database_url, gate, rate_limit=5) as site:
        second = replace(site, app=create_app(site.service))  # its gatekeeper knows nothing of the other's
        answers = [(site if number % 2 else second).get("/limits", "auditor") for number in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
        assert_problem(answers[-1], 429, "too-many-requests")
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
        assert site.get("/limits", "reviewer").status_code == 200, "the limit is of one key"
        site.service.clock = lambda: NOW + timedelta(seconds=60)
        assert site.get("/limits", "auditor").status_code == 200


def test_rates_counted_in_blocks_are_exact(tmp_path: Path, gate: Gate) -> None:
    with open_site(tmp_path / "home", None, gate, rate_limit=450) as site:
        statuses = [site.get("/limits", "auditor").status_code for _ in range(452)]
    assert statuses == [200] * 450 + [429] * 2


def test_every_change_is_an_event(own_site: Site) -> None:
    made = own_site.post("/submissions", "submitter", json={"records": penalties()[:1]}).get_json()["submission"]
    event = audit.events(own_site.service.home.database, limit=1)[0]
    assert (event.action, event.subject, event.role) == ("submission.create", made, "submitter")
    own_site.get("/submissions")
    own_site.post("/check", json={"records": penalties()[:1]})
    assert audit.events(own_site.service.home.database, limit=1)[0].number == event.number


def test_events_of_the_registers(own_site: Site) -> None:
    file = (io.BytesIO((EXAMPLES / "organisations.csv").read_bytes()), "organisations.csv")
    assert own_site.call("PUT", "/api/v1/organisations", "maintainer", data={"file": file}).status_code == 200
    event = audit.events(own_site.service.home.database, limit=1)[0]
    assert (event.action, event.role) == ("organisations.import", "maintainer")
