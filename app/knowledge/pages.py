"""What each page of the knowledge base shows: frozen answers, nothing left to fetch or to compute.

Addresses are relative to the host unless a field says otherwise. Templates get one of
these as ``page`` and print it; dates go through the ``day`` and ``ago`` filters.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from app.kernel.terms import Audience, Language
from app.knowledge.article import Heading, Revision
from app.knowledge.scoring import Usefulness
from app.knowledge.votes import NoReason


class Freshness(StrEnum):
    """The mark a list puts on an article that changed lately."""

    NEW = "new"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language; ``url`` is absolute (``link rel=alternate hreflang``)."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says to browsers, search engines and shared links.

    ``canonical``, ``image`` and the alternates are absolute. ``kind`` is the Open Graph
    type; ``indexed`` False asks search engines to leave the page out; ``feed`` is the
    address of the Atom feed to announce.
    """

    title: str
    description: str
    canonical: str
    alternates: tuple[Alternate, ...] = ()
    kind: str = "website"
    image: str | None = None
    indexed: bool = True
    feed: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way here; the present page is last and has no address."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list. ``other_language`` is set when it is not in the page's language."""

    title: str
    url: str
    summary: str
    category: str
    usefulness: Usefulness
    minutes: int
    has_video: bool
    updated_at: datetime | None = None
    freshness: Freshness | None = None
    other_language: Language | None = None
    audience: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """One of the four shelves. ``count`` is what the reader may see; ``articles`` the first three."""

    slug: str
    title: str
    description: str
    icon: str
    tone: str
    url: str
    count: int
    articles: tuple[ArticleRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryPage:
    """A category with its articles, most useful first; ``others`` are the other three.

    Long ones come in pages: ``number`` of ``pages``, counted from 1.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    category: CategoryCard
    articles: tuple[ArticleRow, ...]
    others: tuple[CategoryCard, ...]
    number: int = 1
    pages: int = 1
    previous_url: str | None = None
    next_url: str | None = None


class VoteState(StrEnum):
    """Where the reader stands with the question under an article."""

    ASKED = "asked"  # has not voted on this text
    HELPED = "helped"  # said yes: thanks and undo
    WHY = "why"  # said no: the reasons are offered
    NOTED = "noted"  # said no and why: thanks and undo


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a set; ``value`` is what the form sends."""

    value: NoReason
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class VotePanel:
    """The question under an article and the reader's answer.

    Three forms, each with the csrf token: to ``vote_url`` the fields ``revision`` and
    ``helpful`` (yes or no); to ``reason_url`` ``revision``, ``reason``, ``comment`` and
    ``contact``; to ``withdrawal_url`` ``revision`` (undo). ``errors`` maps a field to what
    is wrong with it. ``is_staff``: the vote is kept but not counted, say so.
    """

    state: VoteState
    usefulness: Usefulness
    revision: str
    vote_url: str
    reason_url: str
    withdrawal_url: str
    reasons: tuple[Choice, ...]
    comment: str = ""
    contact: str = ""
    comment_limit: int = 600
    errors: dict[str, str] = field(default_factory=dict)
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class VoteFragment:
    """The vote panel alone, so that one template serves the page and the fragment (``page.vote``)."""

    vote: VotePanel


@dataclass(frozen=True, slots=True)
class SiblingLink:
    """An article of the same category in the side column."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class StepChoice:
    """A step to say of that it did not work; ``text`` is how it begins."""

    anchor: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class StepList:
    """The steps under one heading, "" for those above all headings."""

    heading: str
    steps: tuple[StepChoice, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as it is read.

    ``html`` is the text made and sanitised at publishing time. ``shown_language`` is the
    language of the text; ``untranslated`` says that it is not the page's. ``stale_months``
    is set when nothing changed for over a year. ``siblings`` are at most seven of
    ``category.count``. ``step_lists`` is empty for an article without steps.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    id: str
    title: str
    summary: str
    html: Markup
    headings: tuple[Heading, ...]
    step_lists: tuple[StepList, ...]
    failed_step_url: str
    category: CategoryCard
    siblings: tuple[SiblingLink, ...]
    related: tuple[ArticleRow, ...]
    vote: VotePanel
    usefulness: Usefulness
    minutes: int
    has_video: bool
    audience: Audience
    shown_language: Language
    untranslated: bool
    published_at: datetime | None
    updated_at: datetime | None
    authors: tuple[str, ...]
    stale_months: int | None
    history_url: str | None
    contact_url: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The commits that changed an article, newest first; empty where there is no git."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    title: str
    article_url: str
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer; ``anchor`` is its address on the page, ``url`` the article behind it."""

    anchor: str
    question: str
    answer: Markup
    article_title: str
    url: str
    other_language: Language | None = None


@dataclass(frozen=True, slots=True)
class FaqGroup:
    """The questions of one category."""

    title: str
    icon: str
    entries: tuple[FaqEntry, ...]


@dataclass(frozen=True, slots=True)
class FaqPage:
    """All questions, by category; ``count`` of them."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    groups: tuple[FaqGroup, ...]
    count: int
    contact_url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked where it matches the query."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class HitRow:
    """A search result. ``url`` opens the article at the passage under ``heading``."""

    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    heading: str
    url: str
    category: str
    usefulness: Usefulness
    updated_at: datetime | None
    other_language: Language | None = None
    audience: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class Filter:
    """A category to narrow the results to, with what it would leave; the first one is "all"."""

    title: str
    url: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """The query as it was probably meant (``¿Quisiste decir …?``)."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is offered when nothing was found, or nothing was asked: categories, popular articles, people."""

    categories: tuple[CategoryCard, ...]
    articles: tuple[ArticleRow, ...]
    contact_url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Results of a search, or the empty search box (``query`` is "").

    ``query`` is the text as searched; ``was_cut`` says that the rest of a very long one
    was ignored. ``category`` is the chosen filter's slug, to be sent along as a hidden
    field. ``nothing`` is set when there are no hits. ``number`` counts pages from 1.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    query: str
    was_cut: bool
    category: str | None
    total: int
    hits: tuple[HitRow, ...]
    filters: tuple[Filter, ...]
    correction: Correction | None
    nothing: Nothing | None
    number: int
    pages: int
    previous_url: str | None
    next_url: str | None
    contact_url: str
