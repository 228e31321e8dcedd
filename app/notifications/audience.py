"""Who is told: circles of people around an event. Only those who may see it, never who did it."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from sqlalchemy import select

from app.accounts.agents import agents
from app.accounts.models import Person, RoleGrant, address_of
from app.accounts.roles import PERMISSIONS
from app.incidents.models import AffectedPerson, IncidentTicket
from app.kernel.events import Event
from app.kernel.permissions import Permission
from app.knowledge.models import ArticleVote
from app.storage.database import db
from app.tickets.models import Ticket, TicketChange


class Circle(StrEnum):
    """The people around an event."""

    REQUESTER = "requester"
    ASSIGNEE = "assignee"
    PREVIOUS_ASSIGNEE = "previous assignee"
    WHO_ANSWERS = "who answers"  # the assignee; of a ticket that nobody has, the team at its level
    TEAM_IF_NOBODY = "team if nobody"  # the same, when nobody has the ticket
    SUPERVISORS = "supervisors"
    AFFECTED = "affected"  # by a known problem, but for those who are told on their ticket about it
    REPORTER = "reporter"  # of an article
    REVIEWERS = "reviewers"  # of articles
    OWNER = "owner"  # of articles


_BY_REQUESTER = frozenset({"ticket opened", "priority requested", "escalation requested", "ticket rated"})


def people_in(circle: Circle, event: Event, ticket: Ticket | None) -> list[int]:
    """Return the people of a circle who have an open account and may see what the event is about."""
    ids = set(_CIRCLES[circle](event, ticket))
    if ticket is not None and circle is not Circle.REQUESTER:
        ids.discard(ticket.requester_id)  # on their own ticket the team are requesters too
        ids &= holders_of(Permission.ANSWER_TICKETS)
    return sorted(_open_accounts(ids))


def actor_of(event: Event, ticket: Ticket | None) -> int | None:
    """Return who did it; None where it happened by itself."""
    if event.name in _BY_REQUESTER and ticket is not None:
        return ticket.requester_id
    acted: int | None = getattr(event, "actor_id", None) or getattr(event, "author_id", None)
    return acted


def holders_of(permission: Permission) -> set[int]:
    """Return everybody with an open account whose roles allow something."""
    roles = sorted(role for role, held in PERMISSIONS.items() if permission in held)
    granted = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    return set(db.session.scalars(granted.where(RoleGrant.role.in_(roles), Person.disabled_at.is_(None))))


def answerers(ticket: Ticket) -> list[int]:
    """Return the agents whose level covers a ticket; whoever directs where there is none."""
    able = [each.person_id for each in agents() if each.is_routed and each.level >= ticket.level]
    return [each for each in able if each != ticket.requester_id] or sorted(_supervisors())


def _supervisors() -> set[int]:
    return holders_of(Permission.DIRECT_TICKETS)


def _open_accounts(ids: Iterable[int]) -> list[int]:
    """Ask for some at a time: a known problem may have thousands."""
    ordered, found = sorted(ids), list[int]()
    for start in range(0, len(ordered), 500):
        some = Person.id.in_(ordered[start : start + 500])
        found += db.session.scalars(select(Person.id).where(some, Person.disabled_at.is_(None)))
    return found


def _requester(_event: Event, ticket: Ticket | None) -> Iterable[int]:
    return [ticket.requester_id] if ticket else []


def _assignee(event: Event, ticket: Ticket | None) -> Iterable[int]:
    """The one whom the event names, else the one who has it now."""
    named = getattr(event, "assignee_id", None) if hasattr(event, "assignee_id") else None
    if named is None and ticket is not None and event.name != "ticket assigned":
        named = ticket.assignee_id
    return [named] if named else []


def _previous_assignee(event: Event, ticket: Ticket | None) -> Iterable[int]:
    """Read the row of the timeline that the event's key ends with."""
    number = event.key.rpartition(" ")[2]
    change = db.session.get(TicketChange, int(number)) if number.isdigit() else None
    if change is None or ticket is None or change.ticket_id != ticket.id:
        return []
    return [int(change.changed_from)] if change.changed_from.isdigit() else []


def _who_answers(event: Event, ticket: Ticket | None) -> Iterable[int]:
    return [*_assignee(event, ticket)] or _team_if_nobody(event, ticket)


def _team_if_nobody(_event: Event, ticket: Ticket | None) -> Iterable[int]:
    return answerers(ticket) if ticket and ticket.assignee_id is None else []


def _affected(event: Event, _ticket: Ticket | None) -> Iterable[int]:
    incident_id = getattr(event, "incident_id", 0)
    told_on_ticket = (
        select(Ticket.requester_id)
        .join(IncidentTicket, IncidentTicket.ticket_id == Ticket.id)
        .where(IncidentTicket.incident_id == incident_id)
    )
    pressed = select(AffectedPerson.person_id).where(AffectedPerson.incident_id == incident_id)
    return db.session.scalars(pressed.where(AffectedPerson.person_id.not_in(told_on_ticket)))


def _reporter(event: Event, _ticket: Ticket | None) -> Iterable[int]:
    """The account with the address that stands with a vote."""
    vote = db.session.get(ArticleVote, getattr(event, "vote_id", 0))
    if vote is None or not vote.contact:
        return []
    return db.session.scalars(select(Person.id).where(Person.email == address_of(vote.contact)))


_CIRCLES: Mapping[Circle, Callable[[Event, Ticket | None], Iterable[int]]] = {
    Circle.REQUESTER: _requester,
    Circle.ASSIGNEE: _assignee,
    Circle.PREVIOUS_ASSIGNEE: _previous_assignee,
    Circle.WHO_ANSWERS: _who_answers,
    Circle.TEAM_IF_NOBODY: _team_if_nobody,
    Circle.SUPERVISORS: lambda _event, _ticket: _supervisors(),
    Circle.AFFECTED: _affected,
    Circle.REPORTER: _reporter,
    Circle.OWNER: lambda event, _ticket: [getattr(event, "person_id", 0)],
    Circle.REVIEWERS: lambda _event, _ticket: holders_of(Permission.REVIEW_VOTES),
}
