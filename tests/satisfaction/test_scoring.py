"""What many stars say together is said with its uncertainty."""

import pytest

from app.satisfaction.scoring import Score


@pytest.mark.parametrize(
    ("counts", "mean"),
    [((0, 0, 0, 0, 1), 5.0), ((1, 0, 0, 0, 1), 3.0), ((1, 1, 1, 1, 1), 3.0), ((0, 0, 1, 3, 6), 4.5)],
)
def test_the_mean_is_the_mean(counts: tuple[int, ...], mean: float) -> None:
    assert Score(counts).mean == pytest.approx(mean)


def test_without_ratings_there_is_no_mean_and_nothing_is_certain() -> None:
    nothing = Score((0, 0, 0, 0, 0))
    assert nothing.mean is None
    assert nothing.interval == (1.0, 5.0)
    assert nothing.share_of(5) == 0


def test_a_few_that_agree_leave_room_for_doubt_and_many_less() -> None:
    few, many = Score((0, 0, 0, 0, 3)), Score((0, 0, 0, 0, 300))
    assert few.interval[0] < 4 < many.interval[0]
    assert few.interval[1] == many.interval[1] == pytest.approx(5)


@pytest.mark.parametrize("counts", [(5, 0, 0, 0, 5), (1, 2, 3, 4, 5), (9, 0, 0, 0, 0), (0, 1, 0, 0, 0)])
def test_the_interval_holds_the_mean_and_stays_among_the_stars(counts: tuple[int, ...]) -> None:
    score = Score(counts)
    low, high = score.interval
    assert score.mean is not None
    assert 1 <= low <= score.mean <= high <= 5


def test_shares_add_up() -> None:
    score = Score((1, 2, 3, 4, 10))
    assert sum(score.share_of(stars) for stars in range(1, 6)) == pytest.approx(1)
    assert score.share_of(5) == 0.5
