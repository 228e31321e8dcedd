"""What pages ask about escalation: requests, promises broken or near, and figures of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.escalation.access import require_requester
from app.escalation.models import EscalationRequest, PromiseStep
from app.escalation.requests import refusal
from app.escalation.vocabulary import RequestOrigin, RequestState, Rule
from app.kernel.errors import NotAllowed
from app.kernel.terms import Priority, SupportLevel, TicketType
from app.sla.commitment import Commitment
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.models import Ticket
from app.tickets.vocabulary import TicketStatus


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as pages show it; ``decided_by`` and ``answer`` are empty while it is open."""

    id: int
    ticket_id: int
    reference: str
    title: str
    level: SupportLevel
    requester_id: int
    requester: str
    origin: RequestOrigin
    message_id: int | None
    reason: str
    asked_at: datetime
    decide_by: datetime
    state: RequestState
    decided_at: datetime | None
    decided_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class PromiseTrouble:
    """A promise that was broken, or is near: ``due_at`` is until when it was given.

    ``assignee`` (empty for nobody) and ``level`` are of the moment in which it happened;
    ``is_owed`` says whether people still wait for it.
    """

    reference: str
    title: str
    type: TicketType
    priority: Priority
    commitment: Commitment
    due_at: datetime
    assignee_id: int | None
    assignee: str
    level: SupportLevel
    is_owed: bool


class Grouping(StrEnum):
    """By what figures of troubles are told apart."""

    AGENT = "agent"
    LEVEL = "level"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many troubles share a ``key``: an agent's id (None for nobody), a level or a type.

    ``name`` is the agent's; levels and types have theirs from ``tickets.labels.name_of``.
    """

    key: int | SupportLevel | TicketType | None
    name: str
    troubles: tuple[PromiseTrouble, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Return the numbers of the tickets behind the figure, each once."""
        return tuple(dict.fromkeys(each.reference for each in self.troubles))


def why_not_request(ticket: Ticket) -> str | None:
    """Return why the requester cannot ask for a higher level now, as a message id; None when they can."""
    return refusal(ticket.stage, SupportLevel(ticket.level), open_request_of(ticket.id) is not None)


def may_request(ticket: Ticket, viewer: Viewer) -> bool:
    """Say whether the viewer's page offers to ask for a higher level."""
    try:
        require_requester(viewer, ticket)
    except NotAllowed:
        return False
    return ticket.merged_into_id is None and why_not_request(ticket) is None


def open_request_of(ticket_id: int) -> EscalationRequest | None:
    """Return the request of this ticket that waits for a decision."""
    waiting = select(EscalationRequest).filter_by(ticket_id=ticket_id, state=RequestState.OPEN)
    return db.session.scalar(waiting)


def requests_of(ticket_id: int) -> tuple[RequestView, ...]:
    """Return every request on a ticket, oldest first. One statement."""
    found = _requests().where(EscalationRequest.ticket_id == ticket_id).order_by(EscalationRequest.id)
    return tuple(_request(*row) for row in db.session.execute(found))


def requests_to_decide(viewer: Viewer) -> tuple[RequestView, ...]:
    """Return the open requests that ``viewer`` decides, by their deadline. One statement."""
    if not viewer.directs:
        return ()
    waiting = and_(
        EscalationRequest.state == RequestState.OPEN, EscalationRequest.requester_id != viewer.person_id
    )
    found = _requests().where(waiting).order_by(EscalationRequest.decide_by, EscalationRequest.id)
    return tuple(_request(*row) for row in db.session.execute(found))


def broken_promises(since: datetime, until: datetime) -> tuple[PromiseTrouble, ...]:
    """Return the promises broken from ``since`` on, ``until`` not included, latest first. One statement.

    Raises of level are no breaches and not among them.
    """
    broken = and_(PromiseStep.rule == Rule.BREACH, PromiseStep.due_at >= since, PromiseStep.due_at < until)
    found = _steps().where(broken).order_by(PromiseStep.due_at.desc(), PromiseStep.id.desc())
    return tuple(_trouble(*row) for row in db.session.execute(found))


def near_breaches(now: datetime) -> tuple[PromiseTrouble, ...]:
    """Return the promises past their warning and not yet broken, the nearest first. One statement.

    Of a ticket that owes several the nearest one counts.
    """
    near = and_(
        PromiseStep.rule == Rule.WARNING,
        PromiseStep.promised_for == Ticket.next_due_at,
        Ticket.next_due_at >= now,
        Ticket.status != TicketStatus.CLOSED,
    )
    found = _steps().where(near).order_by(Ticket.next_due_at, Ticket.id, PromiseStep.id)
    latest = {row[1].id: row for row in db.session.execute(found)}
    return tuple(_trouble(*row) for row in latest.values())


def figures(troubles: Iterable[PromiseTrouble], by: Grouping) -> tuple[Figure, ...]:
    """Return how many troubles there are of each agent, level or type, the most first."""
    groups: dict[Any, list[PromiseTrouble]] = {}
    for trouble in troubles:
        groups.setdefault(_KEYS[by](trouble), []).append(trouble)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), str(group[0])))
    named = by is Grouping.AGENT
    return tuple(Figure(key, each[0].assignee if named else "", tuple(each)) for key, each in ranked)


_KEYS: Mapping[Grouping, Callable[[PromiseTrouble], Any]] = {
    Grouping.AGENT: lambda trouble: trouble.assignee_id,
    Grouping.LEVEL: lambda trouble: trouble.level,
    Grouping.TYPE: lambda trouble: trouble.type,
}


def _requests() -> Select[Any]:
    requester, decider = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (Ticket.reference, Ticket.title, Ticket.level, requester.name, decider.name)
    return (
        select(EscalationRequest, *columns)
        .join(Ticket, Ticket.id == EscalationRequest.ticket_id)
        .join(requester, requester.id == EscalationRequest.requester_id)
        .outerjoin(decider, decider.id == EscalationRequest.decided_by_id)
    )


def _request(
    row: EscalationRequest, reference: str, title: str, level: int, requester: str, decider: str | None
) -> RequestView:
    return RequestView(
        id=row.id,
        ticket_id=row.ticket_id,
        reference=reference,
        title=title,
        level=SupportLevel(level),
        requester_id=row.requester_id,
        requester=requester,
        origin=row.origin,
        message_id=row.message_id,
        reason=row.reason,
        asked_at=row.asked_at,
        decide_by=row.decide_by,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=decider or "",
        answer=row.answer,
    )


def _steps() -> Select[Any]:
    columns: tuple[Any, ...] = (PromiseStep, Ticket, Person.name)
    return (
        select(*columns)
        .join(Ticket, Ticket.id == PromiseStep.ticket_id)
        .outerjoin(Person, Person.id == PromiseStep.assignee_id)
    )


def _trouble(step: PromiseStep, ticket: Ticket, assignee: str | None) -> PromiseTrouble:
    return PromiseTrouble(
        reference=ticket.reference,
        title=ticket.title,
        type=ticket.type,
        priority=ticket.priority,
        commitment=Commitment(step.commitment),
        due_at=step.promised_for or step.due_at,
        assignee_id=step.assignee_id,
        assignee=assignee or "",
        level=SupportLevel(step.level),
        is_owed=ticket.next_due_at is not None and ticket.next_due_at <= (step.promised_for or step.due_at),
    )
