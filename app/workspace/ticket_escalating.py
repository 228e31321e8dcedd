"""What the team does about the level of a ticket: decide a request, or send the ticket up by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue

from app.escalation import actions
from app.escalation.access import request_for, require_raiser
from app.escalation.models import EscalationRequest
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language, SupportLevel
from app.kernel.wording import N_
from app.tickets.access import Viewer
from app.tickets.labels import name_of
from app.tickets.models import Ticket
from app.tickets.recording import hold
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.workspace.ticket_answer import AT, TEAM, Deed, carry_out
from app.workspace.typed_numbers import number_in

ticket_escalating = Blueprint("ticket_escalating", __name__)

DIRECTORS = holders_of(Permission.DIRECT_TICKETS)
Decide = Callable[[EscalationRequest, Viewer, str, datetime], None]


@ticket_escalating.page(f"{AT}/escalation-requests/acceptance", access=DIRECTORS, methods=("POST",))
def acceptance(language: Language, reference: str) -> ResponseReturnValue:
    """Accept a request: the ticket goes up a level, to somebody chosen or whoever fits."""
    assignee = number_in(request.form.get("next_assignee", ""))

    def accept(asked: EscalationRequest, viewer: Viewer, text: str, now: datetime) -> None:
        with _about("decision"):
            actions.accept(asked, viewer, text, now, assignee)

    return carry_out(language, reference, _deciding(accept))


@ticket_escalating.page(f"{AT}/escalation-requests/refusal", access=DIRECTORS, methods=("POST",))
def refusal(language: Language, reference: str) -> ResponseReturnValue:
    """Decline a request, with a text that the requester reads."""

    def decline(asked: EscalationRequest, viewer: Viewer, text: str, now: datetime) -> None:
        with _about("decision"):
            actions.decline(asked, viewer, text, now)

    return carry_out(language, reference, _deciding(decline))


@ticket_escalating.page(f"{AT}/level-raises", access=TEAM, methods=("POST",))
def raising(language: Language, reference: str) -> ResponseReturnValue:
    """Send the ticket a level up by hand, with the reason; a second press does not send it further."""
    assignee, seen = (number_in(request.form.get(name, "")) for name in ("next_assignee", "seen_level"))
    why = request.form.get("level_reason", "")

    def send_up(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
        hold(ticket)
        require_raiser(viewer, ticket)
        if ticket.level != seen:
            now_at = name_of(SupportLevel(ticket.level))
            raise Conflict(N_("The level changed meanwhile: it is «%(level)s» now."), level=now_at)
        with _about("level_reason"):
            actions.raise_by_hand(ticket, viewer, why, now, assignee)

    return carry_out(language, reference, send_up)


def _deciding(decide: Decide) -> Deed:
    def deed(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
        number = number_in(request.form.get("request", ""))
        if number is None:
            raise RuleBroken(N_("This form is incomplete. Open the ticket again and decide there."))
        asked, of = request_for(viewer, number)
        if of is not ticket:
            raise NotFound(N_("This page does not exist."))
        decide(asked, viewer, request.form.get("decision", ""), now)

    return deed


@contextmanager
def _about(field: str) -> Iterator[None]:
    """Say of a refusal in the block which field it is about, unless it says so itself."""
    try:
        yield
    except RuleBroken as refusal:
        raise RuleBroken(refusal.message, **{"field": field, **refusal.values}) from refusal
