"""Plain statements: the same values on both databases, errors as everywhere, nothing kept of what was undone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from store.history.tables import AuditEvent, Job
from store.home import Home
from store.statements import Lines, day_text, moment_text, statements_of
from tests.store.history.conftest import NOW

NAMES = ("at", "key_id", "role", "action", "subject")
ODD = "制表\t换行\n反斜杠\\N 引号\"' \\t ,;"


def events(number: int, subject: str = ODD) -> Lines:
    return Lines("audit_event", NAMES, [(moment_text(NOW), None, "admin", "test", subject)] * number)


@pytest.mark.parametrize("number", [0, 1, 20, 21])  # one statement, or so many that PostgreSQL copies them
def test_lines_come_back_as_they_were(home: Home, number: int) -> None:
    with home.database.writing() as session:
        statements_of(session).insert(events(number))
    with home.database.reading() as session:
        found = session.exec(select(AuditEvent).where(AuditEvent.action == "test")).all()
    assert [(event.at, event.key_id, event.subject) for event in found] == [(NOW, None, ODD)] * number


def test_days_and_moments_are_those_of_the_models(home: Home) -> None:
    moment = datetime(2020, 5, 1, 0, 30, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    row = {"id": "j", "state": "queued", "organisation": "x", "handover": b"\0\xff", "created_at": moment_text(moment)}
    rest = {"rows_done": 0, "rule_counts": "{}", "attempts": 0}
    line = {**row, **rest}
    with home.database.writing() as session:
        statements_of(session).insert(Lines("job", tuple(line), [tuple(line.values())]))
    with home.database.reading() as session:
        job = session.get(Job, "j")
        assert job is not None
        assert (job.created_at, job.handover) == (moment.astimezone(UTC), b"\0\xff")
    assert (day_text(date(2020, 2, 9)), day_text(None)) == ("2020-02-09", None)


def test_a_number_is_given(home: Home) -> None:
    given = dict(zip(NAMES, events(1).lines[0], strict=True))
    with home.database.writing() as session:
        first, second = (statements_of(session).numbered("audit_event", given) for _ in range(2))
    assert second > first


def test_a_line_that_cannot_be_undoes_all_of_its_transaction(home: Home) -> None:
    double = Lines("organisation", ("code",), [("111404001818998355",)] * 2)

    def fail() -> None:
        with home.database.writing() as session:
            statements_of(session).insert(events(1, "undone"))
            statements_of(session).insert(double)

    with pytest.raises(IntegrityError):
        fail()
    with home.database.asking() as statements:
        assert statements.row("SELECT 1 FROM audit_event WHERE subject = ?", "undone") is None


def test_asking_changes_nothing(home: Home) -> None:
    with home.database.asking() as statements:
        statements.insert(events(1, "asked"))
    with home.database.asking() as statements:
        assert statements.row("SELECT 1 FROM audit_event WHERE subject = ?", "asked") is None
