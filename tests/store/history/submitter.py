"""A process that submits in a loop until somebody kills it: `python -m tests.store.history.submitter HOME NUMBER`.

It says each of its steps on stdout, so that a test can kill it at every one of them.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from engine.reading import open_source
from store.callers import COMMAND_LINE
from store.evidence.rows import RowsWriter
from store.history import committing
from store.home import open_home
from store.intake import Handover
from store.settings import Settings

NOW = datetime(2020, 4, 30, 9, tzinfo=UTC)
SAMPLE = Path(__file__).parent.parent.parent.parent / "examples" / "penalty.csv"
COPIES = 12  # enough rows for a file in the evidence store


def say(step: str) -> None:
    print(step, flush=True)


def told(owner: Any, name: str, step: str) -> None:
    """Say a step before a method does its work."""
    method = getattr(owner, name)

    def telling(*arguments: Any, **named: Any) -> Any:
        say(step)
        return method(*arguments, **named)

    setattr(owner, name, telling)


def main() -> None:
    home = open_home(Settings(home=Path(sys.argv[1])), NOW)
    told(RowsWriter, "finish", "judged")
    told(home.evidence, "put", "sealed")
    told(committing, "write_entry", "written")
    told(committing, "_demand_unchanged", "counted")
    lines = SAMPLE.read_bytes().split(b"\n")
    for number in range(1000):
        mark = f"{sys.argv[1][-1]}{sys.argv[2]}-{number}".encode()
        rows = [line.replace(b"\xba\xc5", mark + b"\xba\xc5") for line in lines[1:] for _ in range(COPIES)]
        content = b"\n".join([lines[0], *rows])
        given = Handover(
            "111404001818998355",
            COMMAND_LINE,
            date(2020, 4, 30),
            NOW,
            ruleset="national@2019",
            idempotency_key=mark.decode(),
        )
        answer = home.intake.submit(open_source(content, "penalty.csv"), given)
        say(f"answered {answer.result.submission}")


if __name__ == "__main__":
    main()
