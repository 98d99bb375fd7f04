"""Ports of the loopback for servers that can only be told a number."""

import secrets
import socket

# Below the numbers that the system gives to connections: a port stays free until its server takes it, and while that
# server is away.
_FIRST, _COUNT = 20_000, 12_000


def free_ports(count: int) -> list[int]:
    """So many ports at which nobody listens."""
    found: set[int] = set()
    while len(found) < count:
        port = _FIRST + secrets.randbelow(_COUNT)
        if _is_free(port):
            found.add(port)
    return list(found)


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
