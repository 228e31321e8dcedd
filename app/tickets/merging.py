"""Make one ticket of two that are about the same thing, within one requester (product 5)."""

from datetime import datetime

from sqlalchemy import update

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Viewer, require
from app.tickets.events import TicketMerged
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket
from app.tickets.recording import hold, move, record
from app.tickets.vocabulary import ChangeKind, TicketStatus


def merge(ticket: Ticket, into: Ticket, viewer: Viewer, now: datetime) -> None:
    """Let ``ticket`` go on under the number of ``into``; its messages are read and answered there.

    The earlier of both guarantees stands. Raises RuleBroken for tickets of two requesters, for
    a closed one, and for one with itself.
    """
    for each in sorted({ticket, into}, key=lambda held: held.id):
        hold(each)
        require(viewer, Move.MERGE, each)
    _require_mergeable(ticket, into)
    move(ticket, Move.MERGE, viewer, now)
    ticket.merged_into_id = into.id
    # What had been merged into the first goes on under the second: a merge is one step deep.
    db.session.execute(
        update(Ticket).where(Ticket.merged_into_id == ticket.id).values(merged_into_id=into.id)
    )
    if ticket.first_response_at is None and into.first_response_at is None:
        into.first_response_due_at = min(into.first_response_due_at, ticket.first_response_due_at)
    for each in (ticket, into):
        record(each, ChangeKind.MERGED, viewer, now, before=ticket.reference, to=into.reference)
    publish(
        TicketMerged(
            subject=ticket.reference,
            key=ticket.reference,
            occurred_at=now,
            ticket_id=ticket.id,
            into=into.reference,
            actor_id=viewer.person_id,
        )
    )


def _require_mergeable(ticket: Ticket, into: Ticket) -> None:
    if ticket is into:
        raise RuleBroken(N_("A ticket cannot be merged with itself."), field="into")
    if ticket.requester_id != into.requester_id:
        raise RuleBroken(N_("Only tickets of the same requester can be merged."), field="into")
    if TicketStatus.CLOSED in {ticket.status, into.status}:
        raise RuleBroken(N_("Only tickets that are not closed can be merged."), field="into")
