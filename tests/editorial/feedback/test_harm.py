"""When an article enters the queue."""

import pytest

from app.editorial.feedback.harm import Complaints, causes_of, expected_harm, share_of
from app.editorial.feedback.vocabulary import Cause


@pytest.mark.parametrize(
    ("complaints", "causes"),
    [
        (Complaints(), set()),
        (Complaints(no=1, votes=1), set()),  # the lower bound is 21 %
        (Complaints(no=2, votes=2), {Cause.NOT_USEFUL}),
        (Complaints(no=30, votes=100), set()),  # 30 %, of which 22 % are certain
        (Complaints(no=35, votes=100), {Cause.NOT_USEFUL}),
        (Complaints(failed_suggestions=2), set()),
        (Complaints(failed_suggestions=3), {Cause.FAILED_SUGGESTIONS}),
        (Complaints(no=1, votes=200, incorrect=1), {Cause.INCORRECT}),
        (Complaints(verdicts=1), {Cause.VERDICT}),
        (Complaints(no=9, votes=9, incorrect=1), {Cause.NOT_USEFUL, Cause.INCORRECT}),
    ],
)
def test_an_article_enters_for_any_of_the_four_causes(complaints: Complaints, causes: set[Cause]) -> None:
    assert causes_of(complaints) == causes


def test_what_many_read_comes_before_what_fails_more_often() -> None:
    popular = expected_harm(400, share_of(20, 100))
    rare = expected_harm(10, share_of(60, 100))
    assert popular == pytest.approx(400 * 0.1334, abs=0.1)
    assert popular > rare


def test_an_article_nobody_voted_on_does_no_harm_that_is_known() -> None:
    assert expected_harm(1000, share_of(0, 0)) == 0
    assert share_of(0, 0).value is None
