"""How votes become percentages and an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.scoring import Usefulness, wilson_interval


@pytest.mark.parametrize(
    ("helpful", "votes", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, table I (method 3)
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_one_in_the_literature(helpful: int, votes: int, low: float, high: float) -> None:
    """To four figures."""
    assert wilson_interval(helpful, votes) == pytest.approx((low, high), abs=5e-5)


def test_a_percentage_is_shown_from_ten_votes() -> None:
    """Nine people are not enough to say."""
    assert Usefulness(9, 9).share is None
    assert Usefulness(9, 10).share == 0.9


def test_three_of_three_does_not_outrank_two_hundred_of_two_hundred_and_twelve() -> None:
    """The lower bound asks for evidence."""
    assert Usefulness(200, 212).lower_bound > Usefulness(3, 3).lower_bound > Usefulness(0, 0).lower_bound


@pytest.mark.parametrize(("helpful", "votes"), [(-1, 2), (3, 2), (1, -1)])
def test_counts_that_cannot_be_are_refused(helpful: int, votes: int) -> None:
    """A mistake in a query does not become a percentage."""
    with pytest.raises(ValueError, match="cannot be helpful"):
        wilson_interval(helpful, votes)


@given(st.integers(0, 10**6).flatmap(lambda votes: st.tuples(st.integers(0, votes), st.just(votes))))
def test_the_share_lies_inside_its_interval(counts: tuple[int, int]) -> None:
    """Whatever the counts."""
    helpful, votes = counts
    low, high = wilson_interval(helpful, votes)
    assert 0 <= low <= high <= 1
    if votes:
        assert low - 1e-9 <= helpful / votes <= high + 1e-9
