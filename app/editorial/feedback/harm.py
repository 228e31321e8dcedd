"""When an article enters the queue, and how much harm it does. Pure arithmetic (product 12)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.editorial.feedback.answers import Share
from app.editorial.feedback.vocabulary import Cause
from app.knowledge.scoring import wilson_interval

NOT_USEFUL_ABOVE = 0.25  # of the lower bound of the share that it did not help
FAILED_SUGGESTIONS_FROM = 3  # forms
FAILED_SUGGESTIONS_DAYS = 14


@dataclass(frozen=True, slots=True)
class Complaints:
    """What was said against a live text since its last item was closed; counted votes, ``no`` of them no."""

    no: int = 0
    votes: int = 0
    incorrect: int = 0
    failed_suggestions: int = 0
    verdicts: int = 0


def causes_of(complaints: Complaints) -> AbstractSet[Cause]:
    """Return why the article enters the queue; nothing when it does not."""
    found = {
        Cause.NOT_USEFUL: share_of(complaints.no, complaints.votes).low > NOT_USEFUL_ABOVE,
        Cause.FAILED_SUGGESTIONS: complaints.failed_suggestions >= FAILED_SUGGESTIONS_FROM,
        Cause.INCORRECT: complaints.incorrect > 0,
        Cause.VERDICT: complaints.verdicts > 0,
    }
    return frozenset(cause for cause, applies in found.items() if applies)


def expected_harm(weekly_readers: float, not_helpful: Share) -> float:
    """Return how many readers a week the article fails at least."""
    return weekly_readers * not_helpful.low if not_helpful.whole else 0.0


def share_of(part: int, whole: int) -> Share:
    """Return a share with the ends of its interval."""
    return Share(part, whole, *wilson_interval(part, whole))
