"""The team as tickets see it: who could answer, and how much each has in hand."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.agents import Agent, agents
from app.kernel.errors import RuleBroken
from app.kernel.terms import SupportLevel
from app.kernel.wording import N_
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.models import Ticket
from app.tickets.recording import NOBODY_FITS, give_to, record
from app.tickets.routing import Candidate, Need, best_candidate
from app.tickets.vocabulary import ChangeKind, TicketStatus

ACTIVE = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS)


def loads() -> dict[int | None, int]:
    """Return how many active tickets each person of the team has in hand, those who have any."""
    in_hand = db.session.execute(
        select(Ticket.assignee_id, func.count())
        .where(Ticket.status.in_(ACTIVE), Ticket.assignee_id.is_not(None))
        .group_by(Ticket.assignee_id)
    )
    return dict(in_hand.all())


def candidates(*, with_directors: bool = False) -> list[Candidate]:
    """Return every agent that tickets may go to by themselves, with their load.

    Those who direct are no agents in this sense, but can be had too.
    """
    in_hand = loads()
    return [
        Candidate(
            agent.person_id,
            agent.level,
            agent.specialities,
            agent.languages,
            in_hand.get(agent.person_id, 0),
        )
        for agent in agents()
        if agent.is_routed or with_directors
    ]


def give_up_to(ticket: Ticket, level: SupportLevel, by: Viewer | None, now: datetime) -> None:
    """Give a held ticket to somebody of ``level`` or above who fits, to another one than has it if possible.

    When nobody fits, nobody has it: an unfit person would only hide that. The timeline says so.
    """
    is_last = level is SupportLevel.MANAGEMENT  # whose people direct
    others = [each for each in candidates(with_directors=is_last) if each.person_id != ticket.requester_id]
    need = Need(ticket.type, ticket.language, level)
    fresh = [each for each in others if each.person_id != ticket.assignee_id]
    chosen = best_candidate(fresh, need) or best_candidate(others, need)
    if chosen is not None:
        give_to(ticket, chosen, by, now)
        return
    had = ticket.assignee_id
    give_to(ticket, None, by, now, field=NOBODY_FITS)
    if had is None:
        record(ticket, ChangeKind.ASSIGNED, by, now, field=NOBODY_FITS)


def require_level(ticket: Ticket, level: SupportLevel, assignee_id: int) -> None:
    """Raise RuleBroken unless somebody can be given a ticket that rises to ``level``."""
    if assignee_id not in {each.person_id for each in reached_by(ticket, level)}:
        raise RuleBroken(N_("Choose somebody of the next level."), field="assignee")


def reached_by(ticket: Ticket, level: SupportLevel) -> list[Agent]:
    """Return whose level covers a ticket at ``level``; management is where those who direct are."""
    is_last = level is SupportLevel.MANAGEMENT
    return [
        agent
        for agent in agents()
        if agent.person_id != ticket.requester_id
        and (agent.level >= level or (is_last and not agent.is_routed))
    ]


def route(ticket: Ticket, now: datetime) -> None:
    """Give a held ticket to whoever fits best, never to its own requester; or leave it in the queue."""
    need = Need(ticket.type, ticket.language, SupportLevel(ticket.level))
    others = [each for each in candidates() if each.person_id != ticket.requester_id]
    give_to(ticket, best_candidate(others, need), None, now)
