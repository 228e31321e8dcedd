"""The rows of what was searched and what came next, without anything that tells who."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base

LONGEST_TEXT = 120  # characters kept of a query (ux 6)


class SearchOrigin(StrEnum):
    """How a query became final (ux 6, logging)."""

    FORM = "form"  # the form was sent
    COMPLETION = "completion"  # an article was opened from the list while typing
    TYPED = "typed"  # the text rested in the box before the visitor left


class StepKind(StrEnum):
    """What a visitor did after a search."""

    OPENED = "opened"
    CONTACTED = "contacted"


class LoggedQuery(Base):
    """A final query. ``visitor`` changes every day; ``token`` is what result links carry.

    ``results`` counts what was found, in the chosen category if any; None when nothing
    counted it.
    """

    __tablename__ = "logged_queries"
    __table_args__ = (
        Index("ix_logged_queries_visitor", "visitor", "asked_at"),
        Index("ix_logged_queries_results", "asked_at", "results"),
        Index("ix_logged_queries_language", "language", "asked_at", "visitor", "text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    visitor: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language] = mapped_column(Term(Language))
    origin: Mapped[SearchOrigin] = mapped_column(Term(SearchOrigin))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    category: Mapped[str | None] = mapped_column(String)
    results: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class QueryStep(Base):
    """Something that came of a query: an article opened at a position (from 1), or the contact page."""

    __tablename__ = "query_steps"
    __table_args__ = (
        UniqueConstraint("query_id", "kind", "article_id"),
        Index("ix_query_steps_article", "article_id", "kind", "query_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    query_id: Mapped[int] = mapped_column(ForeignKey("logged_queries.id", ondelete="CASCADE"))
    kind: Mapped[StepKind] = mapped_column(Term(StepKind))
    article_id: Mapped[str] = mapped_column(String, default="")
    position: Mapped[int | None]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
