"""A requester says how the help was, changes their mind for 14 days, and nobody else says it for them."""

from datetime import timedelta

import pytest
from flask import Flask

from app.kernel.errors import RuleBroken
from app.satisfaction.access import survey_of
from app.satisfaction.answers import opinion_of, rate
from app.satisfaction.links import token_of
from app.satisfaction.ratings import Period, ratings_in, ratings_of, score_in
from app.satisfaction.slot import survey_slot
from app.satisfaction.vocabulary import Opinion
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket
from tests.satisfaction.world import (
    DAY,
    SECOND,
    TUESDAY,
    answers,
    invitations,
    say_stars,
    solved_ticket,
    survey_after,
    told,
    worker_runs,
)
from tests.tickets.cast import MONDAY, refused, resolved
from tests.tickets.conftest import Cast
from tests.tickets.test_crowds import all_at_once


def test_an_answer_is_kept_and_told_without_its_words(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    say_stars(survey, 4, TUESDAY, comment="Juan fue muy claro.", on_time=True, first_attempt=False)
    (answer,) = answers()
    assert opinion_of(answer) == Opinion(4, "Juan fue muy claro.", on_time=True, first_attempt=False)
    assert told("ticket rated") == [
        {
            "ticket_id": survey.ticket.id,
            "requester_id": cast.ana.person_id,
            "invitation_id": survey.invitation.id,
            "agent_id": cast.juan.person_id,
            "stars": 4,
            "stars_before": None,
            "fully_solved": None,
            "first_attempt": False,
        }
    ]


def test_a_changed_mind_takes_the_place_of_the_first_and_is_told_each_time(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    for day, stars in enumerate((5, 2, 2, 5)):
        say_stars(survey, stars, MONDAY + day * DAY)
    (answer,) = answers()
    assert (answer.stars, answer.answered_at, answer.changed_at) == (5, MONDAY, MONDAY + 3 * DAY)
    assert [(each["stars_before"], each["stars"]) for each in told("ticket rated")] == [
        (None, 5),
        (5, 2),
        (2, 5),
    ]


def test_sent_twice_at_once_it_is_one_answer(app: Flask, cast: Cast) -> None:
    survey_after(app, cast.ana, cast.juan)
    ticket_id = invitations()[0].ticket_id

    def send(_number: int) -> str:
        with transaction():
            survey = survey_of(cast.ana, db.session.get_one(Ticket, ticket_id))
            assert survey is not None
            rate(survey, Opinion(4), MONDAY)
        return "sent"

    assert all_at_once(app, 16, send) == ["sent"] * 16
    assert [each.stars for each in answers()] == [4]
    assert len(told("ticket rated")) == 1


@pytest.mark.parametrize(("late", "kept"), [(-SECOND, 1), (timedelta(0), 5), (SECOND, 5)])
def test_it_can_be_changed_until_fourteen_days_after_the_invitation(
    app: Flask, cast: Cast, late: timedelta, kept: int
) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    say_stars(survey, 5)
    if kept == 5:
        with refused():
            rate(survey, Opinion(1), MONDAY + 14 * DAY + late)
    else:
        say_stars(survey, 1, MONDAY + 14 * DAY + late)
    assert [each.stars for each in answers()] == [kept]


def test_a_reopened_ticket_takes_no_stars_for_the_solution_that_failed(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    say_stars(survey, 2)
    with transaction():
        conversation.reopen(survey.ticket, cast.ana, "Sigue igual.", new_form_key(), TUESDAY)
    with refused():
        rate(survey, Opinion(5), TUESDAY)
    resolved(survey.ticket, cast.juan, TUESDAY)
    worker_runs(app, TUESDAY)
    with refused():
        rate(survey, Opinion(5), TUESDAY)
    again = survey_of(cast.ana, survey.ticket)
    assert again is not None
    say_stars(again, 5, TUESDAY)
    assert [each.stars for each in answers()] == [2, 5]


@pytest.mark.parametrize("stars", [-1, 0, 6, 100])
def test_there_are_one_to_five_stars(app: Flask, cast: Cast, stars: int) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    with pytest.raises(RuleBroken), transaction():
        rate(survey, Opinion(stars), MONDAY)
    assert answers() == []


def test_the_table_itself_refuses_other_stars(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    say_stars(survey, 5)
    answer = answers()[0]
    answer.stars = 6
    with pytest.raises(Exception, match=r"ck_survey_answers_stars|CHECK"):
        db.session.commit()
    db.session.rollback()


def test_only_the_requester_is_asked_on_the_ticket(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    with app.test_request_context("/es/"):
        slot = survey_slot(cast.ana, survey.ticket, MONDAY)
        assert slot is not None
        assert slot.address == f"/es/survey/{token_of(survey.invitation)}"
        assert (slot.agent, slot.given, slot.is_open) == ("Juan", None, True)
        for other in (cast.juan, cast.sofia, cast.pedro, cast.marta):
            assert survey_slot(other, survey.ticket, MONDAY) is None


def test_the_ticket_shows_the_stars_given_and_until_when_they_can_change(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    say_stars(survey, 4)
    with app.test_request_context("/es/"):
        for now, is_open in ((TUESDAY, True), (MONDAY + 14 * DAY, False)):
            slot = survey_slot(cast.ana, survey.ticket, now)
            assert slot is not None
            assert (slot.given, slot.word, slot.is_open) == (4, "Satisfecho", is_open)


def test_the_ticket_asks_no_longer_when_the_days_are_over_or_it_is_not_solved(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.ana, cast.juan)
    unsolved = solved_ticket(cast.ana, cast.juan)
    with app.test_request_context("/es/"):
        assert survey_slot(cast.ana, survey.ticket, MONDAY + 14 * DAY) is None
        assert survey_slot(cast.ana, unsolved, MONDAY) is None  # the worker has not come yet


def test_the_team_reads_the_ratings_of_a_ticket_but_not_of_their_own(app: Flask, cast: Cast) -> None:
    survey = survey_after(app, cast.luisa, cast.juan)
    say_stars(survey, 2, comment="Tuve que repetir los datos.", clear=True, on_time=False)
    with app.test_request_context("/es/"):
        (rating,) = ratings_of(cast.sofia, survey.ticket)
    assert (rating.stars, rating.agent, rating.comment) == (2, "Juan Pérez", "Tuve que repetir los datos.")
    assert [good for _words, good in rating.facts] == [False, True]
    assert ratings_of(cast.luisa, survey.ticket) == ()
    assert ratings_of(cast.pedro, survey.ticket) == ()


def test_the_list_of_the_team_has_low_ones_first_and_only_those_of_the_period(app: Flask, cast: Cast) -> None:
    for stars, days in ((5, 0), (1, 1), (3, 2), (1, 3), (2, 40)):
        day = MONDAY + days * DAY
        say_stars(survey_after(app, cast.ana, cast.juan, day), stars, day)
    now = MONDAY + 41 * DAY
    with app.test_request_context("/es/"):
        assert [each.stars for each in ratings_in(cast.juan, Period.QUARTER, 1, now)] == [1, 1, 2, 3, 5]
        assert [each.stars for each in ratings_in(cast.juan, Period.MONTH, 1, now)] == [2]
    assert score_in(cast.juan, Period.QUARTER, now).counts == (2, 1, 1, 0, 1)
    assert score_in(cast.juan, Period.ALL, now + 1000 * DAY).counts == (2, 1, 1, 0, 1)
    assert score_in(cast.juan, Period.YEAR, now + 1000 * DAY).counts == (0, 0, 0, 0, 0)
