"""Cursors: where the next page of a list begins, in a form that only this installation can make."""

import base64
import binascii
import hashlib
import hmac

from engine.errors import UserError
from store.secret import Secret

_TAG_BYTES = 12
_LONGEST = 100


def cursor_at(secret: Secret, about: str, place: int) -> str:
    """The cursor of a place in a list.

    Args:
        about: the list; a cursor of another list is none.
    """
    text = str(place).encode()
    return base64.urlsafe_b64encode(_tag(secret, about, text) + text).decode().rstrip("=")


def place_of(secret: Secret, about: str, cursor: str | None) -> int | None:
    """The place of a cursor; None for none. Raises UserError `unknown-cursor`."""
    if cursor is None:
        return None
    try:
        content = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        content = b""
    tag, text = content[:_TAG_BYTES], content[_TAG_BYTES:]
    if len(cursor) > _LONGEST or not hmac.compare_digest(tag, _tag(secret, about, text)):
        raise UserError(
            "unknown-cursor", zh="cursor 不是本列表给出的，请从第一页重新读取", en="this cursor is none of this list's"
        )
    return int(text)


def _tag(secret: Secret, about: str, text: bytes) -> bytes:
    return hmac.digest(secret.derived("cursors"), about.encode() + b" " + text, hashlib.sha256)[:_TAG_BYTES]
