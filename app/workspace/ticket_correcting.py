"""Where the team corrects how a ticket is classified, without undoing what somebody else corrected."""

from dataclasses import dataclass, replace

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, DomainError, NotAllowed, RuleBroken
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import transaction
from app.tickets.access import Act, require, viewer_of
from app.tickets.details import Details, Refusals
from app.tickets.editing import EditConflict, edit
from app.tickets.labels import name_of
from app.tickets.models import Ticket
from app.tickets.submitting import details_of
from app.web.blueprint import Blueprint
from app.web.errors import status_of
from app.web.identity import current_reader
from app.workspace.ticket_answer import AT, TEAM, back_to, ticket_of_team
from app.workspace.typed_numbers import number_in

ticket_correcting = Blueprint("ticket_correcting", __name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people changed: what this form says, and what stands in the ticket now."""

    title: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """The form of a ticket's classification; ``differences`` after somebody else was faster."""

    reference: str
    version: int
    title: str
    type: str
    area: str
    language: str
    types: tuple[TicketType, ...]
    areas: tuple[ProductArea, ...]
    languages: tuple[Language, ...]
    problems: dict[str, str]
    differences: tuple[Difference, ...]
    back_url: str


@ticket_correcting.page(f"{AT}/details", access=TEAM)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Show what of a ticket's details the team may correct."""
    viewer = viewer_of(current_reader())
    ticket = ticket_of_team(viewer, reference)
    require(viewer, Act.EDIT, ticket)
    return render_template("workspace/ticket_details.html", page=_page(ticket, details_of(ticket)))


@ticket_correcting.page(f"{AT}/details", access=TEAM, methods=("POST",))
def correct(language: Language, reference: str) -> ResponseReturnValue:
    """Correct them; if somebody was faster, show both versions and keep what was typed."""
    viewer, version = viewer_of(current_reader()), request.form.get("version", "")
    try:
        with transaction():
            ticket = ticket_of_team(viewer, reference)
            edit(ticket, viewer, number_in(version) or 0, _sent(), utc_now())
    except (RuleBroken, NotAllowed, Conflict) as refusal:
        ticket = ticket_of_team(viewer, reference)
        page = _refused(_page(ticket, details_of(ticket), request.form.to_dict()), refusal)
        return make_response(render_template("workspace/ticket_details.html", page=page), status_of(refusal))
    return back_to(language, ticket.reference)


def _sent() -> dict[str, object]:
    """Return what was sent as the domain knows it. Raises Refusals for words that are in no list."""
    form = request.form
    wrong = {
        name: RuleBroken("Choose one of the list.")
        for name, words in (("type", TicketType), ("area", ProductArea), ("language", Language))
        if (form.get(name) or None) not in {*words, None if name == "area" else ""}
    }
    if wrong:
        raise Refusals(wrong)
    return {
        "title": form.get("title", ""),
        "type": TicketType(form["type"]),
        "area": ProductArea(form["area"]) if form.get("area") else None,
        "language": Language(form["language"]),
    }


def _page(ticket: Ticket, details: Details, typed: dict[str, str] | None = None) -> CorrectionPage:
    sent = typed or {}
    return CorrectionPage(
        reference=ticket.reference,
        version=ticket.version,
        title=sent.get("title", details.title),
        type=sent.get("type", details.type),
        area=sent.get("area", details.area or ""),
        language=sent.get("language", details.language),
        types=tuple(TicketType),
        areas=tuple(ProductArea),
        languages=tuple(Language),
        problems={},
        differences=(),
        back_url=url_for("workspace_ticket.show", reference=ticket.reference),
    )


def _refused(page: CorrectionPage, refusal: DomainError) -> CorrectionPage:
    if isinstance(refusal, EditConflict):
        return replace(page, version=refusal.version, differences=_differences(refusal))
    by_field = refusal.by_field if isinstance(refusal, Refusals) else {}
    if not by_field:
        by_field = {str(refusal.values.get("field", "title")): refusal}  # type: ignore[dict-item]
    return replace(page, problems={name: _(each.message, **each.values) for name, each in by_field.items()})


def _differences(conflict: EditConflict) -> tuple[Difference, ...]:
    titles = {"title": _("Title"), "type": _("Type"), "area": _("Area"), "language": _("Language")}
    return tuple(
        Difference(titles[name], _words(conflict.mine, name), _words(conflict.theirs, name))
        for name in conflict.fields
        if name in titles
    )


def _words(details: Details, name: str) -> str:
    return details.title if name == "title" else name_of(getattr(details, name))
