"""Asking the requester once for each solution of a ticket."""

import secrets

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.satisfaction.events import SurveyInvited
from app.satisfaction.models import SurveyInvitation
from app.satisfaction.resolutions import Made, standing_resolution
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind

_NONCE_BYTES = 16


def invite(ticket_id: int) -> None:
    """Invite the requester to rate the solution that stands, unless that was done.

    A ticket reopened meanwhile has none. Two transactions at once make one invitation.
    """
    resolution = standing_resolution(_moves(ticket_id))
    if resolution is None:
        return
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    invited = db.session.scalar(
        insert(SurveyInvitation)
        .values(
            ticket_id=ticket_id,
            resolution_id=resolution.change_id,
            agent_id=_agent_at(ticket_id, resolution),
            nonce=secrets.token_hex(_NONCE_BYTES),
            invited_at=resolution.at,
        )
        .on_conflict_do_nothing(index_elements=["resolution_id"])
        .returning(SurveyInvitation)
    )
    if invited is not None:
        _announce(db.session.get_one(Ticket, ticket_id), invited)


def _moves(ticket_id: int) -> list[Made]:
    rows = db.session.scalars(
        select(TicketChange).filter_by(ticket_id=ticket_id, kind=ChangeKind.MOVED).order_by(TicketChange.id)
    )
    return [Made(row.id, Move(row.field), row.changed_at) for row in rows]


def _agent_at(ticket_id: int, resolution: Made) -> int | None:
    """Return who had the ticket when it was solved, whoever has it now."""
    given = db.session.scalar(
        select(TicketChange.changed_to)
        .filter_by(ticket_id=ticket_id, kind=ChangeKind.ASSIGNED)
        .where(TicketChange.id < resolution.change_id)
        .order_by(TicketChange.id.desc())
        .limit(1)
    )
    return int(given) if given else None


def _announce(ticket: Ticket, invitation: SurveyInvitation) -> None:
    publish(
        SurveyInvited(
            subject=ticket.reference,
            key=f"{ticket.reference} {invitation.id}",
            occurred_at=invitation.invited_at,
            ticket_id=ticket.id,
            requester_id=ticket.requester_id,
            invitation_id=invitation.id,
        )
    )
