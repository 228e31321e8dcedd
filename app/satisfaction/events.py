"""What happens around surveys, for whoever listens; comments do not travel in an event."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyInvited(Event):
    """The requester can say how the help was: ``links.survey_address`` tells where."""

    name: ClassVar[str] = "survey invited"

    ticket_id: int
    requester_id: int
    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated(Event):
    """The requester rated the help, or changed their mind: then ``stars_before`` says from what."""

    name: ClassVar[str] = "ticket rated"

    ticket_id: int
    requester_id: int
    invitation_id: int
    agent_id: int | None
    stars: int
    stars_before: int | None
    fully_solved: bool | None
    first_attempt: bool | None
