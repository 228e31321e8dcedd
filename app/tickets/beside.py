"""The other tickets of a ticket's requester, for whoever answers it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.storage.database import db
from app.tickets.access import Viewer, visible_tickets
from app.tickets.lifecycle import Stage
from app.tickets.models import Ticket

_MOST = 20


@dataclass(frozen=True, slots=True)
class OtherTicket:
    """Another ticket of the same requester; ``is_mergeable`` while it is not closed."""

    reference: str
    title: str
    stage: Stage
    opened_at: datetime
    is_mergeable: bool


def other_tickets(viewer: Viewer, ticket: Ticket) -> tuple[OtherTicket, ...]:
    """Return what else this requester asked, as far as ``viewer`` may see it, the latest first."""
    rows = db.session.scalars(
        select(Ticket)
        .where(
            visible_tickets(viewer),
            Ticket.requester_id == ticket.requester_id,
            Ticket.id != ticket.id,
            Ticket.merged_into_id.is_(None),
        )
        .order_by(Ticket.last_activity_at.desc(), Ticket.id.desc())
        .limit(_MOST)
    )
    return tuple(
        OtherTicket(row.reference, row.title, row.stage, row.opened_at, row.stage is not Stage.CLOSED)
        for row in rows
    )
