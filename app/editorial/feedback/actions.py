"""What the desk does with feedback: one verb per function; none of them commits.

``seen_state`` is where the item stood on the page on which the button was pressed: when somebody
else was faster, Conflict says so. Pressing one's own button twice does nothing the second time.
"""

from datetime import datetime

from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.vocabulary import FeedbackState
from app.kernel.terms import Language
from app.web.identity import Reader


def take(
    number: int, viewer: Reader, seen_state: FeedbackState, seen_assignee_id: int | None, now: datetime
) -> FeedbackItem:
    """Make an open item the viewer's own. Raises NotFound, NotAllowed, Conflict."""
    raise NotImplementedError


def assign(
    number: int, viewer: Reader, assignee_id: int | None, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Give an open item to one of ``reviewers()``, or to nobody. Raises as ``take``, and RuleBroken."""
    raise NotImplementedError


def start_review(number: int, viewer: Reader, seen_state: FeedbackState, now: datetime) -> FeedbackItem:
    """Begin to look at it; what nobody has becomes the viewer's, and a linked commit is let go."""
    raise NotImplementedError


def link_commit(
    number: int, viewer: Reader, commit_text: str, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Say which commit corrects it; it closes once that is live. Raises RuleBroken for what is no commit."""
    raise NotImplementedError


def dismiss(
    number: int, viewer: Reader, reason: str, seen_state: FeedbackState, now: datetime
) -> FeedbackItem:
    """Close it without a change. Raises RuleBroken without a reason."""
    raise NotImplementedError


def reopen(number: int, viewer: Reader, words: str, seen_state: FeedbackState, now: datetime) -> FeedbackItem:
    """Take up again what was closed; ``words`` may say why. Raises Conflict while another one is open."""
    raise NotImplementedError


def put_in_queue(article_id: str, language: Language, viewer: Reader, now: datetime) -> FeedbackItem:
    """Open an item for a live article, or return the open one. Raises NotFound for an unknown article."""
    raise NotImplementedError


def handle_comment(vote_id: int, viewer: Reader, now: datetime) -> None:
    """Note that a comment was attended to; again is harmless. Raises NotFound when it was taken back."""
    raise NotImplementedError


def unhandle_comment(vote_id: int, viewer: Reader) -> None:
    """Let a comment wait again."""
    raise NotImplementedError
