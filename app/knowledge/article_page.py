"""Lays out the page of one article, and that of its changes."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from textwrap import shorten

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.kernel.terms import Language
from app.knowledge.access import category_or_missing
from app.knowledge.article import Article, ArticleBody, Category
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import head_of_article, trail, unlisted_head
from app.knowledge.pages import (
    ArticlePage,
    Crumb,
    HistoryPage,
    SiblingLink,
    StepChoice,
    StepList,
    VotePanel,
)
from app.knowledge.rows import Rows, Scores, address_in
from app.knowledge.steps import steps_of

RELATED = 3
_SIBLINGS = 7
_STALE_AFTER = 12  # months
_DAYS_A_MONTH = 30.44
_LONGEST_CHOICE = 70  # characters of a step in a list to choose from


def article_page(
    shelf: Shelf, article: Article, language: Language, scores: Scores, vote: VotePanel, now: datetime
) -> ArticlePage:
    """Return everything the page of ``article`` shows to a reader of ``language``."""
    body = shelf.body(article)
    rows = Rows(shelf, language, scores, now)
    category = category_or_missing(shelf, article.category)
    shelfmates = shelf.in_category(language, article.category)
    address = address_in(language, article)
    return ArticlePage(
        meta=head_of_article(article, body.first_image),
        crumbs=trail(language, _way_to(category, language), Crumb(article.title)),
        id=article.id,
        title=article.title,
        summary=article.summary,
        html=Markup(body.html),  # noqa: S704  # sanitised when it was published
        headings=body.headings,
        step_lists=_step_lists(body),
        failed_step_url=url_for("deflection.failed_step", language=language, article_id=article.id),
        category=rows.card(category, shelfmates),
        siblings=_siblings(article, shelfmates, language),
        related=rows.of(shelf.related(article, RELATED)),
        vote=vote,
        usefulness=vote.usefulness,
        minutes=article.minutes,
        has_video=article.has_video,
        audience=article.audience,
        shown_language=article.language,
        untranslated=article.language is not language,
        published_at=article.published_at,
        updated_at=article.updated_at,
        authors=article.authors,
        stale_months=_stale_months(article, now),
        history_url=f"{address}/history" if article.updated_at else None,
        contact_url=url_for("ticket_form.show", language=language, article=article.slug),
    )


def history_page(shelf: Shelf, article: Article, language: Language) -> HistoryPage:
    """Return the commits that changed ``article``."""
    title = _("Changes to «%(title)s»", title=article.title)
    category = category_or_missing(shelf, article.category)
    address = address_in(language, article)
    way = (_way_to(category, language), Crumb(article.title, address), Crumb(_("Changes")))
    return HistoryPage(
        meta=unlisted_head(title, f"{address}/history", article.summary),
        crumbs=trail(language, *way),
        title=article.title,
        article_url=address,
        revisions=tuple(shelf.history(article)),
    )


def _way_to(category: Category, language: Language) -> Crumb:
    address = url_for("articles.category", language=language, slug=category.slug)
    return Crumb(category.titles[language], address)


def _siblings(article: Article, shelfmates: Sequence[Article], language: Language) -> tuple[SiblingLink, ...]:
    """Return the article among its neighbours on the shelf, itself included."""
    place = next((n for n, each in enumerate(shelfmates) if each.id == article.id), 0)
    first = max(0, min(place - _SIBLINGS // 2, len(shelfmates) - _SIBLINGS))
    near = shelfmates[first : first + _SIBLINGS]
    return tuple(SiblingLink(each.title, address_in(language, each), each.id == article.id) for each in near)


def _step_lists(body: ArticleBody) -> tuple[StepList, ...]:
    """Return the article's steps by the heading they stand under."""
    headings = {heading.anchor: heading.text for heading in body.headings}
    lists = groupby(steps_of(body.html), key=lambda step: step.under)
    return tuple(
        StepList(
            headings.get(under, ""),
            tuple(
                StepChoice(step.anchor, step.number, shorten(step.text, _LONGEST_CHOICE, placeholder=" …"))
                for step in steps
            ),
        )
        for under, steps in lists
    )


def _stale_months(article: Article, now: datetime) -> int | None:
    if article.updated_at is None:
        return None
    months = int((now - article.updated_at).days / _DAYS_A_MONTH)
    return months if months >= _STALE_AFTER else None
