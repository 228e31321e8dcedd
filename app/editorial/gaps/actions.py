"""What the desk does with gaps: one verb per function; none of them commits.

``seen`` is the last line of the gap's history on the page on which the button was pressed: when somebody
else was faster, Conflict says so. Doing what is done already does nothing.
"""

from datetime import datetime

from sqlalchemy import func, select

from app.editorial.feedback.people import reviewers
from app.editorial.gaps.keeping import size_of
from app.editorial.gaps.models import ContentGap, GapChange
from app.editorial.gaps.records import note
from app.editorial.gaps.vocabulary import Deed, GapState
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.text import one_line
from app.kernel.wording import N_
from app.storage.database import db
from app.web.identity import Reader

LONGEST_REASON = 600  # characters


def gap_for(number: int) -> ContentGap:
    """Return a gap to change. Raises NotFound."""
    gap = db.session.scalar(select(ContentGap).where(ContentGap.id == number).with_for_update())
    if gap is None:
        raise NotFound("This page does not exist.")
    return gap


def assign(number: int, viewer: Reader, assignee_id: int | None, seen: int, now: datetime) -> None:
    """Give a gap to somebody who reviews, or to nobody. Raises NotFound, Conflict, RuleBroken."""
    gap = gap_for(number)
    if gap.assignee_id == assignee_id:
        return
    _require_seen(gap, seen)
    if assignee_id is not None and assignee_id not in {one.person_id for one in reviewers()}:
        raise RuleBroken(N_("Choose somebody who reviews articles."))
    gap.assignee_id = assignee_id
    note(gap, Deed.ASSIGNED if assignee_id else Deed.RELEASED, now, viewer.person_id)


def dismiss(number: int, viewer: Reader, reason: str, seen: int, now: datetime) -> None:
    """Put a gap aside until it is twice as large. Raises NotFound, Conflict, RuleBroken."""
    gap = gap_for(number)
    words = one_line(reason)
    if not words:
        raise RuleBroken(N_("Say why nothing needs to be written."))
    if len(words) > LONGEST_REASON:
        raise RuleBroken(N_("Use at most %(limit)s characters."), limit=LONGEST_REASON)
    if gap.state is GapState.DISMISSED:
        return
    _require_seen(gap, seen)
    gap.dismissed_size = size_of(gap)
    note(gap, Deed.DISMISSED, now, viewer.person_id, words)


def reopen(number: int, viewer: Reader, seen: int, now: datetime) -> None:
    """Take up again what was dismissed or closed. Raises NotFound, Conflict, RuleBroken."""
    gap = gap_for(number)
    if gap.merged_into_id is not None:
        raise RuleBroken(N_("This gap is another one in other words: see there."))
    if gap.state.is_open:
        return
    _require_seen(gap, seen)
    note(gap, Deed.REOPENED, now, viewer.person_id)


def _require_seen(gap: ContentGap, seen: int) -> None:
    last = db.session.scalar(select(func.max(GapChange.id)).where(GapChange.gap_id == gap.id))
    if last != seen:
        raise Conflict(N_("Somebody changed this gap while you looked at it. See what is new and try again."))
