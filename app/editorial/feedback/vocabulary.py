"""The words of feedback: why an article is looked at again, and where that stands."""

from enum import StrEnum

NUMBER_PREFIX = "F-"  # an item is named F-123, in pages and in commit trailers


class FeedbackState(StrEnum):
    """Where an item stands (product 12)."""

    NEW = "new"
    IN_REVIEW = "in_review"
    COMMIT_LINKED = "commit_linked"
    DONE = "done"
    DISMISSED = "dismissed"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self not in {FeedbackState.DONE, FeedbackState.DISMISSED}


class Cause(StrEnum):
    """Why an article entered the queue (product 12)."""

    NOT_USEFUL = "not_useful"  # the lower bound of the share that it did not help is above 25 %
    FAILED_SUGGESTIONS = "failed_suggestions"  # three forms in 14 days said it did not help
    INCORRECT = "incorrect"  # somebody said it is wrong
    VERDICT = "verdict"  # an agent said, closing a ticket, that it is wrong or incomplete
    ASKED = "asked"  # somebody of the team put it there
