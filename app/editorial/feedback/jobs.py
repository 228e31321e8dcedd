"""What feedback does by itself; each is safe to run twice."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from sqlalchemy import select

from app.editorial.feedback.closing import Fix, fixes_of, kept_back, tell_readers
from app.editorial.feedback.harm import Complaints, causes_of
from app.editorial.feedback.lifecycle import Move
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.recording import begin, hold, move, open_item_of
from app.editorial.feedback.standing import (
    Edition,
    VoteCount,
    blaming_verdicts,
    failed_suggestions,
    live_editions,
    votes_since_closed,
)
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.knowledge.article import Article
from app.knowledge.reading import NothingPublished, current_generation
from app.knowledge.votes import NoReason
from app.storage.database import db, in_transaction


def open_feedback(now: datetime) -> int:
    """Open an item for every live article that failed its readers since the last one; return how many.

    Only what was said of the live text counts, so what was corrected does not come back for old votes.
    An open item learns the causes that came later.
    """
    live = live_editions()
    votes, suggestions = votes_since_closed(), failed_suggestions(now, live)
    verdicts = blaming_verdicts(live)
    known = {(item.article_id, item.language): item.causes for item in _open_items()}
    opened = 0
    for edition, article in live.items():
        count = votes.get(edition, {}).get(article.revision, VoteCount())
        complaints = Complaints(
            no=count.no,
            votes=count.votes,
            incorrect=count.reasons.get(NoReason.INCORRECT, 0),
            failed_suggestions=suggestions.get(edition, 0),
            verdicts=verdicts.get(edition, 0),
        )
        found = causes_of(complaints)
        if found - known.get(edition, frozenset()):
            opened += in_transaction(partial(_enter, article, found, now))
    return opened


def close_feedback(now: datetime) -> int:
    """Close what a live commit resolves, and tell the readers who asked; return how many.

    An item whose article is kept at an old version for a fault waits, linked, until a good one is live.
    """
    items = _open_items()
    try:
        generation = current_generation()
    except NothingPublished:
        return 0
    fixes = fixes_of(items, generation)
    held_back = kept_back(generation) if fixes else frozenset()
    if held_back is None:
        return 0
    live = live_editions()
    return sum(
        in_transaction(partial(_settle, number, fix, held_back, live, now)) for number, fix in fixes.items()
    )


def _enter(article: Article, causes: AbstractSet[Cause], now: datetime) -> int:
    known = open_item_of(article.id, article.language)
    if known is None:
        return int(begin(article.id, article.language, article.revision, frozenset(causes), now) is not None)
    item = hold(known.id)
    if item is not None and item.state.is_open:
        item.causes |= causes
    return 0


def _settle(
    number: int, fix: Fix, held_back: AbstractSet[Edition], live: Mapping[Edition, Article], now: datetime
) -> int:
    item = hold(number)
    if item is None or not item.state.is_open:
        return 0
    if (item.article_id, item.language) in held_back:
        if item.state is not FeedbackState.COMMIT_LINKED or item.commit != fix.commit:
            move(item, Move.LINK, now, commit=fix.commit)
        return 0
    move(item, Move.CLOSE, now, commit=fix.commit)
    if article := live.get((item.article_id, item.language)):
        tell_readers(article, fix, now)
    return 1


def _open_items() -> Sequence[FeedbackItem]:
    return db.session.scalars(select(FeedbackItem).where(FeedbackItem.closed_at.is_(None))).all()
