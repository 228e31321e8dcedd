"""The team as tickets see it: who could answer, and how much each has in hand."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.agents import agents
from app.kernel.terms import SupportLevel
from app.storage.database import db
from app.tickets.models import Ticket
from app.tickets.recording import give_to
from app.tickets.routing import Candidate, Need, best_candidate
from app.tickets.vocabulary import TicketStatus

ACTIVE = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS)


def loads() -> dict[int | None, int]:
    """Return how many active tickets each person of the team has in hand, those who have any."""
    in_hand = db.session.execute(
        select(Ticket.assignee_id, func.count())
        .where(Ticket.status.in_(ACTIVE), Ticket.assignee_id.is_not(None))
        .group_by(Ticket.assignee_id)
    )
    return dict(in_hand.all())


def candidates() -> list[Candidate]:
    """Return every agent that new tickets may go to, with their load."""
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
        if agent.is_routed
    ]


def route(ticket: Ticket, now: datetime) -> None:
    """Give a held ticket to whoever fits best, never to its own requester; or leave it in the queue."""
    need = Need(ticket.type, ticket.language, SupportLevel(ticket.level))
    others = [each for each in candidates() if each.person_id != ticket.requester_id]
    give_to(ticket, best_candidate(others, need), None, now)
