"""The life of an item of feedback as one table: which move leads where (product 12)."""

from enum import StrEnum

from app.editorial.feedback.vocabulary import FeedbackState
from app.kernel.errors import RuleBroken
from app.kernel.wording import N_


class Move(StrEnum):
    """Something that changes where an item stands."""

    BEGIN = "begin"  # somebody looks at it; a commit that was linked by mistake is let go
    LINK = "link"  # a commit is said to correct it
    CLOSE = "close"  # such a commit is live; only the programme does this
    DISMISS = "dismiss"
    REOPEN = "reopen"


_OPEN = frozenset(state for state in FeedbackState if state.is_open)
LIFECYCLE: dict[Move, tuple[frozenset[FeedbackState], FeedbackState]] = {
    Move.BEGIN: (frozenset({FeedbackState.NEW, FeedbackState.COMMIT_LINKED}), FeedbackState.IN_REVIEW),
    Move.LINK: (_OPEN, FeedbackState.COMMIT_LINKED),
    Move.CLOSE: (_OPEN, FeedbackState.DONE),
    Move.DISMISS: (_OPEN, FeedbackState.DISMISSED),
    Move.REOPEN: (frozenset({FeedbackState.DONE, FeedbackState.DISMISSED}), FeedbackState.NEW),
}


def allows(state: FeedbackState, move: Move) -> bool:
    """Say whether ``move`` can be made now."""
    return state in LIFECYCLE[move][0]


def moves_of(state: FeedbackState) -> frozenset[Move]:
    """Return every move a person may make now."""
    return frozenset(move for move in Move if allows(state, move) and move is not Move.CLOSE)


def after(state: FeedbackState, move: Move) -> FeedbackState:
    """Return the state that ``move`` leads to. Raises RuleBroken when it cannot be made now."""
    if not allows(state, move):
        raise RuleBroken(N_("This has moved on, so it can no longer be done. Look at it again."))
    return LIFECYCLE[move][1]
