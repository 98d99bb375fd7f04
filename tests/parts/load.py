"""Clients that hand over submissions until each is answered, whatever happens to the servers."""

import http.client
import itertools
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.parts.service import Sample, Server, json_body, numbered, penalties

_GOOD = penalties()[0]


@dataclass
class Load:
    """Handing over under way.

    Attributes:
        answered: idempotency key → id of the submission or of the job.
        jobs: idempotency keys of those that became jobs.
        unexpected: answers that should not have been.
    """

    servers: Sequence[Server]
    key: str
    organisation: str
    answered: dict[str, str] = field(default_factory=dict)
    jobs: set[str] = field(default_factory=set)
    unexpected: list[tuple[int, bytes]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def run(self, clients: int, steer: Callable[["Load"], None], every: int = 10) -> None:
        """Run clients while `steer` does; every tenth submission has many records."""
        threads = [threading.Thread(target=self._client, args=(number, every)) for number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            steer(self)
        finally:
            self.ended.set()
            for thread in threads:
                thread.join(timeout=120)
        assert not any(thread.is_alive() for thread in threads)

    def wait_for(self, more: int) -> None:
        """Wait until so many more were answered."""
        with self._changed:
            goal = len(self.answered) + more
            assert self._changed.wait_for(lambda: len(self.answered) >= goal or self.unexpected, timeout=120)

    def _client(self, client: int, every: int) -> None:
        connection: http.client.HTTPConnection | None = None
        server = self.servers[client % len(self.servers)]
        while not self.ended.is_set():
            number = next(self._numbers)
            records = _records(number, 8 if number % every == 0 else 1)
            body = json_body(records, organisation=self.organisation, as_of="2020-04-30")
            connection = self._until_answered(server, connection, f"key-{number}", body)
        if connection is not None:
            connection.close()

    def _until_answered(
        self, server: Server, connection: http.client.HTTPConnection | None, name: str, body: bytes
    ) -> http.client.HTTPConnection:
        """The same submission again and again, under the same key, until there is an answer."""
        while True:
            connection = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            try:
                status, content = _post(connection, self.key, name, body)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = None
                continue
            if status == 503:
                continue
            self._note(name, status, content)
            return connection

    def _note(self, name: str, status: int, content: bytes) -> None:
        with self._changed:
            if status == 201:
                self.answered[name] = json.loads(content)["submission"]
            elif status == 202:
                self.answered[name] = json.loads(content)["id"]
                self.jobs.add(name)
            else:
                self.unexpected.append((status, content))
            self._changed.notify_all()


def _records(number: int, count: int) -> Sample:
    return [numbered(_GOOD, number * 100 + place) for place in range(count)]


def _post(connection: http.client.HTTPConnection, key: str, name: str, body: bytes) -> tuple[int, bytes]:
    headers = {
        "Authorization": f"Bearer {key}",
        "Idempotency-Key": name,
        "Content-Type": "application/json",
    }
    connection.request("POST", "/api/v1/submissions", body, headers)
    response = connection.getresponse()
    return response.status, response.read()
