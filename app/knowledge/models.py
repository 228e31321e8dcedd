"""The rows of votes on articles, and of how many people read them."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language
from app.knowledge.votes import NoReason
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base

_HAS_WORDS = text("comment <> ''")


class ArticleVote(Base):
    """The standing vote of one voter on one revision of an article; casting again replaces it.

    ``voter`` is an account's or a visitor's pseudonym, never an address. ``by_staff`` was
    true when it was cast by somebody of the team; such votes are kept and not counted.
    ``cast_at`` is when it was last pressed or explained.
    """

    __tablename__ = "article_votes"
    __table_args__ = (
        UniqueConstraint("article_id", "revision", "voter"),
        Index(
            "ix_article_votes_score",
            "article_id",
            "language",
            "revision",
            "by_staff",
            "helpful",
            "reason",
            "cast_at",
        ),
        Index("ix_article_votes_weeks", "cast_at", "by_staff", "reason", "helpful"),
        Index("ix_article_votes_comments", "cast_at", sqlite_where=_HAS_WORDS, postgresql_where=_HAS_WORDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String)
    revision: Mapped[str] = mapped_column(String)
    language: Mapped[Language] = mapped_column(Term(Language))
    voter: Mapped[str] = mapped_column(String(64))
    by_staff: Mapped[bool]
    helpful: Mapped[bool]
    reason: Mapped[NoReason | None] = mapped_column(Term(NoReason))
    comment: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VoteAttempt(Base):
    """One press of a vote button, kept for a day so that pressing can be limited (security 64)."""

    __tablename__ = "vote_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ArticleReaders(Base):
    """How many people read an article in one language on one local day; nobody of them is known."""

    __tablename__ = "article_readers"
    __table_args__ = (Index("ix_article_readers_lately", "day", "article_id", "language", "readers"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String, primary_key=True)
    language: Mapped[Language] = mapped_column(Term(Language), primary_key=True)
    readers: Mapped[int]


class ReadingMark(Base):
    """That somebody was counted for an article today; ``reader`` is a name that changes every day.

    It is dropped after two days: until then it only keeps people from being counted twice.
    """

    __tablename__ = "reading_marks"

    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    article_id: Mapped[str] = mapped_column(String, primary_key=True)
    language: Mapped[Language] = mapped_column(Term(Language), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
