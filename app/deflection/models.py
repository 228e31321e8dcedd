"""The rows of the ledger: each ticket form, what happened in it, and steps that did not work."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.deflection.vocabulary import Outcome, StepKind
from app.kernel.terms import Language, ProductArea, TicketType
from app.search.models import LONGEST_TEXT
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base

LONGEST_ANCHOR = 200  # characters
_HAS_ARRIVED = text("arrival_article_id <> ''")


class FormSession(Base):
    """A ticket form from when it was opened to its end.

    It is a person's, a visitor's (a pseudonym of what their browser carries), or nobody's yet.
    ``type`` and ``area`` are the last ones chosen. ``query`` is kept as the query log keeps it.
    ``outcome_at`` is when it came to its outcome, None until then; ``settled_at`` when a
    confirmation stopped being provisional. ``ticket_id`` is the ticket it became, or the one that
    reverted it.
    """

    __tablename__ = "form_sessions"
    __table_args__ = (
        Index("ix_form_sessions_person", "person_id", "outcome", "outcome_at"),
        Index("ix_form_sessions_visitor", "visitor", "outcome", "outcome_at"),
        Index("ix_form_sessions_seen", "outcome", "last_seen_at"),
        Index("ix_form_sessions_settling", "outcome", "settled_at", "outcome_at"),
        Index("ix_form_sessions_ends", "started_at", "outcome", "outcome_at"),
        Index(
            "ix_form_sessions_arrival",
            "arrival_article_id",
            "language",
            "started_at",
            "outcome",
            sqlite_where=_HAS_ARRIVED,
            postgresql_where=_HAS_ARRIVED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    visitor: Mapped[str] = mapped_column(String(32), default="")
    language: Mapped[Language] = mapped_column(Term(Language))
    type: Mapped[TicketType | None] = mapped_column(Term(TicketType))
    area: Mapped[ProductArea | None] = mapped_column(Term(ProductArea))
    query: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    query_token: Mapped[str] = mapped_column(String(32), default="")
    arrival_article_id: Mapped[str] = mapped_column(String, default="")
    arrival_step: Mapped[str] = mapped_column(String(LONGEST_ANCHOR), default="")
    held_out: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[Outcome] = mapped_column(Term(Outcome), default=Outcome.STARTED)
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_article_id: Mapped[str] = mapped_column(String, default="")
    confirmed_revision: Mapped[str] = mapped_column(String, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)


class FormStep(Base):
    """Something that happened in a form to an article, once; ``revision`` is the one it was first shown in.

    ``undone_at`` is when the person took it back: a dismissal, or that the article helped.
    """

    __tablename__ = "form_steps"
    __table_args__ = (
        UniqueConstraint("session_id", "kind", "article_id"),
        Index("ix_form_steps_lately", "kind", "taken_at", "article_id", "revision", "undone_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("form_sessions.id", ondelete="CASCADE"))
    kind: Mapped[StepKind] = mapped_column(Term(StepKind))
    article_id: Mapped[str] = mapped_column(String)
    revision: Mapped[str] = mapped_column(String, default="")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FailedStep(Base):
    """A numbered step of an article that did not work for somebody; in a form once, else each time."""

    __tablename__ = "failed_steps"
    __table_args__ = (
        UniqueConstraint("session_id", "article_id", "revision", "anchor"),
        Index("ix_failed_steps_article", "article_id", "failed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("form_sessions.id", ondelete="CASCADE"))
    article_id: Mapped[str] = mapped_column(String)
    revision: Mapped[str] = mapped_column(String)
    anchor: Mapped[str] = mapped_column(String(LONGEST_ANCHOR))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
