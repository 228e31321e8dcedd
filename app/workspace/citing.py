"""Articles to cite in an answer: only those its reader may open."""

from dataclasses import dataclass

from flask import url_for

from app.accounts.roles import audiences_of
from app.kernel.terms import Language, Plan
from app.kernel.text import one_line
from app.knowledge.article import Article
from app.knowledge.heads import absolute
from app.knowledge.reading import current_generation
from app.search.documents import SearchQuery

LONGEST_SEARCH = 200  # characters (security 64)
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Citation:
    """An article as it can be put into an answer: ``words`` are its title and address."""

    article_id: str
    title: str
    summary: str
    url: str
    language: Language

    @property
    def words(self) -> str:
        """Return what the answer will say."""
        return f"{self.title}\n{self.url}"


def citations(words: str, language: Language, plan: Plan) -> tuple[Citation, ...]:
    """Return the articles about ``words`` that somebody on ``plan`` may read, best first."""
    text = one_line(words)[:LONGEST_SEARCH]
    if not text:
        return ()
    generation, audiences = current_generation(), audiences_of(plan, frozenset())
    shelf = generation.shelf(audiences)
    found = generation.search.search(SearchQuery(text, language, audiences, limit=_OFFERED))
    articles = (shelf.by_id(hit.article_id, hit.language) for hit in found.hits)
    return tuple(_citation(article) for article in articles if article)


def citation_of(article_id: str, language: Language, plan: Plan) -> Citation | None:
    """Return one article to cite, or None if somebody on ``plan`` may not read it."""
    article = (
        current_generation()
        .shelf(audiences_of(plan, frozenset()))
        .by_id(article_id[:LONGEST_SEARCH], language)
    )
    return _citation(article) if article else None


def _citation(article: Article) -> Citation:
    url = absolute(url_for("articles.show", language=article.language, slug=article.slug))
    return Citation(article.id, article.title, article.summary, url, article.language)
