"""Keys of programs: made once, shown once, kept as a keyed hash.

A key looks like `gsk_<id>_<secret>`. The id finds the row; the hash of the secret is compared in constant time.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, cast

from sqlmodel import col, select

from engine.errors import UserError
from store import audit
from store.callers import COMMAND_LINE, ROLES, Caller, Role
from store.database import Database
from store.history.tables import ApiKey
from store.secret import Secret

PREFIX: Final = "gsk"
_ID_CHARACTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH: Final = 10
_LONGEST: Final = 200


@dataclass(frozen=True)
class KeyView:
    """A key as it may be shown."""

    id: str
    name: str
    role: Role
    organisation: str | None
    created_at: datetime
    expires_on: date | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewKey:
    """A key just made; the only time that its text is at hand."""

    view: KeyView
    text: str = field(repr=False)


def create(
    database: Database,
    secret: Secret,
    *,
    name: str,
    role: Role,
    organisation: str | None = None,
    expires_on: date | None = None,
    now: datetime,
    caller: Caller = COMMAND_LINE,
) -> NewKey:
    """Make a key; an audit event.

    Args:
        name: whose it is, for people.
        organisation: code of the unit; a submitter needs one, no other role takes one.
        expires_on: first day on which it is not accepted any more.
        now: aware.

    Raises:
        UserError: `key-role`, `key-name`, `key-organisation`, or `key-expired`: it would be from the start.
    """
    _demand_sound(name, role, organisation, expires_on, now)
    key_id = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(_ID_LENGTH))
    password = secrets.token_urlsafe(32)
    row = ApiKey(
        id=key_id,
        name=name.strip(),
        role=role,
        organisation=organisation,
        secret_hash=_hashed(secret, password),
        created_at=now,
        expires_on=expires_on,
    )
    with database.writing() as session:
        session.add(row)
        audit.record(session, caller, "key.create", key_id, now)
        session.flush()
        view = _view(row)
    return NewKey(view, f"{PREFIX}_{key_id}_{password}")


def verify(database: Database, secret: Secret, text: str, now: datetime) -> Caller:
    """Who a key belongs to; one look-up by primary key.

    Args:
        text: the key, as the program sends it.
        now: aware, in the time zone in which its last day ends.

    Raises:
        UserError: `unknown-key`, `expired-key` or `revoked-key`.
    """
    prefix, _, rest = text.partition("_")
    key_id, _, password = rest.partition("_")
    row = None
    if prefix == PREFIX and len(key_id) == _ID_LENGTH and key_id.isascii() and len(text) <= _LONGEST:
        with database.reading() as session:
            row = session.get(ApiKey, key_id)
    # The same work for a key that is not there, so that time does not tell which ids exist.
    given = _hashed(secret, password)
    if row is None or not hmac.compare_digest(row.secret_hash, given):
        raise UserError("unknown-key", zh="密钥不存在或不正确，请核对", en="this key is not known")
    if row.revoked_at is not None:
        raise UserError(
            "revoked-key", zh="密钥已被撤销，请向管理员申请新的密钥", en="this key was revoked; ask for a new one"
        )
    if row.expires_on is not None and row.expires_on <= now.date():
        raise UserError(
            "expired-key",
            zh=f"密钥已于 {row.expires_on:%Y/%m/%d} 失效，请向管理员申请新的密钥",
            en=f"this key expired on {row.expires_on}; ask for a new one",
        )
    return Caller(row.id, cast(Role, row.role), row.organisation)


def listed(database: Database) -> list[KeyView]:
    """All keys, oldest first."""
    with database.reading() as session:
        return [_view(row) for row in session.exec(select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.id)))]


def revoke(database: Database, key_id: str, *, now: datetime, caller: Caller = COMMAND_LINE) -> KeyView:
    """End a key from now on; an audit event. A key that was ended already stays as it is.

    Raises:
        UserError: `unknown-key`.
    """
    with database.writing() as session:
        row = session.get(ApiKey, key_id)
        if row is None:
            raise UserError(
                "unknown-key",
                zh=f"没有编号为 {key_id} 的密钥，可用 gongshi keys list 查看",
                en=f"no key has the id {key_id}",
            )
        if row.revoked_at is None:
            row.revoked_at = now
            session.add(row)
            audit.record(session, caller, "key.revoke", key_id, now)
            session.flush()
        return _view(row)


def _demand_sound(name: str, role: str, organisation: str | None, expires_on: date | None, now: datetime) -> None:
    if role not in ROLES:
        known = "、".join(ROLES)
        raise UserError(
            "key-role", zh=f"没有角色 {role}；现有：{known}", en=f"no role {role}; there are: {', '.join(ROLES)}"
        )
    if not name.strip() or len(name.strip()) > 100:
        raise UserError("key-name", zh="密钥名称应为 1 至 100 个字", en="a key's name has 1 to 100 characters")
    if (role == "submitter") != (organisation is not None):
        raise UserError(
            "key-organisation",
            zh="角色 submitter 的密钥须用 --organisation 指明单位代码，其他角色的密钥不指明单位",
            en="a submitter's key names its organisation; keys of other roles name none",
        )
    if organisation is not None and not (len(organisation) == 18 and organisation.isalnum() and organisation.isascii()):
        raise UserError(
            "key-organisation", zh="单位代码应为18位统一社会信用代码", en="an organisation's code has 18 characters"
        )
    if expires_on is not None and expires_on <= now.date():
        raise UserError("key-expired", zh="密钥的失效日期须晚于今天", en="a key expires after today")


def _hashed(secret: Secret, password: str) -> bytes:
    return hmac.digest(secret.derived("keys"), password.encode(), hashlib.sha256)


def _view(row: ApiKey) -> KeyView:
    return KeyView(
        row.id, row.name, cast(Role, row.role), row.organisation, row.created_at, row.expires_on, row.revoked_at
    )
