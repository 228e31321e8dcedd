"""How articles are used: who reads them, who goes on to write a ticket, and how votes went each week."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import case, func, literal_column, select

from app.deflection.models import FormSession
from app.deflection.vocabulary import Outcome
from app.editorial.feedback.answers import VoteWeek
from app.editorial.feedback.standing import Edition, about
from app.editorial.feedback.weeks import mondays, week_of
from app.knowledge.models import ArticleReaders, ArticleVote
from app.knowledge.queries import counted_votes
from app.knowledge.readers import local_day
from app.storage.database import db

WEEKS = 12  # of the trend beside an article
_READ_OVER = 28  # days
_WEEK = 7
_TICKETS_OVER = timedelta(days=90)


def weekly_readers(now: datetime, article_id: str | None = None) -> Mapping[Edition, float]:
    """Return the readers a week of each article: the mean of the last four, or of as long as was counted."""
    today = local_day(now)
    since = today - timedelta(days=_READ_OVER - 1)
    began = select(func.min(ArticleReaders.day)).scalar_subquery()
    rows = db.session.execute(
        select(ArticleReaders.article_id, ArticleReaders.language, func.sum(ArticleReaders.readers), began)
        .where(ArticleReaders.day >= since, about(ArticleReaders.article_id, article_id))
        .group_by(ArticleReaders.article_id, ArticleReaders.language)
    )
    return {
        (article, language): int(readers) * _WEEK / min(_READ_OVER, max(_WEEK, (today - first).days + 1))
        for article, language, readers, first in rows
    }


def tickets_after(
    now: datetime, article_ids: Collection[str] | None = None
) -> Mapping[Edition, tuple[int, int]]:
    """Return how many forms were begun from each article, by the page's language, and became tickets."""
    became = case((FormSession.outcome.in_([Outcome.SUBMITTED, Outcome.REVERTED]), 1), else_=0)
    rows = db.session.execute(
        select(FormSession.arrival_article_id, FormSession.language, func.sum(became), func.count())
        .where(FormSession.arrival_article_id != literal_column("''"))  # as its index says it
        .where(FormSession.started_at > now - _TICKETS_OVER)
        .where(about(FormSession.arrival_article_id, article_ids))
        .group_by(FormSession.arrival_article_id, FormSession.language)
    )
    return {(article, language): (int(tickets), forms) for article, language, tickets, forms in rows}


def weeks_of_articles(
    now: datetime, article_ids: Collection[str] | None = None
) -> Mapping[Edition, tuple[VoteWeek, ...]]:
    """Return the counted votes of each article's last weeks, the oldest first."""
    beginnings = mondays(WEEKS, now)
    place = week_of(ArticleVote.cast_at, beginnings)
    helpful = func.sum(case((ArticleVote.helpful, 1), else_=0))
    rows = db.session.execute(
        select(ArticleVote.article_id, ArticleVote.language, place, helpful, func.count())
        .where(ArticleVote.cast_at >= beginnings[0], counted_votes())
        .where(about(ArticleVote.article_id, article_ids))
        .group_by(ArticleVote.article_id, ArticleVote.language, place)
    )
    found: dict[Edition, dict[int, tuple[int, int]]] = defaultdict(dict)
    for article, language, number, yes, votes in rows:
        found[article, language][number] = (int(yes), votes)
    return {edition: _filled(beginnings, counts) for edition, counts in found.items()}


def no_weeks(now: datetime) -> tuple[VoteWeek, ...]:
    """Return the weeks of an article without votes."""
    return _filled(mondays(WEEKS, now), {})


def _filled(beginnings: tuple[datetime, ...], counts: Mapping[int, tuple[int, int]]) -> tuple[VoteWeek, ...]:
    return tuple(
        VoteWeek(monday.date(), *counts.get(number, (0, 0))) for number, monday in enumerate(beginnings)
    )
