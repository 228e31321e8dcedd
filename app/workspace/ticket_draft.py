"""Where a solved ticket becomes the draft of an article: to edit, to check, to download or to propose."""

from http import HTTPStatus

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.drafting.checking import CheckedDraft, check_draft, live_catalogue
from app.editorial.drafting.from_ticket import draft_of
from app.editorial.drafting.proposing import propose_draft
from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.articles_home import articles_home, author_of
from app.knowledge.git_branches import Proposed
from app.knowledge.reading import current_generation
from app.knowledge.source import SourceUnusable
from app.settings import Settings
from app.tickets.access import viewer_of
from app.tickets.models import Ticket
from app.tickets.queries import ticket_page
from app.tickets.vocabulary import TicketStatus
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.i18n import VENEZUELA
from app.web.identity import current_reader
from app.workspace.ticket_answer import AT, TEAM, ticket_of_team
from app.workspace.ticket_draft_page import TypedDraft, as_typed, ticket_draft_page, typed_draft

ticket_draft = Blueprint("workspace_drafts", __name__)

PROPOSERS = holders_of(Permission.PROPOSE_CHANGES)


@ticket_draft.page(f"{AT}/article", access=TEAM)
def show(language: Language, reference: str) -> ResponseReturnValue:
    """Show the draft that a solved ticket gives."""
    return _page(_solved(reference))


@ticket_draft.page(f"{AT}/article", access=TEAM, methods=("POST",))
def check(language: Language, reference: str) -> ResponseReturnValue:
    """Check what was typed and show how it would look; nothing is kept."""
    ticket = _solved(reference)
    return _page(ticket, typed_draft(request.form, ticket.language))


@ticket_draft.page(f"{AT}/article/file", access=TEAM, methods=("POST",))
def download(language: Language, reference: str) -> ResponseReturnValue:
    """Give what was typed as a file, faults and all; only its name has to be one."""
    ticket = _solved(reference)
    typed = typed_draft(request.form, ticket.language)
    name = typed.path.rpartition("/")[2]
    if not typed.slug.replace("-", "").isalnum() or not typed.slug.isascii():
        return _page(ticket, typed)
    answer = Response(typed.text.encode("utf-8", "replace"), mimetype="text/markdown")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@ticket_draft.page(f"{AT}/article/branch", access=PROPOSERS, methods=("POST",))
def propose(language: Language, reference: str) -> ResponseReturnValue:
    """Put what was typed on a branch of its own, unless it has faults."""
    ticket = _solved(reference)
    typed = typed_draft(request.form, ticket.language)
    checked = check_draft(typed.path, typed.text, live_catalogue(current_generation()))
    if checked.faults:
        return _page(ticket, typed, checked=checked, refusal=_("Correct this first; nothing was proposed."))
    settings: Settings = current_app.extensions["settings"]
    home, author = articles_home(settings), author_of(current_reader().name, settings)
    try:
        proposed = propose_draft(home, typed.path, typed.text, checked.title, author, utc_now())
    except (RuleBroken, SourceUnusable) as refusal:
        return _page(ticket, typed, checked=checked, refusal=_(refusal.message, **refusal.values))
    return _page(ticket, typed, checked=checked, proposed=proposed)


def _solved(reference: str) -> Ticket:
    """Return a ticket of somebody else's that is solved. Raises NotFound, RuleBroken."""
    ticket = ticket_of_team(viewer_of(current_reader()), reference)
    if ticket.status not in {TicketStatus.RESOLVED, TicketStatus.CLOSED}:
        raise RuleBroken(N_("Resolve the ticket first: an article is made of what solved it."))
    return ticket


def _page(
    ticket: Ticket,
    typed: TypedDraft | None = None,
    *,
    checked: CheckedDraft | None = None,
    refusal: str = "",
    proposed: Proposed | None = None,
) -> ResponseReturnValue:
    reader, now, live = current_reader(), utc_now(), live_catalogue(current_generation())
    made = draft_of(ticket_page(viewer_of(reader), ticket, now), live, now.astimezone(VENEZUELA).date())
    shown = typed or as_typed(made)
    checked = checked or check_draft(shown.path, shown.text, live)
    settings: Settings = current_app.extensions["settings"]
    page = ticket_draft_page(
        ticket, reader, made, shown, checked, live, articles_home(settings).has_git, refusal, proposed
    )
    answer = make_response(render_template("workspace/ticket_draft.html", page=page))
    if refusal or (typed and checked.faults):
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
