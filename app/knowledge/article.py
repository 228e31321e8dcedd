"""An article as readers and lists know it; immutable, made at publishing time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.kernel.terms import Audience, Language, ProductArea


class ArticleStatus(StrEnum):
    """Where an article stands; only published ones are live (product 1)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Category:
    """One of the four shelves of ``articles/categories.yaml``, in the file's order."""

    slug: str
    icon: str
    tone: str
    titles: dict[Language, str]
    descriptions: dict[Language, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit that changed an article (``ver cambios``)."""

    commit: str
    author: str
    committed_at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Article:
    """What lists, cards and access rules need; the text is an ``ArticleBody``.

    ``id`` is shared by translations and survives renames; ``revision`` names the
    content (git blob id), so that votes know which text they were about;
    ``body_key`` fetches the body; ``minutes`` is the reading time, at least 1.
    ``other_languages`` maps the language of each live translation to its slug.
    """

    id: str
    language: Language
    slug: str
    category: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    aliases: tuple[str, ...]
    product_area: ProductArea
    audience: Audience
    faq: bool
    finds: tuple[str, ...]
    review_by: date | None
    owner: str | None
    path: str
    revision: str
    body_key: str
    minutes: int
    has_video: bool
    published_at: datetime | None
    updated_at: datetime | None
    authors: tuple[str, ...]
    other_languages: dict[Language, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the contents list; ``level`` is 2 or 3."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of text a search hit opens at: a heading's or a step's; becomes a search passage.

    ``links`` are the character ranges of ``text`` that lead to other pages.
    """

    anchor: str
    heading: str
    text: str
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """An entry of the FAQ page: a question and its answer as safe HTML."""

    anchor: str
    text: str
    answer_html: str


@dataclass(frozen=True, slots=True)
class ArticleBody:
    """The rendered text: sanitised HTML, contents list, sections, FAQ entries, images."""

    html: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    first_image: str | None
