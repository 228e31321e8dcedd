"""Make the catalogue of a publication from its settled and kept articles."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.kernel.terms import Language
from app.knowledge.article import Article, Category
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.edition import Settled
from app.knowledge.history import History
from app.knowledge.media import MediaFile


def make_catalogue(
    commit: str,
    sound: Iterable[Article],
    kept: Iterable[Article],
    categories: tuple[Category, ...],
    media: Mapping[str, MediaFile],
    history: History,
) -> Catalogue:
    """Return the catalogue; a kept article gives way where its id or address was taken over."""
    articles = {(article.id, article.language): article for article in sound}
    slugs = {(article.slug, article.language) for article in articles.values()}
    known = {category.slug for category in categories}
    for article in kept:
        taken = (article.id, article.language) in articles or (article.slug, article.language) in slugs
        if not taken and article.category in known:
            articles[article.id, article.language] = article
            slugs.add((article.slug, article.language))
    whole = tuple(_with_translations(article, articles) for article in sorted(articles.values(), key=_order))
    return Catalogue(commit, whole, categories, media, tuple(_redirects(whole, history)))


def make_article(settled: Settled, history: History) -> Article:
    """Return a settled manuscript as readers know it. Its front matter must have been read."""
    place, front = settled.manuscript.place, settled.manuscript.front
    if front is None:
        raise ValueError(place.path)
    revisions = history.revisions(place.path, front.id)
    return Article(
        id=front.id,
        language=place.language,
        slug=place.slug,
        category=place.category,
        title=front.title,
        summary=front.summary,
        keywords=front.keywords,
        aliases=front.aliases,
        product_area=front.product_area,
        audience=front.audience,
        faq=front.faq,
        finds=front.finds,
        review_by=front.review_by,
        owner=front.owner,
        path=place.path,
        revision=settled.manuscript.blob,
        body_key=settled.body_key,
        minutes=settled.minutes,
        has_video=settled.has_video,
        published_at=revisions[-1].committed_at if revisions else None,
        updated_at=revisions[0].committed_at if revisions else None,
        authors=tuple(dict.fromkeys(revision.author for revision in revisions)),
        other_languages={},
    )


def _order(article: Article) -> tuple[str, Language]:
    return article.path, article.language


def _with_translations(article: Article, articles: Mapping[tuple[str, Language], Article]) -> Article:
    other = articles.get((article.id, article.language.other))
    languages = {other.language: other.slug} if other else {}
    return article if article.other_languages == languages else replace(article, other_languages=languages)


def _redirects(articles: tuple[Article, ...], history: History) -> Iterable[tuple[Language, str, str]]:
    """Yield old addresses: aliases first, then earlier file names; never one that is in use."""
    taken = {(article.language, article.slug) for article in articles}
    for article in articles:
        for alias in article.aliases:
            if (article.language, alias) not in taken:
                taken.add((article.language, alias))
                yield article.language, alias, article.id
    for article in articles:
        for slug in history.former_slugs(article.path, article.id):
            if (article.language, slug) not in taken:
                taken.add((article.language, slug))
                yield article.language, slug, article.id
