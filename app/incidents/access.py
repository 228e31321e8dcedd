"""Who may see and do what with known problems."""

from sqlalchemy import select

from app.incidents.models import Incident
from app.kernel.errors import NotAllowed, NotFound
from app.storage.database import db
from app.tickets.access import Viewer

_MISSING = "This page does not exist."


def open_incident(name: str) -> Incident:
    """Return a problem that goes on; everybody may know of it. Raises NotFound."""
    incident = db.session.scalar(select(Incident).where(Incident.name == name, Incident.ended_at.is_(None)))
    if incident is None:
        raise NotFound(_MISSING)
    return incident


def incident_for(viewer: Viewer, name: str) -> Incident:
    """Return a problem, over or not, to whoever answers tickets. Raises NotFound for others."""
    incident = db.session.scalar(select(Incident).where(Incident.name == name))
    if incident is None or not viewer.answers:
        raise NotFound(_MISSING)
    return incident


def require_team(viewer: Viewer) -> None:
    """Raise NotAllowed for whoever does not answer tickets."""
    if not viewer.answers:
        raise NotAllowed("Only the team can do this.")
