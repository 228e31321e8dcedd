"""The rows of known problems: what is known, who is affected, which tickets are about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.terms import Language, ProductArea
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class Incident(Base):
    """A known problem (product 5, incident parents). ``name`` is random and stands in addresses.

    ``solution`` is what was said when it ended, in ``ended_at``'s words to everybody affected.
    """

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_open", "ended_at", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(16), unique=True)
    title_es: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    known_es: Mapped[str] = mapped_column(Text, default="")
    known_en: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[ProductArea | None] = mapped_column(Term(ProductArea))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    solution: Mapped[str] = mapped_column(Text, default="")

    def title(self, language: Language) -> str:
        """Return what the problem is called in a language."""
        return self.title_es if language is Language.ES else self.title_en or self.title_es

    def known(self, language: Language) -> str:
        """Return what is known about it in a language."""
        return self.known_es if language is Language.ES else self.known_en or self.known_es


class AffectedPerson(Base):
    """Somebody who pressed "this affects me" and will be told when it is over."""

    __tablename__ = "incident_people"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class IncidentTicket(Base):
    """A ticket about a known problem; a ticket is about one at most."""

    __tablename__ = "incident_tickets"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
