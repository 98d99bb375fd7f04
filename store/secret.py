"""The secret from which every key of the store is derived: of evidence, of answers, of hashes.

It is configured, or lies in the home: made at first use, for its owner only. Without it evidence and answers cannot be
read any more, so it belongs into the backup of whoever runs the gate, and not beside the backup of the database.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from engine.errors import EngineError, UserError
from store.database import Database
from store.history.tables import SecretCheck

FILE_NAME: Final = "secret.key"
SIZE: Final = 32
# Of two that start at once, the first one counts.
_REMEMBER: Final = text("INSERT INTO secret_check (id, fingerprint) VALUES (1, :fingerprint) ON CONFLICT DO NOTHING")


@dataclass(frozen=True)
class Secret:
    """Thirty-two bytes or more that only this installation knows.

    Args:
        root: the secret itself.
    """

    root: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose; the keys of two purposes say nothing of each other."""
        return hmac.digest(self.root, purpose.encode(), hashlib.sha256)

    @property
    def fingerprint(self) -> str:
        """Tells two secrets apart and says nothing of either."""
        return self.derived("fingerprint").hex()


def load_secret(home: Path, configured: str | None) -> Secret:
    """The configured secret, or that of the home, made where there is none.

    Args:
        configured: base64 of 32 bytes or more; None = the file `secret.key` in the home.

    Raises:
        UserError: `secret-ill-formed`, or the file cannot be read or written.
    """
    if configured:
        return _decoded(configured)
    path = home / FILE_NAME
    try:
        if not path.exists():
            _make(path)
        return _decoded(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            "secret-unreadable",
            zh=f"无法读写密钥文件 {path}，请检查权限，或设置 GONGSHI_SECRET",
            en=f"cannot use the secret in {path}; check its permissions or set GONGSHI_SECRET",
        ) from error


def demand_same_secret(database: Database, secret: Secret) -> None:
    """The database remembers the first secret that it was used with.

    Raises:
        EngineError: `wrong-secret`: it was another one.
    """
    with database.reading() as session:
        known = _known(session)
    if known is None:
        with database.writing() as session:
            session.execute(_REMEMBER, {"fingerprint": secret.fingerprint})
            known = _known(session) or secret.fingerprint
    if not hmac.compare_digest(known, secret.fingerprint):
        raise EngineError(
            "wrong-secret",
            zh="GONGSHI_SECRET（或 secret.key）不是这个数据库的密钥，请恢复原来的密钥后再启动",
            en="this database was used with another secret; restore that GONGSHI_SECRET (or secret.key)",
        )


def _known(session: Session) -> str | None:
    row = session.get(SecretCheck, 1)
    return row.fingerprint if row else None


def _decoded(given: str) -> Secret:
    try:
        root = base64.b64decode(given.strip(), validate=True)
    except ValueError:
        root = b""
    if len(root) < SIZE:
        raise UserError(
            "secret-ill-formed",
            zh="GONGSHI_SECRET 应为 32 字节以上随机数的 base64，可用 openssl rand -base64 32 生成",
            en="GONGSHI_SECRET is base64 of 32 random bytes or more; make one with: openssl rand -base64 32",
        )
    return Secret(root)


def _make(path: Path) -> None:
    """Write a new secret; of two that do so at once, one wins and both use its secret."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(SIZE)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
    finally:
        own.unlink()
