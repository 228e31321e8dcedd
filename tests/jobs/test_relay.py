"""Events reach whoever listens, in order, and what listeners write is written once (security 56)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.jobs.heartbeats import beat, last_beat_at
from app.jobs.listeners import subscribe
from app.jobs.models import Heartbeat
from app.jobs.relay import LEASE, relay, relay_some
from app.kernel.events import Event
from app.storage.database import db, transaction
from app.storage.outbox import MOST_TRIES, OutboxEvent, claim_events, forget_handed_over, publish
from app.tickets.events import TicketMerged, TicketOpened
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast, cast

__all__ = ["cast"]

LATER = MONDAY + timedelta(minutes=1)


def merged(subject: str, key: str = "1") -> TicketMerged:
    return TicketMerged(
        subject=subject, key=f"{subject} {key}", occurred_at=MONDAY, ticket_id=1, into="TQ-22222", actor_id=1
    )


def publish_all(*events: Event) -> None:
    with transaction():
        for event in events:
            publish(event)


def waiting() -> int:
    return db.session.scalar(select(func.count()).where(OutboxEvent.handed_over_at.is_(None))) or 0


def note(event: TicketMerged) -> None:
    """Write a row, as a listener does; here any table serves."""
    db.session.add(Heartbeat(worker=event.key, began_at=event.occurred_at, beat_at=event.occurred_at))


def notes() -> set[str]:
    return set(db.session.scalars(select(Heartbeat.worker)))


def test_listeners_hear_the_event_as_it_was_published(app: Flask, cast: Cast) -> None:
    heard: list[TicketOpened] = []
    subscribe(app, TicketOpened, heard.append)
    ticket = open_ticket(cast.ana)
    assert relay(app, LATER) == 2
    [event] = heard
    assert (event.subject, event.key, event.occurred_at) == (ticket.reference, ticket.reference, MONDAY)
    assert (event.ticket_id, event.form_key, event.type) == (ticket.id, ticket.form_key, "technical")
    assert relay(app, LATER) == 0


def test_events_of_one_ticket_are_heard_in_their_order(app: Flask) -> None:
    heard: list[str] = []
    subscribe(app, TicketMerged, lambda event: heard.append(event.key))
    publish_all(*(merged("A", str(number)) for number in range(30)), merged("B"))
    assert relay(app, LATER) == 31
    assert [key for key in heard if key.startswith("A")] == [f"A {number}" for number in range(30)]


def test_what_nobody_listens_to_is_done_with(app: Flask) -> None:
    publish_all(merged("A"))
    assert relay(app, LATER) == 1
    assert waiting() == 0


def test_what_one_listener_wrote_is_undone_when_another_fails(app: Flask) -> None:
    def refuse(_event: TicketMerged) -> None:
        raise RuntimeError("mail is down")

    subscribe(app, TicketMerged, note)
    subscribe(app, TicketMerged, refuse)
    publish_all(merged("A"), merged("B"))
    assert relay(app, LATER) == 0
    assert notes() == set()
    rows = db.session.scalars(select(OutboxEvent)).all()
    assert {row.last_error for row in rows} == {"RuntimeError: mail is down"}
    assert all(row.due_at > LATER and row.claimed_by == "" for row in rows)


def test_a_poisoned_event_is_parked_and_the_rest_goes_on(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(event: TicketMerged) -> None:
        if event.subject == "A":
            raise RuntimeError("broken")
        note(event)

    subscribe(app, TicketMerged, refuse)
    publish_all(merged("A"), merged("A", "2"), merged("B"))
    for hours in range(MOST_TRIES):
        relay(app, LATER + timedelta(hours=2 * hours))
    parked = db.session.scalars(select(OutboxEvent).where(OutboxEvent.parked_at.is_not(None))).one()
    assert (parked.key, parked.tries) == ("ticket merged A 1", MOST_TRIES)
    assert "parked" in caplog.text
    assert notes() == {"B 1"}


def test_an_event_taken_over_by_another_worker_has_effect_once(app: Flask) -> None:
    """The first worker is slow: its lease lapses while it works, and what it did is undone."""
    after_the_lease = LATER + LEASE + timedelta(seconds=1)

    def slow(event: TicketMerged) -> None:
        note(event)
        if len(heard) == 0:
            heard.append("slow")
            db.session.rollback()  # gives SQLite's only pen to the other worker
            with app.app_context():
                relay_some(after_the_lease, "second", lambda: False)
            note(event)

    heard: list[str] = []
    subscribe(app, TicketMerged, slow)
    publish_all(merged("A"))
    assert relay(app, LATER, "first") == 0
    assert notes() == {"A 1"}
    assert db.session.scalars(select(OutboxEvent.handed_over_at)).one() == after_the_lease


def test_a_worker_that_stops_finishes_one_event_and_gives_the_others_back(app: Flask) -> None:
    heard: list[str] = []
    subscribe(app, TicketMerged, lambda event: heard.append(event.key))
    publish_all(merged("A"), merged("B"), merged("C"))
    with app.app_context():
        assert relay_some(LATER, "stopping", lambda: len(heard) == 1) == 1
    left = db.session.scalars(select(OutboxEvent).where(OutboxEvent.handed_over_at.is_(None))).all()
    assert [(row.claimed_by, row.claimed_until, row.tries) for row in left] == [("", None, 0)] * 2
    assert relay(app, LATER) == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _OldMerged(Event):
    """How an earlier version published a merged ticket."""

    name: ClassVar[str] = "ticket merged"
    ticket_id: int
    into: str
    actor_id: int
    colour: str


def test_an_event_of_an_earlier_version_is_heard_without_what_is_gone(app: Flask) -> None:
    heard: list[TicketMerged] = []
    subscribe(app, TicketMerged, heard.append)
    publish_all(
        _OldMerged(subject="A", key="A", occurred_at=MONDAY, ticket_id=1, into="B", actor_id=2, colour="blue")
    )
    assert relay(app, LATER) == 1
    assert (heard[0].into, heard[0].actor_id) == ("B", 2)


@pytest.mark.usefixtures("app")
def test_what_was_handed_over_a_month_ago_is_forgotten_and_what_waits_is_not(app: Flask) -> None:
    publish_all(*(merged(f"T{number}") for number in range(600)))
    relay(app, LATER)
    publish_all(merged("A"))
    assert forget_handed_over(LATER + timedelta(days=29)) == 0
    assert forget_handed_over(LATER + timedelta(days=31)) == 600
    assert waiting() == 1


def test_a_dead_workers_events_are_handed_over_when_its_lease_lapses(app: Flask) -> None:
    publish_all(merged("A"))
    with transaction():
        assert len(claim_events("dead", LATER, LEASE)) == 1
    assert relay(app, LATER + LEASE - timedelta(seconds=1)) == 0
    assert relay(app, LATER + LEASE) == 1


@pytest.mark.usefixtures("app")
def test_workers_give_signs_of_life_and_the_dead_are_forgotten() -> None:
    began = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    beat("one", began, began)
    beat("two", began, began + timedelta(hours=1))
    beat("two", began, began + timedelta(hours=30))
    assert last_beat_at() == began + timedelta(hours=30)
    assert db.session.scalars(select(Heartbeat.worker)).all() == ["two"]
