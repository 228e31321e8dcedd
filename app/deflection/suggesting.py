"""Lays out the panel beside the ticket form: the writer's own open ticket, then articles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import url_for

from app.deflection.duplicates import looking_the_same
from app.deflection.ledger import state_of
from app.deflection.matcher import Draft, is_enough, matches
from app.deflection.pages import OwnTicket, SuggestedArticle, SuggestionsPanel
from app.kernel.terms import Language, ProductArea, TicketType
from app.kernel.text import one_line, readable
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.knowledge.queries import usefulness_of
from app.knowledge.reading import current_generation
from app.knowledge.rows import Scores, address_in
from app.knowledge.scoring import NO_VOTES
from app.knowledge.search_page import pieces
from app.knowledge.steps import Step, steps_of
from app.search.documents import Suggestion
from app.tickets.access import viewer_of
from app.tickets.lists import my_open_tickets
from app.web.identity import Reader

_Word = TypeVar("_Word", bound=StrEnum)
_STEPS = 3  # quoted of an article
_REASONS = 3
_LONGEST_TITLE = 200  # characters
_LONGEST_DESCRIPTION = 2000  # characters; search reads the first 400 that can be read


def draft_in(fields: Mapping[str, str], language: Language) -> Draft:
    """Return the text of a form as far as it is read; choices that do not exist are none."""
    return Draft(
        title=one_line(fields.get("title"))[:_LONGEST_TITLE],
        description=readable(fields.get("happened"))[:_LONGEST_DESCRIPTION],
        type=_chosen(TicketType, fields.get("type")),
        area=_chosen(ProductArea, fields.get("area")),
        language=language,
    )


def empty_panel(form_key: str) -> SuggestionsPanel:
    """Return the panel of a form that is still being written."""
    return SuggestionsPanel(form_key, is_live=True)


def suggestions_for(
    form_key: str, draft: Draft, reader: Reader, language: Language, now: datetime, most: int = 3
) -> SuggestionsPanel:
    """Return what may help the writer of ``draft`` at once, ``most`` rows in all.

    Refused articles never come back to the form they were refused on (ux 7).
    """
    panel = SuggestionsPanel(form_key)
    if draft.type is TicketType.EMERGENCY:
        return replace(panel, is_emergency=True)
    if not is_enough(draft):
        return panel
    state = state_of(form_key)
    own = _own_tickets(reader, draft, language)
    generation = current_generation()
    shelf = generation.shelf(reader.audiences)
    found = matches(generation.search, draft, reader.audiences, state.dismissed)[: most - len(own)]
    scores = usefulness_of([each.article_id for each in found])
    items = tuple(_items(shelf, found, language, scores))
    return replace(
        panel,
        items=() if state.held_out else items,
        found=tuple((item.id, item.revision) for item in items),
        own_tickets=own,
        held_out=state.held_out,
        is_enough=True,
    )


def _items(
    shelf: Shelf, found: Sequence[Suggestion], language: Language, scores: Scores
) -> list[SuggestedArticle]:
    """Return the articles; one that was taken offline this moment is left out."""
    articles = [(each, shelf.by_id(each.article_id, each.language)) for each in found]
    return [_item(shelf, each, article, language, scores) for each, article in articles if article]


def _item(
    shelf: Shelf, found: Suggestion, article: Article, language: Language, scores: Scores
) -> SuggestedArticle:
    body = shelf.body(article)
    last = body.headings[-1].anchor if body.headings else ""
    steps = quoted(steps_of(body.html), found.anchor, last)
    return SuggestedArticle(
        id=article.id,
        revision=article.revision,
        title=article.title,
        url=address_in(language, article, _anchor=found.anchor or None),
        minutes=article.minutes,
        usefulness=scores.get(article.id, NO_VOTES),
        reasons=tuple(word for word in found.reasons if len(word) > 1)[:_REASONS],
        heading=found.heading,
        steps=steps,
        passage=() if steps else pieces(found.excerpt),
        failed_step_url=url_for("deflection.failed_step", language=language, article_id=article.id),
        other_language=article.language if article.language is not language else None,
    )


def quoted(steps: Sequence[Step], anchor: str, last: str = "") -> tuple[Step, ...]:
    """Return the three steps to show of an article that matches at ``anchor``; () where it has none there.

    A match in a step shows that step and its neighbours. Above all steps, and in the ``last`` section,
    which says where else to turn, the first ones are the answer.
    """
    here = next((step for step in steps if step.anchor == anchor), None)
    under = here.under if here else anchor
    listed = [step for step in steps if step.under == under]
    if steps and not listed and anchor in {"", last}:
        listed = [step for step in steps if step.under == steps[0].under]
    place = listed.index(here) if here else 0
    start = max(0, min(place, len(listed) - _STEPS))
    return tuple(listed[start : start + _STEPS])


def _chosen(words: type[_Word], value: str | None) -> _Word | None:
    return words(value) if value in set(words) else None


def _own_tickets(reader: Reader, draft: Draft, language: Language) -> tuple[OwnTicket, ...]:
    if not reader.is_known:
        return ()
    alike = looking_the_same(draft.title, my_open_tickets(viewer_of(reader)), language)
    return tuple(
        OwnTicket(
            each.reference,
            each.title,
            each.stage,
            url_for("tickets.show", language=language, reference=each.reference),
        )
        for each in alike
    )
