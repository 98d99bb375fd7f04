"""A backup restores what was there, also on the other kind of database; and nothing over something else."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import EngineError, UserError
from engine.gate import Gate
from engine.reading import open_source
from engine.report.json_report import render_json
from store import jobs, keys
from store.backup import backup, restore
from store.callers import COMMAND_LINE
from store.database import Database, open_database
from store.evidence.stores import DirectoryEvidence
from store.home import Home, open_home
from store.migrations import upgrade
from store.secret import FILE_NAME
from store.settings import Settings
from tests.conftest import EXAMPLES
from tests.store.history.conftest import NOW, Make, handover


@pytest.fixture
def elsewhere(tmp_path: Path, database_url: str | None, request: pytest.FixtureRequest) -> Settings:
    """A home without anything but the secret, on the other kind of database."""
    url = request.getfixturevalue("postgresql_url") if database_url is None else None
    return Settings(home=tmp_path / "elsewhere", database_url=url, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def empty(elsewhere: Settings, settings: Settings, home: Home) -> Database:
    elsewhere.home.mkdir()
    shutil.copy(settings.home / FILE_NAME, elsewhere.home)
    opened = open_database(elsewhere.home, elsewhere.database_url)
    upgrade(opened)
    return opened


def test_there_and_back_on_the_other_database(
    home: Home, settings: Settings, elsewhere: Settings, empty: Database, records: Make, tmp_path: Path, gate: Gate
) -> None:
    path = EXAMPLES / "penalty.csv"
    small = home.intake.submit(records(1), handover(idempotency_key="k")).result
    large = home.intake.submit(records(*range(2, 20_001), CF_CFJGDM="x"), handover()).result
    key = keys.create(home.database, home.secret, name="甲", role="auditor", now=NOW)
    job = home.intake.accept_job(open_source(path), path, handover())
    done = backup(settings, home.database, tmp_path / "out.zip", NOW)
    assert done.files == 1
    assert restore(elsewhere, empty, tmp_path / "out.zip") == done
    empty.close()
    other = open_home(elsewhere, NOW, gate)
    for result in (small, large):
        assert render_json(other.history.result(COMMAND_LINE, result.submission or "")) == render_json(result)
    assert keys.verify(other.database, other.secret, key.text, NOW).role == "auditor"
    assert not other.intake.submit(records(1), handover(idempotency_key="k")).created
    assert other.intake.submit(records(1), handover()).result.verdict == "reject"
    assert other.intake.run_job(job.id, "one", lambda: NOW) is not None
    rows = other.intake.evidence_source(large.submission or "").sheets[0].slices(0, 40)
    assert sum(piece.height for piece in rows) == 19_999
    other.close()


def test_a_job_that_ends_while_it_is_backed_up_is_not_lost(
    home: Home,
    settings: Settings,
    elsewhere: Settings,
    empty: Database,
    tmp_path: Path,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its upload goes between the moment of the backup and the copying: a later moment is taken."""
    header, *lines = (EXAMPLES / "penalty.csv").read_bytes().splitlines(keepends=True)
    content = header + b"".join(lines) * 3
    job = home.intake.accept_job(open_source(content, "penalty.csv"), content, handover())
    open_file = DirectoryEvidence.open

    def done_first(store: DirectoryEvidence, digest: str) -> Iterator[bytes]:
        monkeypatch.undo()
        assert home.intake.run_job(job.id, "one", lambda: NOW) is not None
        return open_file(store, digest)

    monkeypatch.setattr(DirectoryEvidence, "open", done_first)
    backup(settings, home.database, tmp_path / "out.zip", NOW)
    restore(elsewhere, empty, tmp_path / "out.zip")
    empty.close()
    other = open_home(elsewhere, NOW, gate)
    restored = jobs.get(other.database, other.secret, job.id, COMMAND_LINE)
    assert (restored.state, restored.rows_done) == ("done", 3 * len(lines))
    other.close()


def test_a_backup_that_fails_leaves_nothing_behind(
    home: Home, settings: Settings, records: Make, tmp_path: Path
) -> None:
    home.intake.submit(records(*range(1, 20_001)), handover())
    (kept,) = home.evidence.listed()
    home.evidence.delete(kept.digest)
    with pytest.raises(EngineError) as missing:
        backup(settings, home.database, tmp_path / "out.zip", NOW)
    assert missing.value.code == "evidence-missing"
    assert list(tmp_path.glob("out.zip*")) == []


def test_nothing_is_restored_over_something(home: Home, settings: Settings, records: Make, tmp_path: Path) -> None:
    home.intake.submit(records(1), handover())
    backup(settings, home.database, tmp_path / "out.zip", NOW)
    with pytest.raises(UserError) as refused:
        restore(settings, home.database, tmp_path / "out.zip")
    assert refused.value.code == "not-empty"
    with pytest.raises(UserError) as exists:
        backup(settings, home.database, tmp_path / "out.zip", NOW)
    assert exists.value.code == "backup-exists"


def test_the_secret_must_be_the_same(
    home: Home, settings: Settings, elsewhere: Settings, empty: Database, tmp_path: Path
) -> None:
    backup(settings, home.database, tmp_path / "out.zip", NOW)
    (elsewhere.home / FILE_NAME).unlink()
    with pytest.raises(UserError) as missing:
        restore(elsewhere, empty, tmp_path / "out.zip")
    assert missing.value.code == "secret-missing"
    (elsewhere.home / FILE_NAME).write_text("eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\n")
    with pytest.raises(EngineError) as wrong:
        restore(elsewhere, empty, tmp_path / "out.zip")
    assert wrong.value.code == "wrong-secret"
    empty.close()


def test_a_damaged_evidence_file_restores_nothing(
    home: Home, settings: Settings, elsewhere: Settings, empty: Database, records: Make, tmp_path: Path
) -> None:
    home.intake.submit(records(*range(1, 20_001)), handover())
    backup(settings, home.database, tmp_path / "out.zip", NOW)
    with zipfile.ZipFile(tmp_path / "out.zip") as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            bad.writestr(name, b"GSE1" + bytes(100) if name.startswith("evidence/") else whole.read(name))
    with pytest.raises(EngineError) as damaged:
        restore(elsewhere, empty, tmp_path / "bad.zip")
    assert damaged.value.code == "backup-damaged"
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar() == 0
    empty.close()


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_what_is_no_backup_is_told(home: Home, settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    for path in (tmp_path / "x.zip", tmp_path / "none.zip"):
        with pytest.raises(UserError) as refused:
            restore(settings, home.database, path)
        assert refused.value.code == "no-backup"
