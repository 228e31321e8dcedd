"""What notifications do when something happens: one notice for each person, and its letters."""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.dialects import postgresql, sqlite

from app.jobs.listeners import subscribe
from app.kernel.events import Event
from app.notifications.audience import actor_of, people_in
from app.notifications.catalogue import CATALOGUE, Row, is_emergency, rows_for, urgency_of
from app.notifications.choices import Wishes, channels_for, wishes_of
from app.notifications.hours import digest_after, goes_at
from app.notifications.letters import DIGEST, new_message_id
from app.notifications.models import Delivery, Notice
from app.notifications.occasions import ArticleFixed, said_with
from app.notifications.readers import tell_reporter, was_told
from app.notifications.vocabulary import ChannelKind, Rhythm, Urgency
from app.notifications.wording import is_for_team
from app.storage.database import db
from app.tickets.events import TicketMoved
from app.tickets.models import Ticket
from app.tickets.promises import current_policy

_NOT_FACTS = frozenset({"ticket_id", "form_key"})


def listen_for_notices(app: Flask) -> None:
    """Hear every event of the catalogue."""
    for kind in dict.fromkeys(row.event for row in CATALOGUE):
        subscribe(app, kind, _hear)


def _hear(event: Event) -> None:
    on_event(event)


def on_event(event: Event) -> int:
    """Tell everybody concerned, once however often it is heard; return how many were told now."""
    ticket = _ticket_of(event)
    told: set[int] = set()
    new = 0
    if isinstance(event, ArticleFixed) and was_told(event):
        return tell_reporter(event)  # an address left again for the same vote is forgotten
    for row in rows_for(event):
        reached = _reached(row, event, ticket) - told
        told |= reached
        wishes = wishes_of(reached)
        new += sum(
            _tell(person, row, event, ticket, wishes.get(person, Wishes())) for person in sorted(reached)
        )
    return new + (tell_reporter(event) if isinstance(event, ArticleFixed) else 0)


def _reached(row: Row, event: Event, ticket: Ticket | None) -> set[int]:
    people = set(people_in(row.to, event, ticket))
    return people if row.receipt else people - {actor_of(event, ticket)}


def _tell(person_id: int, row: Row, event: Event, ticket: Ticket | None, wishes: Wishes) -> bool:
    notice = Notice(
        key=f"{event.name} {event.key} {person_id}",
        person_id=person_id,
        kind=row.kind,
        urgency=urgency_of(row, ticket),
        ticket_id=ticket.id if ticket else None,
        facts=_facts(event),
        occurred_at=event.occurred_at,
    )
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    columns = ("key", "person_id", "kind", "urgency", "ticket_id", "facts", "occurred_at")
    kept = insert(Notice).values({name: getattr(notice, name) for name in columns})
    notice_id = db.session.scalar(kept.on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id))
    if notice_id is None:
        return False  # heard before
    for channel in channels_for(row, ticket, wishes):
        db.session.add(_delivery(notice_id, notice, channel, ticket, event, wishes))
    return True


def _delivery(
    notice_id: int, notice: Notice, channel: ChannelKind, ticket: Ticket | None, event: Event, wishes: Wishes
) -> Delivery:
    gathered = _is_gathered(notice, channel, ticket, wishes)
    return Delivery(
        notice_id=notice_id,
        person_id=notice.person_id,
        channel=channel,
        subject=DIGEST if gathered else event.subject[:60],
        message_id=new_message_id(notice.key, channel),
        gathered=gathered,
        due_at=_due_at(notice, gathered),
    )


def _is_gathered(notice: Notice, channel: ChannelKind, ticket: Ticket | None, wishes: Wishes) -> bool:
    """Only e-mail is gathered, and never what is urgent."""
    daily = wishes.rhythm is Rhythm.DAILY and channel is ChannelKind.EMAIL
    return daily and notice.urgency is Urgency.NORMAL and not is_emergency(ticket)


def _due_at(notice: Notice, gathered: bool) -> datetime:
    calendar = current_policy().business
    if gathered:
        return digest_after(notice.occurred_at, calendar)
    return goes_at(notice.urgency, is_for_team(notice), notice.occurred_at, calendar)


def _facts(event: Event) -> dict[str, Any]:
    """Keep identifiers and words of the programme; the words of people are read from their rows."""
    facts: dict[str, Any] = {name: fact for name, fact in event.payload().items() if name not in _NOT_FACTS}
    if isinstance(event, TicketMoved) and (message_id := said_with(event)):
        facts["message_id"] = message_id
    return facts


def _ticket_of(event: Event) -> Ticket | None:
    ticket_id = getattr(event, "ticket_id", None)
    return db.session.get(Ticket, ticket_id) if ticket_id else None
