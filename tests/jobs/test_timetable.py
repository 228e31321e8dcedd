"""What happens by itself happens once in its period, however many workers there are (architecture 6.10)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.jobs.models import JobRun
from app.jobs.runs import LEASE, run_due
from app.jobs.timetable import Job, current_timetable, supply_timetable
from app.settings import Settings
from app.storage.database import db, transaction

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


def counting(seen: list[datetime]) -> Callable[[datetime], int]:
    def run(now: datetime) -> int:
        seen.append(now)
        return 7

    return run


def failing(_now: datetime) -> int:
    raise OSError("the disk is full")


def row_of(name: str) -> JobRun:
    return db.session.scalars(
        select(JobRun).filter_by(name=name).execution_options(populate_existing=True)
    ).one()


def test_a_job_runs_at_once_and_then_once_in_its_period(app: Flask) -> None:
    seen: list[datetime] = []
    supply_timetable(app, [Job("sweep", HOUR, counting(seen))])
    assert [run_due(app, MONDAY + wait) for wait in (0 * HOUR, MOMENT, HOUR - MOMENT, HOUR)] == [1, 0, 0, 1]
    assert seen == [MONDAY, MONDAY + HOUR]
    row = row_of("sweep")
    assert (row.began_at, row.done, row.failures, row.last_error) == (MONDAY + HOUR, 7, 0, "")
    assert row.milliseconds is not None


def test_periods_missed_while_nobody_worked_are_one_run(app: Flask) -> None:
    seen: list[datetime] = []
    supply_timetable(app, [Job("sweep", HOUR, counting(seen))])
    run_due(app, MONDAY)
    assert run_due(app, MONDAY + 24 * HOUR) == 1
    assert run_due(app, MONDAY + 24 * HOUR + MOMENT) == 0


def test_eight_workers_at_one_moment_run_each_job_once(app: Flask) -> None:
    seen: list[datetime] = []
    supply_timetable(app, [Job(f"job {number}", HOUR, counting(seen)) for number in range(5)])
    db.session.remove()
    together = Barrier(8)

    def work(number: int) -> int:
        together.wait()
        return run_due(app, MONDAY, f"worker {number}")

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(work, range(8))) == 5
    assert len(seen) == 5


def test_a_job_that_fails_is_written_down_and_tried_again_while_the_others_go_on(app: Flask) -> None:
    seen: list[datetime] = []
    supply_timetable(app, [Job("broken", HOUR, failing), Job("sound", HOUR, counting(seen))])
    assert run_due(app, MONDAY) == 2
    row = row_of("broken")
    assert (row.failures, row.last_error, row.done) == (1, "OSError: the disk is full", None)
    assert MONDAY < row.due_at < MONDAY + timedelta(seconds=30)
    for hours in range(1, 12):
        run_due(app, MONDAY + hours * HOUR)
    row = row_of("broken")
    assert row.failures > 10
    assert row.due_at <= MONDAY + 12 * HOUR
    assert len(seen) == 12


def test_a_job_that_works_again_forgets_its_failures(app: Flask) -> None:
    supply_timetable(app, [Job("sweep", HOUR, failing)])
    run_due(app, MONDAY)
    supply_timetable(app, [Job("sweep", HOUR, counting([]))])
    run_due(app, MONDAY + HOUR)
    row = row_of("sweep")
    assert (row.failures, row.last_error, row.done) == (0, "", 7)


def test_the_job_of_a_worker_that_died_is_taken_when_its_lease_lapses(app: Flask) -> None:
    seen: list[datetime] = []
    supply_timetable(app, [Job("sweep", HOUR, counting(seen))])
    run_due(app, MONDAY)
    due = MONDAY + HOUR
    with transaction():
        db.session.execute(update(JobRun).values(claimed_by="dead", claimed_until=due + LEASE))
    assert run_due(app, due + LEASE - MOMENT) == 0
    assert run_due(app, due + LEASE) == 1


def test_a_job_reads_what_is_there_now(app: Flask) -> None:
    supply_timetable(app, [Job("sweep", HOUR, counting([]))])
    run_due(app, MONDAY)
    earlier = db.session.scalars(select(JobRun)).one()
    run_due(app, MONDAY + HOUR)
    assert earlier.began_at == MONDAY + HOUR


def test_two_jobs_of_one_name_are_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="same name"):
        supply_timetable(app, [Job("sweep", HOUR, failing), Job("sweep", HOUR, failing)])


def test_everything_on_the_real_timetable_runs_on_an_empty_database(app: Flask, settings: Settings) -> None:
    real = create_app(settings)
    with real.app_context():
        jobs = current_timetable()
        assert run_due(real, MONDAY) == len(jobs)
        rows = db.session.scalars(select(JobRun)).all()
    assert {row.name: row.last_error for row in rows} == dict.fromkeys(jobs, "")
