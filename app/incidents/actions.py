"""What can be done about a known problem: one verb per function; none of them commits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from app.incidents.access import require_team
from app.incidents.events import IncidentEnded, IncidentStarted
from app.incidents.models import AffectedPerson, Incident, IncidentTicket
from app.incidents.queries import tickets_about
from app.kernel.errors import RuleBroken
from app.kernel.terms import ProductArea
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Viewer
from app.tickets.conversation import resolve
from app.tickets.details import LONGEST_TITLE, FieldChecks, checked_line, checked_text
from app.tickets.lifecycle import Stage
from app.tickets.models import Ticket

_RESOLVABLE = frozenset({Stage.OPEN, Stage.IN_PROGRESS, Stage.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What readers are told of a known problem; English may be left out."""

    title_es: str
    title_en: str = ""
    known_es: str = ""
    known_en: str = ""
    area: ProductArea | None = None


def start_incident(viewer: Viewer, said: Announcement, now: datetime) -> Incident:
    """Make a problem known on the ticket form. Raises Refusals, NotAllowed."""
    require_team(viewer)
    incident = Incident(
        name=secrets.token_hex(6), opened_by_id=viewer.person_id, started_at=now, updated_at=now
    )
    _write(incident, said)
    db.session.add(incident)
    db.session.flush()
    publish(
        IncidentStarted(
            subject=incident.name,
            key=incident.name,
            occurred_at=now,
            incident_id=incident.id,
            actor_id=viewer.person_id,
        )
    )
    return incident


def update_incident(incident: Incident, viewer: Viewer, said: Announcement, now: datetime) -> None:
    """Say something new about a problem that goes on. Raises Refusals, NotAllowed, RuleBroken."""
    require_team(viewer)
    _hold_open(incident)
    _write(incident, said)
    incident.updated_at = now


def join(incident: Incident, person_id: int, now: datetime) -> None:
    """Put a person on the list of those who are told when it is over; once."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(AffectedPerson).values(incident_id=incident.id, person_id=person_id, since=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["incident_id", "person_id"]))


def leave(incident: Incident, person_id: int) -> None:
    """Take a person off the list; nothing happens when they were not on it."""
    if row := db.session.get(AffectedPerson, (incident.id, person_id)):
        db.session.delete(row)


def link(incident: Incident, ticket: Ticket, viewer: Viewer, now: datetime) -> None:
    """Say that a ticket is about the problem, in place of another one it was about. Raises RuleBroken."""
    require_team(viewer)
    _hold_open(incident)
    db.session.merge(
        IncidentTicket(
            ticket_id=ticket.id, incident_id=incident.id, linked_by_id=viewer.person_id, linked_at=now
        )
    )


def unlink(ticket: Ticket, viewer: Viewer) -> None:
    """Say that a ticket is about no known problem."""
    require_team(viewer)
    if row := db.session.get(IncidentTicket, ticket.id):
        db.session.delete(row)


def end_incident(incident: Incident, viewer: Viewer, solution: str, now: datetime) -> Sequence[Ticket]:
    """End the problem and answer its tickets with the same words; return those it resolved.

    Each goes the way of every resolution: its requester confirms or says that it still fails.
    Ended already, nothing happens. Raises RuleBroken without words, NotAllowed.
    """
    require_team(viewer)
    said = checked_text(solution, N_("Say what solved it."))
    db.session.refresh(incident, with_for_update=True)
    if incident.ended_at is not None:
        return ()
    incident.ended_at, incident.updated_at, incident.solution = now, now, said
    resolved = [ticket for ticket in tickets_about(incident) if ticket.stage in _RESOLVABLE]
    for ticket in resolved:
        resolve(ticket, viewer, said, f"incident-{incident.name}-{ticket.id}", now)
    publish(
        IncidentEnded(
            subject=incident.name,
            key=incident.name,
            occurred_at=now,
            incident_id=incident.id,
            actor_id=viewer.person_id,
        )
    )
    return resolved


def _write(incident: Incident, said: Announcement) -> None:
    check = FieldChecks()
    with check.field("title_es"):
        incident.title_es = checked_line(said.title_es, LONGEST_TITLE, N_("Write in one line what is wrong."))
    with check.field("title_en"):
        incident.title_en = checked_line(said.title_en, LONGEST_TITLE)
    for name in ("known_es", "known_en"):
        with check.field(name):
            setattr(incident, name, checked_text(getattr(said, name)))
    check.done()
    incident.area = said.area


def _hold_open(incident: Incident) -> None:
    db.session.refresh(incident, with_for_update=True)
    if incident.ended_at is not None:
        raise RuleBroken(N_("This problem is over."))
