"""Who may ask for a higher level, raise it and decide: supervisors, and never about their own ticket."""

from app.escalation.models import EscalationRequest
from app.kernel.errors import NotAllowed, NotFound
from app.storage.database import db
from app.tickets.access import Act, Viewer, can, side_of
from app.tickets.models import Ticket
from app.tickets.vocabulary import Side

_NOT_YOURS = "You cannot do this on this ticket."


def request_for(viewer: Viewer, request_id: int) -> tuple[EscalationRequest, Ticket]:
    """Return a request with its ticket, for whoever may decide. Raises NotFound for everybody else."""
    request = db.session.get(EscalationRequest, request_id) if viewer.directs else None
    ticket = db.session.get_one(Ticket, request.ticket_id) if request else None
    if request is None or ticket is None or not may_decide(viewer, ticket):
        raise NotFound("This page does not exist.")
    return request, ticket


def may_decide(viewer: Viewer, ticket: Ticket) -> bool:
    """Say whether the viewer decides about requests on this ticket."""
    return viewer.directs and side_of(viewer, ticket) is Side.STAFF


def may_raise(viewer: Viewer, ticket: Ticket) -> bool:
    """Say whether the viewer may send this ticket up: whoever may hand it over."""
    has_it = ticket.assignee_id in {None, viewer.person_id}
    return can(viewer, Act.ASSIGN, ticket) and (viewer.directs or has_it)


def require_requester(viewer: Viewer, ticket: Ticket) -> None:
    """Raise NotAllowed unless the ticket is the viewer's own."""
    if side_of(viewer, ticket) is not Side.REQUESTER:
        raise NotAllowed(_NOT_YOURS)


def require_decider(viewer: Viewer, ticket: Ticket) -> None:
    """Raise NotAllowed unless the viewer decides on this ticket."""
    if not may_decide(viewer, ticket):
        raise NotAllowed(_NOT_YOURS)


def require_raiser(viewer: Viewer, ticket: Ticket) -> None:
    """Raise NotAllowed unless the viewer may send this ticket up."""
    if not may_raise(viewer, ticket):
        raise NotAllowed(_NOT_YOURS)
