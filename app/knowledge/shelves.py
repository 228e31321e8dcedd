"""What one kind of reader may see of a generation; whatever they may not is simply not here."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.kernel.terms import Audience, Language
from app.knowledge.article import Article, ArticleBody, Category, Revision
from app.knowledge.catalogue_file import Catalogue

_BEGINNING = datetime.min.replace(tzinfo=UTC)


class StoredShelf:
    """The articles of a catalogue whose audience is in ``audiences``."""

    def __init__(
        self,
        catalogue: Catalogue,
        audiences: frozenset[Audience],
        body: Callable[[Article], ArticleBody],
        history: Callable[[Article], Sequence[Revision]],
    ) -> None:
        self.audiences = audiences
        self.categories: Sequence[Category] = catalogue.categories
        self._read_body, self._read_history = body, history
        visible = _visible(catalogue, audiences)
        self._by_slug = {(article.language, article.slug): article for article in visible}
        self._by_id = {(article.id, article.language): article for article in visible}
        self._former = {(language, slug): id_ for language, slug, id_ in catalogue.redirects}
        self._lists = {language: self._list(language) for language in Language}
        self._related: dict[tuple[str, Language, int], Sequence[Article]] = {}
        self._by_category: dict[tuple[Language, str], list[Article]] = defaultdict(list)
        for language, articles in self._lists.items():
            for article in articles:
                self._by_category[language, article.category].append(article)

    def category(self, slug: str) -> Category | None:
        """Return the category of that slug."""
        return next((category for category in self.categories if category.slug == slug), None)

    def article(self, language: Language, slug: str) -> Article | None:
        """Return the article at an address."""
        return self._by_slug.get((language, slug))

    def by_id(self, article_id: str, language: Language) -> Article | None:
        """Return that language's article, else the other language's, else None."""
        return self._by_id.get((article_id, language)) or self._by_id.get((article_id, language.other))

    def renamed(self, language: Language, old_slug: str) -> Article | None:
        """Return the article an alias or an earlier file name now stands for (301)."""
        return self._by_id.get((self._former.get((language, old_slug), ""), language))

    def in_category(self, language: Language, category: str) -> Sequence[Article]:
        """Return a category's articles, the other language's where untranslated."""
        return self._by_category.get((language, category), [])

    def everything(self, language: Language) -> Sequence[Article]:
        """Return all articles, the other language's where untranslated."""
        return self._lists[language]

    def faq(self, language: Language) -> Sequence[Article]:
        """Return the articles of the FAQ page."""
        return [article for article in self._lists[language] if article.faq]

    def recent(self, language: Language, limit: int) -> Sequence[Article]:
        """Return the newest ``updated_at`` first."""
        newest = sorted(
            self._lists[language], key=lambda article: article.updated_at or _BEGINNING, reverse=True
        )
        return newest[:limit]

    def related(self, article: Article, limit: int = 3) -> Sequence[Article]:
        """Return articles that share most keywords, area and category with this one."""
        wanted = (article.id, article.language, limit)
        if wanted not in self._related:  # compares with every article, so once per generation
            self._related[wanted] = self._kin(article)[:limit]
        return self._related[wanted]

    def _kin(self, article: Article) -> list[Article]:
        keywords = {word.casefold() for word in article.keywords}

        def kinship(other: Article) -> int:
            shared = len(keywords.intersection(word.casefold() for word in other.keywords))
            return (
                2 * shared
                + 3 * (other.product_area == article.product_area)
                + (other.category == article.category)
            )

        others = [other for other in self._lists[article.language] if other.id != article.id]
        return sorted(others, key=kinship, reverse=True)

    def body(self, article: Article) -> ArticleBody:
        """Return an article's text. Raises GenerationUnusable when it is damaged."""
        return self._read_body(article)

    def history(self, article: Article) -> Sequence[Revision]:
        """Return the commits that changed the article, newest first."""
        return self._read_history(article)

    def _list(self, language: Language) -> list[Article]:
        own = [article for (_, its), article in self._by_id.items() if its is language]
        ids = {article.id for article in own}
        foreign = [
            article for (id_, its), article in self._by_id.items() if its is not language and id_ not in ids
        ]
        return sorted([*own, *foreign], key=lambda article: _sortable(article.title))


def _visible(catalogue: Catalogue, audiences: frozenset[Audience]) -> list[Article]:
    """Return what the audiences may see, translations of a hidden article unmentioned."""
    seen = [article for article in catalogue.articles if article.audience in audiences]
    slugs = {(article.id, article.language): article.slug for article in seen}
    return [
        article
        if all((article.id, language) in slugs for language in article.other_languages)
        else replace(article, other_languages={})
        for article in seen
    ]


def _sortable(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in plain if letter.isalnum() or letter == " ").strip()
