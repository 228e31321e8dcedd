"""The rows of verdicts: one for each ticket and article, as it was said last."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.terms import Language
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class ArticleVerdict(Base):
    """What somebody of the team said of an article, having solved a ticket; never the requester's to read.

    ``article_id`` is empty where none exists; ``revision`` is the one that was live then.
    """

    __tablename__ = "article_verdicts"
    __table_args__ = (
        UniqueConstraint("ticket_id", "article_id"),
        Index("ix_article_verdicts_article", "article_id", "language"),
        Index("ix_article_verdicts_given", "given_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    article_id: Mapped[str] = mapped_column(String)
    language: Mapped[Language] = mapped_column(Term(Language))
    revision: Mapped[str] = mapped_column(String, default="")
    verdict: Mapped[Verdict] = mapped_column(Term(Verdict))
    giver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
