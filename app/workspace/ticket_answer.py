"""A ticket's page as an answer: shown, or shown again with why something was refused."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.notifications.opening import read_notices_after, reads_notices_of
from app.storage.database import transaction
from app.tickets.access import Viewer, side_of, ticket_for, viewer_of
from app.tickets.actions import mark_read
from app.tickets.models import Ticket, TicketMessage
from app.tickets.views import Said
from app.tickets.vocabulary import Side
from app.web.access import holders_of
from app.web.afterwards import write_after
from app.web.errors import status_of
from app.web.identity import current_reader
from app.workspace.ticket_page import staff_ticket_page

TEAM = holders_of(Permission.ANSWER_TICKETS)
AT = "/<language:language>/staff/tickets/<reference>"
Deed = Callable[[Ticket, Viewer, datetime], object]
_NOTHING: Mapping[str, str] = {}


def ticket_of_team(viewer: Viewer, reference: str) -> Ticket:
    """Return a ticket that the viewer answers for others. Raises NotFound for their own, too."""
    ticket = ticket_for(viewer, reference)
    if side_of(viewer, ticket) is not Side.STAFF:
        raise NotFound(N_("This page does not exist."))
    return ticket


def carry_out(language: Language, reference: str, deed: Deed) -> ResponseReturnValue:
    """Do something to a ticket and lead back to its page; a refusal shows the page with what was typed."""
    viewer, now = viewer_of(current_reader()), utc_now()
    try:
        with transaction():
            ticket = ticket_of_team(viewer, reference)
            done = deed(ticket, viewer, now)
    except (RuleBroken, NotAllowed, Conflict) as refusal:
        return ticket_answer(
            viewer, reference, typed=request.form, cite=request.form.get("cite", ""), refusal=refusal
        )
    return back_to(language, ticket.reference, f"m{done.id}" if isinstance(done, TicketMessage) else None)


def back_to(language: Language, reference: str, anchor: str | None = None) -> ResponseReturnValue:
    """Lead to a ticket's page after a change; ``anchor`` is what was said, if something was."""
    address = url_for("workspace_ticket.show", language=language, reference=reference, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)


def ticket_answer(
    viewer: Viewer,
    reference: str,
    *,
    typed: Mapping[str, str] = _NOTHING,
    cite: str = "",
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    """Show a ticket, and remember what of it the viewer has now been shown."""
    ticket = ticket_of_team(viewer, reference)
    page = staff_ticket_page(
        viewer, current_reader(), ticket, utc_now(), typed=typed, cite=cite, refusal=refusal
    )
    reads_notices = reads_notices_of(ticket)
    answer = make_response(render_template("workspace/ticket.html", page=page))
    if reads_notices:
        read_notices_after(answer, ticket)
    if refusal is not None:
        answer.status_code = status_of(refusal)
    if any(isinstance(entry, Said) and entry.is_new for entry in page.view.entries):
        last = page.view.last_message_id
        write_after(answer, lambda: mark_read(ticket, viewer, last), "reading not remembered")
    return answer
