"""The arithmetic of the ledger, against published values; and too few say nothing."""

import pytest

from app.deflection.figures import COMPARED_FROM, Effect, Share, Tally, difference_interval
from app.deflection.vocabulary import Figure


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(6, 7), Share(2, 7), 0.0582, 0.8062),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
        (Share(0, 10), Share(0, 20), -0.1611, 0.2775),
        (Share(0, 10), Share(0, 10), -0.2775, 0.2775),
        (Share(10, 10), Share(0, 20), 0.6791, 1.0000),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    one: Share, other: Share, low: float, high: float
) -> None:  # table II of the paper, method 10
    assert difference_interval(one, other) == pytest.approx((low, high), abs=0.00005)
    assert difference_interval(other, one) == pytest.approx((-high, -low), abs=0.00005)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).share is None
    assert Share(0, 0).interval == (0.0, 1.0)
    assert difference_interval(Share(0, 0), Share(3, 9)) == (-1.0, 1.0)


def test_the_rate_leaves_out_what_is_provisional_and_who_left() -> None:
    ends = {Figure.CONFIRMED: 6, Figure.REVERTED: 1, Figure.SUBMITTED: 3}
    unknown = {Figure.PROVISIONAL: 50, Figure.LEFT: 70, Figure.GOING_ON: 9}
    assert Tally(ends | unknown).rate == Share(6, 10)


@pytest.mark.parametrize(("held_out", "suggested"), [(COMPARED_FROM - 1, 900), (900, COMPARED_FROM - 1)])
def test_below_thirty_in_a_group_nothing_is_said(held_out: int, suggested: int) -> None:
    assert not Effect(Share(10, held_out), Share(10, suggested)).is_told
    assert Effect(Share(10, COMPARED_FROM), Share(10, COMPARED_FROM)).is_told


def test_suggestions_that_spare_tickets_do_so_for_certain_when_enough_were_seen() -> None:
    many, few = Effect(Share(56, 70), Share(48, 80)), Effect(Share(24, 30), Share(24, 35))
    assert many.difference == pytest.approx(0.2)
    assert many.is_certain
    assert not few.is_certain
    assert Effect(Share(48, 80), Share(56, 70)).is_certain  # harm is certain as well
