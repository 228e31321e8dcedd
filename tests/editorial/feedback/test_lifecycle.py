"""Whatever is done to an item, in whatever order, it goes where the table says and nowhere else."""

from itertools import product

import pytest

from app.editorial.feedback.lifecycle import LIFECYCLE, Move, after, allows, moves_of
from app.editorial.feedback.vocabulary import FeedbackState
from app.kernel.errors import RuleBroken

NEW, REVIEW, LINKED, DONE, DISMISSED = FeedbackState
WAYS = {
    (NEW, Move.BEGIN): REVIEW,
    (NEW, Move.LINK): LINKED,
    (NEW, Move.CLOSE): DONE,
    (NEW, Move.DISMISS): DISMISSED,
    (REVIEW, Move.LINK): LINKED,
    (REVIEW, Move.CLOSE): DONE,
    (REVIEW, Move.DISMISS): DISMISSED,
    (LINKED, Move.BEGIN): REVIEW,
    (LINKED, Move.LINK): LINKED,
    (LINKED, Move.CLOSE): DONE,
    (LINKED, Move.DISMISS): DISMISSED,
    (DONE, Move.REOPEN): NEW,
    (DISMISSED, Move.REOPEN): NEW,
}


@pytest.mark.parametrize(("state", "move"), list(product(FeedbackState, Move)))
def test_every_move_in_every_state_is_decided(state: FeedbackState, move: Move) -> None:
    assert allows(state, move) == ((state, move) in WAYS)
    if (state, move) in WAYS:
        assert after(state, move) is WAYS[state, move]
    else:
        with pytest.raises(RuleBroken):
            after(state, move)


def test_people_never_close_an_item_by_hand() -> None:
    assert all(Move.CLOSE not in moves_of(state) for state in FeedbackState)
    assert moves_of(DONE) == {Move.REOPEN}


def test_every_state_can_be_reached_and_left() -> None:
    assert {lead_to for _, lead_to in LIFECYCLE.values()} == set(FeedbackState)
    assert all(any(allows(state, move) for move in Move) for state in FeedbackState)
