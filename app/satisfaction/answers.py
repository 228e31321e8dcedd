"""Recording what the requester says about the help, and every change of it."""

from dataclasses import asdict
from datetime import datetime

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.satisfaction.access import Survey, again
from app.satisfaction.events import TicketRated
from app.satisfaction.models import SurveyAnswer
from app.satisfaction.vocabulary import MOST_STARS, Aspect, Opinion
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.recording import hold


def rate(survey: Survey, opinion: Opinion, now: datetime) -> None:
    """Record the opinion in place of an earlier one; the same again changes nothing.

    Raises RuleBroken when the time is over or the ticket was taken up again.
    """
    if not 1 <= opinion.stars <= MOST_STARS:
        raise RuleBroken(N_("Choose from 1 to 5 stars."), field="stars")
    hold(survey.ticket)
    survey = again(survey)
    _require_open(survey, now)
    if survey.answer and opinion_of(survey.answer) == opinion:
        return
    before = survey.answer.stars if survey.answer else None
    answer = survey.answer or SurveyAnswer(invitation_id=survey.invitation.id, version=0, answered_at=now)
    for field, said in asdict(opinion).items():
        setattr(answer, field, said)
    answer.version += 1
    answer.changed_at = now
    db.session.add(answer)
    db.session.flush()
    _announce(survey, answer, before, now)


def opinion_of(answer: SurveyAnswer) -> Opinion:
    """Return what an answer says."""
    aspects = {aspect.value: getattr(answer, aspect.value) for aspect in Aspect}
    return Opinion(answer.stars, answer.comment, **aspects)


def _require_open(survey: Survey, now: datetime) -> None:
    if survey.is_overturned:
        raise RuleBroken(
            N_("Your ticket was taken up again. We will ask you when it is solved."), field="stars"
        )
    if not survey.is_open(now):
        raise RuleBroken(N_("The 14 days to rate this help are over."), field="stars")


def _announce(survey: Survey, answer: SurveyAnswer, before: int | None, now: datetime) -> None:
    ticket = survey.ticket
    publish(
        TicketRated(
            subject=ticket.reference,
            key=f"{ticket.reference} {answer.invitation_id} {answer.version}",
            occurred_at=now,
            ticket_id=ticket.id,
            requester_id=ticket.requester_id,
            invitation_id=answer.invitation_id,
            agent_id=survey.invitation.agent_id,
            stars=answer.stars,
            stars_before=before,
            fully_solved=answer.fully_solved,
            first_attempt=answer.first_attempt,
        )
    )
