"""What tests of escalation are made of: the worker's rounds, and what was done and told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.escalation.jobs import watch_promises
from app.escalation.models import PromiseStep, PromiseWatch
from app.jobs.relay import relay
from app.storage.database import db
from app.storage.outbox import OutboxEvent
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def worker_hears(app: Flask, now: datetime) -> None:
    """Hand over everything that happened."""
    relay(app, now)
    db.session.expire_all()


def worker_sweeps(app: Flask, now: datetime) -> int:
    """Hear, sweep, and hear what that caused; return how many steps were done."""
    worker_hears(app, now)
    done = watch_promises(now)
    worker_hears(app, now)
    return done


def steps_of(ticket: Ticket) -> list[tuple[str, str, datetime]]:
    """Return what was done about a ticket, in the order in which it was due."""
    rows = db.session.scalars(
        select(PromiseStep).filter_by(ticket_id=ticket.id).order_by(PromiseStep.due_at, PromiseStep.id)
    )
    return [(row.rule.value, row.commitment, row.due_at) for row in rows]


def changes_of(ticket: Ticket, kind: ChangeKind) -> list[tuple[str, str, datetime]]:
    """Return the rows of one kind: from, to and when."""
    rows = db.session.scalars(
        select(TicketChange).filter_by(ticket_id=ticket.id, kind=kind).order_by(TicketChange.id)
    )
    return [(row.changed_from, row.changed_to, row.changed_at) for row in rows]


def told(name: str) -> list[Mapping[str, Any]]:
    """Return what was published under a name, in order."""
    rows = select(OutboxEvent.payload).filter_by(name=name).order_by(OutboxEvent.id)
    return list(db.session.scalars(rows))


def watched(ticket: Ticket) -> datetime | None:
    """Return when the ticket is looked at next."""
    return db.session.scalar(select(PromiseWatch.due_at).filter_by(ticket_id=ticket.id))
