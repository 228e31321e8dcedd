"""A ticket's past as the clocks of promises need it, read from its rows."""

from collections import defaultdict
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
    return histories_of([ticket])[ticket.id]


def histories_of(tickets: Sequence[Ticket]) -> dict[int, History]:
    """Return the history of each ticket by its id. Two statements for all of them."""
    ids = [ticket.id for ticket in tickets]
    said: dict[int, list[tuple[Side, datetime]]] = defaultdict(list)
    for ticket_id, side, at in db.session.execute(
        select(TicketMessage.ticket_id, TicketMessage.side, TicketMessage.sent_at)
        .where(TicketMessage.ticket_id.in_(ids), TicketMessage.kind == MessageKind.REPLY)
        .order_by(TicketMessage.id)
    ):
        said[ticket_id].append((side, at))
    changed: dict[int, list[TicketChange]] = defaultdict(list)
    for change in db.session.scalars(
        select(TicketChange)
        .where(
            TicketChange.ticket_id.in_(ids),
            TicketChange.kind.in_([ChangeKind.MOVED, ChangeKind.PRIORITY]),
        )
        .order_by(TicketChange.id)
    ):
        changed[change.ticket_id].append(change)
    return {ticket.id: _history(ticket, said[ticket.id], changed[ticket.id]) for ticket in tickets}


def _history(
    ticket: Ticket, said: Sequence[tuple[Side, datetime]], changes: Sequence[TicketChange]
) -> History:
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
