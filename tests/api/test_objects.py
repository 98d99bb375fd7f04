"""Evidence in a real object store: from end to end with real processes, and while the store is away."""

import hashlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine.gate import Gate
from store.backup import backup, restore
from store.callers import COMMAND_LINE
from store.database import open_database
from store.evidence.stores import EvidenceStore
from store.home import open_home
from store.migrations import upgrade
from store.secret import FILE_NAME
from store.settings import Settings
from tests.api.problems import assert_problem
from tests.conftest import EXAMPLES
from tests.parts.objects import ObjectServer, start_objects
from tests.parts.processes import SMALL, finished, prepared
from tests.parts.service import (
    NOW,
    OWN,
    Site,
    environment_of,
    form,
    numbered,
    open_site,
    penalties,
    start_server,
    start_worker,
)

COPIES = 16


def _large() -> bytes:
    """The sample many times, under numbers that do not shrink: its rows are too much for the database."""
    header, *lines = (EXAMPLES / "penalty.csv").read_bytes().decode("gb18030").splitlines(keepends=True)
    marks = (hashlib.sha256(str(number).encode()).hexdigest() for number in itertools.count())
    rows = [line.replace("号", f"{next(marks)}号") for line in lines for _ in range(COPIES)]
    return "".join([header, *rows]).encode("gb18030")


LARGE = _large()
ROWS = LARGE.count(b"\n") - 1


@pytest.fixture
def own_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server of one test, which may kill it."""
    server = start_objects(tmp_path / "objects")
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    yield server
    server.kill()


def _submit(site: Site, name: str, content: bytes = LARGE) -> TestResponse:
    body, kind = form(content, f"{name}.csv", organisation=OWN, as_of="2020-04-30")
    return site.post("/submissions", data=body, content_type=kind, headers={"Idempotency-Key": name})


def test_a_service_recovers_from_a_store_that_was_away(tmp_path: Path, own_server: ObjectServer, gate: Gate) -> None:
    with open_site(tmp_path / "home", None, gate, evidence_url="s3://evidence/gongshi") as site:
        first = _submit(site, "first")
        assert first.status_code == 201
        workbook = f"/submissions/{first.get_json()['submission']}/workbook"
        assert site.get(workbook).status_code == 200
        own_server.kill()
        assert_problem(_submit(site, "second"), 503, "store-unavailable")
        assert_problem(site.get(workbook), 503, "store-unavailable")
        small = site.post("/submissions", json={"records": [numbered(penalties()[0], 1)], "organisation": OWN})
        assert small.status_code == 201
        assert _evidence_of(site.call("GET", "/readyz", None)) == (503, False)
        assert len(site.submissions()) == 2
        own_server.start_again()
        assert _submit(site, "second").status_code == 201
        assert site.get(workbook).status_code == 200
        assert _evidence_of(site.call("GET", "/readyz", None)) == (200, True)
        own_server.hang()
        assert _evidence_of(site.call("GET", "/readyz", None)) == (503, False)
        own_server.kill()
    with open_site(tmp_path / "late", None, gate, evidence_url="s3://evidence/gongshi") as late:
        assert late.get("/limits").status_code == 200
        assert_problem(_submit(late, "third"), 503, "store-unavailable")


def _evidence_of(ready: TestResponse) -> tuple[int, bool]:
    return ready.status_code, ready.get_json()["checks"]["evidence"]


def test_from_the_upload_to_the_restored_backup(
    tmp_path: Path, s3_url: str, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    """Server and worker share nothing but database and object store; a backup holds the objects."""
    with prepared(tmp_path / "home", None, gate, evidence_url=s3_url) as (service, keys):
        environment = environment_of(tmp_path / "home", None, **SMALL, evidence_url=s3_url)
        server = stopped(start_server(environment))
        body, kind = form(LARGE, "penalty.csv", organisation=OWN, as_of="2020-04-30")
        status, _, answer = server.request("POST", "/api/v1/submissions", keys["platform"], body, Content_Type=kind)
        assert status == 202, answer
        (upload,) = service.home.evidence.listed()
        stopped(start_worker(environment))
        job = finished(server, keys["platform"], json.loads(answer)["id"])
        assert job["rows_done"] == ROWS
        kept = _without(service.home.evidence, upload.digest)
        assert len(kept) == 1
        assert list((tmp_path / "home").glob("evidence/*/*")) == []
        assert backup(service.settings, service.home.database, tmp_path / "out.zip", NOW).files == 1
    _restored(tmp_path, f"{s3_url}/elsewhere", gate, job["submission"], kept)


def _without(evidence: EvidenceStore, upload: str) -> list[str]:
    """What is there once the upload is gone: the worker removes it after its job is done. Asked again and again."""
    while True:
        kept = [stored.digest for stored in evidence.listed()]
        if upload not in kept:
            return kept


def _restored(folder: Path, url: str, gate: Gate, submission: str, kept: list[str]) -> None:
    settings = Settings(home=folder / "elsewhere", evidence_url=url, _env_file=None)  # type: ignore[call-arg]
    settings.home.mkdir()
    (settings.home / FILE_NAME).write_bytes((folder / "home" / FILE_NAME).read_bytes())
    database = open_database(settings.home)
    upgrade(database)
    restore(settings, database, folder / "out.zip")
    database.close()
    home = open_home(settings, NOW, gate)
    assert [stored.digest for stored in home.evidence.listed()] == kept
    rows = home.intake.evidence_source(submission).sheets[0].slices(0, 40)
    assert sum(piece.height for piece in rows) == ROWS + 1  # with the header
    assert home.history.result(COMMAND_LINE, submission).submission == submission
    home.close()
