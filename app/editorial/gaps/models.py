"""The rows of content gaps: what is missing, in whose words, what became of it; and refused synonyms."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.editorial.gaps.vocabulary import Deed, GapState, Source
from app.kernel.terms import Language, ProductArea, TicketType
from app.search.models import LONGEST_TEXT
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class ContentGap(Base):
    """Something people look for and no article answers; ``id`` is the number people say: G-7.

    ``stems`` are those of its name, by which it stays itself from run to run. ``people`` and ``tickets``
    are of the last 30 days, ``people_before`` of the 30 before them; ``searches``, ``forms``, ``subjects``
    and ``verdicts`` say where 90 days noticed it; ``weeks`` counts people, the oldest of 12 first. ``near``
    are the articles the search brings first, by id. ``dismissed_size`` is what it must double to return.
    With a ``type`` it has no words of its own: agents said of tickets of that area and type that no article
    exists. ``generation`` is what was live when it was judged last.
    """

    __tablename__ = "content_gaps"
    __table_args__ = (Index("ix_content_gaps_state", "state", "people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[Language] = mapped_column(Term(Language))
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    stems: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    area: Mapped[ProductArea | None] = mapped_column(Term(ProductArea))
    type: Mapped[TicketType | None] = mapped_column(Term(TicketType))
    state: Mapped[GapState] = mapped_column(Term(GapState), default=GapState.NEW)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    people: Mapped[int] = mapped_column(default=0)
    people_before: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    searches: Mapped[int] = mapped_column(default=0)
    forms: Mapped[int] = mapped_column(default=0)
    subjects: Mapped[int] = mapped_column(default=0)
    verdicts: Mapped[int] = mapped_column(default=0)
    weeks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    near: Mapped[list[Any]] = mapped_column(JSON, default=list)
    commit: Mapped[str] = mapped_column(String(64), default="")
    generation: Mapped[str] = mapped_column(String(100), default="")
    dismissed_size: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("content_gaps.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GapPhrase(Base):
    """Words that enough people used for it in 90 days; ``is_found`` as the live index answered last."""

    __tablename__ = "gap_phrases"
    __table_args__ = (UniqueConstraint("gap_id", "source", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("content_gaps.id", ondelete="CASCADE"))
    source: Mapped[Source] = mapped_column(Term(Source))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    people: Mapped[int]
    is_found: Mapped[bool] = mapped_column(default=False)


class GapChange(Base):
    """Something that happened to a gap; ``actor_id`` None is the programme."""

    __tablename__ = "gap_changes"
    __table_args__ = (Index("ix_gap_changes_gap", "gap_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("content_gaps.id", ondelete="CASCADE"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deed: Mapped[Deed] = mapped_column(Term(Deed))
    before: Mapped[GapState | None] = mapped_column(Term(GapState))
    after: Mapped[GapState] = mapped_column(Term(GapState))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text, default="")


class UncitedTickets(Base):
    """How many tickets of 12 weeks, by area and type, were answered without naming an article."""

    __tablename__ = "uncited_tickets"
    __table_args__ = (UniqueConstraint("area", "type"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[ProductArea | None] = mapped_column(Term(ProductArea))
    type: Mapped[TicketType] = mapped_column(Term(TicketType))
    tickets: Mapped[int]
    all_tickets: Mapped[int]


class SynonymRefusal(Base):
    """That two phrases are not to be proposed as synonyms until twice as many people speak for it."""

    __tablename__ = "synonym_refusals"
    __table_args__ = (UniqueConstraint("language", "first_stems", "second_stems"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[Language] = mapped_column(Term(Language))
    first_stems: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    second_stems: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    people: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    refuser_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime)
