"""What can be done with notices, choices and letters that wait: none of them commits."""

import re
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Person
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.wording import N_
from app.notifications.choices import can_choose
from app.notifications.letters import new_message_id
from app.notifications.models import ChannelChoice, Delivery, Notice, NoticeHabit
from app.notifications.vocabulary import ChannelKind, Rhythm, Topic
from app.storage.database import db

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)  # as written around the world, E.164


def mark_read(notice: Notice, now: datetime) -> None:
    """Note that its person has read it; the first time stays."""
    notice.read_at = notice.read_at or now


def mark_all_read(person_id: int, up_to_id: int, now: datetime) -> None:
    """Note that a person has read everything up to a notice; later ones stay unread."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    db.session.execute(unread.where(Notice.id <= up_to_id).values(read_at=now))


def mark_ticket_read(person_id: int, ticket_id: int, now: datetime) -> None:
    """Note that a person has opened a ticket, and so read what they were told about it."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    db.session.execute(unread.where(Notice.ticket_id == ticket_id).values(read_at=now))


def choose(person_id: int, topic: Topic, channel: ChannelKind, wanted: bool) -> None:
    """Keep a choice, in place of the one before. Raises RuleBroken for what cannot be chosen."""
    if not can_choose(db.session.get_one(Person, person_id), topic, channel):
        raise RuleBroken(N_("This cannot be turned off."), field=f"{topic} {channel}")
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(ChannelChoice).values(person_id=person_id, topic=topic, channel=channel, wanted=wanted)
    kept = row.on_conflict_do_update(
        index_elements=["person_id", "topic", "channel"], set_={"wanted": wanted}
    )
    db.session.execute(kept)


def choose_rhythm(person_id: int, rhythm: Rhythm) -> None:
    """Keep how often a person wants e-mail; what is on its way already goes as it was to go."""
    _keep_habit(person_id, rhythm=rhythm)


def choose_phone(person_id: int, phone: str) -> None:
    """Keep the number for WhatsApp; none turns it off. Raises RuleBroken for what is no number."""
    number = re.sub(r"[\s().-]", "", phone)
    if number and not _PHONE.fullmatch(number):
        raise RuleBroken(N_("Write the number with its country, such as +58 412 1234567."), field="phone")
    _keep_habit(person_id, phone=number)


def release(delivery_id: int, now: datetime) -> None:
    """Let a parked letter be tried again from the beginning. Raises NotFound, RuleBroken."""
    delivery = _parked(delivery_id)
    delivery.parked_at, delivery.tries, delivery.due_at = None, 0, now
    if delivery.gathered:  # it goes in another digest now, which is another letter
        notice = db.session.get_one(Notice, delivery.notice_id)
        delivery.message_id = new_message_id(f"{notice.key} {now.isoformat()}", delivery.channel)


def drop(delivery_id: int, now: datetime) -> None:
    """Give a parked letter up. Raises NotFound, RuleBroken."""
    delivery = _parked(delivery_id)
    delivery.parked_at, delivery.dropped_at, delivery.address = None, now, ""


def _parked(delivery_id: int) -> Delivery:
    delivery = db.session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    if delivery is None:
        raise NotFound(N_("This page does not exist."))
    if delivery.parked_at is None:
        raise RuleBroken(N_("Somebody else decided on this letter first."))
    return delivery


def _keep_habit(person_id: int, **values: object) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(NoticeHabit).values(
        {"person_id": person_id, "rhythm": Rhythm.AT_ONCE, "phone": "", **values}
    )
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=values))
