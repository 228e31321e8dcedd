"""Where the team sees why a ticket's promises end when they do, minute by minute."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.tickets.access import side_of, ticket_for, viewer_of
from app.tickets.promise_lives import PromiseLife, promise_lives
from app.tickets.vocabulary import Side
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.ticket_answer import AT, TEAM

staff_ticket_clock = Blueprint("staff_ticket_clock", __name__)


@dataclass(frozen=True, slots=True)
class StaffTicketClockPage:
    """The promises of a ticket as the team sees them."""

    reference: str
    title: str
    lives: tuple[PromiseLife, ...]


@staff_ticket_clock.page(f"{AT}/promises", access=TEAM)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Explain the promises of a ticket; on one's own the team are requesters."""
    viewer = viewer_of(current_reader())
    ticket = ticket_for(viewer, reference)
    if side_of(viewer, ticket) is Side.REQUESTER:
        return redirect(url_for("ticket_clock.show", language=language, reference=ticket.reference))
    page = StaffTicketClockPage(ticket.reference, ticket.title, promise_lives(ticket, Side.STAFF, utc_now()))
    return render_template("workspace/ticket_promises.html", page=page)
