"""What the desk is told about articles: frozen answers, and nothing in them that tells who voted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.terms import Language
from app.knowledge.votes import NoReason


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many, with the ends of the 95 % Wilson interval; (0, 1) of none."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """Return the share between 0 and 1, or None of none."""
        return self.part / self.whole if self.whole else None


_NONE = Share(0, 0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure of a period and of the period before it, which is as long."""

    now: Share
    before: Share


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The figures above the review page, of one period.

    ``useful`` is of counted votes; ``solved`` of forms that ended, those confirmed; ``empty`` of
    logged queries, those that found nothing. ``votes`` are counted votes now and before.
    """

    useful: Trend
    votes: tuple[int, int]
    solved: Trend
    empty: Trend


@dataclass(frozen=True, slots=True)
class VoteWeek:
    """The counted votes of a local week that begins on a Monday."""

    monday: date
    helpful: int
    votes: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """An article as the review page lists it; ``number`` is 0 while no item is open for it.

    ``weekly_readers`` is the mean of the last four weeks; ``not_helpful`` the counted votes that say
    no; ``harm`` is readers a week that it fails at least (weekly readers x lower bound of that share).
    ``causes`` are those of the open item. ``tickets_after`` counts forms begun from the article, those
    that became tickets. ``weeks`` are counted votes of the last 12 weeks, the oldest first. The last
    three, by which nothing is put in order, are filled in for lines that are shown.
    """

    number: int
    article_id: str
    language: Language
    state: FeedbackState | None
    assignee_id: int | None
    causes: frozenset[Cause]
    opened_at: datetime | None
    weekly_readers: float
    not_helpful: Share
    harm: float
    reasons: Mapping[NoReason, int]
    open_comments: int
    failed_suggestions: int = 0
    tickets_after: Share = _NONE
    weeks: tuple[VoteWeek, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote beside a vote; ``handled_at`` is None while nobody attended to it."""

    vote_id: int
    article_id: str
    language: Language
    revision: str
    helpful: bool
    reason: NoReason | None
    text: str
    wants_news: bool
    cast_at: datetime
    handled_at: datetime | None
    handler_id: int | None


@dataclass(frozen=True, slots=True)
class FailingStep:
    """A numbered step that did not work for people, in one revision."""

    anchor: str
    revision: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LeadingQuery:
    """A search from which people came to the article; only what at least five visitors asked."""

    text: str
    language: Language
    visitors: int


@dataclass(frozen=True, slots=True)
class RevisionScore:
    """The counted votes on one revision of an article; ``first_at`` is its first vote's instant."""

    revision: str
    useful: Share
    first_at: datetime
    last_at: datetime
    is_live: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions side by side: the difference of their shares with its 95 % interval (Newcombe).

    ``is_significant`` when the interval leaves zero out; ``wanted`` is how many more votes on the later
    one would be needed to tell a difference of this size: 0 when it is told, None where they are the
    same, or where the votes on the earlier one are too few to ever tell it.
    """

    before: Share
    after: Share
    difference: float
    low: float
    high: float
    is_significant: bool
    wanted: int | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A line of an item's history; ``actor_id`` None is the programme."""

    at: datetime
    actor_id: int | None
    before: FeedbackState | None
    after: FeedbackState
    assignee_id: int | None
    commit: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of feedback with its history, the oldest first."""

    number: int
    article_id: str
    language: Language
    state: FeedbackState
    causes: frozenset[Cause]
    assignee_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    commit: str
    opened_revision: str
    history: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class ArticleCase:
    """Everything the desk knows of one article in one language.

    ``items`` and ``revisions`` the newest first, the live revision before all; ``comparison`` is of the
    live revision with the one before it, None while one of them has no votes; ``verdicts`` counts what
    agents said, by word.
    """

    line: ReviewLine
    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
    failing_steps: tuple[FailingStep, ...]
    queries: tuple[LeadingQuery, ...]
    revisions: tuple[RevisionScore, ...]
    comparison: Comparison | None
    verdicts: Mapping[str, int]
