"""What tests of notifications are made of: the worker's round, and what people got."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.jobs.relay import relay
from app.notifications.channels.in_memory import InMemoryChannel
from app.notifications.channels.port import Letter
from app.notifications.models import Delivery, Notice
from app.notifications.relay import deliver_all
from app.notifications.vocabulary import ChannelKind, NoticeKind
from app.storage.database import db, transaction
from app.tickets import actions
from app.tickets.access import Viewer
from app.tickets.models import Ticket
from tests.tickets.cast import MONDAY, open_ticket


@dataclass
class Post:
    """Letters that arrived, and how sending can be made to fail."""

    mail: InMemoryChannel = field(default_factory=lambda: InMemoryChannel(ChannelKind.EMAIL))
    phone: InMemoryChannel = field(default_factory=lambda: InMemoryChannel(ChannelKind.WHATSAPP))

    def to(self, who: Viewer) -> list[Letter]:
        """Return the e-mails somebody got, in order."""
        address = db.session.get_one(Person, who.person_id).email
        return [letter for letter in self.mail.arrived if letter.to_address == address]

    def fails(self, how: Callable[[Letter], None] | None) -> None:
        """Let the mail server do this before it takes a letter."""
        self.mail.before = how


def worker_runs(app: Flask, now: datetime) -> None:
    """Hand over everything that happened and bring every letter that is due."""
    relay(app, now)
    with app.app_context():
        deliver_all(now)
    db.session.expire_all()


def told(who: Viewer) -> list[NoticeKind]:
    """Return what somebody was told, oldest first."""
    db.session.rollback()
    kinds = select(Notice.kind).where(Notice.person_id == who.person_id).order_by(Notice.id)
    return list(db.session.scalars(kinds))


def notices(who: Viewer) -> list[Notice]:
    """Return somebody's notices, oldest first."""
    found = select(Notice).where(Notice.person_id == who.person_id).order_by(Notice.id)
    return list(db.session.scalars(found))


def deliveries(who: Viewer) -> list[Delivery]:
    """Return somebody's letters, oldest first, as they stand now."""
    db.session.rollback()
    db.session.expire_all()
    found = select(Delivery).where(Delivery.person_id == who.person_id).order_by(Delivery.id)
    return list(db.session.scalars(found))


def juans_ticket(ana: Viewer, juan: Viewer, now: datetime = MONDAY, **changes: object) -> Ticket:
    """Open a ticket that Juan has, with nothing left to tell of that."""
    ticket = open_ticket(ana, now, **changes)
    with transaction():
        actions.take(ticket, juan, ticket.assignee_id, now)
    return ticket


def forget_what_was_told(app: Flask, now: datetime, post: Post) -> None:
    """Begin with empty hands: everything so far was told and arrived."""
    worker_runs(app, now)
    post.mail.arrived.clear()
    post.phone.arrived.clear()
    with transaction():
        db.session.execute(Delivery.__table__.delete())
        db.session.execute(Notice.__table__.delete())
