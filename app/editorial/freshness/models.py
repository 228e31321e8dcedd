"""The rows of freshness: what changed in the product, and who found an article still right."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language, ProductArea
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base

LONGEST_WHAT = 300  # characters


class AreaChange(Base):
    """Something in an area of the product changed; its older articles are to be verified since.

    The same is recorded once, unless it was undone.
    """

    __tablename__ = "area_changes"
    __table_args__ = (
        Index(
            "uq_area_changes_standing",
            "area",
            "changed_on",
            "what",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[ProductArea] = mapped_column(Term(ProductArea))
    changed_on: Mapped[date]
    what: Mapped[str] = mapped_column(String(LONGEST_WHAT))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ArticleVerification(Base):
    """Somebody read an article and found it still right; ``revision`` is the text they read."""

    __tablename__ = "article_verifications"
    __table_args__ = (Index("ix_article_verifications_article", "article_id", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(String)
    language: Mapped[Language] = mapped_column(Term(Language))
    revision: Mapped[str] = mapped_column(String)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
