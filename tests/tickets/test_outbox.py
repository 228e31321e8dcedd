"""Events leave with the transaction that caused them, and reach whoever listens in order (security 56)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.errors import RuleBroken
from app.storage.database import db, transaction
from app.storage.outbox import (
    MOST_TRIES,
    OutboxEvent,
    claim_events,
    mark_failed,
    mark_handed_over,
    publish,
    wait_after,
)
from app.tickets.events import TicketMerged
from tests.tickets.cast import MONDAY, open_ticket, refused
from tests.tickets.conftest import Cast

LEASE = timedelta(minutes=2)
LATER = MONDAY + timedelta(days=1)


def event(subject: str, key: str) -> TicketMerged:
    return TicketMerged(
        subject=subject, key=f"{subject} {key}", occurred_at=MONDAY, ticket_id=1, into="TQ-22222", actor_id=1
    )


def claimed(worker: str = "one", now: object = None) -> list[str]:
    with transaction():
        return [each.key for each in claim_events(worker, now or LATER, LEASE)]  # type: ignore[arg-type]  # instant


def _publish_and_fail() -> None:
    publish(event("A", "1"))
    raise RuleBroken("no")


def publish_all(*events: TicketMerged) -> None:
    with transaction():
        for each in events:
            publish(each)


@pytest.mark.usefixtures("app")
def test_an_event_of_a_failed_transaction_never_was() -> None:
    with refused():
        _publish_and_fail()
    assert claimed() == []


@pytest.mark.usefixtures("app")
def test_the_same_event_published_twice_is_kept_once() -> None:
    publish_all(event("A", "1"), event("A", "1"))
    assert db.session.scalar(select(func.count()).select_from(OutboxEvent)) == 1


@pytest.mark.usefixtures("app")
def test_two_workers_never_hold_one_event_and_a_dead_ones_lease_lapses() -> None:
    publish_all(event("A", "1"), event("B", "1"))
    assert len(claimed("one")) == 2
    assert claimed("two") == []
    assert len(claimed("two", LATER + LEASE)) == 2
    with transaction():
        assert not mark_handed_over(db.session.scalars(select(OutboxEvent.id)).first() or 0, "one", LATER)


@pytest.mark.usefixtures("app")
def test_events_of_one_ticket_keep_their_order() -> None:
    publish_all(event("A", "1"), event("A", "2"), event("B", "1"))
    assert claimed() == ["ticket merged A 1", "ticket merged B 1"]
    with transaction():
        for each in db.session.scalars(select(OutboxEvent).where(OutboxEvent.claimed_by == "one")):
            assert mark_handed_over(each.id, "one", LATER)
    assert claimed() == ["ticket merged A 2"]


@pytest.mark.usefixtures("app")
def test_a_poisoned_event_is_parked_after_ten_tries_and_the_rest_goes_on() -> None:
    publish_all(event("A", "1"), event("A", "2"))
    now = LATER
    for _ in range(MOST_TRIES):
        with transaction():
            [first] = claim_events("one", now, LEASE)
            assert first.key == "ticket merged A 1"
            mark_failed(first.id, "one", "broken", now)
        now += timedelta(hours=2)
    assert claimed("one", now) == ["ticket merged A 2"]
    parked = db.session.scalars(select(OutboxEvent).where(OutboxEvent.parked_at.is_not(None))).one()
    assert (parked.tries, parked.last_error) == (MOST_TRIES, "broken")


def test_everything_that_happens_to_a_ticket_is_told_without_its_words(cast: Cast) -> None:
    open_ticket(cast.ana, title="CANARY in the title", happened="CANARY in the report")
    rows = db.session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)).all()
    assert [row.name for row in rows] == ["ticket opened", "ticket assigned"]
    assert "CANARY" not in str([row.payload for row in rows])


def test_waiting_grows_and_has_an_end() -> None:
    assert wait_after(1) < timedelta(seconds=20)
    assert timedelta(minutes=45) <= wait_after(MOST_TRIES) <= timedelta(minutes=75)
