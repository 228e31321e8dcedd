"""Lays out search results: hits with their passages, filters, corrections, and what to do with nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.terms import Language
from app.knowledge.access import known_article
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Correction, Crumb, Filter, HitRow, Nothing, Piece, SearchPage
from app.knowledge.paging import paging
from app.knowledge.rows import Rows, Scores, address_in, most_useful, shelves
from app.knowledge.scoring import NO_VOTES
from app.search.documents import Excerpt, SearchHit, SearchQuery, SearchResults

PAGE = 10
_OFFERED = 5


def search_page(
    shelf: Shelf,
    query: SearchQuery,
    results: SearchResults,
    scores: Scores,
    token: str,
    now: datetime,
    *,
    was_cut: bool,
) -> SearchPage:
    """Return one page of ``results``; links of hits carry ``token`` so that a click can be told apart."""
    language = query.language
    address: dict[str, Any] = {"language": language, "q": query.text}
    if query.category:
        address["category"] = query.category
    number = query.offset // query.limit + 1
    pages = paging(number, results.total, query.limit, "search.results", {**address, "from": token})
    title = _("Search: %(query)s", query=query.text) if query.text else _("Search")
    brought: dict[str, Any] = {"q": query.text, "from": token} if query.text else {}
    contact = url_for("ticket_form.show", language=language, **brought)
    return SearchPage(
        meta=unlisted_head(title, url_for("search.results", **address)),
        crumbs=trail(language, Crumb(_("Search"))),
        query=query.text,
        was_cut=was_cut,
        category=query.category,
        total=results.total,
        hits=tuple(_hits(shelf, query, results.hits, scores, token)),
        filters=_filters(shelf, query, results),
        correction=_correction(query, results),
        nothing=None if results.hits else _nothing(shelf, language, scores, contact, now),
        number=pages.number,
        pages=pages.pages,
        previous_url=pages.previous_url,
        next_url=pages.next_url,
        contact_url=contact,
    )


def pieces(excerpt: Excerpt) -> tuple[Piece, ...]:
    """Cut a text at its marks; nothing of it is lost."""
    cut, end = [], 0
    for start, stop in excerpt.marks:
        cut += [Piece(excerpt.text[end:start]), Piece(excerpt.text[start:stop], marked=True)]
        end = stop
    cut.append(Piece(excerpt.text[end:]))
    return tuple(piece for piece in cut if piece.text)


def _hits(
    shelf: Shelf, query: SearchQuery, hits: Sequence[SearchHit], scores: Scores, token: str
) -> list[HitRow]:
    rows = []
    titles = {category.slug: category.titles[query.language] for category in shelf.categories}
    for position, hit in enumerate(hits, start=query.offset + 1):
        article = known_article(shelf, hit.article_id, hit.language)
        rows.append(_hit(query.language, hit, article, titles, scores, {"from": token, "n": position}))
    return rows


def _hit(
    language: Language,
    hit: SearchHit,
    article: Article,
    titles: dict[str, str],
    scores: Scores,
    trace: dict[str, Any],
) -> HitRow:
    return HitRow(
        title=pieces(hit.title),
        excerpt=pieces(hit.excerpt),
        heading=hit.heading,
        url=address_in(language, article, **trace, **({"_anchor": hit.anchor} if hit.anchor else {})),
        category=titles.get(article.category, ""),
        usefulness=scores.get(article.id, NO_VOTES),
        updated_at=article.updated_at,
        other_language=article.language if article.language is not language else None,
        audience=article.audience,
    )


def _filters(shelf: Shelf, query: SearchQuery, results: SearchResults) -> tuple[Filter, ...]:
    """Return "all" and the categories that hold hits; none when there is nothing to choose between."""
    if not results.by_category:
        return ()
    address: dict[str, Any] = {"language": query.language, "q": query.text}
    everything = Filter(
        title=_("All"),
        url=url_for("search.results", **address),
        count=sum(results.by_category.values()),
        chosen=query.category is None,
    )
    return (
        everything,
        *(
            Filter(
                title=category.titles[query.language],
                url=url_for("search.results", **address, category=category.slug),
                count=results.by_category.get(category.slug, 0),
                chosen=query.category == category.slug,
            )
            for category in shelf.categories
            if results.by_category.get(category.slug) or query.category == category.slug
        ),
    )


def _correction(query: SearchQuery, results: SearchResults) -> Correction | None:
    if not results.corrected:
        return None
    address = url_for("search.results", language=query.language, q=results.corrected)
    return Correction(results.corrected, address)


def _nothing(shelf: Shelf, language: Language, scores: Scores, contact: str, now: datetime) -> Nothing:
    rows = Rows(shelf, language, scores, now)
    offered = most_useful(shelf.everything(language), scores, _OFFERED) or shelf.recent(language, _OFFERED)
    return Nothing(
        categories=shelves(shelf, language, rows, scores), articles=rows.of(offered), contact_url=contact
    )
