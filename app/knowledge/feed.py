"""Atom feeds of new and updated articles, of what everybody may read."""

import re
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.access import category_or_missing, public_shelf
from app.knowledge.article import Article
from app.knowledge.heads import absolute
from app.knowledge.reading import current_generation
from app.settings import Settings
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.freshness import public_document

feeds = Blueprint("feeds", __name__)
_ENTRIES = 30
_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"
# Characters XML cannot hold would make the whole feed unreadable.
_ILLEGAL = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@feeds.page("/<language:language>/feed.atom", access=anyone)
def everything(language: Language) -> Response:
    """Tell readers of feeds which articles are new or changed."""
    generation = current_generation()
    address = url_for("feeds.everything", language=language)

    def write() -> bytes:
        articles = public_shelf(generation).recent(language, _ENTRIES)
        return _atom(_("TuQR help: new and updated articles"), address, language, articles)

    return public_document(_TYPE, write, generation.commit, address)


@feeds.page("/<language:language>/categories/<slug>/feed.atom", access=anyone)
def of_category(language: Language, slug: str) -> Response:
    """Tell the same of one category."""
    generation = current_generation()
    shelf = public_shelf(generation)
    category = category_or_missing(shelf, slug)
    address = url_for("feeds.of_category", language=language, slug=slug)

    def write() -> bytes:
        articles = [each for each in shelf.recent(language, 10 * _ENTRIES) if each.category == slug]
        title = _("TuQR help: %(category)s", category=category.titles[language])
        return _atom(title, address, language, articles[:_ENTRIES])

    return public_document(_TYPE, write, generation.commit, address)


def _atom(title: str, address: str, language: Language, articles: Sequence[Article]) -> bytes:
    dated = [(each, each.updated_at) for each in articles if each.updated_at and each.language is language]
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": language.value})
    _say(feed, "title", title)
    _say(feed, "id", absolute(address))
    _say(feed, "updated", _instant(max((moment for _article, moment in dated), default=utc_now())))
    _link(feed, "self", absolute(address), _TYPE)
    _link(feed, "alternate", absolute(url_for("home.show", language=language)), "text/html")
    _person(feed, "TuQR")
    for article, updated_at in dated:
        _entry(feed, article, updated_at)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ElementTree.Element, article: Article, updated_at: datetime) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    settings: Settings = current_app.extensions["settings"]
    _say(entry, "title", article.title)
    # By the article's id, so that a rename is no new entry (RFC 4151).
    _say(entry, "id", f"tag:{settings.base_url.host},2026:{article.language}/{article.id}")
    _say(entry, "updated", _instant(updated_at))
    if article.published_at:
        _say(entry, "published", _instant(article.published_at))
    address = url_for("articles.show", language=article.language, slug=article.slug)
    _link(entry, "alternate", absolute(address), "text/html")
    for name in article.authors:
        _person(entry, name)
    _say(entry, "summary", article.summary)
    ElementTree.SubElement(entry, "category", {"term": article.category})


def _say(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = _ILLEGAL.sub("", text)


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": relation, "type": kind, "href": address})


def _person(parent: ElementTree.Element, name: str) -> None:
    _say(ElementTree.SubElement(parent, "author"), "name", name)


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
