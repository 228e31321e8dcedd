"""The link of an invitation is the right to answer it: opening it records nothing, sending it does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.satisfaction.links import token_of
from app.storage.database import db, transaction
from app.tickets import actions, conversation
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket
from app.web.pseudonyms import seal
from tests.accounts.signing_in import Browser
from tests.satisfaction.conftest import Street
from tests.satisfaction.world import (
    DAY,
    SECOND,
    answers,
    rows_everywhere,
    say_stars,
    survey_after,
    worker_runs,
)
from tests.tickets.cast import MONDAY, open_ticket, resolved
from tests.tickets.conftest import Cast

_CHECKED = re.compile(r'name="(\w+)" value="(\w*)"[^>]* checked')


@dataclass
class Invited:
    """Ana's solved ticket and the link she got."""

    app: Flask
    ticket_id: int
    token: str

    @property
    def link(self) -> str:
        return f"/es/survey/{self.token}"


@pytest.fixture
def invited(app: Flask, cast: Cast) -> Iterator[Invited]:
    """It is Monday, and Ana's ticket was solved a moment ago."""
    survey = survey_after(app, cast.ana, cast.juan)
    with app.test_request_context():
        token = token_of(survey.invitation)
    with time_machine.travel(MONDAY, tick=False):
        yield Invited(app, survey.ticket.id, token)


def chosen(page: str) -> dict[str, str]:
    return {name: value for name, value in _CHECKED.findall(page) if value}


def text(browser: Browser, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def sent(street: Street, invited: Invited) -> list[tuple[int, str]]:
    with street.app.app_context():
        return [(each.stars, each.comment) for each in answers()]


def test_opening_the_link_chooses_the_star_and_records_nothing(invited: Invited, street: Street) -> None:
    with street.app.app_context():
        before = rows_everywhere()
    for stars in ("1", "4", "5"):
        page = text(street.stranger(), f"{invited.link}?stars={stars}")
        assert chosen(page) == {"stars": stars}
    for nonsense in ("", "?stars=", "?stars=0", "?stars=6", "?stars=4.5", "?stars=abc", "?stars=%C2%B2"):
        assert chosen(text(street.stranger(), invited.link + nonsense)) == {}
    street.stranger().client.head(f"{invited.link}?stars=1")
    with street.app.app_context():
        assert rows_everywhere() == before


def test_a_stranger_with_the_link_answers_and_finds_the_answer_there(
    invited: Invited, street: Street
) -> None:
    browser = street.stranger()
    said = {"stars": "4", "comment": "Muy claro.\r\nGracias.", "fully_solved": "yes", "on_time": "no"}
    answer = browser.send(invited.link, invited.link, **said)
    assert (answer.status_code, answer.location) == (303, f"{invited.link}/thanks")
    assert "Gracias por tu evaluación" in text(browser, f"{invited.link}/thanks")
    assert sent(street, invited) == [(4, "Muy claro.\nGracias.")]
    page = text(browser, invited.link)
    assert chosen(page) == {"stars": "4", "fully_solved": "yes", "on_time": "no"}
    assert "Muy claro." in page


def test_sending_twice_is_one_answer_and_the_last_one_stands(invited: Invited, street: Street) -> None:
    browser = street.stranger()
    for stars in ("5", "5", "3"):
        assert browser.send(invited.link, invited.link, stars=stars).status_code == 303
    assert sent(street, invited) == [(3, "")]


@pytest.mark.parametrize(("stars", "low"), [("1", True), ("2", True), ("3", False), ("5", False)])
def test_low_stars_are_told_that_somebody_looks_at_it(
    invited: Invited, street: Street, stars: str, low: bool
) -> None:
    browser = street.stranger()
    browser.send(invited.link, invited.link, stars=stars)
    page = text(browser, f"{invited.link}/thanks")
    assert ("Una persona del equipo va a revisarlo hoy." in page) is low


def test_a_form_without_stars_says_so_on_the_field_and_keeps_the_text(
    invited: Invited, street: Street
) -> None:
    browser = street.stranger()
    answer = browser.send(invited.link, invited.link, comment="Tardó <b>mucho</b>", clear="no")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert 'href="#stars"' in page
    assert 'id="stars-error"' in page
    assert "Tardó &lt;b&gt;mucho&lt;/b&gt;" in page
    assert chosen(page) == {"clear": "no"}
    assert sent(street, invited) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"stars": "6"},
        {"stars": "0"},
        {"stars": "²"},
        {"stars": "5", "comment": "x" * 601},
        {"stars": "5", "clear": "maybe"},
    ],
)
def test_what_the_form_does_not_offer_is_refused(
    invited: Invited, street: Street, wrong: dict[str, str]
) -> None:
    assert street.stranger().send(invited.link, invited.link, **wrong).status_code == 422
    assert sent(street, invited) == []


def test_without_the_token_of_the_form_nothing_is_recorded(invited: Invited, street: Street) -> None:
    assert street.stranger().client.post(invited.link, data={"stars": "5"}).status_code == 400
    assert sent(street, invited) == []


def test_the_link_is_told_to_nobody_else(invited: Invited, street: Street) -> None:
    browser = street.stranger()
    browser.send(invited.link, invited.link, stars="5")
    for path in (invited.link, f"{invited.link}/thanks", "/es/survey/nonsense"):
        headers = browser.get(path).headers
        assert headers["Referrer-Policy"] == "strict-origin"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "no-store"


def test_the_link_is_not_in_the_log(
    invited: Invited, street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        text(street.stranger(), invited.link)
    assert "/es/survey/…" in caplog.text
    assert invited.token not in caplog.text


def test_a_forged_or_broken_link_is_no_page_and_says_so(invited: Invited, street: Street) -> None:
    with street.app.test_request_context():
        forged = [
            invited.token[:-1],
            invited.token[:-4] + "AAAA",
            "x",
            seal("another purpose").dumps("0" * 32),
            seal("survey links").dumps("0" * 32),
            seal("survey links").dumps(["0" * 32]),
            seal("survey links").dumps(None),
        ]
    browser = street.stranger()
    for token in forged:
        for ending in ("", "?stars=5", "/thanks"):
            page = text(browser, f"/es/survey/{token}{ending}", 404)
            assert "El producto no se guarda" not in page
        assert browser.send(f"/es/survey/{token}", "/account/login", stars="5").status_code == 404
    assert sent(street, invited) == []


def test_somebody_else_who_is_signed_in_cannot_rate_with_it(
    invited: Invited, street: Street, cast: Cast
) -> None:
    for somebody in (cast.pedro, cast.juan, cast.sofia):
        browser = street.browser_of(somebody)
        text(browser, invited.link, 404)
        assert browser.send(invited.link, "/account/password", stars="5").status_code == 404
    assert sent(street, invited) == []


def test_the_requester_who_is_signed_in_rates_and_goes_back_to_the_ticket(
    invited: Invited, street: Street, cast: Cast
) -> None:
    ana = street.browser_of(cast.ana)
    assert ana.send(invited.link, invited.link, stars="5").status_code == 303
    assert 'href="/es/tickets/TQ-' in text(ana, f"{invited.link}/thanks")
    assert sent(street, invited) == [(5, "")]


def test_each_link_answers_its_own_ticket_only(app: Flask, cast: Cast, street: Street) -> None:
    with app.app_context():
        surveys = [survey_after(app, who, cast.juan) for who in (cast.ana, cast.pedro)]
        with app.test_request_context():
            tokens = [token_of(survey.invitation) for survey in surveys]
    browser = street.stranger()
    with time_machine.travel(MONDAY, tick=False):
        for token, stars in zip(tokens, ("5", "1"), strict=True):
            browser.send(f"/es/survey/{token}", f"/es/survey/{token}", stars=stars)
    with app.app_context():
        assert {each.invitation_id: each.stars for each in answers()} == {
            surveys[0].invitation.id: 5,
            surveys[1].invitation.id: 1,
        }


@pytest.mark.parametrize(("late", "status"), [(-SECOND, 303), (timedelta(0), 422), (DAY, 422)])
def test_an_answer_changes_until_the_fourteen_days_are_over(
    invited: Invited, street: Street, late: timedelta, status: int
) -> None:
    browser = street.stranger()
    with time_machine.travel(MONDAY + 14 * DAY - 60 * SECOND, tick=False):
        browser.send(invited.link, invited.link, stars="5", comment="Bien")
        token = browser.token_of(invited.link)
    with time_machine.travel(MONDAY + 14 * DAY + late, tick=False):
        data = {"stars": "1", "csrf_token": token}
        assert browser.client.post(invited.link, data=data).status_code == status
        page = text(browser, invited.link)
        assert ("ya no se puede cambiar" in page) is (status == 422)
        assert ("<form" in page.split("<main")[1].split("</main>")[0]) is (status == 303)
    assert [stars for stars, _ in sent(street, invited)] == [1 if status == 303 else 5]


def test_a_link_never_used_ends_after_fourteen_days_in_words(invited: Invited, street: Street) -> None:
    browser = street.stranger()
    with time_machine.travel(MONDAY + 14 * DAY, tick=False):
        assert "Pasaron los 14 días" in text(browser, invited.link, 404)
        assert browser.send(invited.link, "/account/login", stars="5").status_code == 404
    assert sent(street, invited) == []


def test_a_link_about_a_solution_that_failed_records_nothing(
    invited: Invited, street: Street, cast: Cast
) -> None:
    with street.app.app_context():
        ticket = db.session.get_one(Ticket, invited.ticket_id)
        with transaction():
            conversation.reopen(ticket, cast.ana, "", new_form_key(), MONDAY)
        resolved(ticket, cast.juan, MONDAY)
        worker_runs(street.app, MONDAY)
    browser = street.stranger()
    assert "Retomamos tu ticket" in text(browser, invited.link, 404)
    assert browser.send(invited.link, "/account/login", stars="5").status_code == 404
    assert sent(street, invited) == []


def test_text_written_while_the_ticket_was_reopened_is_shown_again(
    invited: Invited, street: Street, cast: Cast
) -> None:
    browser = street.stranger()
    browser.send(invited.link, invited.link, stars="5")
    token = browser.token_of(invited.link)
    with street.app.app_context():
        ticket = db.session.get_one(Ticket, invited.ticket_id)
        with transaction():
            conversation.reopen(ticket, cast.ana, "", new_form_key(), MONDAY)
    data = {"stars": "2", "comment": "Volvió a fallar.", "csrf_token": token}
    answer = browser.client.post(invited.link, data=data)
    assert answer.status_code == 422
    assert "Volvió a fallar." in answer.get_data(as_text=True)
    assert sent(street, invited) == [(5, "")]


def test_the_survey_speaks_english_too(invited: Invited, street: Street) -> None:
    page = text(street.stranger(), f"/en/survey/{invited.token}?stars=4")
    assert "How was Juan's help?" in page
    assert "Very dissatisfied" in page


def test_the_team_reads_the_list_and_nobody_else_does(app: Flask, cast: Cast, street: Street) -> None:
    with app.app_context():
        say_stars(survey_after(app, cast.ana, cast.juan), 1, comment="<script>alert(1)</script>")
        say_stars(survey_after(app, cast.pedro, cast.juan), 5)
    with time_machine.travel(MONDAY + DAY, tick=False):
        for period in ("", "?period=month", "?period=all", "?period=nonsense"):
            page = text(street.browser_of(cast.juan), f"/es/staff/ratings{period}")
            assert page.index("1 de 5:") < page.index("5 de 5:")
            assert "&lt;script&gt;alert(1)" in page
        for somebody in (cast.ana, cast.marta):
            text(street.browser_of(somebody), "/es/staff/ratings", 404)
        text(street.stranger(), "/es/staff/ratings", 404)


def test_the_ticket_asks_its_requester_and_takes_the_stars_there(
    invited: Invited, street: Street, cast: Cast
) -> None:
    ana = street.browser_of(cast.ana)
    with street.app.app_context():
        reference = db.session.get_one(Ticket, invited.ticket_id).reference
    page = text(ana, f"/es/tickets/{reference}")
    assert "¿Cómo fue la ayuda de Juan?" in page
    assert f'action="{invited.link}"' in page
    assert ana.send(invited.link, f"/es/tickets/{reference}", stars="2").status_code == 303
    page = text(ana, f"/es/tickets/{reference}")
    assert "2 de 5:" in page
    assert "Cambiar mi evaluación" in page
    team = text(street.browser_of(cast.sofia), f"/es/staff/tickets/{reference}")
    assert "Evaluación de la ayuda" in team
    assert "2 de 5:" in team
    assert invited.token not in team


def test_a_ticket_closed_on_request_asks_too(app: Flask, cast: Cast, street: Street) -> None:
    with app.app_context():
        ticket = open_ticket(cast.ana)
        with transaction():
            actions.withdraw(ticket, cast.ana, MONDAY)
        worker_runs(app, MONDAY)
        address = f"/es/tickets/{ticket.reference}"
    with time_machine.travel(MONDAY, tick=False):
        assert "¿Cómo fue" in text(street.browser_of(cast.ana), address)


def test_a_steady_rater_finds_the_badge_in_the_list_of_tickets(
    app: Flask, cast: Cast, street: Street
) -> None:
    with app.app_context():
        for _solved in range(5):
            say_stars(survey_after(app, cast.ana, cast.juan), 3)
    with time_machine.travel(MONDAY, tick=False):
        assert "Evaluador constante" in text(street.browser_of(cast.ana), "/es/tickets")
        assert "Evaluador constante" not in text(street.browser_of(cast.pedro), "/es/tickets")
