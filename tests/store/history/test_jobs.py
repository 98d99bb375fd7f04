"""Jobs: taken by exactly one worker, finished once, failing visibly, never lost."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import UserError
from engine.reading import open_source
from engine.report.json_report import render_json
from store import jobs
from store.callers import COMMAND_LINE
from store.history.queries import SubmissionFilter
from store.home import Home
from store.jobs import MOST_ATTEMPTS, Job
from tests.conftest import EXAMPLES
from tests.store.history.conftest import NOW, OTHER_UNIT, UNIT, Open, handover, submitter

PENALTY = EXAMPLES / "penalty.csv"


def queued(home: Home, path: Path = PENALTY, **given: object) -> Job:
    return home.intake.accept_job(open_source(path), path, handover(**given))


def clock() -> datetime:
    return NOW


def seen(home: Home, job: Job) -> Job:
    return jobs.get(home.database, home.secret, job.id, COMMAND_LINE)


def test_a_job_says_what_the_plain_way_says(home: Home) -> None:
    job = queued(home)
    assert job.state == "queued"
    result = home.intake.run_job(job.id, "one", clock)
    done = seen(home, job)
    assert (done.state, done.rows_done, done.rows_total) == ("done", 150, 150)
    assert done.submission
    assert done.rule_counts["national.penalty.CF_CFJGDM.check-digit"] == 4
    kept = home.history.result(COMMAND_LINE, done.submission)
    assert result is not None
    assert render_json(kept) == render_json(result)
    plain = home.gate.check(open_source(PENALTY), as_of=NOW.date(), reference="national@2019").result
    assert kept.findings == plain.findings


def test_the_upload_goes_when_the_job_is_done(home: Home) -> None:
    job = queued(home)
    home.intake.run_job(job.id, "one", clock)
    with home.database.engine.connect() as connection:
        kinds = connection.execute(text("SELECT kind FROM evidence")).scalars().all()
    assert kinds == ["rows"]
    assert len(list(home.evidence.listed())) <= 1


def test_exactly_one_worker_takes_it(home: Home, open_again: Open) -> None:
    job = queued(home)
    assert jobs.take(home.database, home.secret, job.id, "one", NOW) is not None
    assert jobs.take(open_again().database, home.secret, job.id, "two", NOW) is None
    assert home.intake.run_job(job.id, "three", clock) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_slow_worker_stores_nothing(home: Home) -> None:
    job = queued(home)
    slow = jobs.take(home.database, home.secret, job.id, "slow", NOW)
    assert slow is not None
    late = NOW + jobs.LEASE + timedelta(seconds=1)
    assert jobs.waiting(home.database, NOW) == []
    assert jobs.waiting(home.database, late) == [job.id]
    assert home.intake.run_job(job.id, "quick", lambda: late) is not None
    with pytest.raises(jobs.LeaseLost):
        jobs.progress(home.database, slow, 10, {}, late)
    jobs.fail(home.database, home.secret, slow, "x", {"zh": "甲", "en": "a"}, late)
    assert seen(home, job).state == "done"


def test_a_lease_lost_on_the_way_stores_nothing(home: Home) -> None:
    job = queued(home)
    moments = iter([NOW, NOW + jobs.LEASE * 2])

    def robbed() -> datetime:
        moment = next(moments)
        if moment > NOW:
            jobs.take(home.database, home.secret, job.id, "thief", moment)
        return moment

    assert home.intake.run_job(job.id, "one", robbed) is None
    assert home.history.submissions(COMMAND_LINE, SubmissionFilter()).items == []
    assert seen(home, job).state == "running"


def test_a_lease_lost_before_the_end_undoes_the_transaction(home: Home) -> None:
    job = queued(home)
    lease = jobs.take(home.database, home.secret, job.id, "one", NOW)
    assert lease is not None
    result = home.gate.check(open_source(PENALTY), as_of=NOW.date(), reference="national@2019").result
    with pytest.raises(jobs.LeaseLost), home.database.writing() as session:
        jobs.complete(session, jobs.Lease(job.id, "one", lease.attempt + 1), result, NOW)
    assert seen(home, job).state == "running"


def test_the_same_key_is_the_same_job_then_its_answer(home: Home, open_again: Open) -> None:
    first = queued(home, idempotency_key="k")
    assert queued(open_again(), idempotency_key="k").id == first.id
    with pytest.raises(UserError) as running:
        home.intake.submit(open_source(PENALTY), handover(idempotency_key="k"))
    assert running.value.code == "idempotency-running"
    home.intake.run_job(first.id, "one", clock)
    assert queued(home, idempotency_key="k").state == "done"
    again = home.intake.submit(open_source(PENALTY), handover(idempotency_key="k"))
    assert (again.created, again.result.submission) == (False, seen(home, first).submission)
    with pytest.raises(UserError) as conflict:
        queued(home, idempotency_key="k", organisation=OTHER_UNIT)
    assert conflict.value.code == "idempotency-conflict"


def test_a_file_that_cannot_be_judged_fails_the_job_visibly(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    job = queued(home, path)
    assert home.intake.run_job(job.id, "one", clock) is None
    failed = seen(home, job)
    assert failed.state == "failed"
    assert failed.failure_code
    assert failed.failure
    assert "wrong.csv" in failed.failure["zh"]
    assert jobs.waiting(home.database, NOW + timedelta(days=1)) == []


def test_our_own_failure_puts_the_job_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    job = queued(home)
    with monkeypatch.context() as broken:
        broken.setattr(home.evidence, "put", _full_disk)
        broken.setattr("store.evidence.container.SMALL_BYTES", 10)
        with pytest.raises(OSError, match="disk"):
            home.intake.run_job(job.id, "one", clock)
    assert jobs.waiting(home.database, NOW) == [job.id]
    assert home.intake.run_job(job.id, "two", clock) is not None


def _full_disk(*_arguments: object) -> None:
    raise OSError("disk full")


def test_a_job_that_costs_worker_after_worker_is_given_up(home: Home) -> None:
    job, now = queued(home), NOW
    for _ in range(MOST_ATTEMPTS):
        assert jobs.take(home.database, home.secret, job.id, "one", now) is not None
        now += jobs.LEASE * 2
    assert jobs.take(home.database, home.secret, job.id, "one", now) is None
    assert (seen(home, job).state, seen(home, job).failure_code) == ("failed", "job-given-up")


def test_a_worker_known_to_be_gone_gives_its_jobs_back(home: Home) -> None:
    job = queued(home)
    jobs.take(home.database, home.secret, job.id, "one", NOW)
    assert jobs.release(home.database, "two", NOW) == 0
    assert jobs.release(home.database, "one", NOW) == 1
    assert jobs.waiting(home.database, NOW) == [job.id]
    assert jobs.counts(home.database) == {"queued": 1, "running": 0, "done": 0, "failed": 0}


def test_a_submitter_sees_its_own_jobs_only(home: Home) -> None:
    job = queued(home)
    assert jobs.get(home.database, home.secret, job.id, submitter(UNIT)).id == job.id
    for caller, wanted in ((submitter(OTHER_UNIT), job.id), (COMMAND_LINE, "nothing")):
        with pytest.raises(UserError) as unknown:
            jobs.get(home.database, home.secret, wanted, caller)
        assert unknown.value.code == "unknown-job"
