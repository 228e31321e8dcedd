"""Known problems for the team: what is said of them, which tickets are about them, how they end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.incidents.access import incident_for
from app.incidents.actions import end_incident, link, start_incident, unlink, update_incident
from app.incidents.forms import FIELDS, announcement_in, fields_of
from app.incidents.models import Incident
from app.incidents.queries import IncidentRow, incident_rows, tickets_about
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language, ProductArea
from app.kernel.wording import N_
from app.storage.database import transaction
from app.tickets.access import Viewer, ticket_for, viewer_of
from app.tickets.details import Refusals
from app.tickets.lifecycle import Stage
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

workspace_incidents = Blueprint("workspace_incidents", __name__)
_TEAM = holders_of(Permission.ANSWER_TICKETS)
Change = Callable[[Incident, Viewer, datetime], None]


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """All known problems, and the form for a new one as far as it was filled in."""

    rows: tuple[IncidentRow, ...]
    fields: Mapping[str, str]
    areas: tuple[ProductArea, ...] = tuple(ProductArea)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketAbout:
    """A ticket about the problem."""

    reference: str
    title: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One known problem with its tickets; ``solution`` and ``reference`` as they were typed."""

    name: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    said: str
    tickets: tuple[TicketAbout, ...]
    fields: Mapping[str, str]
    solution: str = ""
    reference: str = ""
    areas: tuple[ProductArea, ...] = tuple(ProductArea)
    problems: Mapping[str, str] = field(default_factory=dict)


@workspace_incidents.page("/<language:language>/staff/incidents", access=_TEAM)
def show(language: Language) -> ResponseReturnValue:
    """List the known problems, those that go on first."""
    return render_template(
        "workspace/incidents.html", page=IncidentsPage(incident_rows(language), dict.fromkeys(FIELDS, ""))
    )


@workspace_incidents.page("/<language:language>/staff/incidents", access=_TEAM, methods=("POST",))
def start(language: Language) -> ResponseReturnValue:
    """Make a problem known on the ticket form."""
    try:
        with transaction():
            incident = start_incident(_viewer(), announcement_in(request.form), utc_now())
    except Refusals as refusals:
        typed = {name: request.form.get(name, "") for name in FIELDS}
        page = IncidentsPage(incident_rows(language), typed, problems=_words(refusals))
        return render_template("workspace/incidents.html", page=page), 422
    return redirect(url_for("workspace_incidents.one", name=incident.name), 303)


@workspace_incidents.page("/<language:language>/staff/incidents/<name>", access=_TEAM)
def one(language: Language, name: str) -> ResponseReturnValue:
    """Show one problem with its tickets."""
    return render_template("workspace/incident.html", page=_page(incident_for(_viewer(), name), language))


@workspace_incidents.page("/<language:language>/staff/incidents/<name>", access=_TEAM, methods=("POST",))
def update(language: Language, name: str) -> ResponseReturnValue:
    """Say something new about it."""

    def change(incident: Incident, viewer: Viewer, now: datetime) -> None:
        update_incident(incident, viewer, announcement_in(request.form), now)

    return _changed(language, name, change)


@workspace_incidents.page("/<language:language>/staff/incidents/<name>/end", access=_TEAM, methods=("POST",))
def end(language: Language, name: str) -> ResponseReturnValue:
    """End it and answer its tickets."""

    def change(incident: Incident, viewer: Viewer, now: datetime) -> None:
        end_incident(incident, viewer, request.form.get("solution", ""), now)

    return _changed(language, name, change, refused="solution")


@workspace_incidents.page(
    "/<language:language>/staff/incidents/<name>/tickets", access=_TEAM, methods=("POST",)
)
def add_ticket(language: Language, name: str) -> ResponseReturnValue:
    """Say that a ticket is about it."""

    def change(incident: Incident, viewer: Viewer, now: datetime) -> None:
        try:
            ticket = ticket_for(viewer, request.form.get("reference", ""))
        except NotFound as missing:
            raise RuleBroken(N_("There is no ticket with this number.")) from missing
        link(incident, ticket, viewer, now)

    return _changed(language, name, change, refused="reference")


@workspace_incidents.page(
    "/<language:language>/staff/incidents/<name>/tickets/<reference>/removal",
    access=_TEAM,
    methods=("POST",),
)
def remove_ticket(language: Language, name: str, reference: str) -> ResponseReturnValue:
    """Say that a ticket is about something else."""
    return _changed(
        language, name, lambda _incident, viewer, _now: unlink(ticket_for(viewer, reference), viewer)
    )


def _changed(language: Language, name: str, change: Change, refused: str = "title_es") -> ResponseReturnValue:
    """Make the change and show the problem again; what was refused stays as it was typed."""
    viewer = _viewer()
    try:
        with transaction():
            change(incident_for(viewer, name), viewer, utc_now())
    except RuleBroken as broken:
        words = _words(broken) if isinstance(broken, Refusals) else {refused: _said(broken)}
        page = _page(incident_for(viewer, name), language, words)
        return render_template("workspace/incident.html", page=page), 422
    return redirect(url_for("workspace_incidents.one", name=name), 303)


def _page(incident: Incident, language: Language, problems: Mapping[str, str] | None = None) -> IncidentPage:
    typed = {name: request.form[name] for name in FIELDS if name in request.form}
    return IncidentPage(
        name=incident.name,
        title=incident.title(language),
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        said=incident.solution,
        tickets=tuple(
            TicketAbout(each.reference, each.title, each.stage) for each in tickets_about(incident)
        ),
        fields={**fields_of(incident), **typed},
        solution=request.form.get("solution", ""),
        reference=request.form.get("reference", ""),
        problems=problems or {},
    )


def _words(refusals: Refusals) -> dict[str, str]:
    return {name: _said(refusal) for name, refusal in refusals.by_field.items()}


def _said(refusal: RuleBroken) -> str:
    return gettext(refusal.message, **refusal.values)


def _viewer() -> Viewer:
    return viewer_of(current_reader())
