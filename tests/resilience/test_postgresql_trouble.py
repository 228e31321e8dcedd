"""A PostgreSQL server that drops connections or undoes a transaction: nothing is lost, nobody restarts."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, event, select, text, update

from app.jobs.models import Heartbeat
from app.storage.database import db, in_transaction, transaction
from tests.accounts.conftest import app
from tests.resilience.conftest import answering, engine_of
from tests.tickets.cast import MONDAY

__all__ = ["app"]

WORDS = "Sigue igual: el producto queda con stock 0."


pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def end_connections(app: Flask) -> int:
    """End every connection of the application at the server's side; return how many."""
    outside = create_engine(engine_of(app).url)
    with outside.connect() as connection:
        ended = connection.scalars(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
    outside.dispose()
    return len(ended)


@contextmanager
def connection_lost_at(app: Flask, beginning: str) -> Iterator[None]:
    """End the connection that runs the first statement with this beginning, right before it."""
    engine, done = engine_of(app), []

    def lose(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(beginning) and not done:
            done.append(end_connections(app))

    event.listen(engine, "before_cursor_execute", lose)
    yield
    event.remove(engine, "before_cursor_execute", lose)
    assert done


def test_after_the_server_dropped_everybody_the_next_request_finds_it(app: Flask) -> None:
    form = answering(app)
    assert end_connections(app) > 0
    began = time.perf_counter()
    assert form.browser.get(form.page).status_code == 200
    assert form.press(WORDS).status_code == 303
    assert time.perf_counter() - began < 5
    assert form.said() == [WORDS]


@pytest.mark.parametrize("moment", ["INSERT INTO ticket_messages", "INSERT INTO outbox_events"])
def test_a_connection_lost_halfway_leaves_nothing_and_the_same_form_arrives_once(
    app: Flask, moment: str
) -> None:
    form = answering(app)
    with connection_lost_at(app, moment):
        answer = form.press(WORDS)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert WORDS in answer.text
    assert form.messages() == 0
    assert [form.press(WORDS).status_code for _ in range(2)] == [303, 303]
    assert form.said() == [WORDS]


def test_of_two_transactions_that_wait_for_each_other_both_are_done(app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.add_all(Heartbeat(worker=name, began_at=MONDAY, beat_at=MONDAY) for name in "ab")
    together, runs = Barrier(2), []

    def both(first: str, second: str) -> None:
        with app.app_context():
            in_transaction(lambda: _touch(first, second))

    def _touch(first: str, second: str) -> None:
        runs.append(first)
        db.session.execute(_later(first))
        if len(runs) <= 2:
            together.wait()
        db.session.execute(_later(second))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(both, "ab", "ba"))
    assert len(runs) == 3  # one of them was undone and ran again
    with app.app_context():
        hours = [(each.beat_at - MONDAY).total_seconds() for each in db.session.scalars(select(Heartbeat))]
    assert hours == [7200, 7200]


def _later(worker: str) -> Any:
    later = Heartbeat.beat_at + text("interval '1 hour'")
    return update(Heartbeat).where(Heartbeat.worker == worker).values(beat_at=later)
