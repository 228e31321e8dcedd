"""What must hold after everything was killed: nothing told is lost, nothing is there twice or half."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from flask import Flask
from sqlalchemy import func, select, text

from app.kernel.errors import NotFound
from app.storage.blobs import current_blobs
from app.storage.database import db
from app.storage.outbox import OutboxEvent
from app.tickets.models import Ticket, TicketAttachment, TicketChange, TicketMessage
from app.tickets.vocabulary import ChangeKind
from benchmarks.writers import SentReply, SentTicket, Told


def faults(app: Flask, told: Iterable[Told]) -> list[str]:
    """Return everything that is wrong, one line each; empty when all holds."""
    told = list(told)
    with app.app_context():
        return [
            *_tickets(ticket for each in told for ticket in each.tickets),
            *_replies(reply for each in told for reply in each.replies),
            *_halves(),
            *_files(),
            *_events(),
            *_damages(),
        ]


def database_faults(app: Flask) -> list[str]:
    """Return what the database says of its own health."""
    with app.app_context():
        return list(_damages())


def waiting_events(app: Flask) -> int:
    """Return how many events nobody handed over yet."""
    with app.app_context():
        waiting = select(func.count()).where(OutboxEvent.handed_over_at.is_(None))
        return db.session.scalar(waiting) or 0


def _tickets(sent: Iterable[SentTicket]) -> Iterator[str]:
    there = Counter(db.session.scalars(select(Ticket.title)))
    yield from (f"ticket «{title}» is there {times} times" for title, times in there.items() if times > 1)
    for ticket in sent:
        row = db.session.scalar(select(Ticket).filter_by(reference=ticket.reference))
        if row is None or (row.form_key, row.title) != (ticket.form_key, ticket.title):
            yield f"ticket {ticket.reference} is lost"
            continue
        files = select(TicketAttachment.sha256).filter_by(ticket_id=row.id)
        if sorted(db.session.scalars(files)) != sorted(ticket.digests):
            yield f"ticket {ticket.reference} has other files than were sent"


def _replies(sent: Iterable[SentReply]) -> Iterator[str]:
    said = select(TicketMessage.body, Ticket.reference).join(Ticket, Ticket.id == TicketMessage.ticket_id)
    there = Counter((body, reference) for body, reference in db.session.execute(said))
    yield from (f"answer «{body}» is there {times} times" for (body, _), times in there.items() if times > 1)
    yield from (
        f"answer «{reply.body}» is lost" for reply in sent if not there[(reply.body, reply.reference)]
    )


def _halves() -> Iterator[str]:
    opened = select(TicketChange.ticket_id).filter_by(kind=ChangeKind.OPENED)
    silent = select(Ticket.reference).where((Ticket.happened == "") | Ticket.id.not_in(opened))
    yield from (f"ticket {reference} is half a ticket" for reference in db.session.scalars(silent))


def _files() -> Iterator[str]:
    for attachment in db.session.scalars(select(TicketAttachment)):
        try:
            with current_blobs().open(attachment.name) as file:
                if hashlib.sha256(file.read()).hexdigest() != attachment.sha256:
                    yield f"file {attachment.name} has other bytes than its row says"
        except NotFound:
            yield f"file {attachment.name} has a row and no bytes"


def _events() -> Iterator[str]:
    published = Counter(db.session.scalars(select(OutboxEvent.key)))
    heard = Counter(db.session.scalars(text("SELECT name FROM heard_events")))
    yield from (f"event «{key}» was heard {heard[key]} times" for key in published if heard[key] != 1)
    yield from (f"event «{key}» was heard and never published" for key in heard - published)
    opened = {f"ticket opened {reference}" for reference in db.session.scalars(select(Ticket.reference))}
    yield from (f"event «{key}» was never published" for key in opened - published.keys())
    messages = select(TicketMessage.id, Ticket.reference).join(Ticket, Ticket.id == TicketMessage.ticket_id)
    sent = {f"message sent {reference} {number}" for number, reference in db.session.execute(messages)}
    yield from (f"event «{key}» was never published" for key in sent - published.keys())


def _damages() -> Iterator[str]:
    if db.engine.dialect.name != "sqlite":
        return
    said = db.session.scalars(text("PRAGMA integrity_check")).all()
    if said != ["ok"]:
        yield f"the database is damaged: {said}"
    if broken := db.session.execute(text("PRAGMA foreign_key_check")).all():
        yield f"{len(broken)} rows point nowhere"
