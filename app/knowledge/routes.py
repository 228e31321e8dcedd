"""Where articles are read: a category, an article, its changes, the frequent questions."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.access import Moved, category_or_missing, find_article
from app.knowledge.article import Article
from app.knowledge.article_page import RELATED, article_page, history_page
from app.knowledge.catalogue import Generation, Shelf
from app.knowledge.list_pages import category_page, faq_page
from app.knowledge.paging import asked_page
from app.knowledge.queries import ballot_of, usefulness_of, votes_mark
from app.knowledge.readers import count_reader
from app.knowledge.reading import current_generation
from app.knowledge.scoring import NO_VOTES
from app.knowledge.vote_panel import vote_panel
from app.knowledge.voter import current_voter
from app.search.models import SearchOrigin, StepKind
from app.search.query_log import AskedQuery, carried_token, log_query, log_step, new_token
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.freshness import tag_page, unchanged
from app.web.identity import current_reader

articles = Blueprint("articles", __name__)
articles.after_request(tag_page)


@articles.page("/<language:language>/categories/<slug>", access=anyone)
def category(language: Language, slug: str) -> ResponseReturnValue:
    """Show a category, the most useful articles first."""
    generation, shelf = open_shelf()
    chosen = category_or_missing(shelf, slug)
    number, now = asked_page(), utc_now()
    if answer := unchanged(generation.commit, now.date(), votes_mark()):
        return answer
    scores = usefulness_of([article.id for article in shelf.in_category(language, slug)])
    page = category_page(shelf, chosen, language, scores, number, now)
    return render_template("knowledge/category.html", page=page)


@articles.page("/<language:language>/articles/<slug>", access=anyone)
def show(language: Language, slug: str) -> ResponseReturnValue:
    """Show an article; old addresses lead to the present one for good."""
    generation, shelf = open_shelf()
    found = find_article(shelf, language, slug)
    if isinstance(found, Moved):
        return redirect(url_for("articles.show", language=language, slug=found.slug), 301)
    answer = article_answer(generation, shelf, found, language)
    _note_arrival(answer, language, found)
    count_reader(answer, found)
    return answer


@articles.page("/<language:language>/articles/<slug>/history", access=anyone)
def history(language: Language, slug: str) -> ResponseReturnValue:
    """Show the commits that changed an article."""
    generation, shelf = open_shelf()
    found = find_article(shelf, language, slug)
    if isinstance(found, Moved):
        return redirect(url_for("articles.history", language=language, slug=found.slug), 301)
    if answer := unchanged(generation.commit):
        return answer
    return render_template("knowledge/history.html", page=history_page(shelf, found, language))


@articles.page("/<language:language>/faq", access=anyone)
def faq(language: Language) -> ResponseReturnValue:
    """Show the frequent questions with their answers."""
    generation, shelf = open_shelf()
    if answer := unchanged(generation.commit):
        return answer
    return render_template("knowledge/faq.html", page=faq_page(shelf, language))


def open_shelf() -> tuple[Generation, Shelf]:
    """Return what is live and what of it the reader may see; once per request, so that both agree."""
    generation = current_generation()
    return generation, generation.shelf(current_reader().audiences)


def article_answer(
    generation: Generation, shelf: Shelf, article: Article, language: Language, refused: Form | None = None
) -> Response:
    """Return the article's page, or 304; with ``refused`` the page again with what was wrong (422)."""
    now = utc_now()
    ballot = ballot_of(current_voter(), article.id, article.revision)
    scores = usefulness_of({article.id, *(each.id for each in shelf.related(article, RELATED))})
    if not refused and (answer := unchanged(generation.commit, now.date(), sorted(scores.items()), ballot)):
        return answer
    panel = vote_panel(
        article,
        language,
        scores.get(article.id, NO_VOTES),
        ballot,
        is_staff=current_reader().is_staff,
        refused=refused,
    )
    page = article_page(shelf, article, language, scores, panel, now)
    return make_response(render_template("knowledge/article.html", page=page), 422 if refused else 200)


def _note_arrival(answer: Response, language: Language, article: Article) -> None:
    """Log which search led here: a result (``from``), or an entry of the list while typing (``q``)."""
    position = request.args.get("n", type=int)
    if typed := request.args.get("q"):
        asked = AskedQuery(typed, language, SearchOrigin.COMPLETION)
        log_query(answer, carried_token() or new_token(), asked, opened=(article.id, position))
    else:
        log_step(answer, carried_token(), StepKind.OPENED, article.id, position)
