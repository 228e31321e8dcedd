"""Where the team says, in one press, why the help was not enough; only the team ever reads it."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.roles import audiences_of
from app.editorial.verdicts.actions import give, take_back
from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.reading import current_generation
from app.storage.database import transaction
from app.tickets.access import viewer_of
from app.tickets.models import Ticket
from app.tickets.queries import ticket_page
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.citing import LONGEST_SEARCH, Citation, citation_of, citations
from app.workspace.ticket_answer import AT, TEAM, back_to, ticket_answer, ticket_of_team
from app.workspace.ticket_verdicts import cited_in

ticket_verdict_giving = Blueprint("workspace_verdicts", __name__)


@dataclass(frozen=True, slots=True)
class MissedArticlePage:
    """The search for the article that existed and was not brought."""

    reference: str
    title: str
    words: str
    found: tuple[Citation, ...]
    cited: tuple[Citation, ...]
    back_url: str


@ticket_verdict_giving.page(f"{AT}/verdicts", access=TEAM, methods=("POST",))
def giving(language: Language, reference: str) -> ResponseReturnValue:
    """Keep what is said of one article, or of none; an empty word takes it back."""
    viewer, form = viewer_of(current_reader()), request.form
    article_id, word = form.get("article", "")[:LONGEST_SEARCH], form.get("verdict", "")
    try:
        with transaction():
            ticket = ticket_of_team(viewer, reference)
            if not word:
                take_back(ticket, viewer, article_id)
            elif word in set(Verdict):
                give(ticket, viewer, article_id, Verdict(word), utc_now())
            else:
                raise RuleBroken(N_("Choose one of the list."), field="verdict")
    except RuleBroken as refusal:
        return ticket_answer(viewer, reference, refusal=refusal)
    return back_to(language, ticket.reference, "verdicts")


@ticket_verdict_giving.page(f"{AT}/verdicts/article", access=TEAM)
def choosing(language: Language, reference: str) -> ResponseReturnValue:
    """Look for the article that would have helped and was not brought."""
    viewer = viewer_of(current_reader())
    ticket = ticket_of_team(viewer, reference)
    words = request.args.get("q", "")[:LONGEST_SEARCH]
    cited = _cited(ticket) if not words else ()
    page = MissedArticlePage(
        reference=ticket.reference,
        title=ticket.title,
        words=words,
        found=citations(words or ticket.title, ticket.language, ticket.plan),
        cited=cited,
        back_url=url_for("workspace_ticket.show", reference=ticket.reference, _anchor="verdicts"),
    )
    return render_template("workspace/ticket_verdict_article.html", page=page)


def _cited(ticket: Ticket) -> tuple[Citation, ...]:
    view = ticket_page(viewer_of(current_reader()), ticket, utc_now())
    shelf = current_generation().shelf(audiences_of(ticket.plan, frozenset()))
    ids = dict.fromkeys(article.id for article in cited_in(view, shelf))
    found = (citation_of(article_id, ticket.language, ticket.plan) for article_id in ids)
    return tuple(citation for citation in found if citation)
