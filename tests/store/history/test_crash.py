"""A process that submits is killed with SIGKILL at many moments: what was answered is there wholly, nothing is there by
half, and what it left in the evidence store is swept.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import text

from engine.report.json_report import render_json
from store.callers import COMMAND_LINE
from store.home import Home
from store.settings import Settings
from tests.conftest import ROOT
from tests.store.history.conftest import NOW, Open

KILLS = 5
WHOLE = """
    SELECT s.id, s.records,
      (SELECT count(*) FROM record r WHERE r.submission = s.number),
      s.rejections + s.reviews + s.warnings + s.notes,
      (SELECT count(*) FROM finding f WHERE f.submission = s.number),
      (SELECT count(*) FROM answer_part a WHERE a.submission = s.number AND a.part = 0),
      (SELECT count(*) FROM evidence e WHERE e.digest = s.evidence),
      (SELECT count(*) FROM idempotency_key i WHERE i.submission = s.number)
    FROM submission s
"""


def _answered(settings: Settings, kill_after: int, number: int) -> Iterator[str]:
    """Ids of the submissions that a process was answered, until it is killed after so many lines of its output."""
    command = [sys.executable, "-m", "tests.store.history.submitter", str(settings.home), str(number)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if settings.database_url:
        environment["GONGSHI_DATABASE_URL"] = settings.database_url
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        for place, line in enumerate(process.stdout, start=1):
            if line.startswith("answered "):
                yield line.split()[1]
            if place == kill_after:
                process.kill()
        process.wait()


def test_kill_loses_no_answer_and_leaves_no_half_one(settings: Settings, open_again: Open, home: Home) -> None:
    answered: list[str] = []
    for number in range(KILLS):
        # Kills fall on lines that the process writes at its steps: reading, judged, sealed, put, written, answered.
        answered += _answered(settings, 3 + 3 * number, number)
    with home.database.engine.connect() as connection:
        rows = {row[0]: row[1:] for row in connection.execute(text(WHOLE))}
    assert answered
    assert set(answered) <= set(rows)
    for records, kept, findings, listed, heads, evidence, keys in rows.values():
        assert (kept, listed, heads, evidence, keys) == (records, findings, 1, 1, 1)
    for identity in rows:
        assert render_json(home.history.result(COMMAND_LINE, identity))
        assert home.intake.evidence_source(identity).sheets[0].preview
    _demand_sound(home)
    _demand_swept(home)


def _demand_swept(home: Home) -> None:
    """After sweeping, every file of the store is one that the ledger knows."""
    home.intake.sweep(NOW + timedelta(days=40_000), timedelta(0))
    with home.database.engine.connect() as connection:
        known = set(connection.execute(text("SELECT digest FROM evidence WHERE content IS NULL")).scalars())
    assert {stored.digest for stored in home.evidence.listed()} == known


def _demand_sound(home: Home) -> None:
    if home.database.is_sqlite:
        with home.database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
