"""The database goes away and comes back: nothing is half done, and the process needs no restart."""

from pathlib import Path

import psycopg
import pytest

from engine.errors import EngineError
from engine.gate import Gate
from store.home import Home, open_home
from store.intake import StoreUnavailable
from store.settings import Settings
from tests.store.history.conftest import NOW, Make, handover


def test_connections_that_were_cut_are_made_anew(home: Home, records: Make, postgresql_server: str) -> None:
    if home.database.is_sqlite:
        return
    home.intake.submit(records(1), handover())
    name = home.database.engine.url.database
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    assert home.intake.submit(records(2), handover()).result.verdict == "accept"


def test_a_database_that_is_away_is_told_and_comes_back(home: Home, records: Make, postgresql_server: str) -> None:
    if home.database.is_sqlite:
        return
    name = home.database.engine.url.database
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")  # type: ignore[arg-type]
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(StoreUnavailable):
            home.intake.submit(records(1), handover())
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")  # type: ignore[arg-type]
    assert home.intake.submit(records(1), handover()).result.verdict == "accept"


def test_a_server_that_is_not_there_is_told(tmp_path: Path, gate: Gate) -> None:
    url = f"postgresql://postgres@/nothing?host={tmp_path}"
    with pytest.raises(EngineError) as away:
        open_home(Settings(home=tmp_path, database_url=url, _env_file=None), NOW, gate)  # type: ignore[call-arg]
    assert away.value.code == "database-unusable"


def test_a_disk_that_is_full_leaves_no_half_submission(
    home: Home, records: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.evidence.workspace.parent).mkdir(parents=True, exist_ok=True)
    blocked = home.evidence.workspace.parent / "blocked"
    blocked.write_text("")
    monkeypatch.setattr(home.evidence, "root", blocked)
    with pytest.raises(StoreUnavailable):
        home.intake.submit(records(*range(1, 20_001)), handover())
    monkeypatch.undo()
    assert home.intake.submit(records(*range(1, 20_001)), handover()).result.verdict == "accept"
