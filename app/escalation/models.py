"""The rows of escalation: when a ticket is looked at next, what was due and done, and who asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.escalation.vocabulary import RequestOrigin, RequestState, Rule
from app.sla.commitment import Commitment
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class PromiseWatch(Base):
    """When something about an unclosed ticket is due next; None while nothing is, and no row once closed.

    Too early an instant costs a look and nothing else: what is due is reckoned from the ticket's past.
    """

    __tablename__ = "promise_watches"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class PromiseStep(Base):
    """Something that was due at an instant and was done, once for each ticket, rule and instant.

    ``due_at`` is when it was due and ``done_at`` when a worker saw it. ``commitment`` and
    ``promised_for`` are of warnings and breaches: which promise, and until when it was given;
    ``assignee_id`` and ``level`` say who had the ticket then.
    """

    __tablename__ = "promise_steps"
    __table_args__ = (
        UniqueConstraint("ticket_id", "rule", "commitment", "due_at"),
        Index("ix_promise_steps_rule", "rule", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    rule: Mapped[Rule] = mapped_column(Term(Rule))
    commitment: Mapped[str] = mapped_column(String(40), default="")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    promised_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    level: Mapped[int]
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def promise(self) -> Commitment | None:
        """Return which promise a warning or a breach is about."""
        return Commitment(self.commitment) if self.commitment else None


class EscalationRequest(Base):
    """A requester's wish that the ticket goes up; of each ticket one at most is open.

    ``message_id`` is the reply whose words asked; ``decide_by`` is when a supervisor has decided;
    ``answer`` is the supervisor's text, shown to the requester.
    """

    __tablename__ = "escalation_requests"
    __table_args__ = (
        Index(
            "uq_escalation_requests_open",
            "ticket_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_escalation_requests_ticket", "ticket_id", "id"),
        Index("ix_escalation_requests_state", "state", "decide_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    requester_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    origin: Mapped[RequestOrigin] = mapped_column(Term(RequestOrigin))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_messages.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_by: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[RequestState] = mapped_column(Term(RequestState), default=RequestState.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
