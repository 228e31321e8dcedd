"""Brings letters to people: each by its channel, in order, and again until it is there (security 56)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import cast

import structlog
from flask import Flask, current_app

from app.accounts.models import Person
from app.notifications.channels.port import Channel, Letter, TryLater, Undeliverable
from app.notifications.hours import goes_at
from app.notifications.leases import Parcel, Turn, claim, give_back, letters_are_due, release, renew
from app.notifications.mail.addresses import masked
from app.notifications.mail.compose import digest_for, letter_for
from app.notifications.mail.reader_letters import reader_letter
from app.notifications.models import Delivery, Notice, NoticeHabit
from app.notifications.readers import is_still_wanted, may_be_written_at
from app.notifications.vocabulary import ChannelKind
from app.notifications.wording import is_for_team, is_still_theirs
from app.storage.database import db, transaction
from app.storage.outbox import MOST_TRIES, wait_after
from app.tickets.promises import current_policy

log = structlog.get_logger("letters")
IsStopping = Callable[[], bool]


class _Fate(StrEnum):
    """What becomes of a letter before it is sent."""

    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


def supply_channels(app: Flask, channels: dict[ChannelKind, Channel]) -> None:
    """Tell notifications by which ways people are reached."""
    app.extensions["channels"] = channels


def current_channels() -> dict[ChannelKind, Channel]:
    """Return what ``supply_channels`` was given."""
    return cast(dict[ChannelKind, Channel], current_app.extensions["channels"])


def deliver_due(worker: str, now: datetime, limit: int = 20, is_stopping: IsStopping = lambda: False) -> int:
    """Claim some letters that are due and bring them; return how many arrived.

    Of one person and subject only the oldest goes. Those not begun when it is stopping are given back.
    """
    turn = Turn(worker, now)
    with transaction():
        parcels = claim(turn, limit)
    sent = 0
    for position, parcel in enumerate(parcels):
        if is_stopping():
            give_back([each.id for left in parcels[position:] for each in left.all], worker)
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


def _deliver(parcel: Parcel, turn: Turn) -> int:
    """Send one letter unless it is no longer ours, or not to be sent now."""
    held = _still_held(parcel, turn)
    return _send(held, turn) if held else 0


def _send(parcel: Parcel, turn: Turn) -> int:
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


def _worded(parcel: Parcel) -> Letter:
    notices = [db.session.get_one(Notice, each.notice_id) for each in parcel.all]
    if parcel.first.person_id is None:
        return reader_letter(parcel.first, notices[0])
    person = db.session.get_one(Person, parcel.first.person_id)
    if parcel.first.gathered:
        digest = digest_for(list(zip(parcel.all, notices, strict=True)), person)
        return replace(digest, message_id=parcel.first.message_id)
    letter = letter_for(parcel.first, notices[0], person)
    if parcel.first.channel is ChannelKind.WHATSAPP:
        return replace(letter, to_address=_address_of(parcel.first), html="", reply_to="", thread=())
    return letter


def _still_held(parcel: Parcel, turn: Turn) -> Parcel | None:
    """Take the lease anew, and leave out what is not to be sent now; None when nothing is left."""
    with transaction():
        db.session.expire_all()
        held = renew([each.id for each in parcel.all], turn)
        keep = []
        for delivery in held:
            fate, why = _fate_of(delivery, turn.now)
            if fate is _Fate.SEND:
                keep.append(delivery)
            elif fate is _Fate.DROP:
                _end(delivery, dropped_at=turn.now, last_error=why)
            else:
                _hold(delivery, _opens_at(delivery, turn.now))
    return Parcel(keep[0], tuple(keep[1:])) if keep else None


def _fate_of(delivery: Delivery, now: datetime) -> tuple[_Fate, str]:
    notice = db.session.get_one(Notice, delivery.notice_id)
    if not (is_still_theirs(notice) if delivery.person_id else is_still_wanted(notice, delivery)):
        return _Fate.DROP, "the person may not see it any more"
    if notice.read_at is not None and delivery.due_at > notice.occurred_at:
        return _Fate.DROP, "read meanwhile"
    if not _address_of(delivery):
        return _Fate.DROP, "the person has no address"
    if not delivery.gathered and _opens_at(delivery, now) > now:
        return _Fate.HOLD, ""
    return _Fate.SEND, ""


def _address_of(delivery: Delivery) -> str:
    if delivery.person_id is None:
        return delivery.address
    if delivery.channel is ChannelKind.WHATSAPP:
        habit = db.session.get(NoticeHabit, delivery.person_id)
        return habit.phone if habit else ""
    return db.session.get_one(Person, delivery.person_id).email


def _opens_at(delivery: Delivery, now: datetime) -> datetime:
    if delivery.person_id is None:
        return may_be_written_at(delivery) or now
    notice = db.session.get_one(Notice, delivery.notice_id)
    return goes_at(notice.urgency, is_for_team(notice), now, current_policy().business)


def _hold(delivery: Delivery, until: datetime) -> None:
    """Let it wait for its hour as if nobody had tried: the worker was away, or it is the second of a day."""
    delivery.due_at, delivery.tries = until, delivery.tries - 1
    delivery.claimed_by, delivery.claimed_until = "", None


def _mark_sent(parcel: Parcel, turn: Turn) -> int:
    with transaction():
        ids = release(parcel, turn, sent_at=turn.now, last_error="", address="")
    if len(ids) < len(parcel.all):
        log.warning("lease lost", delivery=parcel.first.id)
    return len(ids)


def _park(parcel: Parcel, turn: Turn, error: Exception) -> None:
    db.session.rollback()
    address = parcel.first.address
    with transaction():
        release(parcel, turn, parked_at=turn.now, last_error=_words(error, address))
    log.error("letter parked: it waits for a person", delivery=parcel.first.id, error=_words(error, address))


def _try_later(parcel: Parcel, turn: Turn, error: Exception) -> None:
    """Try again, each time later; after the tenth try park it."""
    if not isinstance(error, TryLater):
        log.error("letter not delivered", delivery=parcel.first.id, exc_info=error)
    if parcel.first.tries >= MOST_TRIES:
        _park(parcel, turn, error)
        return
    with transaction():
        again = turn.now + wait_after(parcel.first.tries)
        release(parcel, turn, due_at=again, last_error=_words(error, parcel.first.address))


def _words(error: Exception, address: str) -> str:
    """Write what went wrong; servers repeat addresses, and those of readers stay out of notes and logs."""
    words = f"{type(error).__name__}: {error}"[:2000]
    return words.replace(address, masked(address)) if address else words


def _end(delivery: Delivery, *, dropped_at: datetime, last_error: str) -> None:
    delivery.dropped_at, delivery.last_error, delivery.address = dropped_at, last_error, ""
    delivery.claimed_by, delivery.claimed_until = "", None
