"""A ticket's past as the clocks of promises need it, read from its rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.kernel.terms import Priority
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.storage.database import db
from app.tickets.lifecycle import Move, Stage
from app.tickets.models import Ticket, TicketChange, TicketMessage
from app.tickets.vocabulary import ChangeKind, MessageKind, Side

_PAUSES = {
    Stage.WAITING: PauseReason.WAITING,
    Stage.RESOLVED: PauseReason.RESOLVED,
    Stage.CLOSED: PauseReason.RESOLVED,
}
_TAKEN_BACK = frozenset({Move.WITHDRAW, Move.MERGE})


def history_of(ticket: Ticket) -> History:
    """Return what happened to the ticket as far as its clocks care. Two statements."""
    said = db.session.execute(
        select(TicketMessage.side, TicketMessage.sent_at)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.kind == MessageKind.REPLY)
        .order_by(TicketMessage.id)
    ).all()
    changes = db.session.scalars(
        select(TicketChange)
        .where(
            TicketChange.ticket_id == ticket.id,
            TicketChange.kind.in_([ChangeKind.MOVED, ChangeKind.PRIORITY]),
        )
        .order_by(TicketChange.id)
    ).all()
    moves = [change for change in changes if change.kind is ChangeKind.MOVED]
    return History(
        entitlements=_entitlements(ticket, changes),
        answers=tuple(at for side, at in said if side is Side.STAFF),
        messages=tuple(at for side, at in said if side is Side.REQUESTER),
        pauses=_pauses(moves),
        withdrawn_at=_withdrawn_at(moves),
    )


def _entitlements(ticket: Ticket, changes: Sequence[TicketChange]) -> tuple[Entitlement, ...]:
    """Begin with the priority it was sent with; what the requester chose on the form came before that."""
    corrected = [row for row in changes if row.kind is ChangeKind.PRIORITY and row.side is not Side.REQUESTER]
    first = Priority(corrected[0].changed_from) if corrected else ticket.priority
    later = (Entitlement(row.changed_at, ticket.plan, Priority(row.changed_to)) for row in corrected)
    return (Entitlement(ticket.opened_at, ticket.plan, first), *later)


def _pauses(moves: Sequence[TicketChange]) -> tuple[Pause, ...]:
    """Pair every stage that pauses with the move that ended it; a closed ticket stays resolved."""
    pauses: list[Pause] = []
    since: datetime | None = None
    for row in moves:
        before, after = _PAUSES.get(Stage(row.changed_from)), _PAUSES.get(Stage(row.changed_to))
        if before is after:
            continue
        if before is not None and since is not None:
            pauses.append(Pause(since, row.changed_at, before))
        since = row.changed_at if after is not None else None
    reason = _PAUSES.get(Stage(moves[-1].changed_to)) if moves else None
    if reason is not None and since is not None:
        pauses.append(Pause(since, None, reason))
    return tuple(pauses)


def _withdrawn_at(moves: Sequence[TicketChange]) -> datetime | None:
    """Return when it was taken back or merged, unless it was reopened afterwards."""
    last = moves[-1] if moves else None
    return last.changed_at if last is not None and last.field in _TAKEN_BACK else None
