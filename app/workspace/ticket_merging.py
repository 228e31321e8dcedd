"""Where the team makes one ticket of two, after reading which two."""

from dataclasses import dataclass

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.storage.database import transaction
from app.tickets.access import Viewer, require, viewer_of
from app.tickets.lifecycle import Move, Stage
from app.tickets.merging import merge
from app.tickets.models import Ticket
from app.web.blueprint import Blueprint
from app.web.errors import status_of
from app.web.identity import current_reader
from app.workspace.ticket_answer import AT, TEAM, back_to, ticket_of_team

ticket_merging = Blueprint("ticket_merging", __name__)


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two tickets, as far as it helps to recognise it."""

    reference: str
    title: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class MergePage:
    """Which ticket goes on under which; ``into`` None until one is chosen that exists."""

    ticket: Half
    into: Half | None
    typed: str
    problem: str
    back_url: str


@ticket_merging.page(f"{AT}/merge", access=TEAM)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Ask whether the ticket shall go on under the number in ``into``."""
    viewer = viewer_of(current_reader())
    ticket = ticket_of_team(viewer, reference)
    require(viewer, Move.MERGE, ticket)
    typed = request.args.get("into", "")
    try:
        return _answer(ticket, _other(viewer, ticket, typed) if typed else None, typed, None)
    except RuleBroken as refusal:
        return _answer(ticket, None, typed, refusal)


@ticket_merging.page(f"{AT}/merge", access=TEAM, methods=("POST",))
def confirm(language: Language, reference: str) -> ResponseReturnValue:
    """Merge the ticket into the other, whose page is shown."""
    viewer, typed = viewer_of(current_reader()), request.form.get("into", "")
    try:
        with transaction():
            ticket = ticket_of_team(viewer, reference)
            other = _other(viewer, ticket, typed)
            merge(ticket, other, viewer, utc_now())
    except (RuleBroken, NotAllowed, Conflict) as refusal:
        return _answer(ticket_of_team(viewer, reference), None, typed, refusal)
    return back_to(language, other.reference)


def _other(viewer: Viewer, ticket: Ticket, typed: str) -> Ticket:
    """Return the other ticket. Raises RuleBroken where there is none that the team sees."""
    try:
        other = ticket_of_team(viewer, typed)
    except NotFound as missing:
        raise RuleBroken(N_("There is no ticket with this number."), field="into") from missing
    if other.requester_id != ticket.requester_id:
        raise RuleBroken(N_("Only tickets of the same requester can be merged."), field="into")
    if other is ticket:
        raise RuleBroken(N_("A ticket cannot be merged with itself."), field="into")
    return other


def _answer(
    ticket: Ticket, other: Ticket | None, typed: str, refusal: DomainError | None
) -> ResponseReturnValue:
    page = MergePage(
        ticket=_half(ticket),
        into=_half(other) if other else None,
        typed=typed,
        problem=_(refusal.message, **refusal.values) if refusal else "",
        back_url=url_for("workspace_ticket.show", reference=ticket.reference),
    )
    answer = make_response(render_template("workspace/ticket_merge.html", page=page))
    if refusal is not None:
        answer.status_code = status_of(refusal)
    return answer


def _half(ticket: Ticket) -> Half:
    return Half(ticket.reference, ticket.title, ticket.stage)
