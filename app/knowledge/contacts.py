"""Addresses that readers left with a vote: kept until they are told, and never longer than needed."""

from datetime import datetime, timedelta

from sqlalchemy import update

from app.knowledge.models import ArticleVote
from app.storage.database import db, transaction

KEPT_FOR = timedelta(days=180)


def forget_contact(vote_id: int) -> None:
    """Drop the address of one vote; the vote stays."""
    db.session.execute(update(ArticleVote).where(ArticleVote.id == vote_id).values(contact=""))


def forget_old_contacts(now: datetime) -> int:
    """Drop addresses that were left 180 days ago; return how many."""
    old = update(ArticleVote).where(ArticleVote.contact != "", ArticleVote.cast_at < now - KEPT_FOR)
    with transaction():
        dropped = db.session.scalars(
            old.values(contact="").returning(ArticleVote.id).execution_options(synchronize_session=False)
        ).all()
    return len(dropped)
