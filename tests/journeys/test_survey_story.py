"""Ana rates the help she got: with the keyboard, from the link in her mail, on a phone in the dark."""

from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.accounts.models import Person
from app.kernel.clock import utc_now
from app.kernel.terms import Role
from app.satisfaction.answers import opinion_of
from app.satisfaction.links import token_of
from app.satisfaction.models import SurveyAnswer
from app.satisfaction.vocabulary import Opinion
from app.storage.database import db, transaction
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers, barriers_everywhere, overflow
from tests.satisfaction.world import survey_after
from tests.tickets.cast import enrol
from tests.tickets.conftest import viewer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@dataclass
class Invited:
    """A solved ticket: where it is rated, and what was said so far."""

    portal: Flask
    invitation_id: int
    link: str

    def opinion(self) -> Opinion | None:
        with self.portal.app_context():
            answer = db.session.get(SurveyAnswer, self.invitation_id)
            return opinion_of(answer) if answer else None


@pytest.fixture
def invited(portal: Flask) -> Invited:
    """Juan solved Ana's ticket a moment ago, and the worker ran."""
    with portal.app_context():
        with transaction():
            people: list[Person] = [enrol("Ana Rojas"), enrol("Juan Pérez", Role.AGENT)]
        ana, juan = map(viewer, people)
        survey = survey_after(portal, ana, juan, utc_now())
        with portal.test_request_context():
            token = token_of(survey.invitation)
        invitation_id = survey.invitation.id
    return Invited(portal, invitation_id, f"/es/survey/{token}")


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent"))


def press_until(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in " ".join(focused(page).split()):
            return
    raise AssertionError(f"Tab never came to {words}")


def test_ana_rates_with_the_keyboard_alone(open_page: OpenPage, invited: Invited) -> None:
    page = open_page(invited.link, viewport=DESK)
    press_until(page, "1 de 5: Muy insatisfecho")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert "4 de 5: Satisfecho" in focused(page)
    assert page.get_by_role("radio", name="4 de 5: Satisfecho").is_checked()
    press_until(page, "Comentario")
    page.keyboard.type("Juan fue muy claro.")
    press_until(page, "Sin respuesta")  # was it on time?
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert invited.opinion() is None
    press_until(page, "Enviar mi evaluación")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Gracias por tu evaluación").wait_for()
    assert invited.opinion() == Opinion(4, "Juan fue muy claro.", on_time=True)


def test_the_star_of_the_mail_is_chosen_but_only_sent_by_her(open_page: OpenPage, invited: Invited) -> None:
    page = open_page(f"{invited.link}?stars=2", viewport=PHONE, color_scheme="dark")
    assert page.get_by_role("radio", name="2 de 5: Insatisfecho").is_checked()
    assert invited.opinion() is None
    assert overflow(page) <= 0
    page.get_by_role("button", name="Enviar mi evaluación").click()
    page.get_by_text("Una persona del equipo va a revisarlo hoy.").wait_for()
    assert invited.opinion() == Opinion(2)
    page.get_by_role("link", name="Agregar un comentario o cambiarla").click()
    page.locator(".stars label").nth(4).click()
    page.get_by_role("button", name="Enviar mi evaluación").click()
    page.get_by_role("heading", name="Gracias por tu evaluación").wait_for()
    assert invited.opinion() == Opinion(5)


def test_stars_are_large_enough_to_touch_and_fill_up_to_the_chosen_one(
    open_page: OpenPage, invited: Invited
) -> None:
    page = open_page(f"{invited.link}?stars=3", viewport=PHONE)
    stars = page.locator(".stars label")
    for number in range(5):
        box = stars.nth(number).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    fills = [
        stars.nth(number).locator("svg").evaluate("it => getComputedStyle(it).fill") for number in range(5)
    ]
    assert [fill != "none" for fill in fills] == [True, True, True, False, False]
    words = page.locator(".stars__word")
    shown = [words.nth(number).evaluate("it => getComputedStyle(it).opacity") for number in range(5)]
    assert shown == ["0", "0", "1", "0", "0"]


def test_without_javascript_it_works_the_same(open_page: OpenPage, invited: Invited) -> None:
    page = open_page(f"{invited.link}?stars=5", java_script_enabled=False)
    page.get_by_role("button", name="Enviar mi evaluación").click()
    page.get_by_role("heading", name="Gracias por tu evaluación").wait_for()
    assert invited.opinion() == Opinion(5)


def test_forgetting_the_stars_leads_to_them(open_page: OpenPage, invited: Invited) -> None:
    page = open_page(invited.link, viewport=PHONE)
    page.evaluate("document.querySelectorAll('[required]').forEach(it => it.required = false)")
    page.get_by_label("Comentario").fill("Bien")
    page.get_by_role("button", name="Enviar mi evaluación").click()
    page.get_by_role("link", name="Faltan las estrellas").wait_for()
    assert page.title().startswith("Error: ")
    assert "Falta" in focused(page)
    assert page.get_by_label("Comentario").input_value() == "Bien"
    assert barriers_everywhere(page) == {}
    page.get_by_role("link", name="Faltan las estrellas").click()
    assert "1 de 5" in focused(page)


@pytest.mark.parametrize("ending", ["", "?stars=4"])
def test_nobody_meets_a_barrier_in_the_survey(open_page: OpenPage, invited: Invited, ending: str) -> None:
    page = open_page("about:blank")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(invited.link + ending)
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0
    page.goto(f"{invited.link}?stars=1".replace("/es/", "/en/"))
    assert barriers(page) == []
    page.get_by_role("button", name="Send my rating").click()
    page.get_by_role("heading", name="Thanks for saying so").wait_for()
    assert barriers(page) == []
    assert said == []
