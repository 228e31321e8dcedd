"""Which tickets a figure of promises or levels is about: one filter for the figure and for its tickets."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select, true

from app.escalation.models import PromiseStep
from app.escalation.vocabulary import RaiseReason, Rule
from app.kernel.terms import SupportLevel, TicketType
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.lists import of_team
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind, TicketStatus


@dataclass(frozen=True, slots=True)
class Corner:
    """A part of the troubles: of an agent (0 for nobody), a level or a type; None for every one.

    Agent and level are those of the moment in which it happened.
    """

    agent_id: int | None = None
    level: SupportLevel | None = None
    type: TicketType | None = None


EVERYWHERE = Corner()


def near(now: datetime, corner: Corner = EVERYWHERE) -> ColumnElement[bool]:
    """Return the filter of tickets whose next promise was warned of and is not broken."""
    warned = and_(PromiseStep.rule == Rule.WARNING, PromiseStep.promised_for == Ticket.next_due_at)
    return and_(Ticket.next_due_at >= now, Ticket.status != TicketStatus.CLOSED, _with_step(warned, corner))


def overdue(now: datetime) -> ColumnElement[bool]:
    """Return the filter of tickets on which somebody waits for a promise that is past."""
    return and_(Ticket.next_due_at < now, Ticket.status != TicketStatus.CLOSED)


def broken(since: datetime, until: datetime, corner: Corner = EVERYWHERE) -> ColumnElement[bool]:
    """Return the filter of tickets of which a promise was broken then, kept late or not at all."""
    breach = and_(PromiseStep.rule == Rule.BREACH, PromiseStep.due_at >= since, PromiseStep.due_at < until)
    return _with_step(breach, corner)


def raised(since: datetime, until: datetime, reason: RaiseReason | None = None) -> ColumnElement[bool]:
    """Return the filter of tickets that went up a level then, for this reason or for any."""
    change = and_(
        TicketChange.ticket_id == Ticket.id,
        TicketChange.kind == ChangeKind.LEVEL,
        TicketChange.changed_at >= since,
        TicketChange.changed_at < until,
        true() if reason is None else TicketChange.field == reason,
    )
    return exists().where(change).correlate(Ticket)


def references_of(viewer: Viewer, tickets: ColumnElement[bool]) -> frozenset[str]:
    """Return the numbers of those of the tickets that the viewer's queue shows. One statement."""
    return frozenset(db.session.scalars(select(Ticket.reference).where(of_team(viewer), tickets)))


def count_of(viewer: Viewer, tickets: ColumnElement[bool]) -> int:
    """Return how many of the tickets the viewer's queue shows. One statement."""
    return db.session.scalar(select(func.count(Ticket.id)).where(of_team(viewer), tickets)) or 0


def raised_by_reason(viewer: Viewer, since: datetime, until: datetime) -> dict[str, frozenset[str]]:
    """Return the numbers of the tickets that went up a level then, by the word of why. One statement."""
    rows = db.session.execute(
        select(TicketChange.field, Ticket.reference)
        .join(Ticket, Ticket.id == TicketChange.ticket_id)
        .where(
            of_team(viewer),
            TicketChange.kind == ChangeKind.LEVEL,
            TicketChange.changed_at >= since,
            TicketChange.changed_at < until,
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for reason, reference in rows:
        found[reason].add(reference)
    return {reason: frozenset(references) for reason, references in found.items()}


def _with_step(step: ColumnElement[bool], corner: Corner) -> ColumnElement[bool]:
    whole = and_(PromiseStep.ticket_id == Ticket.id, step, *_at(corner))
    return exists().where(whole).correlate(Ticket)


def _at(corner: Corner) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if corner.agent_id is not None:
        of_nobody = PromiseStep.assignee_id.is_(None)
        rules.append(PromiseStep.assignee_id == corner.agent_id if corner.agent_id else of_nobody)
    if corner.level is not None:
        rules.append(PromiseStep.level == corner.level.value)
    if corner.type is not None:
        rules.append(Ticket.type == corner.type)
    return rules
