"""What a requester tried before sending a ticket, in words for whoever answers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.deflection.tried import Tried, TriedArticle
from app.kernel.terms import Audience, Language
from app.knowledge.catalogue import Shelf
from app.knowledge.reading import current_generation
from app.knowledge.steps import steps_of


@dataclass(frozen=True, slots=True)
class TriedItem:
    """A search, an article or a step of one; ``url`` is empty for words alone."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class TriedFact:
    """One thing they did, with everything they did it with."""

    title: str
    items: tuple[TriedItem, ...]


def tried_facts(tried: Tried, language: Language, audiences: frozenset[Audience]) -> tuple[TriedFact, ...]:
    """Return what the form of a ticket told, most telling first; articles as they are called now.

    An article that is no longer there, or that ``audiences`` may not read, is left out.
    """
    if not tried.is_something:
        return ()
    shelf = current_generation().shelf(audiences)
    came_from = (tried.arrived_from,) if tried.arrived_from else ()
    told = (
        (_("This step did not work"), _articles(tried.failed_steps, shelf, language)),
        (_("Already read"), _articles((*tried.opened, *came_from), shelf, language)),
        (_("Said it is not their case"), _articles(tried.dismissed, shelf, language)),
        (_("Searched for"), tuple(TriedItem(f"«{words}»") for words in tried.searched)),
    )
    return tuple(TriedFact(title, items) for title, items in told if items)


def _articles(tried: Iterable[TriedArticle], shelf: Shelf, language: Language) -> tuple[TriedItem, ...]:
    items = (_article(each, shelf, language) for each in tried)
    return tuple(dict.fromkeys(item for item in items if item))


def _article(tried: TriedArticle, shelf: Shelf, language: Language) -> TriedItem | None:
    article = shelf.by_id(tried.article_id, language)
    if article is None:
        return None
    url = url_for("articles.show", language=article.language, slug=article.slug, _anchor=tried.step or None)
    if not tried.step:
        return TriedItem(article.title, url)
    steps = {step.anchor: step for step in steps_of(shelf.body(article).html)}
    if step := steps.get(tried.step):
        words = _(
            "%(article)s, step %(number)s: %(step)s",
            article=article.title,
            number=step.number,
            step=step.text,
        )
        return TriedItem(words, url)
    return TriedItem(article.title, url)
