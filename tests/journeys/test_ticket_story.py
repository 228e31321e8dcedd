"""Ana follows her ticket in a browser: she answers, is told of news, confirms and reopens (ux 8.4, 11)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app.accounts.actions import add_person
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Role
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import Viewer, ticket_for, viewer_of
from app.tickets.drafts import new_form_key
from app.tickets.submitting import submit_ticket
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers_in, overflow
from tests.support.crawl import BROWSER
from tests.tickets.cast import a_case

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANA, JUAN = "ana.cuento@demo.tuqr.com", "juan.cuento@demo.tuqr.com"
Say = Callable[..., None]


@pytest.fixture(scope="module")
def people(portal: Flask) -> None:
    """Ana, who has tickets, and Juan, who answers them."""
    with portal.app_context(), transaction():
        add_person(ANA, "Ana Rojas", PASSWORD, plan=Plan.REGULAR, roles=[], now=utc_now())
        juan = add_person(JUAN, "Juan Pérez", PASSWORD, plan=Plan.REGULAR, roles=[Role.AGENT], now=utc_now())
        describe_agent(juan, languages=Language)


@pytest.fixture
def ticket(portal: Flask, people: None) -> str:
    """A ticket that Ana has just sent."""
    assert people is None
    with portal.app_context(), transaction():
        return submit_ticket(_viewer(ANA), new_form_key(), a_case(), utc_now()).reference


@pytest.fixture
def juan(portal: Flask, ticket: str) -> Say:
    """What Juan says on that ticket."""

    def say(text: str, how: Callable[..., object] = conversation.reply) -> None:
        with portal.app_context(), transaction():
            viewer = _viewer(JUAN)
            how(ticket_for(viewer, ticket), viewer, text, new_form_key(), utc_now() + timedelta(seconds=1))

    return say


def _viewer(email: str) -> Viewer:
    return viewer_of(reader_of(db.session.scalars(select(Person).filter_by(email=email)).one()))


def signed_in(open_page: OpenPage, path: str, who: str = ANA, **options: object) -> Page:
    page = open_page(f"/account/login?next={path}", user_agent=BROWSER, **options)
    page.set_default_timeout(6000)
    page.locator("#email").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(f"**{path}")
    return page


def sent_texts(page: Page) -> list[str]:
    return page.locator("#conversation .msg .said > p").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_ana_answers_confirms_and_reopens(open_page: OpenPage, ticket: str, juan: Say, scripts: bool) -> None:
    juan("¿Qué método usas?", conversation.ask)
    page = signed_in(open_page, f"/es/tickets/{ticket}", java_script_enabled=scripts)
    expect(page.locator(".headline")).to_have_text("Juan espera tu respuesta")
    page.get_by_role("textbox", name="Tu respuesta").fill("UEPS, desde ayer.")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("article").last).to_contain_text("UEPS, desde ayer.")
    expect(page.locator(".headline")).not_to_have_text("Juan espera tu respuesta")
    juan("Corregido: recarga.", conversation.resolve)
    page.reload()
    page.get_by_role("button", name="Sí, cerrar").click()
    expect(page.get_by_text("Confirmaste que quedó resuelto y se cerró")).to_be_visible()
    page.get_by_text("Reabrir el ticket").first.click()
    page.get_by_label("¿Qué sigue fallando?").fill("Volvió a pasar")
    page.locator(".deed__form").get_by_role("button", name="Reabrir el ticket").click()
    expect(page.get_by_text("Lo reabriste: sigue fallando")).to_be_visible()


def test_an_answer_is_sent_without_leaving_the_page(open_page: OpenPage, ticket: str, juan: Say) -> None:
    juan("¿Qué método usas?", conversation.ask)
    page = signed_in(open_page, f"/es/tickets/{ticket}")
    page.evaluate("window.stayed = true")
    page.get_by_role("textbox", name="Tu respuesta").fill("Uno")
    page.get_by_role("button", name="Enviar respuesta").dblclick()
    expect(page.get_by_role("article").last).to_contain_text("Uno")
    expect(page.get_by_role("textbox", name="Agrega algo")).to_be_focused()
    expect(page.get_by_role("textbox", name="Agrega algo")).to_have_value("")
    page.get_by_role("textbox", name="Agrega algo").fill("Dos")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("article").last).to_contain_text("Dos")
    assert sent_texts(page)[-2:] == ["Uno", "Dos"]
    assert page.evaluate("window.stayed") is True
    expect(page.locator("[data-live]").filter(has_text="Mensaje enviado.")).to_have_count(1)


def test_an_answer_that_does_not_arrive_is_offered_again_whole(open_page: OpenPage, ticket: str) -> None:
    page = signed_in(open_page, f"/es/tickets/{ticket}")
    page.context.set_offline(True)
    box = page.get_by_role("textbox", name="Agrega algo")
    box.fill("Sin conexión")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("alert").filter(has_text="No hay conexión")).to_be_visible()
    expect(box).to_have_value("Sin conexión")
    assert "Sin conexión" not in sent_texts(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("textbox", name="Agrega algo")).to_have_value("")
    page.reload()
    assert sent_texts(page).count("Sin conexión") == 1


def test_an_answer_whose_receipt_was_lost_is_said_once(open_page: OpenPage, ticket: str) -> None:
    page = signed_in(open_page, f"/es/tickets/{ticket}")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/replies", lose, times=1)
    page.get_by_role("textbox", name="Agrega algo").fill("Llegó sin que se supiera")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("alert").filter(has_text="No hay conexión")).to_be_visible()
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("textbox", name="Agrega algo")).to_have_value("")
    page.reload()
    assert sent_texts(page).count("Llegó sin que se supiera") == 1


def test_an_empty_answer_is_refused_where_it_is_written(open_page: OpenPage, ticket: str) -> None:
    page = signed_in(open_page, f"/es/tickets/{ticket}")
    page.get_by_role("button", name="Enviar respuesta").click()
    box = page.get_by_role("textbox", name="Agrega algo")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(
        "Todo lo nuevo ayuda: qué probaste, una captura, cuándo pasa. Error: Escribe tu mensaje."
    )


def test_a_new_message_moves_neither_the_page_nor_the_text(
    open_page: OpenPage, ticket: str, juan: Say
) -> None:
    for number in range(12):
        juan(f"Paso {number}")
    page = signed_in(open_page, f"/es/tickets/{ticket}", viewport=PHONE)
    page.clock.install()
    page.reload()
    box = page.get_by_role("textbox", name="Agrega algo")
    box.press_sequentially("Estoy escribiendo")
    where = page.evaluate("[scrollY, document.documentElement.scrollHeight]")
    juan("Otra cosa que debes saber")
    page.clock.run_for(21_000)
    bar = page.locator("[data-newsbar]")
    expect(bar).to_contain_text("1 mensaje nuevo de Juan.")
    expect(page.locator("[data-live]").filter(has_text="1 mensaje nuevo de Juan.")).to_have_count(1)
    assert page.evaluate("[scrollY, document.documentElement.scrollHeight]") == where
    expect(box).to_be_focused()
    expect(box).to_have_value("Estoy escribiendo")
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # which says that it was read
        bar.get_by_role("button", name="Mostrar").click()
    expect(page.locator("#conversation > li").last).to_contain_text("Otra cosa que debes saber")
    expect(bar).to_be_hidden()
    expect(box).to_have_value("Estoy escribiendo")
    page.goto("/es/tickets")
    expect(page.locator("main").get_by_text("sin leer")).to_have_count(0)


def test_an_open_page_asks_less_often_when_nobody_looks(open_page: OpenPage, ticket: str) -> None:
    page = signed_in(open_page, f"/es/tickets/{ticket}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    page.clock.install()
    page.reload()
    for _ in range(3):
        page.clock.run_for(20_500)
        page.wait_for_timeout(50)
    assert len(asked) == 3
    page.clock.run_for(300_000)  # idle from here on
    asked.clear()
    page.clock.run_for(240_500)
    assert len(asked) <= 3


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_menu_of_the_team_fits_every_width(open_page: OpenPage, people: None, language: str) -> None:
    assert people is None
    page = signed_in(open_page, f"/{language}/faq", who=JUAN)
    for width in (320, 390, 768, 1024, 1215, 1216, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, width
        assert page.evaluate("document.querySelector('.top').offsetHeight") < 70, width


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_tickets_can_be_used_by_everybody(
    open_page: OpenPage, ticket: str, juan: Say, language: str
) -> None:
    juan("Mira https://tuqr.com/ayuda\n```\nE-409\n```", conversation.ask)
    page = signed_in(open_page, f"/{language}/tickets/{ticket}", viewport=DESK)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in (f"/tickets/{ticket}", "/tickets", "/tickets?q=xyzzy", f"/tickets/{ticket}/edits", "/"):
        page.goto(f"/{language}{path}")
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert barriers_in(page, language) == {}, path
        assert overflow(page) <= 0, path
        page.set_viewport_size(DESK)
    assert said == []
