"""What notifications do by themselves; each is safe to run twice, for a notice is kept once.

Digests need no job: their letters are due at 8:00 and go with the others.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, exists, select

from app.accounts.models import Person
from app.kernel.events import Event
from app.notifications.failing import failing_articles, monday_before
from app.notifications.listeners import on_event
from app.notifications.models import Delivery, Notice
from app.notifications.occasions import ArticlesFailed, WaitedLong
from app.storage.database import db, in_transaction, transaction
from app.tickets.models import Ticket
from app.tickets.promises import current_policy
from app.tickets.vocabulary import TicketStatus

KEPT_FOR = timedelta(days=180)  # notices; a ticket's own timeline keeps everything
_AT_ONCE = 500


def remind_requesters(now: datetime) -> int:
    """Remind those whose answer a ticket has waited for long, once for each waiting; return how many."""
    long_ago = now - current_policy().reminds_after
    waiting = (
        select(Ticket)
        .join(Person, Person.id == Ticket.requester_id)
        .where(Ticket.status == TicketStatus.IN_PROGRESS, Ticket.waiting_since <= long_ago)
        .where(Person.disabled_at.is_(None))
    )
    reminders = exists().where(Notice.key.startswith(f"{WaitedLong.name} "), Notice.ticket_id == Ticket.id)
    reminders = reminders.where(Notice.occurred_at > Ticket.waiting_since)
    due = db.session.scalars(waiting.where(~reminders).order_by(Ticket.id).limit(_AT_ONCE)).all()
    return _tell_each(_reminder(ticket, now) for ticket in due)


def ask_for_review(now: datetime) -> int:
    """Tell reviewers on Monday how many articles failed readers in the week before; once a week.

    A worker that was away on Monday tells it when it comes back.
    """
    monday = monday_before(now, current_policy().business)
    articles = len(failing_articles(monday))
    if not articles:
        return 0
    week = f"{monday:%G-W%V}"
    return _tell_each([ArticlesFailed(subject="articles", key=week, occurred_at=now, articles=articles)])


def forget_old_notices(now: datetime) -> int:
    """Delete notices of 180 days ago with their letters; those with a letter that waits for a person stay.

    A letter to an address without an account does not stay: the address was not left for longer.
    """
    waits = exists().where(
        Delivery.notice_id == Notice.id,
        Delivery.person_id.is_not(None),
        Delivery.sent_at.is_(None),
        Delivery.dropped_at.is_(None),
    )
    old = select(Notice.id).where(Notice.occurred_at < now - KEPT_FOR, ~waits).limit(_AT_ONCE)
    forgotten = 0
    while True:
        with transaction():
            ids = db.session.scalars(old).all()
            db.session.execute(delete(Delivery).where(Delivery.notice_id.in_(ids)))
            db.session.execute(delete(Notice).where(Notice.id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < _AT_ONCE:
            return forgotten


def _tell_each(events: "Iterator[Event] | list[Event]") -> int:
    """Tell of each in a transaction of its own; return how many people were told now."""
    told = 0
    for event in list(events):
        told += in_transaction(partial(on_event, event))
    return told


def _reminder(ticket: Ticket, now: datetime) -> WaitedLong:
    since = ticket.waiting_since.isoformat() if ticket.waiting_since else ""
    return WaitedLong(
        subject=ticket.reference,
        key=f"{ticket.reference} {since}",
        occurred_at=now,
        ticket_id=ticket.id,
        since=since,
    )
