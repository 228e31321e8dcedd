"""Runs the jobs that are due: the rows decide, so each runs once in its period however many workers ask."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.jobs.context import own_context
from app.jobs.models import JobRun
from app.jobs.timetable import Job, current_timetable
from app.storage.database import db, transaction
from app.storage.outbox import wait_after

LEASE = timedelta(minutes=15)  # of a job whose worker died, until another worker takes it
log = structlog.get_logger("jobs")


def run_due(app: Flask, now: datetime, worker: str = "worker") -> int:
    """Run every job that is due at ``now``, those first that wait longest; return how many ran."""
    ran = 0
    with own_context(app):
        while run_next(now, worker):
            ran += 1
    return ran


def run_next(now: datetime, worker: str) -> bool:
    """Run the job that is due longest; False when there is none that nobody else runs.

    A failure is written down and hurts no other job: it is tried again, each time later,
    within the job's own period.
    """
    timetable = current_timetable()
    _enter(timetable, now)
    due = select(JobRun.name).where(JobRun.name.in_(timetable), _claimable(now))
    for name in db.session.scalars(due.order_by(JobRun.due_at)).all():
        if _claim(name, worker, now):
            _run(timetable[name], worker, now)
            return True
    return False


def hasten(name: str, now: datetime) -> bool:
    """Let a job be due at once, unless it is due or under way; say whether. Needs a transaction."""
    waiting = update(JobRun).where(
        JobRun.name == name,
        JobRun.due_at > now,
        or_(JobRun.claimed_until.is_(None), JobRun.claimed_until <= now),
    )
    return db.session.scalar(waiting.values(due_at=now).returning(JobRun.name)) is not None


def _run(job: Job, worker: str, now: datetime) -> None:
    began = time.perf_counter()
    db.session.expunge_all()  # a job reads what is there now, not what an earlier one read
    try:
        done = job.run(now)
    except Exception as error:
        db.session.rollback()
        _note_failure(job, worker, error, now, time.perf_counter() - began)
        return
    seconds = time.perf_counter() - began
    _note(
        job,
        worker,
        due_at=now + job.every,
        milliseconds=round(1000 * seconds),
        done=done,
        failures=0,
        last_error="",
    )
    if done:
        log.info("job done", job=job.name, done=done, seconds=round(seconds, 3))


def _note_failure(job: Job, worker: str, error: Exception, now: datetime, seconds: float) -> None:
    log.error("job failed", job=job.name, exc_info=error)
    failures = (db.session.scalar(select(JobRun.failures).where(JobRun.name == job.name)) or 0) + 1
    again_at = now + min(job.every, wait_after(failures))
    words = f"{type(error).__name__}: {error}"[:2000]
    _note(
        job, worker, due_at=again_at, milliseconds=round(1000 * seconds), failures=failures, last_error=words
    )


def _note(job: Job, worker: str, **values: object) -> None:
    held = update(JobRun).where(JobRun.name == job.name, JobRun.claimed_by == worker)
    with transaction():
        db.session.execute(held.values(claimed_by="", claimed_until=None, **values))


def _claim(name: str, worker: str, now: datetime) -> bool:
    mine = update(JobRun).where(JobRun.name == name, _claimable(now))
    mine = mine.values(claimed_by=worker, claimed_until=now + LEASE, began_at=now)
    with transaction():
        return db.session.scalar(mine.returning(JobRun.name)) is not None


def _claimable(now: datetime) -> ColumnElement[bool]:
    free = or_(JobRun.claimed_until.is_(None), JobRun.claimed_until <= now)
    return and_(JobRun.due_at <= now, free)


def _enter(names: Iterable[str], now: datetime) -> None:
    """Give jobs that are new a row; they are due at once."""
    if not (new := set(names).difference(db.session.scalars(select(JobRun.name)))):
        return
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    unclaimed = {"due_at": now, "claimed_by": "", "failures": 0, "last_error": ""}
    rows = [{"name": name, **unclaimed} for name in sorted(new)]
    with transaction():
        db.session.execute(insert(JobRun).values(rows).on_conflict_do_nothing(index_elements=["name"]))
