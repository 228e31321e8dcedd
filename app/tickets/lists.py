"""Lists of tickets: a requester's own, and the team's queue; one statement for rows, one for counts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.kernel.terms import Priority, SupportLevel
from app.storage.database import db
from app.tickets.access import Viewer, own_tickets, visible_messages, visible_tickets
from app.tickets.models import Ticket, TicketMessage, TicketReading
from app.tickets.references import reference_in
from app.tickets.views import Page, TicketRow
from app.tickets.vocabulary import TicketStatus

PER_PAGE = 25
_LONGEST_SEARCH = 200  # characters (security 64)
_ACTIVE = Ticket.status.in_([TicketStatus.OPEN, TicketStatus.IN_PROGRESS])


class MyFilter(StrEnum):
    """What a requester looks for in their own tickets."""

    ALL = "all"
    FOR_ME = "for_me"  # the team waits for an answer, or for a confirmation
    WITH_TEAM = "with_team"
    CLOSED = "closed"


class QueueFilter(StrEnum):
    """What the team looks for in the queue."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ACTIVE = "active"
    NEAR = "near"  # a promise is at its warning
    BROKEN = "broken"  # a promise is overdue, and somebody still waits
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ALL = "all"


_WAITS_FOR_REQUESTER = or_(Ticket.waiting_since.is_not(None), Ticket.status == TicketStatus.RESOLVED)
Promises = Mapping[StrEnum, ColumnElement[bool]]  # which tickets are near a breach, and past it
_NO_PROMISES: Promises = {
    QueueFilter.NEAR: false(),
    QueueFilter.BROKEN: false(),
}
_MY: Mapping[StrEnum, ColumnElement[bool]] = {
    MyFilter.ALL: true(),
    MyFilter.FOR_ME: _WAITS_FOR_REQUESTER,
    MyFilter.WITH_TEAM: and_(_ACTIVE, Ticket.waiting_since.is_(None)),
    MyFilter.CLOSED: Ticket.status == TicketStatus.CLOSED,
}


def my_tickets(viewer: Viewer, chosen: MyFilter = MyFilter.ALL, search: str = "", page: int = 1) -> Page:
    """Return the tickets that ``viewer`` opened: those that wait for them first, then the latest."""
    found = and_(own_tickets(viewer), Ticket.merged_into_id.is_(None), _containing(viewer, search))
    order = (
        case((_WAITS_FOR_REQUESTER, 0), (_ACTIVE, 1), else_=2),
        Ticket.last_activity_at.desc(),
        Ticket.id.desc(),
    )
    return _page(viewer, found, _MY, chosen, order, page)


def queue(
    viewer: Viewer,
    chosen: QueueFilter = QueueFilter.ACTIVE,
    search: str = "",
    page: int = 1,
    *,
    promises: Promises = _NO_PROMISES,
    within: ColumnElement[bool] | None = None,
) -> Page:
    """Return the tickets of the team, those whose next promise is due first at the top.

    What people ask for and how they rated changes nothing of the order (product 7, 10). ``promises``
    says which tickets are near a breach and which are past it; ``within`` leaves out others.
    """
    found = and_(of_team(viewer), true() if within is None else within, _containing(viewer, search))
    order = (
        Ticket.status.not_in([TicketStatus.OPEN, TicketStatus.IN_PROGRESS]),
        Ticket.next_due_at.is_(None),
        Ticket.next_due_at,
        Ticket.waiting_since.is_not(None),
        case(*((Ticket.priority == each, -each.rank) for each in Priority), else_=0),
        Ticket.last_activity_at,
        Ticket.id,
    )
    return _page(viewer, found, {**_queue_filters(viewer), **promises}, chosen, order, page)


def of_team(viewer: Viewer) -> ColumnElement[bool]:
    """Return the filter of the tickets that the viewer answers for others, merged ones left out."""
    return and_(
        visible_tickets(viewer),
        Ticket.requester_id != viewer.person_id,
        Ticket.merged_into_id.is_(None),
    )


def my_open_tickets(viewer: Viewer) -> tuple[Ticket, ...]:
    """Return the viewer's own tickets that are not closed, to offer one before a second is sent."""
    mine = and_(own_tickets(viewer), Ticket.status != TicketStatus.CLOSED)
    return tuple(db.session.scalars(select(Ticket).where(mine).order_by(Ticket.last_activity_at.desc())))


def latest_waiting(viewer: Viewer) -> TicketRow | None:
    """Return the viewer's own ticket on which the team asked last and still waits, if there is one."""
    waiting = and_(own_tickets(viewer), Ticket.waiting_since.is_not(None))
    latest_first = _rows(viewer).where(waiting).order_by(Ticket.waiting_since.desc())
    row = db.session.execute(latest_first.limit(1)).first()
    return _row(*row) if row else None


def unread_messages(viewer: Viewer) -> int:
    """Return how many messages the viewer has not been shown, of those that their list of tickets counts."""
    counted = and_(own_tickets(viewer), Ticket.merged_into_id.is_(None))
    statement = _unread(viewer).where(counted, Ticket.id == TicketMessage.ticket_id)
    return db.session.scalar(statement.select_from(Ticket)) or 0


def _queue_filters(viewer: Viewer) -> Mapping[StrEnum, ColumnElement[bool]]:
    return {
        QueueFilter.MINE: and_(_ACTIVE, Ticket.assignee_id == viewer.person_id),
        QueueFilter.UNASSIGNED: and_(_ACTIVE, Ticket.assignee_id.is_(None)),
        QueueFilter.ACTIVE: _ACTIVE,
        QueueFilter.WAITING: Ticket.waiting_since.is_not(None),
        QueueFilter.RESOLVED: Ticket.status == TicketStatus.RESOLVED,
        QueueFilter.CLOSED: Ticket.status == TicketStatus.CLOSED,
        QueueFilter.ALL: true(),
    }


def _page(
    viewer: Viewer,
    found: ColumnElement[bool],
    filters: Mapping[StrEnum, ColumnElement[bool]],
    chosen: StrEnum,
    order: tuple[Any, ...],
    number: int,
) -> Page:
    amounts = [func.coalesce(func.sum(case((rule, 1), else_=0)), 0) for rule in filters.values()]
    counted = db.session.execute(select(*amounts).select_from(Ticket).where(found)).one()
    counts = {name: int(amount) for name, amount in zip(filters, counted, strict=True)}
    total = counts[chosen]
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    wanted = _rows(viewer).where(found, filters[chosen]).order_by(*order)
    rows = db.session.execute(wanted.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(tuple(_row(*row) for row in rows), number, pages, total, counts)


def _rows(viewer: Viewer) -> Select[Any]:
    requester, assignee = aliased(Person), aliased(Person)
    unread = _unread(viewer).where(TicketMessage.ticket_id == Ticket.id).correlate(Ticket).scalar_subquery()
    return (
        select(Ticket, requester.name, assignee.name, unread)
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(assignee, assignee.id == Ticket.assignee_id)
    )


def _unread(viewer: Viewer) -> Select[Any]:
    """Count messages of others after the last one the viewer was shown."""
    shown = (
        select(TicketReading.last_message_id)
        .where(
            TicketReading.ticket_id == TicketMessage.ticket_id, TicketReading.person_id == viewer.person_id
        )
        .scalar_subquery()
    )
    return select(func.count(TicketMessage.id)).where(
        visible_messages(viewer),
        TicketMessage.author_id != viewer.person_id,
        TicketMessage.id > func.coalesce(shown, 0),
    )


def _row(ticket: Ticket, requester: str, assignee: str | None, unread: int) -> TicketRow:
    return TicketRow(
        reference=ticket.reference,
        title=ticket.title,
        type=ticket.type,
        area=ticket.area,
        priority=ticket.priority,
        plan=ticket.plan,
        stage=ticket.stage,
        level=SupportLevel(ticket.level),
        requester=requester,
        assignee_id=ticket.assignee_id,
        assignee=assignee or "",
        opened_at=ticket.opened_at,
        last_activity_at=ticket.last_activity_at,
        first_response_due_at=ticket.first_response_due_at,
        first_response_at=ticket.first_response_at,
        unread=unread,
    )


def _containing(viewer: Viewer, search: str) -> ColumnElement[bool]:
    """Return the filter of tickets with these words in number, title, report, messages or their requester."""
    words = search[:_LONGEST_SEARCH].split()[:10]
    if number := reference_in(search):
        return Ticket.reference == number
    return and_(true(), *(_with_word(viewer, word) for word in words))


def _with_word(viewer: Viewer, word: str) -> ColumnElement[bool]:
    said = (
        select(literal(1))
        .where(
            TicketMessage.ticket_id == Ticket.id,
            visible_messages(viewer),
            TicketMessage.body.icontains(word, autoescape=True),
        )
        .correlate(Ticket)
        .exists()
    )
    named = select(Person.id).where(Person.name.icontains(word, autoescape=True))
    reported = (Ticket.title, Ticket.happened, Ticket.expected, Ticket.obtained, Ticket.steps)
    of_them = Ticket.requester_id.in_(named)
    return or_(said, of_them, *(column.icontains(word, autoescape=True) for column in reported))
