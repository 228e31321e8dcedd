"""What happens to known problems, for whoever listens."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStarted(Event):
    """A problem became known."""

    name: ClassVar[str] = "incident started"

    incident_id: int
    actor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEnded(Event):
    """A known problem is over; those affected want to know."""

    name: ClassVar[str] = "incident ended"

    incident_id: int
    actor_id: int
