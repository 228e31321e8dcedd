"""Which buttons a ticket has for whom: what is theirs to do, and possible now."""

from datetime import datetime

from app.tickets.access import ACTS, Act, Viewer, can, side_of
from app.tickets.lifecycle import Move, Stage, allows, can_reopen
from app.tickets.models import Ticket


def offered(viewer: Viewer, ticket: Ticket, now: datetime) -> frozenset[Act | Move]:
    """Return everything that ``viewer`` may do with the ticket at its stage."""
    return frozenset(
        act for act in ACTS if can(viewer, act, ticket) and _is_possible(viewer, act, ticket, now)
    )


def _is_possible(viewer: Viewer, act: Act | Move, ticket: Ticket, now: datetime) -> bool:
    young = can_reopen(ticket.closed_at, now) and ticket.merged_into_id is None
    if isinstance(act, Move):
        return allows(ticket.stage, act, side_of(viewer, ticket)) and (act is not Move.REOPEN or young)
    if act is Act.NOTE or act is Act.REPLY:
        return act is Act.NOTE or young or viewer.person_id != ticket.requester_id
    if act is Act.FOLLOW_UP:
        return not young and ticket.merged_into_id is None
    if act is Act.TAKE and ticket.assignee_id == viewer.person_id:
        return False
    return ticket.stage is not Stage.CLOSED
