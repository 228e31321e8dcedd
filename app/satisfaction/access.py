"""Which survey somebody may see, and until when it takes an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.kernel.errors import NotFound
from app.kernel.wording import N_
from app.satisfaction.links import nonce_in
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.satisfaction.resolutions import OVERTURNING
from app.satisfaction.vocabulary import OPEN_FOR
from app.storage.database import db
from app.tickets.access import Viewer, own_tickets
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind
from app.web.identity import Reader


@dataclass(frozen=True, slots=True)
class Survey:
    """An invitation with its ticket, the answer if there is one, and the name of whoever helped.

    ``is_overturned`` when the ticket was reopened or merged since: that solution does not stand.
    """

    invitation: SurveyInvitation
    ticket: Ticket
    answer: SurveyAnswer | None
    agent: str
    is_overturned: bool

    @property
    def open_until(self) -> datetime:
        """Return the instant from which nothing is recorded any more."""
        return self.invitation.invited_at + OPEN_FOR

    def is_open(self, now: datetime) -> bool:
        """Say whether an answer is taken, the first one or another."""
        return not self.is_overturned and now < self.open_until


def survey_behind(token: str, reader: Reader, now: datetime) -> Survey:
    """Return the survey of a link. The link is the right, so nobody needs to sign in.

    Raises NotFound for a link that is not ours, for somebody signed in who is not the requester,
    and for a survey that was never answered and can no longer be.
    """
    survey = _one(_surveys().where(SurveyInvitation.nonce == nonce_in(token)))
    if survey is None or (reader.is_known and reader.person_id != survey.ticket.requester_id):
        raise NotFound(N_("This page does not exist."))
    if survey.answer is None and survey.is_overturned:
        raise NotFound(N_("Your ticket was taken up again. We will ask you when it is solved."))
    if survey.answer is None and not survey.is_open(now):
        raise NotFound(N_("The 14 days to rate this help are over."))
    return survey


def survey_of(viewer: Viewer, ticket: Ticket) -> Survey | None:
    """Return the survey about the solution of the viewer's own ticket that stands now, if any."""
    mine = _surveys().where(own_tickets(viewer), Ticket.id == ticket.id, ~is_overturned())
    return _one(mine.order_by(SurveyInvitation.id.desc()).limit(1))


def again(survey: Survey) -> Survey:
    """Return the survey as it is now, after its ticket was held."""
    fresh = _one(_surveys().where(SurveyInvitation.id == survey.invitation.id))
    if fresh is None:
        raise LookupError("invitations are never deleted")
    return fresh


def _surveys() -> Select[*tuple[Any, ...]]:
    agent = aliased(Person)
    return (
        select(SurveyInvitation, Ticket, SurveyAnswer, agent.name, is_overturned())
        .join(Ticket, Ticket.id == SurveyInvitation.ticket_id)
        .outerjoin(SurveyAnswer, SurveyAnswer.invitation_id == SurveyInvitation.id)
        .outerjoin(agent, agent.id == SurveyInvitation.agent_id)
        .execution_options(populate_existing=True)
    )


def is_overturned() -> ColumnElement[bool]:
    """Return the filter of invitations whose ticket was reopened or merged since."""
    return (
        select(TicketChange.id)
        .where(
            TicketChange.ticket_id == SurveyInvitation.ticket_id,
            TicketChange.id > SurveyInvitation.resolution_id,
            TicketChange.kind == ChangeKind.MOVED,
            TicketChange.field.in_(OVERTURNING),
        )
        .correlate(SurveyInvitation)
        .exists()
    )


def _one(statement: Select[*tuple[Any, ...]]) -> Survey | None:
    row = db.session.execute(statement).first()
    if row is None:
        return None
    invitation, ticket, answer, agent, overturned = row
    return Survey(invitation, ticket, answer, agent or "", overturned)
