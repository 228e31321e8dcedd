"""The rows of surveys: an invitation for each solution of a ticket, and at most one answer to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import UtcDateTime
from app.storage.database import Base


class SurveyInvitation(Base):
    """A question to the requester about one solution: ``resolution_id`` is the change that began it.

    ``nonce`` (128 random bits) is what the signed link carries; ``agent_id`` had the ticket then.
    """

    __tablename__ = "survey_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("ticket_changes.id"), unique=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyAnswer(Base):
    """What the requester says now; ``version`` counts how often they said it."""

    __tablename__ = "survey_answers"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey("survey_invitations.id"), primary_key=True)
    stars: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    on_time: Mapped[bool | None]
    first_answer_fast: Mapped[bool | None]
    fully_solved: Mapped[bool | None]
    clear: Mapped[bool | None]
    first_attempt: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
