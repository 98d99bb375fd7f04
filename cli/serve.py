"""`gongshi serve` and `gongshi worker`: the service and its workers, each in a fresh process."""

import os
import sys
from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址 / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 / port")] = 8000,
) -> None:
    """启动服务 / run the service."""
    os.environ["GONGSHI_BIND"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    _become(server_command())


def worker() -> None:
    """启动后台作业进程 / run a worker that takes jobs."""
    _become([sys.executable, "-m", "api"])


def server_command() -> list[str]:
    """The command of the server; where it listens stands in the environment (GONGSHI_BIND)."""
    return [sys.executable, "-m", "gunicorn", "--config", "python:api.server"]


def _become(command: list[str]) -> None:
    """Turn into another program: the command line has used polars, and such a process must not fork."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)  # noqa: S606 - no shell, our own modules
