"""What search engines are told: every public page in both languages, and where not to go."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from flask import Response, url_for

from app.kernel.terms import Language
from app.knowledge.access import public_shelf
from app.knowledge.catalogue import Generation
from app.knowledge.heads import absolute, alternates, article_addresses
from app.knowledge.reading import current_generation
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.freshness import public_document

crawling = Blueprint("crawling", __name__)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_MOST = 50_000  # addresses in one file (sitemaps.org)

Page = tuple[Language, Mapping[Language, str], datetime | None]


@crawling.page("/sitemap.xml", access=anyone)
def sitemap() -> Response:
    """List the pages everybody may read, each with its translations."""
    generation = current_generation()
    return public_document("application/xml", lambda: _write(generation), generation.commit, "sitemap")


@crawling.page("/robots.txt", access=anyone)
def robots() -> Response:
    """Keep programs out of searches and forms, and show them the list of pages."""
    places = ("search", "completions", "contact?", "tickets")
    closed = [*(f"/{language}/{place}" for language in Language for place in places), "/preferences/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {absolute(url_for('crawling.sitemap'))}")
    return public_document("text/plain", lambda: ("\n".join(lines) + "\n").encode(), *lines)


def _write(generation: Generation) -> bytes:
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for count, (language, addresses, updated_at) in enumerate(_pages(generation)):
        if count == _MOST:
            break
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = absolute(addresses[language])
        if updated_at:
            ElementTree.SubElement(url, "lastmod").text = updated_at.isoformat(timespec="seconds")
        for other in alternates(addresses):
            described = {"rel": "alternate", "hreflang": other.language, "href": other.url}
            ElementTree.SubElement(url, "xhtml:link", described)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _pages(generation: Generation) -> Iterator[Page]:
    shelf = public_shelf(generation)
    places: list[tuple[str, dict[str, Any]]] = [("home.show", {}), ("articles.faq", {}), ("contact.show", {})]
    places += [("articles.category", {"slug": category.slug}) for category in shelf.categories]
    for endpoint, values in places:
        addresses = {each: url_for(endpoint, language=each, **values) for each in Language}
        yield from ((language, addresses, None) for language in Language)
    for language in Language:
        for article in shelf.everything(language):
            if article.language is language:
                yield language, article_addresses(article), article.updated_at
