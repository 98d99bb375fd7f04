"""AES-256-GCM: what is sealed can neither be read nor changed without the key.

A sealed text is a nonce of twelve random bytes and what the cipher makes of the text; what it is *about* (the id of a
submission, the number of a part) goes in as associated data, so that one piece cannot be put in another's place.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import EngineError

NONCE_BYTES = 12


def sealed(key: bytes, text: bytes, about: str) -> bytes:
    """Seal a text.

    Args:
        key: 32 bytes.
        about: what it belongs to; the same is needed to open it.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, about.encode())


def unsealed(key: bytes, content: bytes, about: str) -> bytes:
    """Open what was sealed.

    Raises:
        EngineError: `seal-broken`: another key, another place, or changed bytes.
    """
    try:
        return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise EngineError(
            "seal-broken",
            zh="存证内容无法解密：密钥不符或内容被改动，请核对 GONGSHI_SECRET 和备份",
            en="sealed content does not open: another key, or it was changed; see GONGSHI_SECRET",
        ) from error
