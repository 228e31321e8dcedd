"""Carries events from the outbox to whoever listens: in order, and with effect once (security 56)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from flask import Flask

from app.jobs.context import own_context
from app.jobs.listeners import tell
from app.storage.database import db, in_transaction, transaction
from app.storage.outbox import (
    OutboxEvent,
    claim_events,
    events_are_due,
    give_back,
    mark_failed,
    mark_handed_over,
)

LEASE = timedelta(seconds=30)  # of events whose worker died, until another worker takes them
log = structlog.get_logger("relay")


class _LeaseLost(Exception):
    """Another worker has the event now; what was done here is undone."""


def relay(app: Flask, now: datetime, worker: str = "worker") -> int:
    """Hand over every event that is due at ``now``; return how many were."""
    handed = 0
    with own_context(app):
        while events_are_due(now):
            handed += relay_some(now, worker, lambda: False)
    return handed


def relay_some(now: datetime, worker: str, is_stopping: Callable[[], bool]) -> int:
    """Claim some events and hand them over; those not begun when it is stopping are given back."""
    with transaction():
        claimed = claim_events(worker, now, LEASE)
    handed = 0
    for position, event in enumerate(claimed):
        if is_stopping():
            _give_back(claimed[position:], worker)
            break
        handed += _hand_over(event, worker, now)
    return handed


def _hand_over(event: OutboxEvent, worker: str, now: datetime) -> bool:
    """Let the listeners hear it and mark it, together or not at all."""

    def deliver() -> None:
        db.session.expunge_all()  # listeners read what is there now, not what earlier ones read
        tell(event)
        if not mark_handed_over(event.id, worker, now):
            raise _LeaseLost

    try:
        in_transaction(deliver)
    except _LeaseLost:
        log.warning("lease lost", outbox_event=event.id, name=event.name)
        return False
    except Exception as error:
        log.error("event not handed over", outbox_event=event.id, name=event.name, exc_info=error)
        _put_off(event.id, worker, error, now)
        return False
    return True


def _put_off(event_id: int, worker: str, error: Exception, now: datetime) -> None:
    with transaction():
        mark_failed(event_id, worker, f"{type(error).__name__}: {error}", now)
        parked = db.session.get_one(OutboxEvent, event_id, populate_existing=True).parked_at
    if parked:
        log.error("event parked: it waits for a person", outbox_event=event_id)


def _give_back(events: Sequence[OutboxEvent], worker: str) -> None:
    with transaction():
        give_back([event.id for event in events], worker)
