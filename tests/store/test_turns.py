"""Writers of one SQLite file queue up, in one process and among several, and nobody waits for one that is gone."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, TimeoutError

from store.database import FILE_NAME, Database
from store.organisations.tables import Organisation
from store.turns import SUFFIX, Turns
from tests.conftest import ROOT

HOLDER = """
import sys
from pathlib import Path
from store.turns import Turns
with Turns(Path(sys.argv[1]), 0).mine():
    print("mine", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[Turns]:
    made = Turns(tmp_path / FILE_NAME, seconds=0)
    yield made
    made.close()


def is_free(directory: Path) -> bool:
    """Whether another process could write now."""
    with (directory / f"{FILE_NAME}{SUFFIX}").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_other_processes_wait_until_the_turn_ends(turns: Turns, tmp_path: Path) -> None:
    with turns.mine():
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_a_turn_ends_with_an_exception(turns: Turns, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), turns.mine():
        raise ZeroDivisionError
    assert is_free(tmp_path)
    with turns.mine():
        pass


def test_who_waits_too_long_in_a_process_is_told(turns: Turns) -> None:
    with turns.mine(), pytest.raises(TimeoutError), turns.mine():
        pass


def test_without_a_place_for_the_lock_it_is_told(tmp_path: Path) -> None:
    away = Turns(tmp_path / "none" / FILE_NAME, seconds=0)
    for _ in range(2):
        with pytest.raises(OperationalError), away.mine():
            pass


def test_a_killed_process_holds_nobody_up(turns: Turns, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / FILE_NAME)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"mine\n"
        assert not is_free(tmp_path)
        holder.kill()
    with turns.mine():
        pass


def test_writing_takes_a_turn_and_reading_none(database: Database, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with database.writing() as session:
        session.add(Organisation(code="111404001818998355"))
        assert not is_free(home)
        with database.asking() as statements:
            assert statements.rows("SELECT code FROM organisation") == []
    assert is_free(home)
    with database.asking() as statements:
        assert is_free(home)
        assert statements.rows("SELECT code FROM organisation") == [("111404001818998355",)]
