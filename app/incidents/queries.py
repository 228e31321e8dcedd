"""What pages are told about known problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, func, literal, select

from app.incidents.models import AffectedPerson, Incident, IncidentTicket
from app.kernel.terms import Language, ProductArea
from app.storage.database import db
from app.tickets.models import Ticket

_MOST = 5
_SHOWN_TO_TEAM = 100


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A problem as the ticket form shows it; ``affects_me`` when the reader is on its list."""

    name: str
    title: str
    known: str
    area: ProductArea | None
    started_at: datetime
    updated_at: datetime
    people: int
    affects_me: bool


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A problem as the team lists it; ``people`` pressed "this affects me"."""

    name: str
    title: str
    area: ProductArea | None
    started_at: datetime
    ended_at: datetime | None
    people: int
    tickets: int


def known_problems(language: Language, person_id: int | None) -> tuple[KnownProblem, ...]:
    """Return the problems that go on now, the latest first, at most five. One statement."""
    mine = (
        select(literal(1))
        .where(AffectedPerson.incident_id == Incident.id, AffectedPerson.person_id == person_id)
        .correlate(Incident)
        .exists()
    )
    going_on = select(Incident, _people(), mine).where(Incident.ended_at.is_(None))
    rows = db.session.execute(going_on.order_by(Incident.started_at.desc(), Incident.id).limit(_MOST))
    return tuple(
        KnownProblem(
            name=incident.name,
            title=incident.title(language),
            known=incident.known(language),
            area=incident.area,
            started_at=incident.started_at,
            updated_at=incident.updated_at,
            people=people,
            affects_me=bool(affects_me),
        )
        for incident, people, affects_me in rows
    )


def incident_rows(language: Language) -> tuple[IncidentRow, ...]:
    """Return the latest hundred problems for the team: those that go on first. One statement."""
    tickets = select(func.count()).where(IncidentTicket.incident_id == Incident.id).correlate(Incident)
    rows = db.session.execute(
        select(Incident, _people(), tickets.scalar_subquery())
        .order_by(Incident.ended_at.is_not(None), Incident.started_at.desc(), Incident.id)
        .limit(_SHOWN_TO_TEAM)
    )
    return tuple(
        IncidentRow(
            name=incident.name,
            title=incident.title(language),
            area=incident.area,
            started_at=incident.started_at,
            ended_at=incident.ended_at,
            people=people,
            tickets=about,
        )
        for incident, people, about in rows
    )


def tickets_about(incident: Incident) -> Sequence[Ticket]:
    """Return the tickets about a problem, oldest first."""
    about = and_(IncidentTicket.ticket_id == Ticket.id, IncidentTicket.incident_id == incident.id)
    return db.session.scalars(select(Ticket).join(IncidentTicket, about).order_by(Ticket.id)).all()


def incident_of(ticket_id: int) -> Incident | None:
    """Return the known problem that a ticket is about."""
    linked = select(Incident).join(IncidentTicket, IncidentTicket.incident_id == Incident.id)
    return db.session.scalar(linked.where(IncidentTicket.ticket_id == ticket_id))


def _people() -> ScalarSelect[int]:
    counted = select(func.count()).where(AffectedPerson.incident_id == Incident.id)
    return counted.correlate(Incident).scalar_subquery()
