"""Events written in the transaction that caused them, then handed over at least once (security 56)."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, String, Text, and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.kernel.events import Event
from app.storage.columns import UtcDateTime
from app.storage.database import Base, db, transaction

MOST_TRIES = 10
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(hours=1)
_KEPT_FOR = timedelta(days=30)
_AT_ONCE = 500


class OutboxEvent(Base):
    """An event to hand over. Of one ``subject`` only the oldest unfinished one is due, so order is kept."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index("ix_outbox_events_due", "handed_over_at", "parked_at", "due_at"),
        Index("ix_outbox_events_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")


def publish(event: Event) -> None:
    """Keep ``event`` with what the present transaction writes; the edge commits both or neither."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    kept = insert(OutboxEvent).values(
        name=event.name,
        subject=event.subject,
        key=f"{event.name} {event.key}",
        payload=event.payload(),
        occurred_at=event.occurred_at,
        due_at=event.occurred_at,
        tries=0,
        claimed_by="",
        last_error="",
    )
    db.session.execute(kept.on_conflict_do_nothing(index_elements=["key"]))


def events_are_due(now: datetime) -> bool:
    """Say whether ``claim_events`` would find any; only reads."""
    due = exists(select(OutboxEvent.id).where(_claimable(now), _first_of_its_subject()))
    return bool(db.session.scalar(select(due)))


def claim_events(worker: str, now: datetime, lease: timedelta, limit: int = 20) -> Sequence[OutboxEvent]:
    """Return events that only ``worker`` has until ``now + lease``, oldest first. In a transaction.

    A worker that dies lets its lease lapse, and another one takes the events again.
    """
    due = select(OutboxEvent.id).where(_claimable(now), _first_of_its_subject())
    chosen = db.session.scalars(due.order_by(OutboxEvent.id).limit(limit).with_for_update(skip_locked=True))
    claimed = db.session.scalars(
        update(OutboxEvent)
        .where(OutboxEvent.id.in_(chosen.all()), _claimable(now))
        .values(claimed_by=worker, claimed_until=now + lease, tries=OutboxEvent.tries + 1)
        .returning(OutboxEvent)
        .execution_options(populate_existing=True)
    )
    return sorted(claimed, key=lambda event: event.id)


def mark_handed_over(event_id: int, worker: str, now: datetime) -> bool:
    """Finish an event; False when the lease was lost to another worker."""
    return _release(event_id, worker, handed_over_at=now)


def give_back(event_ids: Sequence[int], worker: str) -> None:
    """End the lease of events that ``worker`` did not begin with, as if it had never had them."""
    held = update(OutboxEvent).where(OutboxEvent.id.in_(event_ids), OutboxEvent.claimed_by == worker)
    db.session.execute(held.values(claimed_by="", claimed_until=None, tries=OutboxEvent.tries - 1))


def forget_handed_over(now: datetime) -> int:
    """Delete what was handed over 30 days ago, some at a time; return how many. What is parked stays."""
    old = select(OutboxEvent.id).where(OutboxEvent.handed_over_at < now - _KEPT_FOR).limit(_AT_ONCE)
    forgotten = 0
    while True:
        with transaction():
            gone = db.session.scalars(
                delete(OutboxEvent).where(OutboxEvent.id.in_(old)).returning(OutboxEvent.id)
            ).all()
        forgotten += len(gone)
        if len(gone) < _AT_ONCE:
            return forgotten


def mark_failed(event_id: int, worker: str, error: str, now: datetime) -> bool:
    """Try again later, each time later; after the tenth try park it for people to look at."""
    event = db.session.get_one(OutboxEvent, event_id)
    if event.tries >= MOST_TRIES:
        return _release(event_id, worker, parked_at=now, last_error=error[:2000])
    return _release(event_id, worker, due_at=now + wait_after(event.tries), last_error=error[:2000])


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 15 s doubling up to an hour, shuffled by a quarter."""
    steady = min(_FIRST_WAIT * (1 << min(tries - 1, 10)), _LONGEST_WAIT)
    return steady * random.uniform(0.75, 1.25)  # noqa: S311  # spreads retries, keeps no secret


def _release(event_id: int, worker: str, **values: object) -> bool:
    held = update(OutboxEvent).where(OutboxEvent.id == event_id, OutboxEvent.claimed_by == worker)
    released = held.values(claimed_by="", claimed_until=None, **values).returning(OutboxEvent.id)
    return db.session.scalar(released) is not None


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxEvent.handed_over_at.is_(None),
        OutboxEvent.parked_at.is_(None),
        OutboxEvent.due_at <= now,
        or_(OutboxEvent.claimed_until.is_(None), OutboxEvent.claimed_until <= now),
    )


def _first_of_its_subject() -> ColumnElement[bool]:
    earlier = aliased(OutboxEvent)
    return ~exists().where(
        earlier.subject == OutboxEvent.subject,
        earlier.id < OutboxEvent.id,
        earlier.handed_over_at.is_(None),
        earlier.parked_at.is_(None),
    )
