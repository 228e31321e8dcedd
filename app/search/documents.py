"""What goes into an index and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.kernel.terms import Audience, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that a hit can open at.

    ``anchor`` is the id of its heading or step in the page ("" for the
    introduction), ``heading`` the words above it, ``text`` plain text, of which
    the character ranges ``links`` lead elsewhere. Steps under one heading repeat it.
    """

    anchor: str
    heading: str
    text: str
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One article in one language, as the index sees it. ``key`` is unique."""

    key: str
    article_id: str
    language: Language
    category: str
    product_area: str
    audience: Audience
    title: str
    summary: str
    keywords: tuple[str, ...]
    passages: tuple[Passage, ...]
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a reader asked. Only documents whose audience is in ``audiences`` exist for it."""

    text: str
    language: Language
    audiences: frozenset[Audience] = frozenset({Audience.EVERYONE})
    category: str | None = None
    product_area: str | None = None
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Plain text with the half-open character ranges to highlight, in order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document that answers, opened at its best passage. Scores compare within one answer."""

    key: str
    article_id: str
    language: Language
    score: float
    anchor: str
    heading: str
    title: Excerpt
    excerpt: Excerpt
    matched_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits. ``total`` and ``by_category`` count what the reader may see.

    ``by_category`` ignores the category filter, so that a page can offer the others.
    ``corrected`` is the query as it was probably meant, or None.
    """

    hits: tuple[SearchHit, ...]
    total: int
    by_category: Mapping[str, int] = field(default_factory=dict)
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A document offered while the reader types, with the typed prefixes marked."""

    key: str
    article_id: str
    language: Language
    title: Excerpt
    summary: str
    category: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DraftText:
    """What a person has written into a ticket form so far. Read like SearchQuery by ``audiences``.

    ``product_area`` is the part they said it is about; it moves near ties only.
    """

    title: str
    description: str
    language: Language
    audiences: frozenset[Audience] = frozenset({Audience.EVERYONE})
    product_area: str | None = None
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document that may solve what a draft tells, opened where it is most about it.

    ``score`` is how certain that is, from 0 to 1, in indexes of any size. ``reasons`` are the
    draft's own words, as typed, that the document answers to, the strongest first, four at most.
    """

    key: str
    article_id: str
    language: Language
    score: float
    anchor: str
    heading: str
    title: Excerpt
    excerpt: Excerpt
    reasons: tuple[str, ...] = ()
