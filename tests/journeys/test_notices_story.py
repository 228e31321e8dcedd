"""Juan answers, Ana's bell says so, and opening it reads it: with and without scripts (product 8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.actions import add_person
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.jobs.relay import relay
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Role
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import Viewer, ticket_for, viewer_of
from app.tickets.drafts import new_form_key
from app.tickets.submitting import submit_ticket
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers_everywhere, barriers_in, overflow
from tests.support.crawl import BROWSER
from tests.tickets.cast import a_case

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANA, JUAN, SOFIA = "ana.avisos@demo.tuqr.com", "juan.avisos@demo.tuqr.com", "sofia.avisos@demo.tuqr.com"
Answer = Callable[[str], None]


@pytest.fixture(scope="module")
def people(portal: Flask) -> None:
    """Ana, a VIP, Juan, who answers her, and Sofía, who directs."""
    with portal.app_context(), transaction():
        now = utc_now()
        add_person(ANA, "Ana Rojas", PASSWORD, plan=Plan.VIP, roles=[], now=now)
        juan = add_person(JUAN, "Juan Pérez", PASSWORD, plan=Plan.REGULAR, roles=[Role.AGENT], now=now)
        add_person(SOFIA, "Sofía Méndez", PASSWORD, plan=Plan.REGULAR, roles=[Role.SUPERVISOR], now=now)
        describe_agent(juan, languages=Language)


@pytest.fixture
def ticket(portal: Flask, people: None) -> str:
    """A ticket of Ana's, about which she has read everything."""
    assert people is None
    with portal.app_context(), transaction():
        return submit_ticket(_viewer(ANA), new_form_key(), a_case(), utc_now()).reference


@pytest.fixture
def answer(portal: Flask, ticket: str) -> Answer:
    """Let Juan answer, and the worker tell everybody."""

    def say(text: str) -> None:
        with portal.app_context(), transaction():
            viewer, now = _viewer(JUAN), utc_now() + timedelta(seconds=1)
            conversation.reply(ticket_for(viewer, ticket), viewer, text, new_form_key(), now)
        relay(portal, utc_now() + timedelta(seconds=2))

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


def read_all(page: Page) -> None:
    page.goto("/es/notices")
    button = page.get_by_role("button", name="Marcar todos como leídos")
    if button.count():
        button.click()
    expect(page.locator("main").get_by_text("Sin leer")).to_have_count(0)


def test_the_bell_says_that_juan_answered_and_opening_it_reads_it(
    open_page: OpenPage, ticket: str, answer: Answer
) -> None:
    page = signed_in(open_page, "/es/faq", viewport=DESK)
    read_all(page)
    page.goto("/es/faq")
    page.clock.install()
    page.reload()
    bell = page.locator(".menu--bell > summary")
    expect(bell).to_have_text("Avisos: todo leído")
    search = page.get_by_role("combobox").first
    search.focus()
    answer("Ya lo reviso.")
    page.clock.run_for(61_000)
    expect(bell).to_contain_text("sin leer")
    expect(bell.locator(".bell__n")).to_be_visible()
    expect(page.locator("[data-live]").filter(has_text="sin leer")).to_have_count(1)
    expect(search).to_be_focused()
    bell.click()
    page.get_by_role("link", name=f"Juan Pérez respondió en {ticket}").click()
    page.wait_for_url(f"**/es/tickets/{ticket}")
    expect(page.locator(".menu--bell > summary")).to_have_text("Avisos: todo leído")
    expect(page.locator("#conversation")).to_contain_text("Ya lo reviso.")
    page.goto("/es/notices")
    expect(page.locator("main").get_by_text("Sin leer")).to_have_count(0)


def test_without_scripts_the_bell_is_a_link_to_the_page(
    open_page: OpenPage, ticket: str, answer: Answer
) -> None:
    page = signed_in(open_page, "/es/faq", java_script_enabled=False)
    read_all(page)
    answer("Ya lo reviso.")
    page.goto("/es/faq")
    page.get_by_role("link", name="Avisos:").click()
    expect(page.get_by_role("heading", name="Hoy")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text=f"Juan Pérez respondió en {ticket}")
    row.get_by_role("button", name="Marcar como leído").click()
    row = page.get_by_role("listitem").filter(has_text=f"Juan Pérez respondió en {ticket}")
    expect(row.get_by_text("Sin leer")).to_have_count(0)
    row.get_by_role("link").click()
    page.wait_for_url(f"**/es/tickets/{ticket}")


def test_escape_closes_the_bell_and_it_opens_with_the_keyboard(
    open_page: OpenPage, ticket: str, answer: Answer
) -> None:
    answer("Otra cosa.")
    page = signed_in(open_page, "/es/faq")
    bell = page.locator(".menu--bell > summary")
    bell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Juan Pérez respondió en {ticket}")).to_be_visible()
    expect(bell).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".menu--bell")).not_to_have_attribute("open", "")
    expect(bell).to_be_focused()


def test_the_bell_that_reaches_nobody_still_leads_to_the_page(open_page: OpenPage, ticket: str) -> None:
    page = signed_in(open_page, f"/es/tickets/{ticket}")
    page.route("**/notices/latest", lambda route: route.abort())
    page.locator(".menu--bell > summary").click()
    page.locator(".menu--bell").get_by_role("link", name="Ver todos los avisos").click()
    page.wait_for_url("**/es/notices")


def test_choices_are_kept_in_a_browser(open_page: OpenPage, people: None) -> None:
    assert people is None
    page = signed_in(open_page, "/es/account/notifications", viewport=PHONE)
    page.get_by_role("checkbox", name="Cómo fue la ayuda: Correo").uncheck()
    page.get_by_role("radio", name="Una vez al día").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").filter(has_text="Tus preferencias quedaron guardadas")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Cómo fue la ayuda: Correo")).not_to_be_checked()
    expect(page.get_by_role("radio", name="Una vez al día")).to_be_checked()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_notices_can_be_used_by_everybody(
    open_page: OpenPage, ticket: str, answer: Answer, language: str
) -> None:
    answer("Para leer.")
    page = signed_in(open_page, f"/{language}/notices", viewport=DESK)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/notices", "/notices?before=1", "/account/notifications"):
        page.goto(f"/{language}{path}")
        assert barriers_in(page, language) == {}, path
        assert overflow(page) <= 0, path
        page.set_viewport_size(DESK)
    page.locator(".menu--bell > summary").click()
    page.locator(".menu--bell .notice").first.wait_for()
    assert barriers_in(page, language) == {}
    assert overflow(page) <= 0
    assert said == []


def test_the_page_of_parked_letters_can_be_used_by_everybody(open_page: OpenPage, people: None) -> None:
    assert people is None
    page = signed_in(open_page, "/es/staff/deliveries", who=SOFIA, viewport=DESK)
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0
