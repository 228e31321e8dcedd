"""The badge is for taking part: how many stars somebody gives never matters."""

import pytest
from flask import Flask

from app.satisfaction.badge import Participation, has_badge, is_steady
from app.satisfaction.slot import survey_slot
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.drafts import new_form_key
from tests.satisfaction.world import DAY, say_stars, survey_after
from tests.tickets.cast import MONDAY
from tests.tickets.conftest import Cast


@pytest.mark.parametrize(
    ("answers", "lately_invited", "lately_answered", "steady"),
    [
        (0, 0, 0, False),
        (4, 4, 4, False),
        (5, 5, 5, True),
        (5, 6, 5, True),
        (5, 7, 5, False),
        (8, 10, 8, True),
        (7, 10, 7, False),
        (100, 5, 3, False),
        (5, 0, 0, True),
        (5, 1, 0, False),
        (6, 1, 1, True),
    ],
)
def test_five_answers_and_lately_four_of_five_invitations_earn_it(
    answers: int, lately_invited: int, lately_answered: int, steady: bool
) -> None:
    assert is_steady(Participation(answers, lately_invited, lately_answered)) is steady


@pytest.mark.parametrize("stars", [1, 5])
def test_it_comes_with_the_fifth_answer_whatever_the_stars(app: Flask, cast: Cast, stars: int) -> None:
    for number in range(5):
        assert not has_badge(cast.ana, MONDAY + number * DAY)
        survey = survey_after(app, cast.ana, cast.juan, MONDAY + number * DAY)
        say_stars(survey, stars, MONDAY + number * DAY)
    assert has_badge(cast.ana, MONDAY + 5 * DAY)
    assert not has_badge(cast.pedro, MONDAY + 5 * DAY)
    with app.test_request_context("/es/"):
        slot = survey_slot(cast.ana, survey.ticket, MONDAY + 5 * DAY)
        assert slot is not None
        assert slot.has_badge


def test_missed_invitations_cost_it_once_they_can_no_longer_be_answered(app: Flask, cast: Cast) -> None:
    for number in range(5):
        say_stars(survey_after(app, cast.ana, cast.juan, MONDAY), 1 + number)
    for _missed in range(2):
        survey_after(app, cast.ana, cast.juan, MONDAY + DAY)
    assert has_badge(cast.ana, MONDAY + 2 * DAY)
    assert not has_badge(cast.ana, MONDAY + 15 * DAY)
    assert has_badge(cast.ana, MONDAY + 200 * DAY)  # after half a year they are forgotten


def test_an_invitation_that_was_overturned_is_not_missed(app: Flask, cast: Cast) -> None:
    for number in range(5):
        say_stars(survey_after(app, cast.ana, cast.juan, MONDAY), 1 + number)
    for _reopened in range(2):
        survey = survey_after(app, cast.ana, cast.juan, MONDAY)
        with transaction():
            conversation.reopen(survey.ticket, cast.ana, "Sigue igual.", new_form_key(), MONDAY)
    assert has_badge(cast.ana, MONDAY + 20 * DAY)
