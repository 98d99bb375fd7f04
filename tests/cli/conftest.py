"""The command, run in this process as a shell would run it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cli.main import run


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str


Gongshi = Callable[..., Answer]


@pytest.fixture
def gongshi(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Gongshi:
    def call(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["gongshi", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as leaving:
            run()
        captured = capfd.readouterr()
        code = leaving.value.code
        return Answer(code if isinstance(code, int) else 0, captured.out, captured.err)

    return call
