"""What rises and is decided, for whoever listens; nothing of what people wrote travels in an event."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRaised(Event):
    """The resolution target passed, so the priority rose by one by itself (product 7)."""

    name: ClassVar[str] = "priority raised"

    ticket_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRaised(Event):
    """The ticket went up a level; ``reason`` is a word of ``vocabulary.RaiseReason``."""

    name: ClassVar[str] = "level raised"

    ticket_id: int
    before: int
    after: int
    reason: str
    assignee_id: int | None
    actor_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRequested(Event):
    """The requester asked for the ticket to go up; a supervisor decides."""

    name: ClassVar[str] = "escalation requested"

    ticket_id: int
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationDecided(Event):
    """A supervisor accepted or declined a request."""

    name: ClassVar[str] = "escalation decided"

    ticket_id: int
    request_id: int
    accepted: bool
    actor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNear(Event):
    """A promise is at its warning share (``warns_at``); ``commitment`` says which, ``due_at`` is ISO 8601."""

    name: ClassVar[str] = "breach near"

    ticket_id: int
    commitment: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseBroken(Event):
    """A promise passed its instant; reported apart from raises of level."""

    name: ClassVar[str] = "promise broken"

    ticket_id: int
    commitment: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorsAlerted(Event):
    """Supervisors should look at once; ``cause`` is a word of ``vocabulary.AlertCause``."""

    name: ClassVar[str] = "supervisors alerted"

    ticket_id: int
    cause: str
