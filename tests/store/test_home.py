"""The home of an installation, whatever its database is."""

import stat
from datetime import UTC, datetime
from pathlib import Path

from engine.gate import Gate
from store.home import open_home
from store.settings import Settings


def test_the_home_is_its_owners_on_every_database(tmp_path: Path, database_url: str | None, gate: Gate) -> None:
    settings = Settings(home=tmp_path / "home", database_url=database_url, _env_file=None)  # type: ignore[call-arg]
    open_home(settings, datetime(2020, 4, 30, tzinfo=UTC), gate).close()
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
