"""The words of a vote: what a reader can answer, and why an article did not help."""

from dataclasses import dataclass
from enum import StrEnum

COMMENT_LIMIT = 600  # characters (product 3)


class Answer(StrEnum):
    """What a reader says about an article, as the form sends it."""

    YES = "yes"
    NO = "no"


class NoReason(StrEnum):
    """Why an article did not help (product 3)."""

    NOT_MY_CASE = "not_my_case"
    STEP_NOT_FOUND = "step_not_found"
    INCORRECT = "incorrect"
    CONFUSING = "confusing"
    DISLIKES_FEATURE = "dislikes_feature"  # about the product, not the article: stays out of the score


@dataclass(frozen=True, slots=True)
class Ballot:
    """The standing vote of one reader on one revision of an article."""

    helpful: bool
    reason: NoReason | None = None
    comment: str = ""
    contact: str = ""
