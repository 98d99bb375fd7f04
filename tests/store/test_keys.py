"""Keys: made, verified, ended; on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import UserError
from store import audit, keys
from store.callers import Caller
from store.database import Database, open_database
from store.migrations import upgrade
from store.secret import Secret

NOW = datetime(2020, 4, 30, 8, 0, tzinfo=UTC)
SECRET = Secret(b"s" * 32)
UNIT = "111404001818998355"


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    opened = open_database(tmp_path / "home", database_url)
    upgrade(opened)
    yield opened
    opened.close()


def test_a_key_is_its_callers(database: Database) -> None:
    made = keys.create(database, SECRET, name="市监局", role="submitter", organisation=UNIT, now=NOW)
    assert made.text.startswith(f"gsk_{made.view.id}_")
    assert keys.verify(database, SECRET, made.text, NOW) == Caller(made.view.id, "submitter", UNIT)
    assert keys.listed(database) == [made.view]


def test_the_secret_is_stored_nowhere_and_shown_nowhere(database: Database) -> None:
    made = keys.create(database, SECRET, name="平台", role="platform", now=NOW)
    password = made.text.split("_", 2)[2]
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM api_key")).one()
    assert not any(password in str(value) or password.encode() in bytes(str(value), "utf-8") for value in row)
    assert password not in repr(made)


@pytest.mark.parametrize(
    "change", [lambda k: k[:-1], lambda k: k + "x", lambda k: k.upper(), lambda k: "", lambda k: "gsk_a_b"]
)
def test_another_text_is_no_key(database: Database, change: object) -> None:
    made = keys.create(database, SECRET, name="平台", role="platform", now=NOW)
    with pytest.raises(UserError) as refused:
        keys.verify(database, SECRET, change(made.text), NOW)  # type: ignore[operator]
    assert refused.value.code == "unknown-key"


def test_another_installations_key_is_none(database: Database) -> None:
    made = keys.create(database, SECRET, name="平台", role="platform", now=NOW)
    with pytest.raises(UserError):
        keys.verify(database, Secret(b"t" * 32), made.text, NOW)


def test_a_key_ends_on_its_day(database: Database) -> None:
    made = keys.create(database, SECRET, name="平台", role="platform", expires_on=date(2020, 5, 1), now=NOW)
    assert keys.verify(database, SECRET, made.text, datetime(2020, 4, 30, 23, 59, tzinfo=UTC)).role == "platform"
    with pytest.raises(UserError) as refused:
        keys.verify(database, SECRET, made.text, datetime(2020, 5, 1, tzinfo=UTC))
    assert refused.value.code == "expired-key"


def test_a_revoked_key_is_refused_and_the_events_say_who_did_it(database: Database) -> None:
    made = keys.create(database, SECRET, name="平台", role="platform", now=NOW)
    admin = Caller("abc", "admin")
    assert keys.revoke(database, made.view.id, now=NOW, caller=admin).revoked_at == NOW
    with pytest.raises(UserError) as refused:
        keys.verify(database, SECRET, made.text, NOW)
    assert refused.value.code == "revoked-key"
    assert [(event.action, event.key_id) for event in audit.events(database)] == [
        ("key.revoke", "abc"),
        ("key.create", None),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "king"}, "key-role"),
        ({"name": "  "}, "key-name"),
        ({"role": "submitter"}, "key-organisation"),
        ({"organisation": UNIT}, "key-organisation"),
        ({"role": "submitter", "organisation": "123"}, "key-organisation"),
        ({"expires_on": date(2020, 4, 30)}, "key-expired"),
    ],
)
def test_unsound_keys_are_not_made(database: Database, given: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refused:
        keys.create(database, SECRET, **{"name": "平台", "role": "platform", "now": NOW, **given})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert keys.listed(database) == []


def test_nobody_ends_a_key_that_is_not_there(database: Database) -> None:
    with pytest.raises(UserError):
        keys.revoke(database, "nothing", now=NOW)
