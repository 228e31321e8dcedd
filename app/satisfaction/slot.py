"""The place for stars on the requester's own ticket."""

from dataclasses import dataclass
from datetime import datetime

from app.satisfaction.access import survey_of
from app.satisfaction.badge import has_badge
from app.satisfaction.labels import word_for
from app.satisfaction.links import survey_address
from app.satisfaction.pages import Star, first_name, stars_with
from app.tickets.access import Viewer
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class SurveySlot:
    """The stars to give, or those given; ``address`` takes them, and shows the whole survey."""

    agent: str
    address: str
    stars: tuple[Star, ...]
    given: int | None
    word: str
    open_until: datetime
    is_open: bool
    has_badge: bool


def survey_slot(viewer: Viewer, ticket: Ticket, now: datetime) -> SurveySlot | None:
    """Return what the requester's page of a solved ticket shows; None while there is nothing to rate.

    Makes nothing: an invitation that the worker has not written yet is not shown yet. At most
    two statements.
    """
    survey = survey_of(viewer, ticket)
    if survey is None or (survey.answer is None and not survey.is_open(now)):
        return None
    given = survey.answer.stars if survey.answer else None
    return SurveySlot(
        agent=first_name(survey.agent),
        address=survey_address(survey.invitation),
        stars=stars_with(),
        given=given,
        word=word_for(given) if given else "",
        open_until=survey.open_until,
        is_open=survey.is_open(now),
        has_badge=given is not None and has_badge(viewer, now),
    )
