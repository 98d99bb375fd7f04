"""A backup while the service works: what is restored is what was there up to one moment, whole, and goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.gate import Gate
from engine.report.json_report import render_json
from store import jobs
from store.backup import backup, restore
from store.callers import COMMAND_LINE
from store.database import open_database
from store.history.queries import SubmissionFilter
from store.home import Home, open_home
from store.migrations import upgrade
from store.secret import FILE_NAME
from store.settings import Settings
from tests.parts.load import Load
from tests.parts.processes import SMALL, assert_all_there, prepared
from tests.parts.service import NOW, OWN, environment_of, start_server, start_worker


def test_a_backup_under_load_is_one_moment(
    tmp_path: Path, database_url: str | None, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    with prepared(tmp_path / "home", database_url, gate) as (service, keys):
        environment = environment_of(tmp_path / "home", database_url, **SMALL)
        server, _ = stopped(start_server(environment)), stopped(start_worker(environment))
        before: set[str] = set()

        def back_up(load: Load) -> None:
            load.wait_for(10)
            before.update(load.answered.values())
            backup(service.settings, service.home.database, tmp_path / "out.zip", NOW)
            load.wait_for(10)

        load = Load([server], keys["platform"], OWN)
        load.run(4, back_up, every=3)
        assert load.unexpected == []
        assert_all_there(service, load, server, keys)
        restored = _restored(tmp_path, gate)
        _assert_a_moment_of(restored, service.home, before)
        restored.close()


def _restored(folder: Path, gate: Gate) -> Home:
    """The backup in an empty home on SQLite."""
    settings = Settings(home=folder / "elsewhere", _env_file=None)  # type: ignore[call-arg]
    settings.home.mkdir()
    (settings.home / FILE_NAME).write_bytes((folder / "home" / FILE_NAME).read_bytes())
    database = open_database(settings.home)
    upgrade(database)
    restore(settings, database, folder / "out.zip")
    database.close()
    return open_home(settings, NOW, gate)


def _assert_a_moment_of(restored: Home, original: Home, before: set[str]) -> None:
    """The first so many submissions, in their order, with all that belongs to them; its jobs end as others do."""
    there, all_there = _submissions(restored), _submissions(original)
    assert there == all_there[: len(there)]
    assert len(there) < len(all_there)
    assert before <= set(there) | set(_jobs(restored))
    for identity in there:
        result = restored.history.result(COMMAND_LINE, identity)
        assert render_json(result) == render_json(original.history.result(COMMAND_LINE, identity))
        assert len(restored.history.records(COMMAND_LINE, identity, 1000).items) == result.counts.records
        assert restored.intake.evidence_source(identity).sheets[0].preview
    for name in jobs.waiting(restored.database, NOW.replace(year=2100)):
        restored.intake.run_job(name, "restored", lambda: NOW.replace(year=2100))
    assert {jobs.get(restored.database, restored.secret, name, COMMAND_LINE).state for name in _jobs(restored)} == {
        "done"
    }


def _submissions(home: Home) -> list[str]:
    """Oldest first."""
    found, cursor = [], None
    while True:
        page = home.history.submissions(COMMAND_LINE, SubmissionFilter(), 1000, cursor)
        found += [item.id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found[::-1]


def _jobs(home: Home) -> list[str]:
    with home.database.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM job").scalars())
