"""How a ticket is held, moved and written about: what every action does, in one place."""

from datetime import datetime

from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Viewer, side_of
from app.tickets.due import note_next_due
from app.tickets.events import TicketAssigned, TicketMoved
from app.tickets.lifecycle import Move, Stage, after
from app.tickets.models import Ticket, TicketChange
from app.tickets.promises import lapses_at
from app.tickets.vocabulary import ChangeKind, Side

NOBODY_FITS = "nobody_fits"  # the ``field`` of an assignment to nobody for want of anybody fit
# Levels are the team's own matter, and no request to rise changes the order of service.
_NO_ACTIVITY = frozenset({ChangeKind.LEVEL, ChangeKind.ESCALATION_REQUESTED, ChangeKind.ESCALATION_DECIDED})
_MOVES_CLOCKS = frozenset({ChangeKind.OPENED, ChangeKind.MOVED, ChangeKind.PRIORITY, ChangeKind.MERGED})


def hold(ticket: Ticket) -> None:
    """Read the ticket again and keep others from changing it until the transaction ends."""
    db.session.flush()
    db.session.refresh(ticket, with_for_update=True)


def record(
    ticket: Ticket,
    kind: ChangeKind,
    by: Viewer | None,
    now: datetime,
    *,
    field: str = "",
    before: object = "",
    to: object = "",
    reason: str = "",
) -> TicketChange:
    """Write a row of the timeline and flush it; ``by`` None is the system."""
    change = TicketChange(
        ticket_id=ticket.id,
        kind=kind,
        field=field,
        side=side_of(by, ticket) if by else Side.SYSTEM,
        actor_id=by.person_id if by else None,
        changed_from="" if before is None else str(before),
        changed_to="" if to is None else str(to),
        reason=reason,
        changed_at=now,
    )
    if kind not in _NO_ACTIVITY:
        ticket.last_activity_at = now
    db.session.add(change)
    db.session.flush()
    if kind in _MOVES_CLOCKS:
        note_next_due(ticket, now)
    return change


def move(ticket: Ticket, what: Move, by: Viewer | None, now: datetime, reason: str = "") -> None:
    """Move a held ticket as the lifecycle says, with its row and event. Raises RuleBroken."""
    before = ticket.stage
    stage = after(before, what, side_of(by, ticket) if by else Side.SYSTEM)
    _stand_at(ticket, stage, now)
    change = record(ticket, ChangeKind.MOVED, by, now, field=what, before=before, to=stage, reason=reason)
    publish(
        TicketMoved(
            subject=ticket.reference,
            key=f"{ticket.reference} {change.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            move=what,
            stage_before=before,
            stage=stage,
            actor_id=by.person_id if by else None,
        )
    )


def give_to(
    ticket: Ticket,
    assignee_id: int | None,
    by: Viewer | None,
    now: datetime,
    reason: str = "",
    *,
    field: str = "assignee",
) -> None:
    """Give a held ticket to somebody, with its row and event; nothing happens when it is theirs."""
    if ticket.assignee_id == assignee_id:
        return
    before, ticket.assignee_id = ticket.assignee_id, assignee_id
    change = record(
        ticket, ChangeKind.ASSIGNED, by, now, field=field, before=before, to=assignee_id, reason=reason
    )
    publish(
        TicketAssigned(
            subject=ticket.reference,
            key=f"{ticket.reference} {change.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            assignee_id=assignee_id,
            actor_id=by.person_id if by else None,
        )
    )


def _stand_at(ticket: Ticket, stage: Stage, now: datetime) -> None:
    """Set what follows from the stage: the mark of waiting and the instants."""
    ticket.status = stage.status
    ticket.waiting_since = now if stage is Stage.WAITING else None
    ticket.lapses_at = lapses_at(now) if stage is Stage.RESOLVED else None
    ticket.closed_at = now if stage is Stage.CLOSED else None
    if stage is not Stage.CLOSED:
        ticket.resolved_at = now if stage is Stage.RESOLVED else None
