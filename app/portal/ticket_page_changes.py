"""What a requester does with their own ticket: answer, confirm, reopen, withdraw, ask, write again."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.escalation.actions import request_escalation
from app.escalation.vocabulary import RequestOrigin
from app.kernel.clock import utc_now
from app.kernel.errors import DomainError, NotFound, RuleBroken
from app.kernel.terms import Language, Priority
from app.kernel.wording import N_
from app.portal.ticket_page import Typed, problems_of, requester_page
from app.portal.ticket_page_escalation import is_asked_already
from app.portal.ticket_page_routes import fragment_wanted, own_ticket, part_or_page, what_was_seen
from app.storage.database import transaction
from app.tickets.access import Viewer, viewer_of
from app.tickets.actions import confirm, request_priority, resume, withdraw
from app.tickets.conversation import AlreadySent, reopen, reply
from app.tickets.details import checked_text
from app.tickets.models import Ticket
from app.tickets.recording import hold
from app.tickets.submitting import follow_up
from app.tickets.upload_routes import take_files
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.errors import status_of
from app.web.identity import current_reader
from app.web.receiving import takes_files

ticket_changes = Blueprint("ticket_changes", __name__)
_TICKET = "/<language:language>/tickets/<reference>"
_FIELDS = ("message", "still", "priority", "reason", "escalation_reason")
Act = Callable[[Ticket, Viewer, datetime], str]  # returns the place of the page to go to


@ticket_changes.page(f"{_TICKET}/replies", access=signed_in, methods=("POST",))
@takes_files
def say(language: Language, reference: str) -> ResponseReturnValue:
    """Say something on the ticket, with files; a form that is sent twice says it once."""

    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        return f"m{reply(ticket, viewer, _text('message'), _text('form_key'), now).id}"

    return _change(reference, act, "message", has_files=True)


@ticket_changes.page(f"{_TICKET}/follow-ups", access=signed_in, methods=("POST",))
@takes_files
def follow_up_on(language: Language, reference: str) -> ResponseReturnValue:
    """Open a ticket that goes on from one that closed too long ago."""
    new: list[str] = []

    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        new.append(follow_up(viewer, ticket, _text("message"), _text("form_key"), now).reference)
        return ""

    answer = _change(reference, act, "message", has_files=True)
    return redirect(url_for("tickets.show", reference=new[0]), 303) if new else answer


@ticket_changes.page(f"{_TICKET}/confirmation", access=signed_in, methods=("POST",))
def agree(language: Language, reference: str) -> ResponseReturnValue:
    """Close a ticket that is solved."""
    return _change(reference, _plainly(confirm))


@ticket_changes.page(f"{_TICKET}/reopening", access=signed_in, methods=("POST",))
def disagree(language: Language, reference: str) -> ResponseReturnValue:
    """Reopen a ticket that is not solved, with or without words."""

    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        reopen(ticket, viewer, _text("still"), _text("form_key"), now)
        return "news"

    return _change(reference, act, "still")


@ticket_changes.page(f"{_TICKET}/withdrawal", access=signed_in, methods=("POST",))
def close(language: Language, reference: str) -> ResponseReturnValue:
    """Close a ticket that is no longer needed."""
    return _change(reference, _plainly(withdraw))


@ticket_changes.page(f"{_TICKET}/resumption", access=signed_in, methods=("POST",))
def go_on(language: Language, reference: str) -> ResponseReturnValue:
    """Let the team go on without an answer."""
    return _change(reference, _plainly(resume))


@ticket_changes.page(f"{_TICKET}/priority-requests", access=signed_in, methods=("POST",))
def ask_priority(language: Language, reference: str) -> ResponseReturnValue:
    """Ask for another priority; an agent decides."""

    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        wanted = _text("priority")
        if wanted not in set(Priority):
            raise RuleBroken(N_("Choose a priority."), field="priority")
        request_priority(ticket, viewer, Priority(wanted), _text("reason"), now)
        return "news"

    return _change(reference, act, "reason")


@ticket_changes.page(f"{_TICKET}/escalation-requests", access=signed_in, methods=("POST",))
def ask_escalation(language: Language, reference: str) -> ResponseReturnValue:
    """Ask that the ticket goes up a level, with a reason; pressed twice it is asked once."""

    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        reason = checked_text(_text("escalation_reason"), N_("Tell us in a few words why."))
        hold(ticket)
        if not is_asked_already(ticket, reason):
            request_escalation(ticket, viewer, reason, RequestOrigin.BUTTON, now)
        return "escalation"

    return _change(reference, act, "escalation_reason")


def _plainly(action: Callable[[Ticket, Viewer, datetime], None]) -> Act:
    def act(ticket: Ticket, viewer: Viewer, now: datetime) -> str:
        action(ticket, viewer, now)
        return "news"

    return act


def _change(reference: str, act: Act, place: str = "", *, has_files: bool = False) -> ResponseReturnValue:
    """Do ``act`` and lead to where it is seen; a refusal shows the page with all that was typed.

    ``place`` is the field that a refusal is about unless it names another one.
    """
    viewer, now = viewer_of(current_reader()), utc_now()
    try:
        if has_files:
            own_ticket(viewer, reference)
            take_files(viewer, _text("form_key"), request.files.getlist("files"), now)
        with transaction():
            anchor = act(own_ticket(viewer, reference), viewer, now)
    except NotFound:
        raise
    except DomainError as refusal:
        return _refused(viewer, reference, refusal, place, now)
    if has_files and fragment_wanted():
        return _with_news(viewer, reference, Typed(), now, 200)
    return redirect(url_for("tickets.show", reference=reference, _anchor=anchor or None), 303)


def _refused(
    viewer: Viewer, reference: str, refusal: DomainError, place: str, now: datetime
) -> ResponseReturnValue:
    key = "" if isinstance(refusal, AlreadySent) else _text("form_key")
    typed = Typed(_typed(), key, problems_of(refusal, place))
    return _with_news(viewer, reference, typed, now, status_of(refusal))


def _with_news(
    viewer: Viewer, reference: str, typed: Typed, now: datetime, status: int
) -> ResponseReturnValue:
    page = requester_page(viewer, own_ticket(viewer, reference), now, typed, what_was_seen())
    return part_or_page(page, status)


def _typed() -> Mapping[str, str]:
    return {name: _text(name) for name in _FIELDS}


def _text(name: str) -> str:
    return request.form.get(name, "")
