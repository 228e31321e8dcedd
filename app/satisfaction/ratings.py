"""The ratings that the team reads: of one ticket, and of all in a period with the low ones first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.satisfaction.answers import opinion_of
from app.satisfaction.labels import facts_in, word_for
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.satisfaction.scoring import Score
from app.satisfaction.vocabulary import MOST_STARS
from app.storage.database import db
from app.tickets.access import Viewer, side_of, visible_tickets
from app.tickets.models import Ticket
from app.tickets.vocabulary import Side

PER_PAGE = 25


class Period(StrEnum):
    """How far back ratings are read."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


_LENGTHS = {
    Period.MONTH: timedelta(days=30),
    Period.QUARTER: timedelta(days=91),
    Period.YEAR: timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """What a requester said; ``facts`` are the aspects they answered, with whether that is good."""

    reference: str
    title: str
    requester: str
    agent: str
    stars: int
    word: str
    comment: str
    facts: tuple[tuple[str, bool], ...]
    changed_at: datetime


def ratings_of(viewer: Viewer, ticket: Ticket) -> tuple[Rating, ...]:
    """Return the ratings of a ticket for the team, latest solution first; none on one's own ticket."""
    if side_of(viewer, ticket) is Side.REQUESTER:
        return ()
    found = _rated(viewer).where(Ticket.id == ticket.id).order_by(SurveyInvitation.id.desc())
    return tuple(_rating(*row) for row in db.session.execute(found))


def ratings_in(viewer: Viewer, period: Period, page: int, now: datetime) -> tuple[Rating, ...]:
    """Return a page of the ratings of a period: those with fewest stars first, then the latest."""
    order = (SurveyAnswer.stars, SurveyAnswer.changed_at.desc(), SurveyAnswer.invitation_id.desc())
    found = _rated(viewer).where(_within(period, now)).order_by(*order)
    rows = db.session.execute(found.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return tuple(_rating(*row) for row in rows)


def score_in(viewer: Viewer, period: Period, now: datetime) -> Score:
    """Return the score of a period. One statement."""
    rows = db.session.execute(
        select(SurveyAnswer.stars, func.count())
        .join(SurveyInvitation, SurveyInvitation.id == SurveyAnswer.invitation_id)
        .join(Ticket, Ticket.id == SurveyInvitation.ticket_id)
        .where(visible_tickets(viewer), _within(period, now))
        .group_by(SurveyAnswer.stars)
    )
    counts = dict(rows.all())
    return Score(tuple(counts.get(stars, 0) for stars in range(1, MOST_STARS + 1)))


def _within(period: Period, now: datetime) -> ColumnElement[bool]:
    if period is Period.ALL:
        return true()
    return SurveyAnswer.changed_at > now - _LENGTHS[period]


def _rated(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    agent, requester = aliased(Person), aliased(Person)
    return (
        select(SurveyAnswer, Ticket, agent.name, requester.name)
        .join(SurveyInvitation, SurveyInvitation.id == SurveyAnswer.invitation_id)
        .join(Ticket, Ticket.id == SurveyInvitation.ticket_id)
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(agent, agent.id == SurveyInvitation.agent_id)
        .where(visible_tickets(viewer))
    )


def _rating(answer: SurveyAnswer, ticket: Ticket, agent: str | None, requester: str) -> Rating:
    return Rating(
        reference=ticket.reference,
        title=ticket.title,
        requester=requester,
        agent=agent or "",
        stars=answer.stars,
        word=word_for(answer.stars),
        comment=answer.comment,
        facts=facts_in(opinion_of(answer)),
        changed_at=answer.changed_at,
    )
