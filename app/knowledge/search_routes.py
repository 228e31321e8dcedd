"""Where readers search: results, completions while typing, and what the page reports back."""

from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.knowledge.access import category_or_missing, known_article
from app.knowledge.catalogue import Shelf
from app.knowledge.paging import asked_page
from app.knowledge.queries import usefulness_of
from app.knowledge.routes import open_shelf
from app.knowledge.rows import Scores, address_in
from app.knowledge.scoring import NO_VOTES
from app.knowledge.search_page import PAGE, search_page
from app.search.documents import Completion, SearchQuery, SearchResults
from app.search.models import SearchOrigin
from app.search.query_log import AskedQuery, carried_token, log_query, new_token
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.i18n import percent
from app.web.identity import current_reader

search = Blueprint("search", __name__)
LONGEST = 200  # characters of a query (security 64)
_COMPLETIONS = 6
_LAST_PAGE = 100


@search.page("/<language:language>/search", access=anyone)
def results(language: Language) -> ResponseReturnValue:
    """Show the articles that answer ``q``, ten to a page; without ``q`` the empty search box."""
    generation, shelf = open_shelf()
    number = asked_page(_LAST_PAGE)
    text, was_cut = _asked_text()
    category = request.args.get("category") or None
    query = SearchQuery(
        text=text,
        language=language,
        audiences=current_reader().audiences,
        category=category_or_missing(shelf, category).slug if category else None,
        limit=PAGE,
        offset=(number - 1) * PAGE,
    )
    found = generation.search.search(query) if text else SearchResults((), 0)
    if number > 1 and not found.hits:  # the other language or category has fewer pages
        return redirect(url_for("search.results", language=language, q=text, category=category))
    scores = usefulness_of([hit.article_id for hit in found.hits] if found.hits else None)
    earlier = carried_token()
    token = earlier or new_token()
    page = search_page(shelf, query, found, scores, token, utc_now(), was_cut=was_cut)
    answer = make_response(render_template("knowledge/search.html", page=page))
    if text and not earlier:  # another page of the same answer is not another search
        asked = AskedQuery(request.args["q"], language, SearchOrigin.FORM, query.category, found.total)
        log_query(answer, token, asked)
    return answer


@search.page("/<language:language>/completions", access=anyone)
def completions(language: Language) -> ResponseReturnValue:
    """Offer at most six articles for a half-typed ``q``, as JSON (ux 6)."""
    generation, shelf = open_shelf()
    text, _was_cut = _asked_text()
    query = SearchQuery(text, language, current_reader().audiences, limit=_COMPLETIONS)
    offered = generation.search.complete(query) if text else ()
    corrected = generation.search.search(query).corrected if text and not offered else None
    scores = usefulness_of([each.article_id for each in offered])
    trace = {"q": text, "from": new_token()}
    answer = jsonify(
        query=text,
        corrected=corrected,
        items=[
            _item(shelf, query, scores, each, {**trace, "n": n}) for n, each in enumerate(offered, start=1)
        ],
        all_url=url_for("search.results", language=language, q=text),
    )
    if not current_reader().is_known:  # what only some may read is kept nowhere (security 21)
        answer.headers["Cache-Control"] = "private, max-age=60"
    answer.vary.add("Cookie")
    return answer


@search.page("/<language:language>/search/queries", access=anyone, methods=("POST",))
def queries(language: Language) -> ResponseReturnValue:
    """Take note of text that rested in the search box (``q``) before the visitor left (ux 6, logging)."""
    generation, _shelf = open_shelf()
    text, _was_cut = _asked_text()
    answer = Response(status=204)
    if len(text) > 2:
        query = SearchQuery(text, language, current_reader().audiences, limit=1)
        asked = AskedQuery(text, language, SearchOrigin.TYPED, results=generation.search.search(query).total)
        log_query(answer, new_token(), asked)
    return answer


def _asked_text() -> tuple[str, bool]:
    """Return the query on one line, at most 200 characters, and whether some of it was left out."""
    text = one_line(request.values.get("q"))
    return text[:LONGEST].rstrip(), len(text) > LONGEST


def _item(
    shelf: Shelf, query: SearchQuery, scores: Scores, offered: Completion, trace: dict[str, Any]
) -> dict[str, Any]:
    article = known_article(shelf, offered.article_id, offered.language)
    category = shelf.category(offered.category)
    share = scores.get(article.id, NO_VOTES).share
    anchor = {"_anchor": offered.anchor} if offered.anchor else {}
    return {
        "title": offered.title.text,
        "marks": offered.title.marks,
        "summary": offered.summary,
        "category": category.titles[query.language] if category else "",
        "url": address_in(query.language, article, **trace, **anchor),
        "helpful": _("%(share)s useful", share=percent(share)) if share is not None else None,
        "language": article.language,
    }
