"""What is live: an immutable snapshot of one generation, and what of it a reader may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.kernel.terms import Audience, Language
from app.knowledge.article import Article, ArticleBody, Category, Revision
from app.knowledge.resolutions import Resolution
from app.knowledge.translations import Translations
from app.search.engine import SearchReader


class Shelf(Protocol):
    """The live articles one kind of reader may see; nothing else can be reached from it.

    Made once per generation and set of audiences. Lists are ordered by title
    unless said otherwise. ``article`` and its like return None for anything
    unknown, hidden, or not in that language.
    """

    audiences: frozenset[Audience]
    categories: Sequence[Category]

    def category(self, slug: str) -> Category | None: ...
    def article(self, language: Language, slug: str) -> Article | None: ...
    def by_id(self, article_id: str, language: Language) -> Article | None:
        """Return that language's article, else the other language's, else None."""

    def renamed(self, language: Language, old_slug: str) -> Article | None:
        """Return the article an alias or an earlier file name now stands for (301)."""

    def in_category(self, language: Language, category: str) -> Sequence[Article]:
        """Articles of a category: in ``language``, plus the other language's where untranslated."""

    def everything(self, language: Language) -> Sequence[Article]:
        """As ``in_category``, over all categories."""

    def faq(self, language: Language) -> Sequence[Article]: ...
    def recent(self, language: Language, limit: int) -> Sequence[Article]:
        """Newest ``updated_at`` first."""

    def related(self, article: Article, limit: int = 3) -> Sequence[Article]: ...
    def body(self, article: Article) -> ArticleBody: ...
    def history(self, article: Article) -> Sequence[Revision]:
        """Commits that changed the file, newest first; empty for a folder source."""


class Generation(Protocol):
    """Everything one commit published: shelves per audience, the index, media, the report."""

    commit: str
    search: SearchReader

    @property
    def folder(self) -> Path:
        """Return where the generation and its report lie."""

    def shelf(self, audiences: frozenset[Audience]) -> Shelf: ...
    def resolutions(self) -> Sequence[Resolution]:
        """Return what commits say that they resolve, the oldest first; empty for a folder source."""

    def commits(self) -> Mapping[str, datetime]:
        """Return the commits that touched the articles, with when they were made."""

    def translations(self) -> Translations:
        """Return the translations that are older than their source; none for a folder source."""

    def media(self, name: str, digest: str | None = None) -> tuple[bytes, str] | None:
        """Return content and media type of a file of ``articles/media`` this generation uses.

        With ``digest`` (of its address), exactly that content or None.
        """
