"""The service under load, beside a bare Flask route: one record, 1 to 32 clients; a large file; a job.

    python benchmarks/service.py [--seconds 3] [--turns 2] [--database-url postgresql://…] [--large] [--job-records N]

Servers run as `gongshi serve` runs them. Bare and real are asked in turns, so that a slow minute of the machine hits
both. Clients and servers share the cores: with many clients the rates say as much of the machine as of the service.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from api.service import local_clock, make_service
from benchmarks.clients import Times, ask, post
from benchmarks.dataset import dataset
from benchmarks.records import penalties
from cli.serve import server_command
from store import keys
from store.forms.reading import open_form
from store.organisations.importing import import_organisations
from store.settings import Settings

ROOT: Final = Path(__file__).parent.parent
ORGANISATION: Final = "111404001818998355"
AS_OF: Final = "2020-04-30"
CLIENTS: Final = (1, 2, 4, 8, 16, 32)
DOCUMENT_NUMBER: Final = "CF_WSH"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--turns", type=int, default=2, help="the best of so many is shown: for a busy machine, more")
    parser.add_argument("--clients", type=int, nargs="*", default=CLIENTS)
    parser.add_argument("--database-url")
    parser.add_argument("--large", action="store_true", help="a CSV of 100 000 records to the answer")
    parser.add_argument("--job-records", type=int, help="a job of so many records")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "gongshi-benchmarks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshi-benchmark-") as folder, ExitStack() as running:
        home = Path(folder) / "home"
        key = _prepared(home, arguments.database_url)
        environment = _environment(home, arguments.database_url)
        port = running.enter_context(_server(environment, []))
        bare = running.enter_context(_server(environment, ["benchmarks.bare_service:make_app()"]))
        _measure_records(port, bare, key, arguments.clients, arguments.seconds, arguments.turns)
        if arguments.large:
            _measure_file(port, key, dataset(arguments.folder, 100_000, 1))
        if arguments.job_records:
            running.enter_context(_worker(environment))
            _measure_job(port, key, dataset(arguments.folder, arguments.job_records, 1))


def _measure_records(port: int, bare: int, key: str, clients: list[int], seconds: float, turns: int) -> None:
    record = {name: value for name, value in penalties(1, 1, 0).row(0, named=True).items() if value is not None}
    print("| request | clients | p50 ms | p95 | p99 | a second | p50 of the bare route | times |")
    print("|---|---|---|---|---|---|---|---|")
    doors: tuple[tuple[str, str, int], ...] = (("/check", "/parse", 200), ("/submissions", "/rows", 201))
    for path, beside, status in doors:
        numbers = iter(range(1 << 60))

        def request(_number: int, path: str = path, numbers: Iterator[int] = numbers) -> bytes:
            return post(f"/api/v1{path}", key, _body(record, next(numbers)))

        def bare_request(number: int, path: str = beside) -> bytes:
            return post(path, key, _body(record, number))

        _warm(lambda request=request, status=status: ask(port, 8, 1.0, request, status))
        ask(bare, 4, 0.5, bare_request, 200)
        for count in clients:
            ours, theirs = _in_turns(
                turns,
                lambda count=count, request=request, status=status: ask(port, count, seconds / turns, request, status),
                lambda count=count, request=bare_request: ask(bare, count, seconds / turns, request, 200),
            )
            print(
                f"| POST {path} | {count} | {ours.p50:.1f} | {ours.p95:.1f} | {ours.p99:.1f} | {ours.a_second:.0f} "
                f"| {theirs.p50:.1f} | {ours.p50 / theirs.p50:.1f} |",
                flush=True,
            )


def _warm(some: Callable[[], Times]) -> None:
    """Ask until no process makes its plans any more, which each does at its first request; the last may start late."""
    slowest = [some().p99 for _ in range(4)]
    while max(slowest[-2:]) > 1000:
        slowest.append(some().p99)


def _in_turns(turns: int, ours: Callable[[], Times], theirs: Callable[[], Times]) -> tuple[Times, Times]:
    """The best run of each."""
    runs = [(ours(), theirs()) for _ in range(turns)]
    return min((run[0] for run in runs), key=lambda times: times.p50), min(
        (run[1] for run in runs), key=lambda times: times.p50
    )


def _body(record: dict[str, Any], number: int) -> bytes:
    changed = {**record, DOCUMENT_NUMBER: f"长市监罚〔2020〕{number}号"}
    return json.dumps(
        {"records": [changed], "organisation": ORGANISATION, "as_of": AS_OF, "ruleset": "changzhi@2020.1"},
        ensure_ascii=False,
    ).encode()


def _measure_file(port: int, key: str, path: Path) -> None:
    for door in ("/check", "/submissions"):
        boundary, body = _form(path)
        start = time.perf_counter()
        status, answer = _asked(port, key, "POST", f"/api/v1{door}", body, boundary)
        print(
            f"\n{path.stat().st_size >> 20} MB of CSV, {answer['counts']['records']} records by POST {door}: "
            f"{time.perf_counter() - start:.2f} s to the answer ({status})"
        )


def _measure_job(port: int, key: str, path: Path) -> None:
    boundary, body = _form(path)
    start = time.perf_counter()
    status, job = _asked(port, key, "POST", "/api/v1/submissions", body, boundary)
    assert status == 202, job
    accepted = time.perf_counter() - start
    while job["state"] in ("queued", "running"):
        time.sleep(0.5)
        _, job = _asked(port, key, "GET", f"/api/v1/jobs/{job['id']}")
    print(f"\n{path.stat().st_size >> 20} MB of CSV, {job['rows_done']} records as a job:")
    print(f"accepted after {accepted:.1f} s, {job['state']} after {time.perf_counter() - start:.1f} s")


def _form(path: Path) -> tuple[str, bytes]:
    with path.open("rb") as stream:
        fields = {"file": FileStorage(stream, path.name), "organisation": ORGANISATION, "as_of": AS_OF}
        boundary, body = encode_multipart({**fields, "ruleset": "changzhi@2020.1"})
    return boundary, body


def _asked(
    port: int, key: str, method: str, path: str, body: bytes | None = None, boundary: str | None = None
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"} if boundary else {}
    connection.request(method, path, body, {"Authorization": f"Bearer {key}", **kind})
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


def _prepared(home: Path, database_url: str | None) -> str:
    settings = Settings(home=home, database_url=database_url, secret=None, evidence_url=None)
    service = make_service(settings)
    form = open_form(ROOT / "examples" / "organisations.csv")
    day = date(2020, 1, 1)
    import_organisations(service.home.database, form, service.gate.registry, as_of=day, imported_on=day)
    store = service.home
    key = keys.create(store.database, store.secret, name="benchmark", role="platform", now=local_clock()).text
    service.close()
    return key


def _environment(home: Path, database_url: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGSHI_")}
    given = {
        "GONGSHI_HOME": str(home),
        "GONGSHI_RATE_LIMIT": "100000000",
        "GONGSHI_MAX_UPLOAD_MB": "2000",
        "GONGSHI_SYNC_ROWS": "200000",
    }
    return {**kept, **given, **({"GONGSHI_DATABASE_URL": database_url} if database_url else {})}


@contextmanager
def _server(environment: dict[str, str], application: list[str]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        process = subprocess.Popen(
            [*server_command(), *application],
            cwd=ROOT,
            env={**environment, "GONGSHI_BIND": f"fd://{listening.fileno()}"},
            pass_fds=[listening.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            yield listening.getsockname()[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "api"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


if __name__ == "__main__":
    main()
