"""The secret from which every key of the store is derived: of evidence, of answers, of hashes."""

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """Thirty-two bytes or more that only this installation knows.

    Args:
        root: the secret itself.
    """

    root: bytes = field(repr=False)

    def derived(self, purpose: str, size: int = 32) -> bytes:
        """A key for one purpose; the keys of two purposes say nothing of each other."""
        return hmac.digest(self.root, purpose.encode(), hashlib.sha256)[:size]
