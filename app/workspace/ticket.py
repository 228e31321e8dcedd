"""Where the team reads a ticket and writes on it: answers, questions, solutions and notes."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.access import Viewer, side_of, ticket_for, viewer_of
from app.tickets.models import Ticket, TicketMessage
from app.tickets.upload_routes import take_files
from app.tickets.uploads import remove_file
from app.tickets.vocabulary import MessageKind, Side
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.receiving import takes_files
from app.workspace.citing import citation_of, citations
from app.workspace.composing import require_nothing_new, seen_in
from app.workspace.ticket_answer import AT, TEAM, carry_out, ticket_answer, ticket_of_team
from app.workspace.ticket_verdicts import keep_verdicts

workspace_ticket = Blueprint("workspace_ticket", __name__)

Say = Callable[[Ticket, Viewer, str, str, datetime], TicketMessage]
# Who reads it, which button was pressed: what is done. A note only ever stays a note.
_SAID: dict[tuple[str, str], Say] = {
    (MessageKind.REPLY, "send"): conversation.reply,
    (MessageKind.REPLY, "ask"): conversation.ask,
    (MessageKind.REPLY, "resolve"): conversation.resolve,
    (MessageKind.NOTE, "send"): conversation.note,
}


@workspace_ticket.page(AT, access=TEAM)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Show a ticket; on one's own the team are requesters, so that page is another."""
    viewer = viewer_of(current_reader())
    if side_of(viewer, ticket_for(viewer, reference)) is Side.REQUESTER:
        return redirect(url_for("tickets.show", language=language, reference=reference))
    return ticket_answer(viewer, reference, cite=request.args.get("cite", ""))


@workspace_ticket.page(f"{AT}/messages", access=TEAM, methods=("POST",))
@takes_files
def messages(language: Language, reference: str) -> ResponseReturnValue:
    """Say something to the requester, or to the team; what came meanwhile is shown first."""
    form, form_key = request.form, request.form.get("form_key", "")
    viewer, writer = viewer_of(current_reader()), current_reader().name
    ticket_of_team(viewer, reference)

    def say(ticket: Ticket, viewer: Viewer, now: datetime) -> TicketMessage:
        speak = _spoken(form.get("kind", ""), form.get("then", ""))
        if speak is not conversation.note:
            require_nothing_new(ticket, viewer, seen_in(form), writer, now)
        said = speak(ticket, viewer, form.get("text", ""), form_key, now)
        if speak is not conversation.note and said.sent_at == now:  # not a form that was sent before
            keep_verdicts(ticket, viewer, form, now)
        return said

    if name := form.get("remove_file"):
        with transaction():
            remove_file(viewer, form_key, name)
        return ticket_answer(viewer, reference, typed=form, cite=form.get("cite", ""))
    try:
        take_files(viewer, form_key, request.files.getlist("files"), utc_now())
    except RuleBroken as refusal:
        return ticket_answer(viewer, reference, typed=form, cite=form.get("cite", ""), refusal=refusal)
    return carry_out(language, reference, say)


@workspace_ticket.page(f"{AT}/citations", access=TEAM, methods=("POST",))
@takes_files
def citing(language: Language, reference: str) -> ResponseReturnValue:
    """Look for an article to cite, or put the chosen one into the text; nothing is sent."""
    viewer, form = viewer_of(current_reader()), request.form
    ticket = ticket_of_team(viewer, reference)
    words = form.get("cite", "")
    if request.headers.get("X-Fragment") == "1":
        found = citations(words, ticket.language, ticket.plan)
        address = url_for("workspace_ticket.citing", language=language, reference=ticket.reference)
        return render_template("workspace/citations.html", found=found, words=words, cite_url=address)
    typed = dict(form)
    if chosen := citation_of(form.get("article", ""), ticket.language, ticket.plan):
        typed["text"] = f"{typed.get('text', '').rstrip()}\n\n{chosen.words}\n".lstrip()
        words = ""
    return ticket_answer(viewer, reference, typed=typed, cite=words)


def _spoken(kind: str, then: str) -> Say:
    if (kind, then) not in _SAID:
        raise RuleBroken(
            N_("An internal note cannot ask or resolve. Choose «Public answer», or only save the note."),
            field="kind",
        )
    return _SAID[kind, then]
