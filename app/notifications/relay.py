"""Brings letters to people: each by its channel, in order, and again until it is there (security 56)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

import structlog
from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.notifications.channels.port import Channel, Letter, TryLater, Undeliverable
from app.notifications.hours import goes_at
from app.notifications.mail.compose import digest_for, letter_for
from app.notifications.models import Delivery, Notice, NoticeHabit
from app.notifications.vocabulary import ChannelKind, Urgency
from app.notifications.wording import is_for_team, is_still_theirs
from app.settings import Settings
from app.storage.database import db, transaction
from app.storage.outbox import MOST_TRIES, wait_after
from app.tickets.promises import current_policy

LEASE = timedelta(minutes=2)  # of letters whose worker died; taken anew before each one is sent
log = structlog.get_logger("letters")
IsStopping = Callable[[], bool]


class _Fate(StrEnum):
    """What becomes of a letter before it is sent."""

    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What goes as one letter: a delivery, or all those that one digest gathers."""

    first: Delivery
    others: tuple[Delivery, ...] = ()

    @property
    def all(self) -> tuple[Delivery, ...]:
        return (self.first, *self.others)


@dataclass(slots=True)
class _Round:
    """One worker's turn: ``now`` goes on while it sends, so that leases mean what they say."""

    worker: str
    began: datetime
    _started: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        return self.began + timedelta(seconds=time.monotonic() - self._started)


def supply_channels(app: Flask, channels: dict[ChannelKind, Channel]) -> None:
    """Tell notifications by which ways people are reached."""
    app.extensions["channels"] = channels


def current_channels() -> dict[ChannelKind, Channel]:
    """Return what ``supply_channels`` was given."""
    return cast(dict[ChannelKind, Channel], current_app.extensions["channels"])


def letters_are_due(now: datetime) -> bool:
    """Say whether ``deliver_due`` would find any; only reads."""
    return bool(db.session.scalar(select(exists(select(Delivery.id).where(_claimable(now), _is_next(now))))))


def deliver_due(worker: str, now: datetime, limit: int = 20, is_stopping: IsStopping = lambda: False) -> int:
    """Claim some letters that are due and bring them; return how many arrived.

    Of one person and subject only the oldest goes. Those not begun when it is stopping are given back.
    """
    turn = _Round(worker, now)
    with transaction():
        parcels = _claim(turn, limit)
    sent = 0
    for position, parcel in enumerate(parcels):
        if is_stopping():
            _give_back([each.id for left in parcels[position:] for each in left.all], worker)
            break
        sent += _deliver(parcel, turn)
    return sent


def run_letters(now: datetime, worker: str, is_stopping: IsStopping) -> int:
    """Do the worker's errand: bring some of what is due."""
    return deliver_due(worker, now, is_stopping=is_stopping)


def deliver_all(now: datetime, worker: str = "worker") -> int:
    """Bring every letter that is due at ``now``; return how many arrived."""
    sent = 0
    while letters_are_due(now):
        sent += deliver_due(worker, now)
    return sent


def _deliver(parcel: _Parcel, turn: _Round) -> int:
    """Send one letter unless it is no longer ours, or not to be sent now."""
    held = _still_held(parcel, turn)
    return _send(held, turn) if held else 0


def _send(parcel: _Parcel, turn: _Round) -> int:
    """Send one letter outside any transaction, then write down what became of it."""
    try:
        letter = _worded(parcel)
        channel = current_channels().get(parcel.first.channel)
        if channel is None:
            raise Undeliverable(f"no channel {parcel.first.channel} is installed")
        db.session.commit()  # no transaction stays open while a server is slow
        channel.deliver(letter)
    except Undeliverable as error:
        _park(parcel, turn, error)
        return 0
    except Exception as error:  # whatever a channel does, the next letter goes on
        db.session.rollback()
        _try_later(parcel, turn, error)
        return 0
    return _mark_sent(parcel, turn)


def _worded(parcel: _Parcel) -> Letter:
    person = db.session.get_one(Person, parcel.first.person_id)
    notices = [db.session.get_one(Notice, each.notice_id) for each in parcel.all]
    if parcel.first.gathered:
        digest = digest_for(list(zip(parcel.all, notices, strict=True)), person)
        return replace(digest, message_id=parcel.first.message_id)
    letter = letter_for(parcel.first, notices[0], person)
    if parcel.first.channel is ChannelKind.WHATSAPP:
        return replace(letter, to_address=_address_of(parcel.first), html="", reply_to="", thread=())
    return letter


def _still_held(parcel: _Parcel, turn: _Round) -> _Parcel | None:
    """Take the lease anew, and leave out what is not to be sent now; None when nothing is left."""
    with transaction():
        db.session.expire_all()
        held = _renew([each.id for each in parcel.all], turn)
        keep = []
        for delivery in held:
            fate, why = _fate_of(delivery, turn.now)
            if fate is _Fate.SEND:
                keep.append(delivery)
            elif fate is _Fate.DROP:
                _end(delivery, dropped_at=turn.now, last_error=why)
            else:
                _hold(delivery, turn.now)
    return _Parcel(keep[0], tuple(keep[1:])) if keep else None


def _fate_of(delivery: Delivery, now: datetime) -> tuple[_Fate, str]:
    notice = db.session.get_one(Notice, delivery.notice_id)
    if not is_still_theirs(notice):
        return _Fate.DROP, "the person may not see it any more"
    if notice.read_at is not None and delivery.due_at > notice.occurred_at:
        return _Fate.DROP, "read meanwhile"
    if not _address_of(delivery):
        return _Fate.DROP, "the person has no address"
    if not delivery.gathered and _opens_at(notice, now) > now:
        return _Fate.HOLD, ""
    return _Fate.SEND, ""


def _address_of(delivery: Delivery) -> str:
    if delivery.channel is ChannelKind.WHATSAPP:
        habit = db.session.get(NoticeHabit, delivery.person_id)
        return habit.phone if habit else ""
    return db.session.get_one(Person, delivery.person_id).email


def _opens_at(notice: Notice, now: datetime) -> datetime:
    return goes_at(notice.urgency, is_for_team(notice), now, current_policy().business)


def _hold(delivery: Delivery, now: datetime) -> None:
    """Let it wait for working hours as if nobody had tried: the worker was away when it was to go."""
    notice = db.session.get_one(Notice, delivery.notice_id)
    delivery.due_at, delivery.tries = _opens_at(notice, now), delivery.tries - 1
    delivery.claimed_by, delivery.claimed_until = "", None


def _mark_sent(parcel: _Parcel, turn: _Round) -> int:
    with transaction():
        ids = _release(parcel, turn, sent_at=turn.now, last_error="")
    if len(ids) < len(parcel.all):
        log.warning("lease lost", delivery=parcel.first.id)
    return len(ids)


def _park(parcel: _Parcel, turn: _Round, error: Exception) -> None:
    db.session.rollback()
    with transaction():
        _release(parcel, turn, parked_at=turn.now, last_error=_words(error))
    log.error("letter parked: it waits for a person", delivery=parcel.first.id, error=_words(error))


def _try_later(parcel: _Parcel, turn: _Round, error: Exception) -> None:
    """Try again, each time later; after the tenth try park it."""
    if not isinstance(error, TryLater):
        log.error("letter not delivered", delivery=parcel.first.id, exc_info=error)
    if parcel.first.tries >= MOST_TRIES:
        _park(parcel, turn, error)
        return
    with transaction():
        _release(parcel, turn, due_at=turn.now + wait_after(parcel.first.tries), last_error=_words(error))


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def _claim(turn: _Round, limit: int) -> list[_Parcel]:
    due = select(Delivery.id).where(_claimable(turn.now), _is_next(turn.now)).order_by(Delivery.id)
    chosen = db.session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()
    claimed = _lease(turn, Delivery.id.in_(chosen))
    return [_Parcel(first, _gathered_with(first, turn)) for first in claimed]


def _gathered_with(first: Delivery, turn: _Round) -> tuple[Delivery, ...]:
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


def _lease(turn: _Round, which: ColumnElement[bool]) -> list[Delivery]:
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


def _renew(ids: Sequence[int], turn: _Round) -> list[Delivery]:
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


def _release(parcel: _Parcel, turn: _Round, **values: object) -> Sequence[int]:
    ids = [each.id for each in parcel.all]
    held = update(Delivery).where(Delivery.id.in_(ids), Delivery.claimed_by == turn.worker)
    released = held.values(claimed_by="", claimed_until=None, **values).returning(Delivery.id)
    return db.session.scalars(released.execution_options(synchronize_session=False)).all()


def _give_back(ids: Sequence[int], worker: str) -> None:
    """End the lease of letters that were not begun with, as if they had never been taken."""
    held = update(Delivery).where(Delivery.id.in_(ids), Delivery.claimed_by == worker)
    with transaction():
        db.session.execute(held.values(claimed_by="", claimed_until=None))


def _end(delivery: Delivery, *, dropped_at: datetime, last_error: str) -> None:
    delivery.dropped_at, delivery.last_error = dropped_at, last_error
    delivery.claimed_by, delivery.claimed_until = "", None


def _claimable(now: datetime) -> ColumnElement[bool]:
    free = or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now)
    return and_(_unfinished(Delivery), Delivery.due_at <= now, free)


def _is_next(now: datetime) -> ColumnElement[bool]:
    """Say that nothing earlier of the same person, subject and channel is on its way.

    Urgent letters pass those that wait for their hour and that nobody has begun with.
    """
    earlier = aliased(Delivery)
    urgent = exists().where(Notice.id == Delivery.notice_id, Notice.urgency == Urgency.URGENT)
    passed = and_(earlier.tries == 0, earlier.due_at > now, urgent)
    return ~exists().where(
        earlier.person_id == Delivery.person_id,
        earlier.subject == Delivery.subject,
        earlier.channel == Delivery.channel,
        earlier.id < Delivery.id,
        _unfinished(earlier),
        ~passed,
    )


def _unfinished(delivery: type[Delivery]) -> ColumnElement[bool]:
    return and_(delivery.sent_at.is_(None), delivery.parked_at.is_(None), delivery.dropped_at.is_(None))
