"""What stands against articles: votes, suggestions and verdicts since each one's last item was closed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.deflection.models import FormStep
from app.deflection.vocabulary import StepKind
from app.editorial.feedback.harm import FAILED_SUGGESTIONS_DAYS
from app.editorial.feedback.models import FeedbackItem
from app.editorial.verdicts.models import ArticleVerdict
from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.knowledge.models import ArticleVote
from app.knowledge.reading import NothingPublished, current_generation
from app.knowledge.votes import NoReason
from app.storage.database import db

Edition = tuple[str, Language]  # an article in one language
BLAMING = frozenset({Verdict.WRONG, Verdict.INCOMPLETE})
_MOST_NAMES = 500  # more than this, and asking for all articles is cheaper than naming them


@dataclass(frozen=True, slots=True)
class VoteCount:
    """Votes of readers; ``no`` and ``votes`` leave out dislikes of a feature, ``reasons`` has them too."""

    no: int = 0
    votes: int = 0
    reasons: Mapping[NoReason, int] = field(default_factory=dict)

    def plus(self, votes: int, *, helpful: bool, reason: NoReason | None) -> "VoteCount":
        """Return the count with some more votes, all of one kind."""
        counts = reason is not NoReason.DISLIKES_FEATURE
        return VoteCount(
            self.no + votes * (counts and not helpful),
            self.votes + votes * counts,
            {**self.reasons, reason: self.reasons.get(reason, 0) + votes} if reason else self.reasons,
        )


def live_editions() -> Mapping[Edition, Article]:
    """Return every live article by its id and language; none while nothing is published."""
    try:
        shelf = current_generation().shelf(frozenset(Audience))
    except NothingPublished:
        return {}
    return {
        (article.id, language): article
        for language in Language
        for article in shelf.everything(language)
        if article.language is language
    }


def votes_since_closed(article_id: str | None = None) -> Mapping[Edition, Mapping[str, VoteCount]]:
    """Return the votes cast since the last item was closed, by revision; one statement."""
    closed = _closed()
    # In the order of their index, in which they are counted without being sorted.
    kinds = (
        ArticleVote.article_id,
        ArticleVote.language,
        ArticleVote.revision,
        ArticleVote.by_staff,
        ArticleVote.helpful,
        ArticleVote.reason,
    )
    rows = db.session.execute(
        select(*kinds, func.count())
        .outerjoin(
            closed,
            and_(closed.c.article_id == ArticleVote.article_id, closed.c.language == ArticleVote.language),
        )
        .where(about(ArticleVote.article_id, article_id))
        .where(or_(closed.c.closed_at.is_(None), ArticleVote.cast_at > closed.c.closed_at))
        .group_by(*kinds)
    )
    found: dict[Edition, dict[str, VoteCount]] = defaultdict(dict)
    for article, language, revision, by_staff, helpful, reason, votes in rows:
        if not by_staff:
            known = found[article, language].get(revision, VoteCount())
            found[article, language][revision] = known.plus(votes, helpful=helpful, reason=reason)
    return found


def standing_votes(counts: Mapping[str, VoteCount], live_revision: str, *, is_open: bool) -> VoteCount:
    """Return those that count: about the live text, and while an item is open about any since the last one.

    A small correction does not hide what an open item is about, and without one a new text begins anew.
    """
    if is_open:
        reasons: Counter[NoReason] = Counter()
        for count in counts.values():
            reasons.update(count.reasons)
        return VoteCount(
            sum(count.no for count in counts.values()),
            sum(count.votes for count in counts.values()),
            reasons,
        )
    return counts.get(live_revision, VoteCount())


def failed_suggestions(
    now: datetime, live: Mapping[Edition, Article], article_ids: Collection[str] | None = None
) -> Mapping[Edition, int]:
    """Return in how many forms of the last days the live text did not help; two statements."""
    editions = {(article.id, article.revision): edition for edition, article in live.items()}
    rows = db.session.execute(
        select(FormStep.article_id, FormStep.revision, FormStep.taken_at).where(
            FormStep.kind == StepKind.DISMISSED,
            FormStep.undone_at.is_(None),
            FormStep.taken_at > now - timedelta(days=FAILED_SUGGESTIONS_DAYS),
            about(FormStep.article_id, article_ids),
        )
    )
    told = ((editions.get((article, revision)), at) for article, revision, at in rows)
    return _since_closed((edition, at) for edition, at in told if edition)


def blaming_verdicts(live: Mapping[Edition, Article]) -> Mapping[Edition, int]:
    """Return how many verdicts of agents say that the live text is wrong or incomplete; two statements."""
    rows = db.session.execute(
        select(
            ArticleVerdict.article_id,
            ArticleVerdict.language,
            ArticleVerdict.revision,
            ArticleVerdict.given_at,
        ).where(ArticleVerdict.verdict.in_(BLAMING))
    )
    return _since_closed(
        ((article, language), at)
        for article, language, revision, at in rows
        if (article, language) in live and live[article, language].revision == revision
    )


def about(column: InstrumentedAttribute[str], articles: str | Collection[str] | None) -> ColumnElement[bool]:
    """Return the filter of what is about an article or some, or of everything."""
    if isinstance(articles, str):
        return column == articles
    return true() if articles is None or len(articles) > _MOST_NAMES else column.in_(sorted(articles))


def _since_closed(told: Iterator[tuple[Edition, datetime]]) -> Mapping[Edition, int]:
    closed = _closed()
    rows = db.session.execute(select(closed.c.article_id, closed.c.language, closed.c.closed_at))
    ends = {(article, language): at for article, language, at in rows}
    counts: dict[Edition, int] = defaultdict(int)
    for edition, at in told:
        counts[edition] += edition not in ends or at > ends[edition]
    return counts


def _closed() -> Subquery:
    """Return when the last item of each article was closed."""
    return (
        select(
            FeedbackItem.article_id,
            FeedbackItem.language,
            func.max(FeedbackItem.closed_at).label("closed_at"),
        )
        .where(FeedbackItem.closed_at.is_not(None))
        .group_by(FeedbackItem.article_id, FeedbackItem.language)
        .subquery("closed")
    )
