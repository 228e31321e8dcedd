"""The first page: the question, the search box, the shelves, and what helped others."""

from dataclasses import dataclass

from app.knowledge.pages import ArticleRow, CategoryCard, FaqEntry, Meta


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that is known to find something (from the articles' ``finds`` phrases)."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a visitor meets first.

    ``popular`` holds at most five articles by usefulness and is empty until somebody
    found one helpful; ``recent`` the five that changed last; ``questions`` the first four
    of ``question_count``.
    """

    meta: Meta
    article_count: int
    suggestions: tuple[Suggestion, ...]
    categories: tuple[CategoryCard, ...]
    popular: tuple[ArticleRow, ...]
    recent: tuple[ArticleRow, ...]
    questions: tuple[FaqEntry, ...]
    question_count: int
    faq_url: str
    contact_url: str
