"""What a new ticket form begins with: what the person brings along, and what their browser tells."""

from collections.abc import Mapping
from datetime import datetime

from flask import request

from app.deflection.ledger import Arrival
from app.kernel.errors import NotFound
from app.kernel.terms import Language, TicketType
from app.kernel.text import one_line
from app.knowledge.access import Moved, find_article
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.search.query_log import carried_token
from app.tickets.details import LONGEST_FACT, LONGEST_TITLE
from app.tickets.forms import YES
from app.web.devices import device_of
from app.web.i18n import day
from app.web.moments import clock


def brought(language: Language, shelf: Shelf, now: datetime) -> dict[str, str]:
    """Return what a new form holds: the search (``q``), the ``article`` with its ``step``, the ``type``."""
    query = one_line(request.args.get("q"))[:LONGEST_TITLE]
    article = _article(shelf, language, request.args.get("article", ""))
    wanted = request.args.get("type", "")
    return {
        **_captured(language, now),
        "title": query,
        "query": query,
        "type": wanted if wanted in set(TicketType) else "",
        "article": article.id if article else "",
        "area": article.product_area if article else "",
        "step": one_line(request.args.get("step"))[:LONGEST_FACT] if article else "",
    }


def _captured(language: Language, now: datetime) -> dict[str, str]:
    """Return what the browser tells by itself; people see it, and may change it or leave it out."""
    device = device_of(request.user_agent.string)
    return {
        "language": language.value,
        "technical": YES,
        "browser": device.browser,
        "system": device.system,
        "device": device.device,
        "occurred": f"{day(now)}, {clock(now)}",
    }


def arrival(language: Language, content: Mapping[str, str]) -> Arrival:
    """Return how somebody came to the form, for the ledger."""
    return Arrival(
        language=language,
        query=content.get("query", ""),
        query_token=carried_token(),
        article_id=content.get("article", ""),
        step=content.get("step", ""),
    )


def _article(shelf: Shelf, language: Language, wanted: str) -> Article | None:
    """Return the article by its id or address; a wrong or hidden one is as good as none."""
    if by_id := shelf.by_id(wanted, language):
        return by_id
    try:
        found = find_article(shelf, language, wanted)
    except NotFound:
        return None
    return None if isinstance(found, Moved) else found
