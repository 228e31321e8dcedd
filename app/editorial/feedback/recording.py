"""How an item changes: held while it does, moved by the table, and written into its history."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.editorial.feedback.lifecycle import Move, after
from app.editorial.feedback.models import FeedbackChange, FeedbackItem
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.terms import Language
from app.storage.database import db


def hold(number: int) -> FeedbackItem | None:
    """Return an item as it stands now, and let nobody else change it until the transaction ends."""
    statement = select(FeedbackItem).where(FeedbackItem.id == number).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def open_item_of(article_id: str, language: Language) -> FeedbackItem | None:
    """Return the open item of an article."""
    wanted = select(FeedbackItem).where(
        FeedbackItem.article_id == article_id,
        FeedbackItem.language == language,
        FeedbackItem.closed_at.is_(None),
    )
    return db.session.scalar(wanted)


def begin(
    article_id: str,
    language: Language,
    revision: str,
    causes: frozenset[Cause],
    now: datetime,
    actor_id: int | None = None,
) -> FeedbackItem | None:
    """Open an item; None when the article has an open one, also one that somebody opens at this moment."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(FeedbackItem).values(
        article_id=article_id,
        language=language,
        causes=causes,
        state=FeedbackState.NEW,
        opened_at=now,
        awaits_since=now,
        opened_revision=revision,
        commit="",
    )
    number = db.session.scalar(new.on_conflict_do_nothing().returning(FeedbackItem.id))
    item = hold(number) if number else None
    if item is not None:
        record(item, None, now, actor_id)
    return item


def move(
    item: FeedbackItem,
    made: Move,
    now: datetime,
    actor_id: int | None = None,
    commit: str = "",
    words: str = "",
) -> None:
    """Move a held item. Raises RuleBroken when the table has no such move."""
    before, item.state = item.state, after(item.state, made)
    item.closed_at = None if item.state.is_open else now
    if made is Move.REOPEN:
        item.awaits_since = now
    if made in {Move.BEGIN, Move.REOPEN}:
        item.commit = ""
    item.commit = commit or item.commit
    record(item, before, now, actor_id, words)


def record(
    item: FeedbackItem,
    before: FeedbackState | None,
    now: datetime,
    actor_id: int | None,
    words: str = "",
) -> None:
    """Write how the item stands now into its history."""
    change = FeedbackChange(
        item_id=item.id,
        changed_at=now,
        actor_id=actor_id,
        before=before,
        after=item.state,
        assignee_id=item.assignee_id,
        commit=item.commit,
        words=words,
    )
    db.session.add(change)
    db.session.flush()


def last_change(item: FeedbackItem) -> FeedbackChange | None:
    """Return what was done to the item last."""
    wanted = select(FeedbackChange).where(FeedbackChange.item_id == item.id)
    return db.session.scalar(wanted.order_by(FeedbackChange.id.desc()).limit(1))
