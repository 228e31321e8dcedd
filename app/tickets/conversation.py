"""What is said on a ticket, and where saying it moves the ticket; each form is said once."""

from datetime import datetime

from sqlalchemy import select

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Act, Viewer, require
from app.tickets.desk import route
from app.tickets.details import checked_text
from app.tickets.drafts import checked_key
from app.tickets.due import note_next_due
from app.tickets.events import MessageSent
from app.tickets.lifecycle import Move, Stage, allows, can_reopen
from app.tickets.models import Ticket, TicketMessage
from app.tickets.recording import give_to, hold, move
from app.tickets.thanks import is_bare_thanks
from app.tickets.uploads import adopt_files
from app.tickets.vocabulary import MessageKind, Origin, Side

_EMPTY = N_("Write your message.")


class AlreadySent(RuleBroken):
    """The form was sent before with other words; these need a form of their own."""


class TooLateToReopen(RuleBroken):
    """The ticket closed more than 14 days ago: what was written belongs in a follow-up ticket."""


def reply(
    ticket: Ticket,
    viewer: Viewer,
    text: str,
    form_key: str,
    now: datetime,
    *,
    origin: Origin = Origin.PORTAL,
) -> TicketMessage:
    """Say something that both sides read; on a merged ticket it is said on the one that stays.

    The requester's words end waiting and reopen a resolved or closed ticket, unless they are
    only thanks. The team's first words start the work. Raises RuleBroken, TooLateToReopen.
    """
    ticket = _held_standing(ticket)
    side = require(viewer, Act.REPLY, ticket)
    body = checked_text(text, _EMPTY)
    if said := _said_before(viewer, form_key, body):
        return said
    message = _say(ticket, viewer, side, MessageKind.REPLY, body, form_key, now, origin=origin)
    files = adopt_files(viewer, form_key, ticket, message)
    if side is Side.STAFF:
        _answered_by_staff(ticket, viewer, now)
    elif files or not is_bare_thanks(body):
        _go_on(ticket, viewer, now)
    return message


def note(ticket: Ticket, viewer: Viewer, text: str, form_key: str, now: datetime) -> TicketMessage:
    """Write something that only the team reads. Raises RuleBroken."""
    ticket = _held_standing(ticket)
    side = require(viewer, Act.NOTE, ticket)
    body = checked_text(text, _EMPTY)
    if said := _said_before(viewer, form_key, body):
        return said
    message = _say(ticket, viewer, side, MessageKind.NOTE, body, form_key, now)
    adopt_files(viewer, form_key, ticket, message)
    return message


def ask(ticket: Ticket, viewer: Viewer, text: str, form_key: str, now: datetime) -> TicketMessage:
    """Ask the requester in public, and wait for the answer. Raises RuleBroken."""
    return _say_and_move(ticket, viewer, Move.ASK, text, form_key, now)


def resolve(ticket: Ticket, viewer: Viewer, text: str, form_key: str, now: datetime) -> TicketMessage:
    """Tell the requester what solved it; they confirm, or it closes by itself. Raises RuleBroken."""
    return _say_and_move(ticket, viewer, Move.RESOLVE, text, form_key, now)


def reopen(ticket: Ticket, viewer: Viewer, text: str, form_key: str, now: datetime) -> None:
    """Say that it is not solved, with or without words. Raises RuleBroken, TooLateToReopen."""
    hold(ticket)
    side = require(viewer, Move.REOPEN, ticket)
    body = checked_text(text)
    if body and _said_before(viewer, form_key, body):
        return
    require_young(ticket, now)
    if not allows(ticket.stage, Move.REOPEN, side):
        raise RuleBroken(N_("This ticket is open already."))
    if body:
        message = _say(ticket, viewer, side, MessageKind.REPLY, body, form_key, now)
        adopt_files(viewer, form_key, ticket, message)
    _reopen(ticket, viewer, now)


def standing(ticket: Ticket) -> Ticket:
    """Return the ticket under which this one goes on: itself, or the one it was merged into."""
    if ticket.merged_into_id is None:
        return ticket
    return db.session.get_one(Ticket, ticket.merged_into_id)


def require_young(ticket: Ticket, now: datetime) -> None:
    """Raise TooLateToReopen 14 days after closing, and RuleBroken for a merged ticket."""
    if ticket.merged_into_id is not None:
        raise RuleBroken(N_("This ticket goes on under another number."))
    if not can_reopen(ticket.closed_at, now):
        raise TooLateToReopen(N_("This ticket closed more than 14 days ago. Send this as a follow-up."))


def _say_and_move(
    ticket: Ticket, viewer: Viewer, what: Move, text: str, form_key: str, now: datetime
) -> TicketMessage:
    hold(ticket)
    side = require(viewer, what, ticket)
    body = checked_text(text, _EMPTY)
    if said := _said_before(viewer, form_key, body):
        return said
    asks = what is Move.ASK
    message = _say(ticket, viewer, side, MessageKind.REPLY, body, form_key, now, asks=asks)
    adopt_files(viewer, form_key, ticket, message)
    _note_first_response(ticket, viewer, now)
    move(ticket, what, viewer, now)
    return message


def _held_standing(ticket: Ticket) -> Ticket:
    """Hold the one ticket that stands for this one, however it was merged meanwhile."""
    db.session.refresh(ticket)
    stands = standing(ticket)
    hold(stands)
    while stands.merged_into_id is not None:
        stands = standing(stands)
        hold(stands)
    return stands


def _said_before(viewer: Viewer, form_key: str, body: str) -> TicketMessage | None:
    said = db.session.scalar(
        select(TicketMessage).filter_by(author_id=viewer.person_id, form_key=checked_key(form_key))
    )
    if said is not None and said.body != body:
        raise AlreadySent(N_("This message was already sent with other words. Write a new one."))
    return said


def _say(
    ticket: Ticket,
    viewer: Viewer,
    side: Side,
    kind: MessageKind,
    body: str,
    form_key: str,
    now: datetime,
    *,
    origin: Origin = Origin.PORTAL,
    asks: bool = False,
) -> TicketMessage:
    message = TicketMessage(
        ticket_id=ticket.id,
        author_id=viewer.person_id,
        form_key=form_key,
        side=side,
        kind=kind,
        origin=origin,
        body=body,
        asks=asks,
        sent_at=now,
    )
    if kind is MessageKind.REPLY:  # the requester reads when something happened last
        ticket.last_activity_at = now
    db.session.add(message)
    db.session.flush()
    if kind is MessageKind.REPLY:
        note_next_due(ticket, now)
    publish(
        MessageSent(
            subject=ticket.reference,
            key=f"{ticket.reference} {message.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            message_id=message.id,
            author_id=viewer.person_id,
            side=side,
            kind=kind,
            asks=asks,
        )
    )
    return message


def _answered_by_staff(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    _note_first_response(ticket, viewer, now)
    if ticket.stage is Stage.OPEN:
        move(ticket, Move.START, viewer, now)


def _note_first_response(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    ticket.first_response_at = ticket.first_response_at or now
    if ticket.assignee_id is None:
        give_to(ticket, viewer.person_id, viewer, now)


def _go_on(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Let the requester's words end waiting, or reopen what was thought solved."""
    if ticket.stage is Stage.WAITING:
        move(ticket, Move.RESUME, viewer, now)
    elif ticket.stage in {Stage.RESOLVED, Stage.CLOSED}:
        require_young(ticket, now)
        _reopen(ticket, viewer, now)


def _reopen(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    move(ticket, Move.REOPEN, viewer, now)
    if ticket.assignee_id is None:
        route(ticket, now)
