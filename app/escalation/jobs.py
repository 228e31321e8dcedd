"""The sweep: looks at the tickets on which something is due, and at no other."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import and_, exists, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from app.escalation.models import PromiseWatch
from app.escalation.watch import look_at
from app.storage.columns import UtcDateTime
from app.storage.database import db, in_transaction, transaction
from app.tickets.models import Ticket
from app.tickets.vocabulary import TicketStatus

_AT_ONCE = 200
log = structlog.get_logger("promises")


def watch_promises(now: datetime) -> int:
    """Do what is due on every ticket; return how many steps this call did.

    Each ticket has a transaction of its own, so one that fails keeps no other waiting. Whoever holds
    the ticket's row has it: others pass it by, and find afterwards that nothing is due any more.
    """
    done, after = 0, None
    while batch := _due(now, after):
        done += sum(_looked_at(ticket_id, now) for _due_at, ticket_id in batch)
        after = batch[-1]
    return done


def watch_forgotten(now: datetime) -> int:
    """Watch the unclosed tickets whose events were never heard; return how many.

    One statement, once an hour: a fault in a listener then costs an hour and not a promise for good.
    """
    forgotten = select(Ticket.id, literal(now, UtcDateTime)).where(
        Ticket.status != TicketStatus.CLOSED, ~exists().where(PromiseWatch.ticket_id == Ticket.id)
    )
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    watch = insert(PromiseWatch).from_select(["ticket_id", "due_at"], forgotten).on_conflict_do_nothing()
    with transaction():
        return len(db.session.scalars(watch.returning(PromiseWatch.ticket_id)).all())


def _due(now: datetime, after: tuple[datetime, int] | None) -> Sequence[tuple[datetime, int]]:
    """Return some of the tickets on which something is due, those first that wait longest."""
    order = (PromiseWatch.due_at, PromiseWatch.ticket_id)
    found = select(*order).where(PromiseWatch.due_at < now).order_by(*order).limit(_AT_ONCE)
    if after is not None:
        found = found.where(tuple_(*order) > after)
    return [(due_at, ticket_id) for due_at, ticket_id in db.session.execute(found) if due_at]


def _looked_at(ticket_id: int, now: datetime) -> int:
    try:
        return in_transaction(lambda: _look_if_due(ticket_id, now))
    except Exception as error:
        log.error("ticket not looked at", ticket=ticket_id, exc_info=error)
        return 0


def _look_if_due(ticket_id: int, now: datetime) -> int:
    """Claim the ticket, unless somebody else has it or has done it."""
    is_due = and_(PromiseWatch.ticket_id == Ticket.id, PromiseWatch.due_at < now)
    claim = select(Ticket).join(PromiseWatch, is_due).where(Ticket.id == ticket_id)
    ticket = db.session.scalar(claim.with_for_update(of=Ticket, skip_locked=True))
    return look_at(ticket, now) if ticket else 0
