"""What can be done to a ticket without a message: one verb per function; none of them commits."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.agents import agent_with
from app.kernel.errors import Conflict, NotAllowed, RuleBroken
from app.kernel.terms import Priority
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Act, Viewer, require
from app.tickets.details import LONGEST_FACT, checked_line
from app.tickets.events import PriorityChanged, PriorityRequested
from app.tickets.lifecycle import Move, Stage
from app.tickets.models import Ticket, TicketReading
from app.tickets.promises import promise
from app.tickets.recording import give_to, hold, move, record
from app.tickets.vocabulary import ChangeKind, TicketStatus

_WHY = N_("Say why in one line.")


def take(ticket: Ticket, viewer: Viewer, seen_assignee_id: int | None, now: datetime) -> None:
    """Make the ticket the viewer's own. Raises Conflict when it is no longer with whom they saw it."""
    hold(ticket)
    require(viewer, Act.TAKE, ticket)
    _require_not_closed(ticket)
    if ticket.assignee_id == viewer.person_id:
        return
    if ticket.assignee_id != seen_assignee_id:
        raise Conflict(N_("Somebody else took this ticket first."))
    give_to(ticket, viewer.person_id, viewer, now)


def assign(ticket: Ticket, viewer: Viewer, assignee_id: int | None, now: datetime, reason: str = "") -> None:
    """Give the ticket to somebody of the team, or back to the queue.

    Whoever directs gives any ticket to anybody; an agent hands over their own, or one that
    nobody has, to somebody whose level covers it. Raises NotAllowed, RuleBroken.
    """
    hold(ticket)
    require(viewer, Act.ASSIGN, ticket)
    _require_not_closed(ticket)
    if not viewer.directs and ticket.assignee_id not in {None, viewer.person_id}:
        raise NotAllowed("Only whoever has the ticket, or a supervisor, can hand it over.")
    if assignee_id is not None:
        _require_fit(ticket, viewer, assignee_id)
    give_to(ticket, assignee_id, viewer, now, checked_line(reason, LONGEST_FACT))


def start(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Begin to work on an open ticket; one that nobody has becomes the viewer's. Raises RuleBroken."""
    hold(ticket)
    require(viewer, Move.START, ticket)
    if ticket.assignee_id is None:
        give_to(ticket, viewer.person_id, viewer, now)
    move(ticket, Move.START, viewer, now)


def resume(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Stop waiting for the requester and go on. Raises RuleBroken."""
    _move(ticket, viewer, Move.RESUME, now)


def confirm(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Let the requester say that it is solved, which closes the ticket; closed already, it stays so.

    Raises RuleBroken when nobody has resolved it.
    """
    hold(ticket)
    if ticket.stage is Stage.CLOSED and require(viewer, Move.CONFIRM, ticket):
        return
    _move(ticket, viewer, Move.CONFIRM, now)


def withdraw(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Close on the requester's own wish a ticket that nobody resolved. Raises RuleBroken."""
    _move(ticket, viewer, Move.WITHDRAW, now)


def correct_priority(
    ticket: Ticket, viewer: Viewer, seen: Priority, wanted: Priority, reason: str, now: datetime
) -> None:
    """Set another priority for all to see; the guarantee keeps the earlier of both instants (product 6).

    Raises Conflict when the priority is no longer the one the viewer saw.
    """
    hold(ticket)
    require(viewer, Act.CORRECT_PRIORITY, ticket)
    _require_not_closed(ticket)
    if ticket.priority is wanted:
        return
    if ticket.priority is not seen:
        raise Conflict(N_("Somebody else changed the priority first."))
    why = checked_line(reason, LONGEST_FACT, _WHY)
    ticket.priority = wanted
    if ticket.first_response_at is None:
        due = promise(ticket.plan, wanted, now).due_at
        ticket.first_response_due_at = min(ticket.first_response_due_at, due)
    change = record(
        ticket, ChangeKind.PRIORITY, viewer, now, field="priority", before=seen, to=wanted, reason=why
    )
    publish(
        PriorityChanged(
            subject=ticket.reference,
            key=f"{ticket.reference} {change.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            before=seen,
            after=wanted,
            actor_id=viewer.person_id,
        )
    )


def request_priority(ticket: Ticket, viewer: Viewer, wanted: Priority, reason: str, now: datetime) -> None:
    """Let the requester ask for another priority with a reason; an agent decides. Raises RuleBroken."""
    hold(ticket)
    require(viewer, Act.REQUEST_PRIORITY, ticket)
    _require_not_closed(ticket)
    if ticket.priority is wanted:
        raise RuleBroken(N_("The ticket has that priority already."), field="priority")
    change = record(
        ticket,
        ChangeKind.PRIORITY_REQUESTED,
        viewer,
        now,
        field="priority",
        before=ticket.priority,
        to=wanted,
        reason=checked_line(reason, LONGEST_FACT, _WHY),
    )
    publish(
        PriorityRequested(
            subject=ticket.reference,
            key=f"{ticket.reference} {change.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            wanted=wanted,
        )
    )


def mark_read(ticket: Ticket, viewer: Viewer, last_message_id: int) -> None:
    """Remember up to which message the viewer has read; never goes back."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if postgres else sqlite.insert
    reading = insert(TicketReading).values(
        ticket_id=ticket.id, person_id=viewer.person_id, last_message_id=last_message_id
    )
    higher = func.greatest if postgres else func.max
    kept = higher(TicketReading.last_message_id, reading.excluded.last_message_id)
    db.session.execute(
        reading.on_conflict_do_update(
            index_elements=["ticket_id", "person_id"], set_={"last_message_id": kept}
        )
    )


def _move(ticket: Ticket, viewer: Viewer, what: Move, now: datetime) -> None:
    hold(ticket)
    require(viewer, what, ticket)
    move(ticket, what, viewer, now)


def _require_not_closed(ticket: Ticket) -> None:
    if ticket.status is TicketStatus.CLOSED:
        raise RuleBroken(N_("This ticket is closed."))


def _require_fit(ticket: Ticket, viewer: Viewer, assignee_id: int) -> None:
    agent = agent_with(assignee_id)
    if assignee_id == ticket.requester_id:
        raise RuleBroken(N_("Nobody answers their own ticket."), field="assignee")
    if agent.level < ticket.level and not viewer.directs:
        raise RuleBroken(N_("This ticket needs somebody of a higher level."), field="assignee")
