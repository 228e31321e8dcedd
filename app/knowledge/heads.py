"""The heads of pages: canonical addresses, the same page in other languages, shared links."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.pages import Alternate, Crumb, Meta
from app.settings import Settings


def absolute(path: str) -> str:
    """Return ``path`` under the configured base address, never under the host asked (security 25)."""
    settings: Settings = current_app.extensions["settings"]
    return str(settings.base_url).rstrip("/") + path


def head_in_both_languages(
    endpoint: str, language: Language, title: str, description: str, **values: Any
) -> Meta:
    """Describe a page that exists at the same place in every language."""
    addresses = {each: url_for(endpoint, language=each, **values) for each in Language}
    return Meta(
        title=title,
        description=description,
        canonical=absolute(addresses[language]),
        alternates=alternates(addresses),
        feed=url_for("feeds.everything", language=language),
    )


def head_of_article(article: Article, image: str | None) -> Meta:
    """Describe an article at its own address, whatever language the page around it speaks."""
    addresses = article_addresses(article)
    return Meta(
        title=article.title,
        description=article.summary,
        canonical=absolute(addresses[article.language]),
        alternates=alternates(addresses),
        kind="article",
        image=absolute(image) if image and image.startswith("/") else None,
        feed=url_for("feeds.everything", language=article.language),
        published_at=article.published_at,
        updated_at=article.updated_at,
    )


def unlisted_head(title: str, path: str, description: str = "") -> Meta:
    """Describe a page that search engines have no use for."""
    return Meta(title=title, description=description, canonical=absolute(path), indexed=False)


def article_addresses(article: Article) -> dict[Language, str]:
    """Return the path of the article in each language it is written in."""
    slugs = {article.language: article.slug, **article.other_languages}
    return {
        language: url_for("articles.show", language=language, slug=slugs[language])
        for language in Language
        if language in slugs
    }


def alternates(addresses: Mapping[Language, str]) -> tuple[Alternate, ...]:
    """Return the ``hreflang`` links of a page; the default is its Spanish one where there is one."""
    if len(addresses) < 2:
        return ()
    links = [Alternate(language.value, absolute(path)) for language, path in addresses.items()]
    return (*links, Alternate("x-default", absolute(addresses[next(iter(Language))])))


def trail(language: Language, *steps: Crumb) -> tuple[Crumb, ...]:
    """Return the way from the home page to here; the last of ``steps`` is the present page."""
    return (Crumb(_("Help"), url_for("home.show", language=language)), *steps)
