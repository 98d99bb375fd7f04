"""The service for tests: an application over a real store, and real servers and workers on the loopback."""

import csv
import http.client
import io
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.application import create_app
from api.documents import Application
from api.service import Service, make_service
from engine.gate import Gate
from store import keys
from store.callers import ROLES, Role
from store.forms.reading import open_form
from store.organisations.importing import import_organisations
from store.settings import Settings
from tests.conftest import EXAMPLES, ROOT

NOW = datetime(2020, 5, 6, 10, 0, tzinfo=timezone(timedelta(hours=8)))
AS_OF = date(2020, 4, 30)
OWN, OTHER = "111404001818998355", "11140400058644976U"
Sample = list[dict[str, str | None]]


def penalties() -> Sample:
    """The records of the sample of penalties, as a program would send them."""
    text = (EXAMPLES / "penalty.csv").read_bytes().decode("gb18030")
    return [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def numbered(record: Mapping[str, str | None], number: int | str) -> dict[str, str | None]:
    """The same record under a document number of its own."""
    return {**record, "行政处罚决定书文号": f"长市监罚〔2020〕{number}号"}


@dataclass
class Site:
    """An application and keys for it."""

    service: Service
    app: Application
    keys: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, role: str | None = "platform", **more: Any) -> TestResponse:
        """A request of a role; `other` is a submitter of the other organisation."""
        client: FlaskClient = self.app.test_client()
        headers = {**({"Authorization": f"Bearer {self.keys[role]}"} if role else {}), **more.pop("headers", {})}
        # Read to its end and closed, as a server does it with every answer.
        return client.open(path, method=method, headers=headers, buffered=True, **more)

    def get(self, path: str, role: str | None = "platform", **more: Any) -> TestResponse:
        return self.call("GET", f"/api/v1{path}", role, **more)

    def post(self, path: str, role: str | None = "platform", **more: Any) -> TestResponse:
        return self.call("POST", f"/api/v1{path}", role, **more)

    def submissions(self) -> list[str]:
        """Ids of everything stored."""
        return [item["id"] for item in self.get("/submissions?limit=1000").get_json()["items"]]


@contextmanager
def open_site(home: Path, database_url: str | None, gate: Gate, now: datetime = NOW, **settings: Any) -> Iterator[Site]:
    """A site with the sample register and a key for every role."""
    service = make_service(_settings(home, database_url, **settings), lambda: now, gate)
    site = Site(service, create_app(service))
    take_register(service)
    site.keys = make_keys(service, now)
    yield site
    service.close()


def take_register(service: Service) -> None:
    """Take the sample of the organisations in."""
    form = open_form(EXAMPLES / "organisations.csv")
    import_organisations(
        service.home.database, form, service.gate.registry, as_of=date(2020, 1, 1), imported_on=date(2020, 1, 1)
    )


def make_keys(service: Service, now: datetime) -> dict[str, str]:
    """A key for every role; `submitter` belongs to OWN, `other` to OTHER."""
    made = {role: _key(service, role, OWN if role == "submitter" else None, now) for role in ROLES}
    return {**made, "other": _key(service, "submitter", OTHER, now)}


def _key(service: Service, role: Role, organisation: str | None, now: datetime) -> str:
    home = service.home
    return keys.create(
        home.database, home.secret, name=f"test {role}", role=role, organisation=organisation, now=now
    ).text


def _settings(home: Path, database_url: str | None, **more: Any) -> Settings:
    return Settings(home=home, database_url=database_url, _env_file=None, **more)  # type: ignore[call-arg]


@dataclass
class Server:
    """A real server, its listening socket held by the test: who connects while it starts, or starts again, waits.

    Attributes:
        environment: the settings, as a process gets them.
    """

    environment: dict[str, str]
    socket: socket.socket
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        port: int = self.socket.getsockname()[1]
        return port

    def kill(self) -> None:
        """`kill -9` for all its processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start_again(self) -> None:
        """A new server at the same socket."""
        self.process = _served(self.environment, self.socket)

    def stop(self) -> int:
        """As systemd does it; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=90)
        self.socket.close()
        return status

    def request(
        self, method: str, path: str, key: str | None = None, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key:
            sent["Authorization"] = f"Bearer {key}"
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()


def environment_of(home: Path, database_url: str | None = None, **more: str) -> dict[str, str]:
    """The settings as environment variables of a process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGSHI_")}
    given = {"GONGSHI_HOME": str(home), **({"GONGSHI_DATABASE_URL": database_url} if database_url else {})}
    return {**kept, **given, **{f"GONGSHI_{name.upper()}": value for name, value in more.items()}}


def start_server(environment: dict[str, str]) -> Server:
    """A server at a free port of the loopback."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    return Server(environment, listening, _served(environment, listening))


def start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A worker; its log goes to the log of the test's directory."""
    with _log(environment, "worker") as log:
        return subprocess.Popen([sys.executable, "-m", "cli", "worker"], cwd=ROOT, env=environment, stderr=log)


def _served(environment: dict[str, str], listening: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:api.server"]
    with _log(environment, "server") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, "GONGSHI_BIND": f"fd://{listening.fileno()}"},
            pass_fds=[listening.fileno()],
            start_new_session=True,
            stderr=log,
        )


def _log(environment: Mapping[str, str], name: str) -> Any:
    path = Path(environment["GONGSHI_HOME"]).parent / f"{name}-{secrets.token_hex(4)}.log"
    return path.open("wb")


def form(content: bytes, name: str, **fields: str) -> tuple[bytes, str]:
    """A multipart form with a file: body and content type."""
    boundary = "gongshi-test-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return b"".join(
        [*parts, head, content, f"\r\n--{boundary}--\r\n".encode()]
    ), f"multipart/form-data; boundary={boundary}"


def json_body(records: Any, **fields: Any) -> bytes:
    """Records as a body."""
    return json.dumps({"records": records, **fields}, ensure_ascii=False).encode()
