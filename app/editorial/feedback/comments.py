"""What readers wrote beside their votes, and whether somebody attended to it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, select, true

from app.editorial.feedback.answers import Comment
from app.editorial.feedback.models import HandledComment
from app.editorial.feedback.standing import Edition, about
from app.kernel.terms import Language
from app.knowledge.models import ArticleVote
from app.storage.database import db

_KEPT_WAITING = timedelta(days=365)


def comments(
    now: datetime,
    *,
    article_id: str | None = None,
    language: Language | None = None,
    unhandled_only: bool = True,
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, tuple[Comment, ...]]:
    """Return how many comments of the last year there are, and some of them, the latest first.

    Those of the team are left out. Two statements.
    """
    wanted = and_(
        _written(now),
        about(ArticleVote.article_id, article_id),
        true() if language is None else ArticleVote.language == language,
        _waits() if unhandled_only else true(),
    )
    handled = HandledComment.vote_id == ArticleVote.id
    total = select(func.count()).select_from(ArticleVote).outerjoin(HandledComment, handled).where(wanted)
    rows = db.session.execute(
        select(ArticleVote, HandledComment)
        .outerjoin(HandledComment, handled)
        .where(wanted)
        .order_by(ArticleVote.cast_at.desc(), ArticleVote.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return db.session.scalar(total) or 0, tuple(_comment(vote, attended) for vote, attended in rows)


def waiting_comments(now: datetime, article_id: str | None = None) -> Mapping[Edition, int]:
    """Return how many comments on each article nobody attended to; one statement."""
    rows = db.session.execute(
        select(ArticleVote.article_id, ArticleVote.language)
        .outerjoin(HandledComment, HandledComment.vote_id == ArticleVote.id)
        .where(_written(now), _waits(), about(ArticleVote.article_id, article_id))
    )
    return Counter((article, language) for article, language in rows)


def _written(now: datetime) -> ColumnElement[bool]:
    return and_(
        ArticleVote.comment != literal_column("''"),  # as its index says it
        ArticleVote.by_staff == false(),
        ArticleVote.cast_at > now - _KEPT_WAITING,
    )


def _waits() -> ColumnElement[bool]:
    """Find what nobody attended to since it was written."""
    return or_(HandledComment.vote_id.is_(None), HandledComment.handled_at < ArticleVote.cast_at)


def _comment(vote: ArticleVote, attended: HandledComment | None) -> Comment:
    stands = attended if attended and attended.handled_at >= vote.cast_at else None
    return Comment(
        vote_id=vote.id,
        article_id=vote.article_id,
        language=vote.language,
        revision=vote.revision,
        helpful=vote.helpful,
        reason=vote.reason,
        text=vote.comment,
        wants_news=bool(vote.contact),
        cast_at=vote.cast_at,
        handled_at=stands.handled_at if stands else None,
        handler_id=stands.handler_id if stands else None,
    )
