"""Questions about votes, each answered by one statement from the rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select
from sqlalchemy.exc import OperationalError

from app.knowledge.models import ArticleVote
from app.knowledge.scoring import NO_VOTES, Usefulness
from app.knowledge.votes import Ballot, NoReason
from app.storage.database import db

log = structlog.get_logger("knowledge")
_MOST_NAMES = 500  # more than this, and asking for all articles is cheaper than naming them


def usefulness_of(articles: Collection[str] | None = None) -> Mapping[str, Usefulness]:
    """Return the counted votes of the articles with these ids, or of all; those without votes are missing.

    Votes on every revision and language count; staff votes and dislikes of a feature do not.
    """
    if articles is not None and not articles:
        return {}
    helpful = func.sum(case((ArticleVote.helpful, 1), else_=0))
    statement = select(ArticleVote.article_id, helpful, func.count()).where(counted_votes())
    if articles is not None and len(articles) <= _MOST_NAMES:
        statement = statement.where(ArticleVote.article_id.in_(sorted(articles)))
    rows = _asked(statement.group_by(ArticleVote.article_id))
    return {article: Usefulness(int(yes), int(votes)) for article, yes, votes in rows}


def usefulness_of_one(article: str) -> Usefulness:
    """Return the counted votes of one article."""
    return usefulness_of([article]).get(article, NO_VOTES)


def votes_mark() -> object:
    """Return something that differs whenever any vote was cast, explained or withdrawn; cheap to ask for."""
    count = select(func.count()).select_from(ArticleVote).scalar_subquery()
    latest = select(func.max(ArticleVote.cast_at)).scalar_subquery()
    return [tuple(row) for row in _asked(select(count, latest))]


def ballot_of(voter: str | None, article: str, revision: str) -> Ballot | None:
    """Return the voter's standing vote on a revision, or None."""
    if voter is None:
        return None
    statement = select(ArticleVote.helpful, ArticleVote.reason, ArticleVote.comment, ArticleVote.contact)
    mine = and_(
        ArticleVote.article_id == article, ArticleVote.revision == revision, ArticleVote.voter == voter
    )
    return next((Ballot(*vote) for vote in _asked(statement.where(mine))), None)


def counted_votes() -> ColumnElement[bool]:
    """Return the filter of votes that count: neither of staff, nor about a feature of the product."""
    about_the_article = or_(ArticleVote.reason.is_(None), ArticleVote.reason != NoReason.DISLIKES_FEATURE)
    return and_(ArticleVote.by_staff == false(), about_the_article)


def _asked(statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows; none while the database cannot be asked, for articles can be read without votes."""
    try:
        return db.session.execute(statement).all()
    except OperationalError as error:
        db.session.rollback()
        log.error("votes not counted", error=type(error.orig).__name__)
        return []
