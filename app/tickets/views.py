"""What pages of tickets are told: frozen answers, without anything the reader may not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel.terms import Plan, Priority, ProductArea, SupportLevel, TicketType
from app.tickets.access import Act
from app.tickets.details import Details
from app.tickets.lifecycle import Move, Stage
from app.tickets.vocabulary import ChangeKind, Impact, MessageKind, Origin, Side


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket in a list; ``unread`` counts messages of others that the viewer has not been shown."""

    reference: str
    title: str
    type: TicketType
    area: ProductArea | None
    priority: Priority
    plan: Plan
    stage: Stage
    level: SupportLevel
    requester: str
    assignee_id: int | None
    assignee: str
    opened_at: datetime
    last_activity_at: datetime
    first_response_due_at: datetime
    first_response_at: datetime | None
    unread: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; ``total`` counts all of them, ``counts`` those of each filter."""

    rows: tuple[TicketRow, ...]
    number: int
    pages: int
    total: int
    counts: Mapping[StrEnum, int]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to open; ``is_picture`` when it may be shown in the page."""

    name: str
    file_name: str
    media_type: str
    size: int
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A message. ``reference`` is the ticket it was said on, which differs after a merge."""

    id: int
    at: datetime
    author: str
    side: Side
    is_mine: bool
    kind: MessageKind
    origin: Origin
    body: str
    asks: bool
    is_new: bool
    reference: str
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """What the requester told on sending: of this ticket, or of one merged into it."""

    at: datetime
    reference: str
    requester: str
    is_mine: bool
    details: Details
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the timeline; ``before`` and ``to`` are words of a vocabulary, names of people or text."""

    id: int
    at: datetime
    actor: str
    side: Side
    kind: ChangeKind
    field: str
    before: str
    to: str
    reason: str
    reference: str


Entry = Reported | Said | Changed


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket's page. ``offered`` is everything the viewer may do now; ``mark`` changes with the page."""

    reference: str
    version: int
    stage: Stage
    priority: Priority
    plan: Plan
    level: SupportLevel
    impacts: frozenset[Impact]
    details: Details
    form_key: str
    requester_id: int
    requester: str
    assignee_id: int | None
    assignee: str
    side: Side
    opened_at: datetime
    first_response_due_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    lapses_at: datetime | None
    closed_at: datetime | None
    waiting_since: datetime | None
    merged_into: str | None
    follows: str | None
    follow_ups: tuple[str, ...]
    entries: tuple[Entry, ...]
    offered: frozenset[Act | Move]
    last_message_id: int
    mark: str
