"""The worker works until it is told to stop, and outlives a database that is away for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.jobs.heartbeats import last_beat_at
from app.jobs.listeners import subscribe
from app.jobs.models import Heartbeat, JobRun
from app.jobs.timetable import Job, supply_timetable
from app.jobs.worker import Worker
from app.kernel.clock import utc_now
from app.settings import Settings
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent, publish
from app.storage.schema import bring_up_to_date
from app.tickets.events import TicketMerged

SOON = 20.0  # seconds
LONG_AGO = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)


def merged(subject: str) -> TicketMerged:
    return TicketMerged(
        subject=subject, key=subject, occurred_at=LONG_AGO, ticket_id=1, into="TQ-22222", actor_id=1
    )


@contextmanager
def working(app: Flask) -> Iterator[Worker]:
    worker = Worker(app)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(SOON)
        assert not thread.is_alive()


def test_it_hands_events_over_runs_jobs_and_gives_signs_of_life(app: Flask) -> None:
    heard, ran = Event(), Event()
    subscribe(app, TicketMerged, lambda _event: heard.set())

    def run(_now: datetime) -> int:
        ran.set()
        return 1

    supply_timetable(app, [Job("sweep", timedelta(hours=1), run)])
    with transaction():
        publish(merged("A"))
    with working(app):
        assert heard.wait(SOON)
        assert ran.wait(SOON)
    assert utc_now() - (last_beat_at() or LONG_AGO) < timedelta(minutes=1)
    assert db.session.scalars(select(OutboxEvent.handed_over_at)).one() is not None
    assert db.session.scalars(select(JobRun.claimed_by)).one() == ""


def test_told_to_stop_it_finishes_what_is_under_way_and_begins_nothing(app: Flask) -> None:
    begun, go_on = Event(), Event()
    subjects: list[str] = []

    def listen(event: TicketMerged) -> None:
        subjects.append(event.subject)
        begun.set()
        assert go_on.wait(SOON)
        db.session.add(Heartbeat(worker=event.subject, began_at=LONG_AGO, beat_at=utc_now()))

    subscribe(app, TicketMerged, listen)
    with transaction():
        for subject in "ABC":
            publish(merged(subject))
    with working(app) as worker:
        assert begun.wait(SOON)
        worker.stop()
        go_on.set()
    assert subjects == ["A"]
    assert "A" in db.session.scalars(select(Heartbeat.worker)).all()
    left = db.session.scalars(select(OutboxEvent).where(OutboxEvent.handed_over_at.is_(None))).all()
    assert [(each.subject, each.claimed_by, each.tries) for each in left] == [("B", "", 0), ("C", "", 0)]


def test_while_the_database_is_away_it_waits_and_then_goes_on(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "mounted later"
    url = f"sqlite:///{folder / 'support.db'}"
    app = create_app(settings.model_copy(update={"database_url": url}))
    ran = Event()

    def run(_now: datetime) -> int:
        ran.set()
        return 1

    supply_timetable(app, [Job("sweep", timedelta(hours=1), run)])
    with working(app):
        assert not ran.wait(0.5)
        folder.mkdir()
        with app.app_context():
            bring_up_to_date()
        assert ran.wait(SOON)


def test_an_installation_that_asks_for_a_worker_is_ready_only_with_one(
    app: Flask, settings: Settings
) -> None:
    asking = create_app(settings.model_copy(update={"ready_heartbeat_seconds": 60}))
    assert app.test_client().get("/readyz").status_code == 200
    assert asking.test_client().get("/readyz").status_code == 503
    assert asking.test_client().get("/healthz").status_code == 200
    for age, status in ((timedelta(hours=1), 503), (timedelta(), 200)):
        with transaction():
            db.session.merge(Heartbeat(worker="one", began_at=LONG_AGO, beat_at=utc_now() - age))
        assert asking.test_client().get("/readyz").status_code == status
