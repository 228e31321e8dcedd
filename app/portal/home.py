"""The first page: the question, the search box, the shelves, and what helped others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import head_in_both_languages
from app.knowledge.list_pages import faq_groups
from app.knowledge.pages import ArticleRow, CategoryCard, FaqEntry, Meta
from app.knowledge.queries import usefulness_of, votes_mark
from app.knowledge.routes import open_shelf
from app.knowledge.rows import Rows, Scores, by_usefulness, most_useful, shelves
from app.portal.my_tickets import WaitingStrip, waiting_strip
from app.portal.ticket_form_page import DraftNote
from app.portal.ticket_form_views import draft_note
from app.tickets.holding import find_latest_draft
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.freshness import tag_page, unchanged
from app.web.i18n import page_language
from app.web.identity import current_reader


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that is known to find something (from the articles' ``finds`` phrases)."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a visitor meets first.

    ``popular`` holds at most five articles by usefulness and is empty until somebody
    found one helpful; ``recent`` the five that changed last; ``questions`` the first four
    of ``question_count``; ``waiting`` the reader's ticket that waits for their answer;
    ``draft`` the ticket they left unfinished.
    """

    meta: Meta
    article_count: int
    suggestions: tuple[Suggestion, ...]
    categories: tuple[CategoryCard, ...]
    popular: tuple[ArticleRow, ...]
    recent: tuple[ArticleRow, ...]
    questions: tuple[FaqEntry, ...]
    question_count: int
    faq_url: str
    contact_url: str
    ticket_url: str
    waiting: WaitingStrip | None
    draft: DraftNote | None


home = Blueprint("home", __name__)
home.after_request(tag_page)
_POPULAR = 5
_RECENT = 5
_QUESTIONS = 4


@home.page("/", access=anyone)
def enter() -> ResponseReturnValue:
    """Lead to the home page in the visitor's language."""
    answer = redirect(url_for("home.show", language=page_language()))
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


@home.page("/<language:language>/", access=anyone)
def show(language: Language) -> ResponseReturnValue:
    """Show the question, the search box, the shelves and what helped others."""
    generation, shelf = open_shelf()
    now, waiting = utc_now(), waiting_strip(current_reader())
    draft = draft_note(find_latest_draft(current_reader(), now))
    if answer := unchanged(generation.commit, now.date(), votes_mark(), waiting, draft):
        return answer
    page = home_page(shelf, language, usefulness_of(), now, waiting, draft)
    return render_template("home/home.html", page=page)


def home_page(
    shelf: Shelf,
    language: Language,
    scores: Scores,
    now: datetime,
    waiting: WaitingStrip | None = None,
    draft: DraftNote | None = None,
) -> HomePage:
    """Return everything the home page shows to a reader of ``language``."""
    rows = Rows(shelf, language, scores, now)
    everything = shelf.everything(language)
    questions = [entry for group in faq_groups(shelf, language) for entry in group.entries]
    description = _("Search articles and guides, or write to us.")
    return HomePage(
        meta=head_in_both_languages("home.show", language, _("Help center"), description),
        article_count=len(everything),
        suggestions=tuple(_suggestions(shelf, language, scores)),
        categories=shelves(shelf, language, rows, scores),
        popular=rows.of(most_useful(everything, scores, _POPULAR)),
        recent=rows.of(shelf.recent(language, _RECENT)),
        questions=tuple(questions[:_QUESTIONS]),
        question_count=len(questions),
        faq_url=url_for("articles.faq", language=language),
        contact_url=url_for("contact.show", language=language),
        ticket_url=url_for("ticket_form.show", language=language),
        waiting=waiting,
        draft=draft,
    )


def _suggestions(shelf: Shelf, language: Language, scores: Scores) -> Iterator[Suggestion]:
    """Yield one search per category: the first phrase its most useful article promises to answer."""
    for category in shelf.categories:
        for article in by_usefulness(shelf.in_category(language, category.slug), scores):
            if article.finds and article.language is language:
                phrase = article.finds[0]
                yield Suggestion(phrase, url_for("search.results", language=language, q=phrase))
                break
