"""How votes become percentages and an order."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, boschloo_exact

from app.knowledge.scoring import (
    Usefulness,
    differ,
    difference_interval,
    votes_wanted,
    wilson_interval,
)


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


_COUNTS = st.integers(1, 2000).flatmap(lambda votes: st.tuples(st.integers(0, votes), st.just(votes)))


@given(_COUNTS)
def test_the_interval_is_that_of_scipy(counts: tuple[int, int]) -> None:
    """Of another programme by other people."""
    theirs = binomtest(*counts).proportion_ci(0.95, "wilson")
    assert wilson_interval(*counts) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@given(_COUNTS, _COUNTS)
def test_the_difference_is_newcombes_of_scipys_intervals(one: tuple[int, int], two: tuple[int, int]) -> None:
    (low1, high1), (low2, high2) = (binomtest(*each).proportion_ci(0.95, "wilson") for each in (one, two))
    share1, share2 = one[0] / one[1], two[0] / two[1]
    below, above = hypot(share1 - low1, high2 - share2), hypot(high1 - share1, share2 - low2)
    expected = (share1 - share2 - below, share1 - share2 + above)
    assert difference_interval(*one, *two) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, table II (method 10)
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_is_the_one_in_the_literature(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float
) -> None:
    """To four figures."""
    assert difference_interval(*one, *two) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    "counts",
    [(61, 100, 84, 100), (6, 10, 9, 10), (20, 40, 39, 60), (5, 30, 16, 30), (50, 60, 31, 60), (3, 9, 9, 9)],
)
def test_what_is_significant_is_so_for_an_exact_test_too(counts: tuple[int, int, int, int]) -> None:
    """Boschloo's test asks the same question another way; none of these lies on the edge."""
    part1, whole1, part2, whole2 = counts
    table = [[part1, part2], [whole1 - part1, whole2 - part2]]
    assert differ(*counts) == (boschloo_exact(table, n=16).pvalue < 0.05)


def test_of_nothing_every_difference_is_possible() -> None:
    assert difference_interval(0, 0, 3, 9) == (-1.0, 1.0)
    assert not differ(0, 0, 3, 9)
    assert votes_wanted(0, 0, 3, 9) is None


def test_the_votes_still_wanted_are_just_enough() -> None:
    """One fewer would not do."""
    wanted = votes_wanted(61, 100, 9, 12)
    assert wanted is not None
    whole = 12 + wanted
    assert differ(61, 100, 0.75 * whole, whole)
    assert not differ(61, 100, 0.75 * (whole - 1), whole - 1)


def test_votes_are_wanted_neither_for_what_is_known_nor_for_what_never_will_be() -> None:
    assert votes_wanted(61, 100, 84, 100) == 0
    assert votes_wanted(6, 10, 60, 100) is None  # the same share
    assert votes_wanted(3, 5, 7, 10) is None  # five votes before: too few whatever comes
