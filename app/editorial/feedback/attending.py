"""Attending to comments; none of it commits."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.editorial.feedback.models import HandledComment
from app.editorial.feedback.people import require_reviewer
from app.kernel.errors import NotFound
from app.knowledge.models import ArticleVote
from app.storage.database import db
from app.web.identity import Reader


def handle_comment(vote_id: int, viewer: Reader, now: datetime) -> None:
    """Note that a comment was attended to; again is harmless. Raises NotFound when it was taken back."""
    who = require_reviewer(viewer)
    vote = db.session.get(ArticleVote, vote_id)
    if vote is None or not vote.comment or vote.by_staff:
        raise NotFound("This page does not exist.")
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    kept = insert(HandledComment).values(vote_id=vote_id, handler_id=who, handled_at=now)
    db.session.execute(
        kept.on_conflict_do_update(
            index_elements=["vote_id"],
            set_={"handler_id": kept.excluded.handler_id, "handled_at": kept.excluded.handled_at},
            where=HandledComment.handled_at < vote.cast_at,
        )
    )


def unhandle_comment(vote_id: int, viewer: Reader) -> None:
    """Let a comment wait again; nothing happens to one that does."""
    require_reviewer(viewer)
    db.session.execute(delete(HandledComment).where(HandledComment.vote_id == vote_id))
