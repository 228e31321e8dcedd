"""What happens to tickets, for whoever listens; nothing of what people wrote travels in an event."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Event):
    """Somebody sent a ticket; ``form_key`` is the form it came from."""

    name: ClassVar[str] = "ticket opened"

    ticket_id: int
    requester_id: int
    form_key: str
    type: str
    area: str | None
    priority: str
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAssigned(Event):
    """The ticket went to somebody; ``assignee_id`` None gives it back to the queue."""

    name: ClassVar[str] = "ticket assigned"

    ticket_id: int
    assignee_id: int | None
    actor_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """Somebody said something; a ``note`` is the team's own."""

    name: ClassVar[str] = "message sent"

    ticket_id: int
    message_id: int
    author_id: int
    side: str
    kind: str
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved(Event):
    """The ticket moved to another stage."""

    name: ClassVar[str] = "ticket moved"

    ticket_id: int
    move: str
    stage_before: str
    stage: str
    actor_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged(Event):
    """An agent corrected the priority."""

    name: ClassVar[str] = "priority changed"

    ticket_id: int
    before: str
    after: str
    actor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRequested(Event):
    """The requester asks for another priority; an agent decides."""

    name: ClassVar[str] = "priority requested"

    ticket_id: int
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged(Event):
    """The ticket goes on under another number."""

    name: ClassVar[str] = "ticket merged"

    ticket_id: int
    into: str
    actor_id: int
