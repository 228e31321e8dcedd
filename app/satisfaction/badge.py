"""Who takes part in surveys so steadily that they get the badge; the score plays no part (product 10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from app.satisfaction.access import is_overturned
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.satisfaction.vocabulary import OPEN_FOR
from app.storage.database import db
from app.tickets.access import Viewer, own_tickets
from app.tickets.models import Ticket

FEWEST_ANSWERS = 5
LEAST_SHARE = 0.8
LATELY = timedelta(days=182)  # half a year


@dataclass(frozen=True, slots=True)
class Participation:
    """How often somebody answered: ever, and of the invitations of the last half year.

    An invitation that can still be answered, or no longer could because the ticket was taken up
    again, counts only if it was.
    """

    answers: int
    lately_invited: int
    lately_answered: int


def is_steady(participation: Participation) -> bool:
    """Say whether that earns the badge: five answers, and lately four of five invitations."""
    return (
        participation.answers >= FEWEST_ANSWERS
        and participation.lately_answered >= LEAST_SHARE * participation.lately_invited
    )


def has_badge(viewer: Viewer, now: datetime) -> bool:
    """Say whether the viewer is a steady rater. One statement."""
    return is_steady(_participation(viewer, now))


def _participation(viewer: Viewer, now: datetime) -> Participation:
    answered = SurveyAnswer.invitation_id.is_not(None)
    missed = and_(SurveyInvitation.invited_at <= now - OPEN_FOR, ~is_overturned())
    lately = SurveyInvitation.invited_at > now - LATELY
    counts = (
        func.coalesce(func.sum(case((rule, 1), else_=0)), 0)
        for rule in (answered, and_(lately, answered | missed), and_(lately, answered))
    )
    row = db.session.execute(
        select(*counts)
        .select_from(SurveyInvitation)
        .join(Ticket, Ticket.id == SurveyInvitation.ticket_id)
        .outerjoin(SurveyAnswer, SurveyAnswer.invitation_id == SurveyInvitation.id)
        .where(own_tickets(viewer))
    ).one()
    return Participation(*map(int, row))
