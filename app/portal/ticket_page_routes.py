"""One's own tickets to look at: the list, the page of each, and what is new on it."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.kernel.wording import N_
from app.knowledge.paging import asked_page
from app.notifications.actions import mark_ticket_read
from app.notifications.opening import read_notices_after, reads_notices_of
from app.portal.my_tickets import my_tickets_page
from app.portal.ticket_page import Seen, TicketPage, requester_page
from app.storage.database import transaction
from app.tickets.access import Viewer, side_of, ticket_for, viewer_of
from app.tickets.actions import mark_read
from app.tickets.conversation import standing
from app.tickets.lists import MyFilter
from app.tickets.models import Ticket
from app.tickets.queries import page_mark
from app.tickets.vocabulary import Side
from app.web.access import signed_in
from app.web.afterwards import write_after
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.robots import is_fetched_by_a_person

tickets = Blueprint("tickets", __name__)
_LONGEST_SEARCH = 200  # characters
_LARGEST_ID = 2**31 - 1  # of a row


@tickets.page("/<language:language>/tickets", access=signed_in)
def mine(language: Language) -> ResponseReturnValue:
    """List the reader's own tickets; ``show`` narrows it, ``q`` searches in it."""
    asked = request.args.get("show", "")
    chosen = MyFilter(asked) if asked in set(MyFilter) else MyFilter.ALL
    search = one_line(request.args.get("q"))[:_LONGEST_SEARCH]
    viewer = viewer_of(current_reader())
    page = my_tickets_page(viewer, language, chosen, search, asked_page(), utc_now())
    return render_template("tickets/mine.html", page=page)


@tickets.page("/<language:language>/tickets/<reference>", access=signed_in)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Show the ticket to its requester; the team is led to its own page of it.

    Opening it is reading it, also without scripts: that is written once the answer was sent.
    """
    viewer = viewer_of(current_reader())
    ticket = ticket_for(viewer, reference)
    if side_of(viewer, ticket) is Side.STAFF:
        return redirect(url_for("workspace_ticket.show", reference=ticket.reference))
    stands = standing(ticket)
    if stands.reference != reference:
        return redirect(url_for("tickets.show", reference=stands.reference))
    page = requester_page(viewer, stands, utc_now())
    reads_notices = reads_notices_of(stands)
    answer = make_response(render_template("tickets/ticket.html", page=page))
    if reads_notices:
        read_notices_after(answer, stands)
    if page.has_new and is_fetched_by_a_person():
        write_after(answer, lambda: mark_read(stands, viewer, page.news.message), "reading not kept")
    return answer


@tickets.page("/<language:language>/tickets/<reference>/news", access=signed_in)
def news(language: Language, reference: str) -> ResponseReturnValue:
    """Answer what came after what the page has; 304 while the page is still the same."""
    viewer = viewer_of(current_reader())
    ticket = own_ticket(viewer, reference)
    mark = page_mark(viewer, ticket)
    if request.if_none_match.contains_weak(mark):
        answer = Response(status=304)
    else:
        page = requester_page(viewer, ticket, utc_now(), seen=what_was_seen())
        answer = make_response(render_template("tickets/news.html", page=page))
    answer.set_etag(mark, weak=True)
    return answer


@tickets.page("/<language:language>/tickets/<reference>/readings", access=signed_in, methods=("POST",))
def read(language: Language, reference: str) -> ResponseReturnValue:
    """Remember that news up to ``seen_message`` were shown in an open page."""
    viewer = viewer_of(current_reader())
    with transaction():
        ticket = own_ticket(viewer, reference)
        mark_read(ticket, viewer, what_was_seen().message)
        mark_ticket_read(viewer.person_id, ticket.id, utc_now())
    return Response(status=204)


def own_ticket(viewer: Viewer, reference: str) -> Ticket:
    """Return the viewer's own ticket, or the one it goes on under. Raises NotFound for any other."""
    ticket = ticket_for(viewer, reference)
    if side_of(viewer, ticket) is Side.STAFF:
        raise NotFound(N_("This page does not exist."))
    return standing(ticket)


def what_was_seen() -> Seen:
    """Return the last lines that the open page has, as its script says."""
    return Seen(_number("seen_message"), _number("seen_change"))


def _number(name: str) -> int:
    text = request.values.get(name, "")
    return min(int(text), _LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def fragment_wanted() -> bool:
    """Say whether a script asks, which shows parts of the page in place."""
    return "X-Fragment" in request.headers


def part_or_page(page: TicketPage, status: int) -> ResponseReturnValue:
    """Answer the page with a form as it was refused, or for a script only its parts."""
    template = "tickets/news.html" if fragment_wanted() else "tickets/ticket.html"
    return render_template(template, page=page), status
