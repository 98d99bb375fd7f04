"""The secret: made once, kept for its owner, the same for a database for ever."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.errors import EngineError, UserError
from engine.gate import Gate
from store.database import open_database
from store.home import open_home
from store.migrations import upgrade
from store.rates import open_rates
from store.secret import FILE_NAME, Secret, load_secret
from store.settings import Settings

NOW = datetime(2020, 4, 30, 9, 0, 30, tzinfo=UTC)
GIVEN = base64.b64encode(b"g" * 32).decode()


def test_it_is_made_at_first_use_for_its_owner(tmp_path: Path) -> None:
    secret = load_secret(tmp_path / "home", None)
    assert load_secret(tmp_path / "home", None) == secret
    assert stat.S_IMODE((tmp_path / "home" / FILE_NAME).stat().st_mode) == 0o600
    assert secret.root.hex() not in repr(secret)


def test_all_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = list(threads.map(lambda _: load_secret(tmp_path, None), range(8)))
    assert len({secret.root for secret in secrets}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_configured_one_comes_first(tmp_path: Path) -> None:
    assert load_secret(tmp_path, GIVEN) == Secret(b"g" * 32)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["short", "c2hvcnQ=", "甲" * 50, base64.b64encode(b"x" * 31).decode()])
def test_an_unusable_one_is_told(tmp_path: Path, given: str) -> None:
    with pytest.raises(UserError) as refused:
        load_secret(tmp_path, given)
    assert refused.value.code == "secret-ill-formed"


def test_another_secret_for_the_same_database_is_refused(tmp_path: Path, gate: Gate, database_url: str | None) -> None:
    settings = Settings(home=tmp_path / "home", database_url=database_url, _env_file=None)  # type: ignore[call-arg]
    open_home(settings, NOW, gate).close()
    open_home(settings, NOW, gate).close()
    (tmp_path / "home" / FILE_NAME).unlink()
    with pytest.raises(EngineError) as wrong:
        open_home(settings, NOW, gate)
    assert wrong.value.code == "wrong-secret"


def test_purposes_have_keys_of_their_own() -> None:
    assert Secret(b"g" * 32).derived("a") != Secret(b"g" * 32).derived("b") != Secret(b"h" * 32).derived("b")


def test_rates_are_shared_and_begin_anew_each_minute(tmp_path: Path, database_url: str | None) -> None:
    databases = [open_database(tmp_path, database_url) for _ in range(2)]
    upgrade(databases[0])
    one, two = map(open_rates, databases)
    answers = [rates.allow("key", NOW, 3) for rates in (one, two, one, two)]
    assert [(answer.allowed, answer.remaining) for answer in answers] == [(True, 2), (True, 1), (True, 0), (False, 0)]
    assert answers[-1].retry_after == 30
    assert one.allow("other", NOW, 3).allowed
    later = datetime(2020, 4, 30, 9, 1, tzinfo=UTC)
    assert (two.allow("key", later, 3, count=2).remaining, two.allow("key", later, 3, count=2).allowed) == (1, False)
    assert two.allow("key", later, 3).allowed
    for rates, database in zip((one, two), databases, strict=True):
        rates.close()
        database.close()
