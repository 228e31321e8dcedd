"""The rows of tickets: the case, what was said, what changed, files, drafts and marks of reading."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language, Plan, Priority, ProductArea, SupportLevel, TicketType
from app.storage.columns import Term, TermSet, UtcDateTime
from app.storage.database import Base
from app.tickets.lifecycle import Stage
from app.tickets.vocabulary import ChangeKind, Impact, MessageKind, Origin, Side, TicketStatus


class Ticket(Base):
    """One case. The report of the requester is part of it, so there is no ticket without words.

    ``form_digest`` tells the same form sent again from another one under the same key.

    ``first_response_due_at`` is the guarantee given when it was sent; ``promised_by``
    the revision of the policy that gave it; ``lapses_at`` is when a
    resolved ticket closes by itself; ``version`` counts edits of the details.

    ``next_due_at`` is the earliest promise that still runs, late or not, by which the queue is ordered:
    None while none does. ``due.note_next_due`` writes it whenever the ticket's past changes.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("requester_id", "form_key"),
        Index("ix_tickets_lapsing", "status", "lapses_at"),
        Index("ix_tickets_queue", "status", "first_response_due_at"),
        Index("ix_tickets_next_due", "status", "next_due_at"),
        Index("ix_tickets_requester", "requester_id", "last_activity_at"),
        Index("ix_tickets_assignee", "assignee_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    form_key: Mapped[str] = mapped_column(String(64))
    form_digest: Mapped[str] = mapped_column(String(64))
    requester_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    plan: Mapped[Plan] = mapped_column(Term(Plan))
    origin: Mapped[Origin] = mapped_column(Term(Origin), default=Origin.PORTAL)

    title: Mapped[str] = mapped_column(String(200))
    happened: Mapped[str] = mapped_column(Text)
    type: Mapped[TicketType] = mapped_column(Term(TicketType))
    area: Mapped[ProductArea | None] = mapped_column(Term(ProductArea))
    language: Mapped[Language] = mapped_column(Term(Language))
    expected: Mapped[str] = mapped_column(Text, default="")
    obtained: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[str] = mapped_column(Text, default="")
    occurred: Mapped[str] = mapped_column(String(200), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    system: Mapped[str] = mapped_column(String(200), default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    screen: Mapped[str] = mapped_column(String(200), default="")
    page: Mapped[str] = mapped_column(String(200), default="")
    impacts: Mapped[frozenset[Impact]] = mapped_column(TermSet(Impact), default=frozenset)
    version: Mapped[int] = mapped_column(default=1)

    priority: Mapped[Priority] = mapped_column(Term(Priority))
    level: Mapped[int] = mapped_column(default=SupportLevel.ASSIGNED_AGENT.value)
    status: Mapped[TicketStatus] = mapped_column(Term(TicketStatus), default=TicketStatus.OPEN)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)

    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_activity_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_response_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    promised_by: Mapped[str] = mapped_column(String(40))
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_response_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def stage(self) -> Stage:
        """Return where the ticket stands, with the mark of waiting."""
        return Stage.WAITING if self.waiting_since else Stage(self.status.value)


class TicketMessage(Base):
    """Something said on a ticket. ``asks`` marks the team's question that the ticket waits on."""

    __tablename__ = "ticket_messages"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        Index("ix_ticket_messages_ticket", "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    side: Mapped[Side] = mapped_column(Term(Side))
    kind: Mapped[MessageKind] = mapped_column(Term(MessageKind))
    origin: Mapped[Origin] = mapped_column(Term(Origin), default=Origin.PORTAL)
    body: Mapped[str] = mapped_column(Text)
    asks: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketChange(Base):
    """Something that changed: who, when, from, to and why. Never altered afterwards."""

    __tablename__ = "ticket_changes"
    __table_args__ = (Index("ix_ticket_changes_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[ChangeKind] = mapped_column(Term(ChangeKind))
    field: Mapped[str] = mapped_column(String(40), default="")
    side: Mapped[Side] = mapped_column(Term(Side))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_from: Mapped[str] = mapped_column(Text, default="")
    changed_to: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketDraft(Base):
    """A form not yet sent, or for some days the memory that it was.

    It is a person's, or until they sign in a visitor's: a pseudonym of what their browser carries.
    """

    __tablename__ = "ticket_drafts"
    __table_args__ = (
        UniqueConstraint("person_id", "form_key"),
        UniqueConstraint("visitor", "form_key"),
        CheckConstraint("(person_id IS NULL) <> (visitor IS NULL)", name="one_holder"),
        Index("ix_ticket_drafts_expiry", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    visitor: Mapped[str | None] = mapped_column(String(32))
    form_key: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))


class TicketAttachment(Base):
    """A file: waiting in a form (``form_key``), then on a ticket's report or on one of its messages.

    ``name`` is random and also names the blob; ``file_name`` is what the person called it.
    """

    __tablename__ = "ticket_attachments"
    __table_args__ = (Index("ix_ticket_attachments_form", "uploader_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_messages.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TicketReading(Base):
    """How far somebody has read a ticket: the id of the last message they were shown."""

    __tablename__ = "ticket_readings"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    last_message_id: Mapped[int] = mapped_column(default=0)
