"""The worker brings letters beside its other work, and a slow mail server holds nothing else up."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from app.jobs.worker import Worker
from app.kernel.clock import utc_now
from app.notifications.channels.port import Letter
from app.notifications.models import Delivery
from app.storage.database import db
from app.tickets.access import Viewer
from tests.notifications.conftest import Cast
from tests.notifications.world import Post, told
from tests.tickets.cast import open_ticket

SOON = 20.0  # seconds


@pytest.fixture(autouse=True)
def no_jobs(app: Flask) -> Iterator[None]:
    """Leave the timetable out: it has its own tests."""
    kept = app.extensions.pop("timetable")
    yield
    app.extensions["timetable"] = kept


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Let a worker run meanwhile."""
    worker = Worker(app)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(SOON)
        assert not thread.is_alive()


def tickets_of(who: Viewer) -> None:
    """Open a ticket now, as the worker's clock is the real one."""
    open_ticket(who, utc_now())
    db.session.rollback()


def test_a_worker_tells_and_writes(app: Flask, cast: Cast, post: Post) -> None:
    arrived = Event()
    post.fails(lambda _letter: arrived.set())
    tickets_of(cast.ana)
    with working(app):
        assert arrived.wait(SOON)
    sent = db.session.scalars(select(Delivery.sent_at).where(Delivery.person_id == cast.ana.person_id))
    assert all(sent.all())
    assert len(post.to(cast.ana)) == 1


def test_while_a_mail_server_is_slow_the_bell_rings_on(app: Flask, cast: Cast, post: Post) -> None:
    begun, answered = Event(), Event()

    def slow(_letter: Letter) -> None:
        begun.set()
        assert answered.wait(SOON)

    post.fails(slow)
    tickets_of(cast.ana)
    try:
        with working(app):
            assert begun.wait(SOON)
            tickets_of(cast.pedro)
            for _ in range(200):
                if told(cast.pedro):
                    break
                answered.wait(0.1)
            assert told(cast.pedro)
            assert not answered.is_set()
            answered.set()
    finally:
        answered.set()
