"""The second half of `gongshi demo`: the service on SQLite, the samples handed over through it, what is stored."""

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from api.service import Service, local_clock, make_service
from cli.serve import server_command
from cli.tables import print_table
from engine import EngineError
from engine.errors import Language
from engine.gate import Gate
from store import keys
from store.forms.reading import open_form
from store.organisations.importing import import_organisations
from store.settings import Settings

ORGANISATION: Final = "111404001818998355"
_COLUMNS: Final[dict[Language, Sequence[str]]] = {
    "zh": ("编号", "文件", "结论", "记录", "通过", "待审", "退回"),
    "en": ("id", "file", "verdict", "records", "accepted", "in review", "rejected"),
}


def demo_service(gate: Gate, samples: Sequence[Path], register: Path, as_of: date, console: Console) -> None:
    """Start the service in a home of its own, hand the samples over, show what it has stored, stop it.

    Args:
        register: the organisation register of the samples.

    Raises:
        EngineError: the service did not take a sample.
    """
    with tempfile.TemporaryDirectory(prefix="gongshi-demo-") as folder:
        home = Path(folder) / "home"
        key = _prepared(gate, home, register)
        with _running(home, console) as port:
            for sample in samples:
                _handed_over(port, key, sample, as_of)
            _show(_asked(port, key, "GET", "/api/v1/submissions")["items"], console)


def _prepared(gate: Gate, home: Path, register: Path) -> str:
    """The register in the home's database, and a key of the platform."""
    settings = Settings(home=home, database_url=None, secret=None, evidence_url=None)
    service, now = make_service(settings, local_clock, gate), local_clock()
    import_organisations(
        service.home.database, open_form(register), gate.registry, as_of=date(2020, 1, 1), imported_on=now.date()
    )
    key = _key(service)
    service.close()
    return key


def _key(service: Service) -> str:
    home = service.home
    return keys.create(home.database, home.secret, name="demo", role="platform", now=service.clock()).text


@contextmanager
def _running(home: Path, console: Console) -> Iterator[int]:
    """A server in a fresh process; it inherits the socket, so whoever connects early just waits."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGSHI_")}
    with socket.create_server(("127.0.0.1", 0)) as listening, (home.parent / "service.log").open("wb") as log:
        port: int = listening.getsockname()[1]
        environment = {**kept, "GONGSHI_HOME": str(home), "GONGSHI_BIND": f"fd://{listening.fileno()}"}
        console.print(f"gongshi serve  http://127.0.0.1:{port}/openapi", markup=False, highlight=False)
        process = subprocess.Popen(  # noqa: S603 - our own server
            server_command(), env=environment, cwd=home, pass_fds=[listening.fileno()], stderr=log
        )
        try:
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _handed_over(port: int, key: str, sample: Path, as_of: date) -> Any:
    with sample.open("rb") as stream:
        values = {
            "file": FileStorage(stream, sample.name),
            "organisation": ORGANISATION,
            "as_of": as_of.isoformat(),
            "ruleset": "national@2019",
        }
        boundary, body = encode_multipart(values)
    return _asked(port, key, "POST", "/api/v1/submissions", body, f"multipart/form-data; boundary={boundary}")


def _asked(port: int, key: str, method: str, path: str, body: bytes | None = None, kind: str | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {key}", **({"Content-Type": kind} if kind else {})}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    finally:
        connection.close()
    if response.status >= 400:
        raise EngineError("demo-refused", zh=f"服务没有接受样例：{answer['detail']}", en=f"refused: {answer['detail']}")
    return answer


def _show(submissions: Sequence[dict[str, Any]], console: Console) -> None:
    language: Language = Settings().lang
    shown = ("id", "file_name", "verdict", "records", "accepted", "in_review", "rejected")
    rows = [[str(submission[name]) for name in shown] for submission in submissions]
    print_table(_COLUMNS[language], rows, console)
