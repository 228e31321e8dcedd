"""Writes what happens to a gap: where it stands afterwards, and a line of its history."""

from datetime import datetime

from app.editorial.gaps.lifecycle import after
from app.editorial.gaps.models import ContentGap, GapChange
from app.editorial.gaps.vocabulary import Deed, GapState
from app.storage.database import db


def note(gap: ContentGap, deed: Deed, now: datetime, actor_id: int | None = None, words: str = "") -> None:
    """Let ``deed`` happen to a gap. Raises RuleBroken where it cannot; the caller owns the transaction."""
    before = gap.state
    gap.state = after(before, deed, gap.assignee_id is not None)
    if gap.state is GapState.CLOSED:
        gap.closed_at = gap.closed_at or now
    elif gap.state is not GapState.DISMISSED:
        gap.closed_at = None
    if gap.state is not GapState.WATCHED and gap.state is not GapState.CLOSED:
        gap.answered_at = None
    write(gap, deed, now, before=before, actor_id=actor_id, words=words)


def write(
    gap: ContentGap,
    deed: Deed,
    now: datetime,
    *,
    before: GapState | None = None,
    actor_id: int | None = None,
    words: str = "",
) -> None:
    """Add a line to the history of a gap that has its number."""
    db.session.add(
        GapChange(
            gap_id=gap.id,
            changed_at=now,
            actor_id=actor_id,
            deed=deed,
            before=before,
            after=gap.state,
            assignee_id=gap.assignee_id,
            words=words,
        )
    )
