"""What a reader can do with a vote: cast it, say why, take it back. The caller owns the transaction."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.models import ArticleVote, VoteAttempt
from app.knowledge.votes import Ballot
from app.storage.database import db

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class TooManyVotes(Exception):
    """Somebody presses faster than a person reads."""


def limit_voting(voter: str, address: str, now: datetime, per_hour: int) -> None:
    """Count this press of a button. Raises TooManyVotes beyond ``per_hour`` per voter or address."""
    recent = select(func.count()).where(VoteAttempt.attempted_at > now - _HOUR)
    by_voter = recent.where(VoteAttempt.voter == voter).scalar_subquery()
    by_address = recent.where(VoteAttempt.address == address).scalar_subquery()
    pressed = db.session.execute(select(by_voter, by_address)).one()
    if max(pressed) >= per_hour:
        raise TooManyVotes
    db.session.execute(delete(VoteAttempt).where(VoteAttempt.attempted_at < now - _DAY))
    db.session.add(VoteAttempt(voter=voter, address=address, attempted_at=now))


def cast_vote(
    article: Article, revision: str, voter: str, helpful: bool, by_staff: bool, now: datetime
) -> None:
    """Make this the voter's standing vote on ``revision``; the latest wins, whoever comes first.

    Pressing the same button again keeps the reason given before; changing sides drops it.
    """
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(ArticleVote).values(
        article_id=article.id,
        revision=revision,
        language=article.language,
        voter=voter,
        by_staff=by_staff,
        helpful=helpful,
        comment="",
        contact="",
        cast_at=now,
    )
    new = statement.excluded
    same = ArticleVote.helpful == new.helpful
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["article_id", "revision", "voter"],
            set_={
                "helpful": new.helpful,
                "by_staff": new.by_staff,
                "cast_at": new.cast_at,
                "reason": case((same, ArticleVote.reason), else_=None),
                "comment": case((same, ArticleVote.comment), else_=""),
                "contact": case((same, ArticleVote.contact), else_=""),
            },
        )
    )


def give_reason(article: Article, revision: str, voter: str, ballot: Ballot, now: datetime) -> None:
    """Keep why the article did not help. Raises RuleBroken without a standing "no" of the voter."""
    explained = db.session.scalar(
        update(ArticleVote)
        .where(_of(article, revision, voter), ArticleVote.helpful.is_(False))
        .values(reason=ballot.reason, comment=ballot.comment, contact=ballot.contact, cast_at=now)
        .returning(ArticleVote.id)
    )
    if explained is None:
        raise RuleBroken(N_("First say whether the article helped you, then why."))


def withdraw_vote(article: Article, revision: str, voter: str) -> None:
    """Take the vote back, as if it had never been cast; nothing happens when there is none."""
    db.session.execute(delete(ArticleVote).where(_of(article, revision, voter)))


def _of(article: Article, revision: str, voter: str) -> ColumnElement[bool]:
    return and_(
        ArticleVote.article_id == article.id, ArticleVote.revision == revision, ArticleVote.voter == voter
    )
