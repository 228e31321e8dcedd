"""Who may see which ticket and do what with it: the one place that decides (security 13–18)."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from app.accounts.agents import level_of
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.permissions import Permission
from app.kernel.terms import SupportLevel
from app.storage.database import db
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket, TicketAttachment, TicketMessage
from app.tickets.references import reference_in
from app.tickets.vocabulary import MessageKind, Side
from app.web.identity import Reader

_MISSING = "This page does not exist."


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at tickets: ``answers`` for the team, ``directs`` whatever the level."""

    person_id: int
    answers: bool = False
    directs: bool = False
    level: SupportLevel = SupportLevel.ASSIGNED_AGENT


class Act(StrEnum):
    """What can be done with a ticket besides the moves of its life."""

    REPLY = "reply"
    NOTE = "note"
    TAKE = "take"
    ASSIGN = "assign"
    EDIT = "edit"
    CORRECT_PRIORITY = "correct_priority"
    REQUEST_PRIORITY = "request_priority"
    FOLLOW_UP = "follow_up"


_BOTH = frozenset({Side.REQUESTER, Side.STAFF})
_STAFF = frozenset({Side.STAFF})
_REQUESTER = frozenset({Side.REQUESTER})
ACTS: dict[Act | Move, frozenset[Side]] = {
    Act.REPLY: _BOTH,
    Act.NOTE: _STAFF,
    Act.TAKE: _STAFF,
    Act.ASSIGN: _STAFF,
    Act.EDIT: _BOTH,
    Act.CORRECT_PRIORITY: _STAFF,
    Act.REQUEST_PRIORITY: _REQUESTER,
    Act.FOLLOW_UP: _REQUESTER,
    Move.START: _STAFF,
    Move.ASK: _STAFF,
    Move.RESOLVE: _STAFF,
    Move.CONFIRM: _REQUESTER,
    Move.WITHDRAW: _REQUESTER,
    Move.REOPEN: _BOTH,
    Move.RESUME: _BOTH,
    Move.MERGE: _STAFF,
}
# What an agent does on any ticket they see, even one above their level.
_AT_ANY_LEVEL = frozenset({Act.NOTE})


def viewer_of(reader: Reader) -> Viewer:
    """Return the reader of a page as tickets know people. Raises NotFound for a stranger."""
    if reader.person_id is None:
        raise NotFound(_MISSING)
    answers = reader.may(Permission.ANSWER_TICKETS)
    return Viewer(
        person_id=reader.person_id,
        answers=answers,
        directs=reader.may(Permission.DIRECT_TICKETS),
        level=level_of(reader.person_id) if answers else SupportLevel.ASSIGNED_AGENT,
    )


def side_of(viewer: Viewer, ticket: Ticket) -> Side:
    """Return the side on which somebody stands; on their own ticket the team are requesters too."""
    return Side.REQUESTER if ticket.requester_id == viewer.person_id else Side.STAFF


def visible_tickets(viewer: Viewer) -> ColumnElement[bool]:
    """Return the filter of the tickets that ``viewer`` may see."""
    return or_(own_tickets(viewer), true() if viewer.answers else false())


def own_tickets(viewer: Viewer) -> ColumnElement[bool]:
    """Return the filter of the tickets that ``viewer`` opened."""
    return Ticket.requester_id == viewer.person_id


def visible_messages(viewer: Viewer) -> ColumnElement[bool]:
    """Return the filter of messages joined with their tickets; notes never reach the requester."""
    sees_notes = and_(true() if viewer.answers else false(), Ticket.requester_id != viewer.person_id)
    return and_(visible_tickets(viewer), or_(TicketMessage.kind == MessageKind.REPLY, sees_notes))


def ticket_for(viewer: Viewer, reference: str) -> Ticket:
    """Return the ticket with this number, however typed. Raises NotFound if missing or foreign alike."""
    number = reference_in(reference)
    ticket = db.session.scalar(select(Ticket).where(Ticket.reference == number, visible_tickets(viewer)))
    if ticket is None:
        raise NotFound(_MISSING)
    return ticket


def attachment_for(viewer: Viewer, name: str) -> TicketAttachment:
    """Return a file's row: on a ticket where it may be seen, or one's own in a form. Raises NotFound."""
    on_ticket = and_(
        TicketAttachment.ticket_id.is_not(None),
        visible_tickets(viewer),
        or_(TicketAttachment.message_id.is_(None), visible_messages(viewer)),
    )
    in_form = and_(TicketAttachment.ticket_id.is_(None), TicketAttachment.uploader_id == viewer.person_id)
    attachment = db.session.scalar(
        select(TicketAttachment)
        .outerjoin(Ticket, Ticket.id == TicketAttachment.ticket_id)
        .outerjoin(TicketMessage, TicketMessage.id == TicketAttachment.message_id)
        .where(TicketAttachment.name == name, or_(on_ticket, in_form))
    )
    if attachment is None:
        raise NotFound(_MISSING)
    return attachment


def can(viewer: Viewer, act: Act | Move, ticket: Ticket) -> bool:
    """Say whether ``act`` is ``viewer``'s to do on a ticket they see; the stage is the lifecycle's matter."""
    side = side_of(viewer, ticket)
    if side not in ACTS.get(act, frozenset()) or (side is Side.STAFF and not viewer.answers):
        return False
    return side is Side.REQUESTER or act in _AT_ANY_LEVEL or _reaches(viewer, ticket)


def require(viewer: Viewer, act: Act | Move, ticket: Ticket) -> Side:
    """Return the side on which ``viewer`` does ``act``. Raises NotAllowed."""
    if not can(viewer, act, ticket):
        raise NotAllowed("You cannot do this on this ticket.", act=act)
    return side_of(viewer, ticket)


def _reaches(viewer: Viewer, ticket: Ticket) -> bool:
    """Say whether an agent's level covers the ticket; whoever has it, or directs, always may."""
    return viewer.directs or viewer.level >= ticket.level or ticket.assignee_id == viewer.person_id
