"""The words of surveys: what can be said about the help, and for how long."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_STARS = 5
LOW_UP_TO = 2  # stars; somebody of the team looks at these (product 10)
COMMENT_LIMIT = 600  # characters
OPEN_FOR = timedelta(days=14)  # to answer, and to change the answer (product 10)


class Aspect(StrEnum):
    """What is asked besides the stars; yes, no or nothing (product 10)."""

    ON_TIME = "on_time"
    FIRST_ANSWER_FAST = "first_answer_fast"
    FULLY_SOLVED = "fully_solved"
    CLEAR = "clear"
    FIRST_ATTEMPT = "first_attempt"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody says about the help they got; None where they did not answer."""

    stars: int
    comment: str = ""
    on_time: bool | None = None
    first_answer_fast: bool | None = None
    fully_solved: bool | None = None
    clear: bool | None = None
    first_attempt: bool | None = None

    def of(self, aspect: Aspect) -> bool | None:
        """Return what was said about one aspect."""
        said: bool | None = getattr(self, aspect.value)
        return said
