"""How an article stands in a list: its address, its usefulness, and whether it changed lately."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from app.kernel.terms import Language
from app.knowledge.article import Article, Category
from app.knowledge.catalogue import Shelf
from app.knowledge.pages import ArticleRow, CategoryCard, Freshness
from app.knowledge.scoring import NO_VOTES, Usefulness

_LATELY = timedelta(days=30)
_BEGINNING = timedelta(days=7)  # what a new help centre starts with is not news
_ON_A_CARD = 3

Scores = Mapping[str, Usefulness]


def by_usefulness(articles: Iterable[Article], scores: Scores) -> list[Article]:
    """Return the articles by the Wilson lower bound of their votes; equals stay in order (product 3)."""
    return sorted(articles, key=lambda article: -scores.get(article.id, NO_VOTES).lower_bound)


def most_useful(articles: Iterable[Article], scores: Scores, limit: int) -> list[Article]:
    """Return at most ``limit`` articles that helped somebody, the most useful first."""
    return by_usefulness([each for each in articles if scores.get(each.id, NO_VOTES).helpful], scores)[:limit]


def freshness_of(article: Article, founded_at: datetime | None, now: datetime) -> Freshness | None:
    """Say whether the article is news: published, or changed, in the last 30 days (by its commits)."""
    if founded_at is None or article.published_at is None or article.updated_at is None:
        return None
    if article.published_at > max(now - _LATELY, founded_at + _BEGINNING):
        return Freshness.NEW
    if article.updated_at > max(now - _LATELY, founded_at + _BEGINNING, article.published_at):
        return Freshness.UPDATED
    return None


class Rows:
    """Turns articles of one shelf into rows of a page in ``language``."""

    def __init__(self, shelf: Shelf, language: Language, scores: Scores, now: datetime) -> None:
        self._language = language
        self._scores = scores
        self._now = now
        self._categories = {category.slug: category.titles[language] for category in shelf.categories}
        first = [each.published_at for each in shelf.everything(language) if each.published_at]
        self._founded_at = min(first, default=None)

    def of(self, articles: Iterable[Article]) -> tuple[ArticleRow, ...]:
        """Return the rows, in the order of ``articles``."""
        return tuple(self._row(article) for article in articles)

    def card(self, category: Category, articles: Sequence[Article]) -> CategoryCard:
        """Return the category with how many ``articles`` it has and the first three."""
        return CategoryCard(
            slug=category.slug,
            title=category.titles[self._language],
            description=category.descriptions[self._language],
            icon=category.icon,
            tone=category.tone,
            url=url_for("articles.category", language=self._language, slug=category.slug),
            count=len(articles),
            articles=self.of(articles[:_ON_A_CARD]),
        )

    def _row(self, article: Article) -> ArticleRow:
        return ArticleRow(
            title=article.title,
            url=address_in(self._language, article),
            summary=article.summary,
            category=self._categories.get(article.category, ""),
            usefulness=self._scores.get(article.id, NO_VOTES),
            minutes=article.minutes,
            has_video=article.has_video,
            updated_at=article.updated_at,
            freshness=freshness_of(article, self._founded_at, self._now),
            other_language=article.language if article.language is not self._language else None,
            audience=article.audience,
        )


def address_in(language: Language, article: Article, **values: Any) -> str:
    """Return the path of the article inside the portal in ``language``, translated or not."""
    return url_for("articles.show", language=language, slug=article.slug, **values)


def shelves(shelf: Shelf, language: Language, rows: Rows, scores: Scores) -> tuple[CategoryCard, ...]:
    """Return all categories, each with its most useful articles."""
    return tuple(
        rows.card(category, by_usefulness(shelf.in_category(language, category.slug), scores))
        for category in shelf.categories
    )
