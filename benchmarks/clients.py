"""Clients that ask one thing after the other over connections that stay open, with as little of their own as can be."""

import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """What clients saw: milliseconds, and answers a second."""

    p50: float
    p95: float
    p99: float
    a_second: float


def ask(port: int, clients: int, seconds: float, request: Callable[[int], bytes], status: int) -> Times:
    """Ask for some seconds.

    Args:
        request: the bytes of the n-th request.
        status: that every answer has; another one ends the measurement.
    """
    numbers = iter(range(1 << 60))
    taken: list[float] = []
    failures: list[bytes] = []
    end = time.perf_counter() + seconds

    def client() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = connection.makefile("rb")
            while (start := time.perf_counter()) < end and not failures:
                connection.sendall(request(next(numbers)))
                if (got := _answer(reader)) != status:
                    failures.append(b"%d" % got)
                taken.append(time.perf_counter() - start)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"an answer had the status {failures[0].decode()}")
    return _summary(taken, time.perf_counter() - begin)


def post(path: str, key: str, body: bytes) -> bytes:
    """A request with a JSON body, ready to be sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _answer(reader: socket.SocketIO) -> int:  # type: ignore[name-defined]
    status = int(reader.readline().split()[1])
    length = 0
    while (line := reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    reader.read(length)
    return status


def _summary(taken: list[float], seconds: float) -> Times:
    cuts = statistics.quantiles([1000 * one for one in taken], n=100, method="inclusive")
    return Times(cuts[49], cuts[94], cuts[98], len(taken) / seconds)
