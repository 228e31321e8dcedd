"""What the review page is told: its figures, the articles by expected harm, the weeks, the comments."""

from datetime import datetime

from app.editorial.feedback.answers import Comment, DeskFigures, ReviewLine, VoteWeek
from app.kernel.terms import Language


def review_lines(now: datetime) -> tuple[ReviewLine, ...]:
    """Return open items and live articles with votes, those first that fail most readers."""
    raise NotImplementedError


def desk_figures(days: int, now: datetime) -> DeskFigures:
    """Return the figures of the last ``days`` and of as many before."""
    raise NotImplementedError


def vote_weeks(weeks: int, now: datetime) -> tuple[VoteWeek, ...]:
    """Return the counted votes of the last local weeks, this one included, the oldest first."""
    raise NotImplementedError


def comments(
    now: datetime,
    *,
    article_id: str | None = None,
    language: Language | None = None,
    unhandled_only: bool = True,
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, tuple[Comment, ...]]:
    """Return how many comments of the last year there are, and some of them, the latest first."""
    raise NotImplementedError
