"""Lays out the pages that list articles: a category, and the frequent questions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.kernel.terms import Language
from app.knowledge.article import Article, Category
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import head_in_both_languages, trail
from app.knowledge.pages import CategoryPage, Crumb, FaqEntry, FaqGroup, FaqPage
from app.knowledge.paging import paging
from app.knowledge.rows import Rows, Scores, address_in, by_usefulness

_PAGE = 40


def category_page(
    shelf: Shelf, category: Category, language: Language, scores: Scores, number: int, now: datetime
) -> CategoryPage:
    """Return one page of a category. Raises NotFound beyond its last one."""
    rows = Rows(shelf, language, scores, now)
    articles = by_usefulness(shelf.in_category(language, category.slug), scores)
    title, description = category.titles[language], category.descriptions[language]
    address: dict[str, Any] = {"language": language, "slug": category.slug}
    pages = paging(number, len(articles), _PAGE, "articles.category", address)
    return CategoryPage(
        meta=replace(
            head_in_both_languages("articles.category", language, title, description, slug=category.slug),
            feed=url_for("feeds.of_category", **address),
        ),
        crumbs=trail(language, Crumb(title)),
        category=rows.card(category, articles),
        articles=rows.of(articles[(number - 1) * _PAGE : number * _PAGE]),
        others=tuple(
            rows.card(each, shelf.in_category(language, each.slug))
            for each in shelf.categories
            if each.slug != category.slug
        ),
        number=pages.number,
        pages=pages.pages,
        previous_url=pages.previous_url,
        next_url=pages.next_url,
    )


def faq_page(shelf: Shelf, language: Language) -> FaqPage:
    """Return all questions, grouped as the categories are ordered."""
    groups = tuple(faq_groups(shelf, language))
    description = _("Short answers to what customers ask most.")
    return FaqPage(
        meta=head_in_both_languages("articles.faq", language, _("Frequent questions"), description),
        crumbs=trail(language, Crumb(_("Frequent questions"))),
        groups=groups,
        count=sum(len(group.entries) for group in groups),
        contact_url=url_for("ticket_form.show", language=language),
    )


def faq_groups(shelf: Shelf, language: Language) -> Iterator[FaqGroup]:
    """Yield the questions of each category that has some; their anchors are unique on the page."""
    taken: set[str] = set()
    articles = shelf.faq(language)
    for category in shelf.categories:
        own = [article for article in articles if article.category == category.slug]
        entries = tuple(entry for article in own for entry in _entries(shelf, article, language, taken))
        if entries:
            yield FaqGroup(category.titles[language], category.icon, entries)


def _entries(shelf: Shelf, article: Article, language: Language, taken: set[str]) -> Iterator[FaqEntry]:
    for question in shelf.body(article).questions:
        anchor = question.anchor if question.anchor not in taken else f"{article.slug}-{question.anchor}"
        taken.add(anchor)
        yield FaqEntry(
            anchor=anchor,
            question=question.text,
            answer=Markup(question.answer_html),  # noqa: S704  # sanitised when it was published
            article_title=article.title,
            url=address_in(language, article),
            other_language=article.language if article.language is not language else None,
        )
