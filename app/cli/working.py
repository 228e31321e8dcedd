"""Do what happens by itself, and show how it goes."""

import signal

import click
from sqlalchemy import select

from app import create_app
from app.jobs.models import JobRun
from app.jobs.timetable import current_timetable
from app.jobs.worker import Worker
from app.settings import Settings
from app.storage.database import db
from app.storage.outbox import OutboxEvent


@click.command()
@click.pass_obj
def work(settings: Settings) -> None:
    """Hand over events and run the timetable until stopped; run as many of these as you like."""
    worker = Worker(create_app(settings))
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, worker.stop)
    worker.run()


@click.command()
@click.pass_obj
def jobs(settings: Settings) -> None:
    """Show what happens by itself, how it went last, and the events that wait for a person."""
    with create_app(settings).app_context():
        runs = {run.name: run for run in db.session.scalars(select(JobRun))}
        for job in current_timetable().values():
            click.echo(f"{job.name} · every {job.every} · {_last(runs.get(job.name))}")
        for event in db.session.scalars(select(OutboxEvent).where(OutboxEvent.parked_at.is_not(None))):
            click.echo(f"parked event {event.id} · {event.key} · {event.last_error.splitlines()[0]}")


def _last(run: JobRun | None) -> str:
    if run is None or run.began_at is None:
        return "has not run yet"
    when = f"{run.began_at:%Y-%m-%d %H:%M:%S} UTC"
    if run.claimed_until is not None:
        return f"running since {when}"
    if run.failures:
        return f"failed {run.failures} times, last {when}: {run.last_error}"
    return f"did {run.done} on {when} in {(run.milliseconds or 0) / 1000:.2f} s"
