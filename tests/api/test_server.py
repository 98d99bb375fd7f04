"""The real thing: gunicorn and workers as processes of their own, on the loopback."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from engine.gate import Gate
from tests.conftest import EXAMPLES, ROOT
from tests.parts.load import Load
from tests.parts.processes import SMALL, assert_all_there, finished, prepared
from tests.parts.service import (
    OWN,
    Server,
    environment_of,
    form,
    json_body,
    numbered,
    penalties,
    start_server,
    start_worker,
)

# Every round kills a server and a worker: fifty times in all.
ROUNDS = {"sqlite": 34, "postgresql": 16}


def test_answers_survive_every_kill(
    tmp_path: Path, database_url: str | None, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    """Server and worker are killed under load, again and again: every answered submission is found, and no other."""
    with prepared(tmp_path / "home", database_url, gate) as (service, keys):
        queue = {"queue_url": database_url} if database_url else {}
        environment = environment_of(tmp_path / "home", database_url, **SMALL, **queue)
        server, workers = stopped(start_server(environment)), [stopped(start_worker(environment))]

        def kill_and_kill(load: Load) -> None:
            for _ in range(ROUNDS["postgresql" if database_url else "sqlite"]):
                load.wait_for(3)
                server.kill()
                workers[-1].kill()
                workers[-1].wait()
                server.start_again()
                workers.append(stopped(start_worker(environment)))
            load.wait_for(3)

        load = Load([server], keys["platform"], OWN)
        load.run(4, kill_and_kill)
        assert load.unexpected == []
        assert load.jobs
        assert_all_there(service, load, server, keys)


def test_two_servers_and_two_workers_on_one_database(
    tmp_path: Path, postgresql_url: str, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    """32 clients, and every submission handed over twice at once: none is stored twice, none is lost."""
    with prepared(tmp_path / "home", postgresql_url, gate) as (service, keys):
        environment = environment_of(tmp_path / "home", postgresql_url, **SMALL)
        servers = [stopped(start_server(environment)) for _ in range(2)]
        for _ in range(2):
            stopped(start_worker(environment))
        load = Load(servers, keys["platform"], OWN)
        load.run(32, lambda running: running.wait_for(400))
        assert load.unexpected == []
        assert_all_there(service, load, servers[0], keys)
        _assert_races_have_one_winner(servers, keys["platform"], service)


def _assert_races_have_one_winner(servers: list[Server], key: str, service: Any) -> None:
    def hand_over(number: int) -> tuple[int, str]:
        body = json_body([numbered(penalties()[0], f"77{number // 8}")], organisation=OWN, as_of="2020-04-30")
        status, _, answer = servers[number % 2].request(
            "POST",
            "/api/v1/submissions",
            key,
            body,
            Content_Type="application/json",
            Idempotency_Key=f"race-{number // 8}",
        )
        return status, json.loads(answer).get("submission", answer)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(hand_over, range(64)))
    assert {status for status, _ in answers} == {201}
    for race in range(8):
        assert len({identity for _, identity in answers[race * 8 : race * 8 + 8]}) == 1


def test_the_same_findings_by_every_door(tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]) -> None:
    """Command line, check, submission and job: byte-identical findings."""
    home = tmp_path / "home"
    with prepared(home, None, gate) as (_service, keys):
        environment = environment_of(home, None, server_processes="2")
        server = stopped(start_server(environment))
        stopped(start_worker({**environment}))
        jobs = stopped(start_server({**environment, "GONGSHI_SYNC_ROWS": "5"}))
        for sample in ("penalty.csv", "licence.xlsx"):
            content = (EXAMPLES / sample).read_bytes()
            command = ["check", str(EXAMPLES / sample), "--as-of", "2020-04-30", "--format", "json"]
            told = subprocess.run(
                [sys.executable, "-m", "cli", *command], cwd=ROOT, env=environment, capture_output=True, check=False
            )
            body, kind = form(content, sample, as_of="2020-04-30")
            status, _, checked = server.request("POST", "/api/v1/check", keys["platform"], body, Content_Type=kind)
            assert (status, told.returncode) == (200, 1)
            assert _findings(checked) == _findings(told.stdout)
            body, kind = form(content, sample, as_of="2020-04-30", organisation=OWN)
            status, _headers, queued = jobs.request(
                "POST", "/api/v1/submissions", keys["platform"], body, Content_Type=kind
            )
            assert status == 202
            made = finished(jobs, keys["platform"], json.loads(queued)["id"])
            assert made["rows_done"] == json.loads(told.stdout)["counts"]["records"]
            _, _, judged = server.request("GET", f"/api/v1/submissions/{made['submission']}", keys["platform"])
            assert _findings(judged) == _findings(told.stdout)
            body, kind = form(content, sample, as_of="2020-04-30", organisation=OWN, replaces=made["submission"])
            status, _, submitted = server.request(
                "POST", "/api/v1/submissions", keys["platform"], body, Content_Type=kind
            )
            assert status == 201, submitted
            assert _findings(submitted) == _findings(told.stdout)


def _findings(result: bytes) -> bytes:
    return json.dumps(json.loads(result)["findings"], ensure_ascii=False).encode()


def test_serve_stops_gracefully_and_was_never_forked_from_polars(
    tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    """A request under way is answered after SIGTERM; the process that forks never loaded polars."""
    home = tmp_path / "home"
    with prepared(home, None, gate) as (_, keys):
        server = stopped(start_server(environment_of(home, None, server_processes="2")))
        assert server.request("GET", "/readyz")[0] == 200
        maps = Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
        assert "polars" not in maps
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            body = json_body(penalties(), as_of="2020-04-30")
            head = (
                "POST /api/v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {keys['platform']}\r\nContent-Length: {len(body)}\r\n"
                "Expect: 100-continue\r\n\r\n"
            )
            connection.sendall(head.encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 100")  # it is being served
            server.process.send_signal(signal.SIGTERM)
            connection.sendall(body)
            with connection.makefile("rb") as answer:
                assert answer.readline().startswith(b"HTTP/1.1 200")
        assert server.stop() == 0


def test_the_command_serves(tmp_path: Path, stopped: Callable[[Any], Any]) -> None:
    """`gongshi serve` turns into the server; without a database of its own it makes one."""
    command = [sys.executable, "-m", "cli", "serve", "--port", "0"]
    environment = environment_of(tmp_path / "home", None, server_processes="1")
    process = stopped(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE))
    assert process.stderr is not None
    with process.stderr as log:
        line = next(line for line in log if b"Listening at" in line)
        address = line.decode().partition("http://")[2].partition(" ")[0]
        connection = http.client.HTTPConnection(address, timeout=60)
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        assert json.loads(response.read())["status"] == "ok"
        connection.close()
        process.send_signal(signal.SIGTERM)
        log.read()
    assert process.wait(timeout=60) == 0


def test_a_worker_stops_gracefully(tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]) -> None:
    home = tmp_path / "home"
    with prepared(home, None, gate):
        worker = subprocess.Popen(
            [sys.executable, "-m", "cli", "worker"], cwd=ROOT, env=environment_of(home), stderr=subprocess.PIPE
        )
        stopped(worker)
        assert worker.stderr is not None
        with worker.stderr as log:
            for line in log:
                if b"worker-ready" in line:
                    break
            worker.send_signal(signal.SIGTERM)
            log.read()
        assert worker.wait(timeout=30) == 0


def test_numbers_of_all_processes_are_added_up(tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]) -> None:
    home = tmp_path / "home"
    with prepared(home, None, gate) as (_, keys):
        server = stopped(start_server(environment_of(home, None, server_processes="2")))
        body = json_body(penalties()[:1], as_of="2020-04-30")
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(
                    lambda _: server.request(
                        "POST", "/api/v1/check", keys["platform"], body, Content_Type="application/json"
                    ),
                    range(40),
                )
            )
        text = server.request("GET", "/metrics")[2].decode()
        assert 'gongshi_verdicts_total{door="check",record_type="penalty",verdict="accept"} 40.0' in text
        assert 'gongshi_jobs{state="queued"} 0.0' in text
        assert OWN not in text


def test_what_is_too_large_is_refused_before_it_is_sent(
    tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]
) -> None:
    """The client has sent only the head: the server does not wait for the rest."""
    home = tmp_path / "home"
    with prepared(home, None, gate) as (_, keys):
        server = stopped(start_server(environment_of(home, None, server_processes="1")))
        for length in (f"Content-Length: {10 << 30}", "Transfer-Encoding: chunked"):
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                head = (
                    f"POST /api/v1/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {keys['platform']}\r\n"
                    f"Content-Type: application/json\r\n{length}\r\n\r\n"
                )
                connection.sendall(head.encode())
                if "chunked" in length:
                    _send_chunks(connection)
                with connection.makefile("rb") as answer:
                    assert answer.readline().startswith(b"HTTP/1.1 413")


def _send_chunks(connection: socket.socket) -> None:
    """51 MiB in pieces of 1 MiB; the server may hang up before the end."""
    piece = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"

    def send() -> None:
        for _ in range(52):
            try:
                connection.sendall(piece)
            except OSError:
                return

    threading.Thread(target=send, daemon=True).start()


def test_the_logs_hold_no_values(tmp_path: Path, gate: Gate, stopped: Callable[[Any], Any]) -> None:
    """One event a decision, and nothing of any record."""
    home = tmp_path / "home"
    with prepared(home, None, gate) as (_, keys):
        server = stopped(start_server(environment_of(home, None, server_processes="1")))
        body = json_body(penalties(), organisation=OWN, as_of="2020-04-30")
        status, _, answer = server.request(
            "POST", "/api/v1/submissions", keys["platform"], body, Content_Type="application/json"
        )
        assert status == 201
        server.stop()
        text = next(tmp_path.glob("server-*.log")).read_text(encoding="utf-8")
        events = [json.loads(line) for line in text.splitlines()]
        decisions = [event for event in events if event["event"] == "decision"]
        assert [event["submission"] for event in decisions] == [json.loads(answer)["submission"]]
        values = {value for record in penalties() for value in record.values() if value and len(value) > 5}
        assert not [value for value in values - {"长治市市场监督管理局", OWN} if value in text]
        assert keys["platform"] not in text
