"""What tests of surveys are made of: solved tickets, the worker's round, and what is in the tables."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.jobs.relay import relay
from app.satisfaction.access import Survey, survey_of
from app.satisfaction.answers import rate
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.satisfaction.vocabulary import Opinion
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets import actions
from app.tickets.access import Viewer
from app.tickets.models import Ticket
from tests.tickets.cast import MONDAY, open_ticket, resolved

TUESDAY = MONDAY + timedelta(days=1)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def solved_ticket(requester: Viewer, agent: Viewer, now: datetime = MONDAY) -> Ticket:
    """Open a ticket that ``agent`` takes and resolves at ``now``."""
    ticket = open_ticket(requester, now)
    with transaction():
        actions.take(ticket, agent, ticket.assignee_id, now)
    return resolved(ticket, agent, now)


def worker_runs(app: Flask, now: datetime) -> None:
    """Hand over everything that happened."""
    relay(app, now)
    db.session.expire_all()


def survey_after(app: Flask, requester: Viewer, agent: Viewer, now: datetime = MONDAY) -> Survey:
    """Return the survey about a ticket solved at ``now``, after the worker ran."""
    ticket = solved_ticket(requester, agent, now)
    worker_runs(app, now)
    survey = survey_of(requester, ticket)
    assert survey is not None
    return survey


def say_stars(survey: Survey, stars: int, now: datetime = MONDAY, **said: Any) -> None:
    """Answer a survey."""
    with transaction():
        rate(survey, Opinion(stars, **said), now)


def invitations() -> list[SurveyInvitation]:
    """Return all invitations, oldest first."""
    return list(db.session.scalars(select(SurveyInvitation).order_by(SurveyInvitation.id)))


def answers() -> list[SurveyAnswer]:
    """Return all answers."""
    return list(db.session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.invitation_id)))


def told(name: str) -> list[Mapping[str, Any]]:
    """Return what was published under a name, in order."""
    rows = select(OutboxEvent.payload).filter_by(name=name).order_by(OutboxEvent.id)
    return list(db.session.scalars(rows))


def rows_everywhere() -> dict[str, int]:
    """Count the rows of every table."""
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
