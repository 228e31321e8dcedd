"""The rows of feedback: what was complained about, what became of it, and which comments were attended to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.terms import Language
from app.storage.columns import Term, TermSet, UtcDateTime
from app.storage.database import Base

_IS_OPEN = text("closed_at IS NULL")


class FeedbackItem(Base):
    """A complaint about one article in one language; of each one at most is open.

    ``id`` is the number people say: F-123. ``awaits_since`` is when it was opened, or reopened last: a
    commit made before does not close it. ``opened_revision`` is the text it was about. ``commit`` is
    the one that somebody linked, or that named it.
    """

    __tablename__ = "feedback_items"
    __table_args__ = (
        Index(
            "uq_feedback_items_open",
            "article_id",
            "language",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_feedback_items_closed", "article_id", "language", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String)
    language: Mapped[Language] = mapped_column(Term(Language))
    causes: Mapped[frozenset[Cause]] = mapped_column(TermSet(Cause))
    state: Mapped[FeedbackState] = mapped_column(Term(FeedbackState), default=FeedbackState.NEW)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    awaits_since: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_revision: Mapped[str] = mapped_column(String, default="")
    commit: Mapped[str] = mapped_column(String(64), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FeedbackChange(Base):
    """Something that was done to an item; ``actor_id`` None is the programme."""

    __tablename__ = "feedback_changes"
    __table_args__ = (Index("ix_feedback_changes_item", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("feedback_items.id", ondelete="CASCADE"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    before: Mapped[FeedbackState | None] = mapped_column(Term(FeedbackState))
    after: Mapped[FeedbackState] = mapped_column(Term(FeedbackState))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    commit: Mapped[str] = mapped_column(String(64), default="")
    words: Mapped[str] = mapped_column(Text, default="")


class HandledComment(Base):
    """That somebody attended to the comment beside a vote; one written later waits again."""

    __tablename__ = "handled_comments"

    vote_id: Mapped[int] = mapped_column(ForeignKey("article_votes.id", ondelete="CASCADE"), primary_key=True)
    handler_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    handled_at: Mapped[datetime] = mapped_column(UtcDateTime)
