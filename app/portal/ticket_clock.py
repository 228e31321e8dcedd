"""Where requesters see why their ticket is answered when it is, minute by minute."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.portal.ticket_page_routes import own_ticket
from app.tickets.access import side_of, ticket_for, viewer_of
from app.tickets.promise_lives import PromiseLife, promise_lives
from app.tickets.vocabulary import Side
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

ticket_clock = Blueprint("ticket_clock", __name__)


@dataclass(frozen=True, slots=True)
class TicketClockPage:
    """The promises of one's own ticket."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    reference: str
    title: str
    lives: tuple[PromiseLife, ...]
    ticket_url: str


@ticket_clock.page("/<language:language>/tickets/<reference>/promises", access=signed_in)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Explain the promises of one's own ticket; the team is led to its own page of them."""
    viewer = viewer_of(current_reader())
    if side_of(viewer, ticket_for(viewer, reference)) is Side.STAFF:
        return redirect(url_for("staff_ticket_clock.show", language=language, reference=reference))
    ticket = own_ticket(viewer, reference)
    if ticket.reference != reference:
        return redirect(url_for("ticket_clock.show", language=language, reference=ticket.reference))
    back = url_for("tickets.show", reference=ticket.reference)
    page = TicketClockPage(
        meta=unlisted_head(
            f"{_('Our promises')} · {ticket.reference}",
            url_for("ticket_clock.show", language=language, reference=ticket.reference),
        ),
        crumbs=trail(
            language,
            Crumb(_("My tickets"), url_for("tickets.mine")),
            Crumb(ticket.reference, back),
            Crumb(_("Our promises")),
        ),
        reference=ticket.reference,
        title=ticket.title,
        lives=promise_lives(ticket, Side.REQUESTER, utc_now()),
        ticket_url=back,
    )
    return render_template("tickets/promises.html", page=page)
