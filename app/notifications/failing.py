"""Which articles failed their readers in a week, for the letter that asks to review them (product 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Float, case, cast, func, or_, select

from app.knowledge.models import ArticleVote
from app.knowledge.votes import NoReason
from app.sla.calendar import BusinessCalendar
from app.storage.database import db

_WEEK = timedelta(days=7)
_FAILING_SHARE, _FEWEST_VOTES = 0.25, 4  # of a week's votes


@dataclass(frozen=True, slots=True)
class FailingArticle:
    """An article with its votes of the week; ``incorrect`` are those who said that something is wrong."""

    article_id: str
    votes: int
    failed: int
    incorrect: int


def monday_before(now: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the local beginning of the week of ``now``."""
    local = now.astimezone(calendar.zone)
    return (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def failing_articles(monday: datetime) -> Sequence[FailingArticle]:
    """Return what failed in the week before ``monday``: said to be wrong, or too often of no help."""
    failed = func.sum(case((ArticleVote.helpful, 0), else_=1))
    wrong = func.sum(case((ArticleVote.reason == NoReason.INCORRECT, 1), else_=0))
    often = (func.count() >= _FEWEST_VOTES) & (cast(failed, Float) / func.count() > _FAILING_SHARE)
    rows = db.session.execute(
        select(ArticleVote.article_id, func.count(), failed, wrong)
        .where(ArticleVote.by_staff.is_(False))
        .where(ArticleVote.cast_at >= monday - _WEEK, ArticleVote.cast_at < monday)
        .where(or_(ArticleVote.reason.is_(None), ArticleVote.reason != NoReason.DISLIKES_FEATURE))
        .group_by(ArticleVote.article_id)
        .having(or_(wrong > 0, often))
        .order_by(failed.desc(), ArticleVote.article_id)
    )
    return [FailingArticle(*row) for row in rows]
