"""What the desk does with feedback: one verb per function; none of them commits.

``seen_state`` is where the item stood on the page on which the button was pressed: when somebody
else was faster, Conflict says so. Pressing one's own button twice does nothing the second time.
All raise NotFound for an unknown number and NotAllowed for whoever may not review.
"""

import re
from datetime import datetime

from app.editorial.feedback.attending import handle_comment, unhandle_comment
from app.editorial.feedback.lifecycle import LIFECYCLE, Move
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.people import is_reviewer, require_reviewer
from app.editorial.feedback.recording import begin, hold, last_change, move, open_item_of, record
from app.editorial.feedback.standing import live_editions
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.tickets.details import LONGEST_FACT, checked_line
from app.web.identity import Reader

__all__ = [
    "assign",
    "dismiss",
    "handle_comment",
    "link_commit",
    "put_in_queue",
    "reopen",
    "start_review",
    "take",
    "unhandle_comment",
]
_MISSING = "This page does not exist."
_CHANGED = N_("Somebody else changed this meanwhile. Look at how it stands now and decide again.")
_COMMIT = re.compile(r"[0-9a-f]{7,40}", re.ASCII)


def take(
    number: int, viewer: Reader, seen_state: FeedbackState, seen_assignee_id: int | None, now: datetime
) -> FeedbackItem:
    """Make an open item the viewer's own. Raises Conflict when it is no longer with whom they saw it."""
    item, who = _held(number, viewer)
    if item.assignee_id == who:
        return item
    _require_seen(item, seen_state)
    _require_open(item)
    if item.assignee_id != seen_assignee_id:
        raise Conflict(N_("Somebody else took this first."))
    return _give(item, who, who, now)


def assign(
    number: int, viewer: Reader, assignee_id: int | None, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Give an open item to one of ``reviewers()``, or to nobody. Raises RuleBroken for anybody else."""
    item, who = _held(number, viewer)
    if item.assignee_id == assignee_id:
        return item
    _require_seen(item, seen_state)
    _require_open(item)
    if assignee_id is not None and not is_reviewer(assignee_id):
        raise RuleBroken(N_("Choose somebody who reviews articles."), field="assignee")
    return _give(item, assignee_id, who, now)


def start_review(number: int, viewer: Reader, seen_state: FeedbackState, now: datetime) -> FeedbackItem:
    """Begin to look at it; what nobody has becomes the viewer's, and a linked commit is let go."""
    item, who = _held(number, viewer)
    if not _is_done_already(item, Move.BEGIN, who):
        _require_seen(item, seen_state)
        item.assignee_id = item.assignee_id or who
        move(item, Move.BEGIN, now, who)
    return item


def link_commit(
    number: int, viewer: Reader, commit_text: str, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Say which commit corrects it; it closes once that is live. Raises RuleBroken for what is no commit."""
    item, who = _held(number, viewer)
    commit = "".join(commit_text.split()).lower()
    if not _COMMIT.fullmatch(commit):
        raise RuleBroken(
            N_("Write the commit's name: 7 to 40 digits and letters from a to f, as «git log» shows it."),
            field="commit",
        )
    if item.commit != commit or not _is_done_already(item, Move.LINK, who):
        _require_seen(item, seen_state)
        move(item, Move.LINK, now, who, commit)
    return item


def dismiss(
    number: int, viewer: Reader, reason: str, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Close it without a change. Raises RuleBroken without a reason."""
    item, who = _held(number, viewer)
    words = checked_line(reason, LONGEST_FACT, N_("Say why in one line."))
    if not _is_done_already(item, Move.DISMISS, who):
        _require_seen(item, seen_state)
        move(item, Move.DISMISS, now, who, words=words)
    return item


def reopen(number: int, viewer: Reader, words: str, seen_state: FeedbackState, now: datetime) -> FeedbackItem:
    """Take up again what was closed; ``words`` may say why. Raises Conflict while another one is open."""
    item, who = _held(number, viewer)
    said = checked_line(words, LONGEST_FACT)
    if not _is_done_already(item, Move.REOPEN, who):
        _require_seen(item, seen_state)
        other = open_item_of(item.article_id, item.language)
        if other is not None and other.id != item.id:
            raise Conflict(
                N_("F-%(number)s is open for this article already: go on with that one."), number=other.id
            )
        move(item, Move.REOPEN, now, who, words=said)
    return item


def put_in_queue(article_id: str, language: Language, viewer: Reader, now: datetime) -> FeedbackItem:
    """Open an item for a live article, or return the open one. Raises NotFound for an unknown article."""
    who = require_reviewer(viewer)
    article = live_editions().get((article_id, language))
    if article is None:
        raise NotFound(_MISSING)
    open_item = open_item_of(article_id, language)
    if open_item is None:
        open_item = begin(article_id, language, article.revision, frozenset({Cause.ASKED}), now, who)
    return open_item or _opened_meanwhile(article_id, language)


def _held(number: int, viewer: Reader) -> tuple[FeedbackItem, int]:
    who = require_reviewer(viewer)
    item = hold(number)
    if item is None:
        raise NotFound(_MISSING)
    return item, who


def _opened_meanwhile(article_id: str, language: Language) -> FeedbackItem:
    """Return what somebody else opened at the same moment."""
    item = open_item_of(article_id, language)
    if item is None:
        raise Conflict(_CHANGED)
    return item


def _require_seen(item: FeedbackItem, seen_state: FeedbackState) -> None:
    if item.state is not seen_state:
        raise Conflict(
            N_("Somebody else changed this meanwhile. Look at how it stands now and decide again.")
        )


def _require_open(item: FeedbackItem) -> None:
    if not item.state.is_open:
        raise RuleBroken(N_("This is closed. Reopen it first."))


def _is_done_already(item: FeedbackItem, made: Move, who: int) -> bool:
    """Say whether the viewer did the very same a moment ago: a button that was pressed twice."""
    last = last_change(item)
    return bool(
        last and last.actor_id == who and last.before is not None and item.state is LIFECYCLE[made][1]
    )


def _give(item: FeedbackItem, assignee_id: int | None, who: int, now: datetime) -> FeedbackItem:
    item.assignee_id = assignee_id
    record(item, item.state, now, who)
    return item
