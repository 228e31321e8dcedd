"""Whose turn a letter is: claimed by one worker for a while, in the order of each person's subjects."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import Urgency
from app.settings import Settings
from app.storage.database import db, transaction

LEASE = timedelta(minutes=2)  # of letters whose worker died; taken anew before each one is sent


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes as one letter: a delivery, or all those that one digest gathers."""

    first: Delivery
    others: tuple[Delivery, ...] = ()

    @property
    def all(self) -> tuple[Delivery, ...]:
        """Return every delivery that goes with it."""
        return (self.first, *self.others)


@dataclass(slots=True)
class Turn:
    """One worker's turn: ``now`` goes on while it sends, so that leases mean what they say."""

    worker: str
    began: datetime
    _started: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """Return the moment, which goes on from when the turn began."""
        return self.began + timedelta(seconds=time.monotonic() - self._started)


def letters_are_due(now: datetime) -> bool:
    """Say whether ``deliver_due`` would find any; only reads."""
    return bool(db.session.scalar(select(exists(select(Delivery.id).where(_claimable(now), _is_next(now))))))


def claim(turn: Turn, limit: int) -> list[Parcel]:
    """Return letters that only this worker has for a while, oldest first. In a transaction."""
    due = select(Delivery.id).where(_claimable(turn.now), _is_next(turn.now)).order_by(Delivery.id)
    chosen = db.session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()
    claimed = _lease(turn, Delivery.id.in_(chosen))
    return [Parcel(first, _gathered_with(first, turn)) for first in claimed]


def _gathered_with(first: Delivery, turn: Turn) -> tuple[Delivery, ...]:
    """Claim what goes in the same digest.

    The first try takes all that is due, and notes it by their Message-ID; later tries take just those,
    so that a letter that arrived unnoticed and comes again is the same letter.
    """
    if not first.gathered:
        return ()
    same = and_(
        Delivery.person_id == first.person_id,
        Delivery.channel == first.channel,
        Delivery.gathered,
        Delivery.id > first.id,
    )
    if first.tries == 0:
        others = _lease(turn, same)
        for each in others:
            each.message_id = first.message_id
    else:
        others = _lease(turn, and_(same, Delivery.message_id == first.message_id))
    return tuple(others)


def _lease(turn: Turn, which: ColumnElement[bool]) -> list[Delivery]:
    claimed = db.session.scalars(
        update(Delivery)
        .where(which, _claimable(turn.now))
        .values(claimed_by=turn.worker, claimed_until=turn.now + _patience())
        .returning(Delivery)
        .execution_options(populate_existing=True, synchronize_session=False)
    )
    return sorted(claimed, key=lambda delivery: delivery.id)


def _patience() -> timedelta:
    """Return how long a letter is left to a worker: longer than the mail server is given for it."""
    settings: Settings = current_app.extensions["settings"]
    return max(LEASE, timedelta(seconds=4 * settings.smtp_timeout_seconds))


def renew(ids: Sequence[int], turn: Turn) -> list[Delivery]:
    """Begin with what is still ours, which only now counts as a try; what others have is left to them."""
    held = update(Delivery).where(
        Delivery.id.in_(ids), Delivery.claimed_by == turn.worker, Delivery.claimed_until > turn.now
    )
    renewed = db.session.scalars(
        held.values(claimed_until=turn.now + _patience(), tries=Delivery.tries + 1)
        .returning(Delivery)
        .execution_options(populate_existing=True, synchronize_session=False)
    )
    return sorted(renewed, key=lambda delivery: delivery.id)


def release(parcel: Parcel, turn: Turn, **values: object) -> Sequence[int]:
    """End the lease of a letter with what became of it; return what was still ours."""
    ids = [each.id for each in parcel.all]
    held = update(Delivery).where(Delivery.id.in_(ids), Delivery.claimed_by == turn.worker)
    released = held.values(claimed_by="", claimed_until=None, **values).returning(Delivery.id)
    return db.session.scalars(released.execution_options(synchronize_session=False)).all()


def give_back(ids: Sequence[int], worker: str) -> None:
    """End the lease of letters that were not begun with, as if they had never been taken."""
    held = update(Delivery).where(Delivery.id.in_(ids), Delivery.claimed_by == worker)
    with transaction():
        db.session.execute(held.values(claimed_by="", claimed_until=None))


def _claimable(now: datetime) -> ColumnElement[bool]:
    free = or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now)
    return and_(_unfinished(Delivery), Delivery.due_at <= now, free)


def _is_next(now: datetime) -> ColumnElement[bool]:
    """Say that nothing earlier of the same person, subject and channel is on its way.

    Urgent letters pass those that wait for their hour and that nobody has begun with. To an address
    without a person nothing is urgent.
    """
    earlier = aliased(Delivery)
    urgent = exists().where(Notice.id == Delivery.notice_id, Notice.urgency == Urgency.URGENT)
    passed = and_(earlier.tries == 0, earlier.due_at > now, urgent)
    before = and_(
        earlier.subject == Delivery.subject,
        earlier.channel == Delivery.channel,
        earlier.id < Delivery.id,
        _unfinished(earlier),
    )
    of_person = exists().where(earlier.person_id == Delivery.person_id, before, ~passed)
    of_mailbox = exists().where(Delivery.person_id.is_(None), earlier.person_id.is_(None), before)
    return and_(~of_person, ~of_mailbox)


def _unfinished(delivery: type[Delivery]) -> ColumnElement[bool]:
    return and_(delivery.sent_at.is_(None), delivery.parked_at.is_(None), delivery.dropped_at.is_(None))
