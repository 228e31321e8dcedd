"""The way to an article by its address: what the reader may see, and nothing else exists."""

from dataclasses import dataclass

from app.kernel.errors import NotFound
from app.kernel.terms import Audience, Language
from app.kernel.wording import N_
from app.knowledge.article import Article, Category
from app.knowledge.catalogue import Generation, Shelf

_MISSING = N_("This page does not exist.")


@dataclass(frozen=True, slots=True)
class Moved:
    """An address that now stands for another article address."""

    slug: str


def find_article(shelf: Shelf, language: Language, slug: str) -> Article | Moved:
    """Return the article at ``slug``: in ``language``, or in the other one where it has no translation.

    Raises NotFound alike for what is missing and for what is hidden from the reader.
    """
    if article := shelf.article(language, slug):
        return article
    elsewhere = shelf.article(language.other, slug)
    if elsewhere and language not in elsewhere.other_languages:
        return elsewhere
    now = elsewhere or shelf.renamed(language, slug) or shelf.renamed(language.other, slug)
    if now is None:
        raise NotFound(_MISSING)
    return Moved(now.other_languages.get(language, now.slug) if now.language is not language else now.slug)


def article_to_vote_on(shelf: Shelf, language: Language, slug: str) -> Article:
    """Return the article whose page holds the vote form, following renames; raises NotFound."""
    found = find_article(shelf, language, slug)
    if isinstance(found, Moved):
        found = find_article(shelf, language, found.slug)
    if isinstance(found, Moved):
        raise NotFound(_MISSING)
    return found


def known_article(shelf: Shelf, article_id: str, language: Language) -> Article:
    """Return an article by its id, in ``language`` where it is written in it; raises NotFound."""
    article = shelf.by_id(article_id, language)
    if article is None:
        raise NotFound(_MISSING)
    return article


def category_or_missing(shelf: Shelf, slug: str) -> Category:
    """Return the category; raises NotFound."""
    category = shelf.category(slug)
    if category is None:
        raise NotFound(N_("There is no such category."))
    return category


def public_shelf(generation: Generation) -> Shelf:
    """Return what everybody may see, whoever is asking: for feeds and search engines."""
    return generation.shelf(frozenset({Audience.EVERYONE}))
