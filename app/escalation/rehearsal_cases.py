"""The tickets of a period as people made them, read for a rehearsal; a handful of statements for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.escalation.rehearsal import Case
from app.kernel.terms import Priority, SupportLevel
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.sla.history import Entitlement, History
from app.storage.database import db
from app.tickets.clocks import histories_of
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind, Side

_AT_ONCE = 500  # tickets whose rows are read together
_KINDS = (ChangeKind.MOVED, ChangeKind.PRIORITY, ChangeKind.LEVEL)


def cases_since(opened_since: datetime) -> Iterator[Case]:
    """Yield every ticket opened since an instant, the oldest first."""
    tickets = db.session.scalars(
        select(Ticket).where(Ticket.opened_at >= opened_since).order_by(Ticket.id)
    ).all()
    for first in range(0, len(tickets), _AT_ONCE):
        yield from _cases(tickets[first : first + _AT_ONCE])


def _cases(tickets: Sequence[Ticket]) -> Iterator[Case]:
    ids = [ticket.id for ticket in tickets]
    histories = histories_of(tickets)
    changes: dict[int, list[TicketChange]] = defaultdict(list)
    for change in db.session.scalars(
        select(TicketChange)
        .where(TicketChange.ticket_id.in_(ids), TicketChange.kind.in_(_KINDS))
        .order_by(TicketChange.id)
    ):
        changes[change.ticket_id].append(change)
    ratings: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for ticket_id, at, stars in db.session.execute(
        select(SurveyInvitation.ticket_id, SurveyAnswer.answered_at, SurveyAnswer.stars)
        .join(SurveyAnswer, SurveyAnswer.invitation_id == SurveyInvitation.id)
        .where(SurveyInvitation.ticket_id.in_(ids))
        .order_by(SurveyAnswer.answered_at)
    ):
        ratings[ticket_id].append((at, stars))
    for ticket in tickets:
        rows = changes[ticket.id]
        yield Case(
            ticket.reference,
            _by_people(histories[ticket.id], rows),
            tuple(_levels(ticket, rows)),
            tuple(row.changed_at for row in rows if row.field == Move.REOPEN),
            tuple(ratings[ticket.id]),
        )


def _by_people(history: History, rows: Iterable[TicketChange]) -> History:
    """Return the past without the priorities that rose by themselves."""
    risen = {
        (row.changed_at, Priority(row.changed_to))
        for row in rows
        if row.kind is ChangeKind.PRIORITY and row.side is Side.SYSTEM
    }
    first, *later = history.entitlements

    def is_peoples(each: Entitlement) -> bool:
        return (each.since, each.priority) not in risen

    return replace(history, entitlements=(first, *filter(is_peoples, later)))


def _levels(ticket: Ticket, rows: Iterable[TicketChange]) -> Iterator[tuple[datetime, SupportLevel]]:
    """Yield the level it began with and those that people gave it."""
    raises = [row for row in rows if row.kind is ChangeKind.LEVEL]
    began = int(raises[0].changed_from) if raises else ticket.level
    yield ticket.opened_at, SupportLevel(began)
    for row in raises:
        if row.side is not Side.SYSTEM:
            yield row.changed_at, SupportLevel(int(row.changed_to))
