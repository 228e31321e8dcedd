"""Juan works through his queue: answers, asks, resolves, notes and cites, with and without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.actions import add_person
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Role, TicketType
from app.storage.database import db, transaction
from app.tickets.access import Viewer, ticket_for, viewer_of
from app.tickets.models import Ticket
from app.tickets.vocabulary import Impact
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers_everywhere, barriers_in, overflow
from tests.tickets.cast import open_ticket, say

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_numbers = count(1)


@dataclass
class Desk:
    """Juan and Ana with accounts, and a ticket of hers that nobody has."""

    portal: Flask
    juan: str
    ana: Viewer
    reference: str

    @property
    def path(self) -> str:
        return f"/es/staff/tickets/{self.reference}"

    def ana_says(self, text: str) -> None:
        with self.portal.app_context():
            say(ticket_for(self.ana, self.reference), self.ana, text, utc_now())


@pytest.fixture
def desk(portal: Flask) -> Desk:
    """Ana's product is not saved, and she cannot work."""
    number, now = next(_numbers), utc_now()
    with portal.app_context():
        with transaction():
            juan = _person(f"juan.cola{number}@demo.tuqr.com", "Juan Pérez", Role.AGENT)
            ana = _person(f"ana.cola{number}@demo.tuqr.com", "Ana Rojas")
            describe_agent(juan, languages=Language, specialities=[TicketType.BILLING])
        customer = viewer_of(reader_of(ana))
        ticket = open_ticket(
            customer, now - timedelta(minutes=5), impacts=frozenset({Impact.CANNOT_WORK}), device="Galaxy A14"
        )
        with transaction():  # agents of other stories, in the same portal, could have got it
            db.session.get_one(Ticket, ticket.id).assignee_id = None
    return Desk(portal, juan.email, customer, ticket.reference)


def _person(email: str, name: str, *roles: Role) -> Person:
    return add_person(email, name, PASSWORD, now=utc_now(), roles=roles)


@pytest.fixture
def sit_down(open_page: OpenPage, desk: Desk) -> Callable[..., Page]:
    """Sign Juan in and open a page; options go to his browser."""

    def open_as_juan(path: str = desk.path, **options: object) -> Page:
        page = open_page("/account/login", **{"viewport": DESK, **options})
        page.locator("#email").fill(desk.juan)
        page.locator("#password").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.goto(path)
        return page

    return open_as_juan


def look_of(page: Page) -> dict[str, str]:
    """Return how the composer looks: colours, border, label and the words of its buttons."""
    page.wait_for_timeout(100)  # colours change by a transition, however short
    style = page.evaluate(
        """() => {
          const form = getComputedStyle(document.querySelector('.composer'));
          const button = getComputedStyle(document.querySelector('.composer__main'));
          return {colour: form.backgroundColor, line: form.borderTopColor, dashes: form.borderTopStyle,
                  button: button.backgroundColor};
        }"""
    )
    return {
        **style,
        "label": page.locator(".composer__body > .label").inner_text(),
        "words": " | ".join(page.locator(".composer__send button:visible").all_inner_texts()),
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_cannot_be_mistaken_for_an_answer(
    sit_down: Callable[..., Page], scripts: bool, scheme: str
) -> None:
    page = sit_down(java_script_enabled=scripts, color_scheme=scheme, reduced_motion="reduce")
    answer = look_of(page)
    page.get_by_label("Nota interna").check()
    note = look_of(page)
    assert {name for name in answer if answer[name] == note[name]} == set()
    assert note["words"].strip() == "Guardar nota interna"
    assert answer["words"].startswith("Enviar respuesta")
    assert note["label"] == "Solo lo lee el equipo"
    assert note["dashes"] == "dashed"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_juan_answers_asks_notes_and_resolves(
    sit_down: Callable[..., Page], desk: Desk, scripts: bool, size: dict[str, int]
) -> None:
    page = sit_down("/es/staff/queue", java_script_enabled=scripts, viewport=size)
    page.get_by_role("searchbox", name="Buscar tickets").fill(desk.reference)
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("button", name=f"Tomar {desk.reference}").click()
    expect(page.get_by_text("Lo tienes tú")).to_be_visible()
    page.get_by_label("Lo lee Ana Rojas").fill("Hola, Ana. ¿Qué almacén tienes elegido?")
    page.get_by_role("button", name="Pedir información").click()
    expect(page.locator(".case__tags")).to_contain_text("Espera al cliente")
    page.get_by_label("Nota interna").check()
    page.get_by_label("Solo lo lee el equipo").fill("Parece el almacén secundario.")
    page.get_by_role("button", name="Guardar nota interna").click()
    expect(page.locator(".msg--note")).to_contain_text("Parece el almacén secundario.")
    desk.ana_says("El secundario.")
    page.reload()
    expect(page.locator(".case__tags")).to_contain_text("En progreso")
    page.get_by_label("Lo lee Ana Rojas").fill("Elige el principal y guarda otra vez.")
    page.get_by_role("button", name="Responder y resolver").click()
    expect(page.locator(".case__tags")).to_contain_text("Resuelto")
    said = page.locator("#conversation .said").all_inner_texts()
    assert [words.strip() for words in said[-3:]] == [
        "Parece el almacén secundario.",
        "El secundario.",
        "Elige el principal y guarda otra vez.",
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_article_is_cited_and_enter_in_its_search_sends_nothing(
    sit_down: Callable[..., Page], scripts: bool
) -> None:
    page = sit_down(java_script_enabled=scripts)
    page.locator("#text").fill("Hola, Ana. Esto te ayuda:")
    page.get_by_role("searchbox", name="Citar un artículo").fill("el producto no se guarda")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Citar Resolver el error").click()
    page.wait_for_function("document.querySelector('#text').value.includes('/articles/')")
    written = page.locator("#text").input_value()
    assert "/es/articles/producto-no-se-guarda" in written
    assert written.startswith("Hola, Ana. Esto te ayuda:\n\n")
    expect(page.locator("#conversation")).not_to_contain_text("Esto te ayuda")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.locator("#conversation").get_by_role("link", name="/es/articles/")).to_be_visible()


def test_what_ana_writes_meanwhile_is_read_before_the_answer_goes_out(
    sit_down: Callable[..., Page], desk: Desk
) -> None:
    page = sit_down()
    page.locator("#text").fill("Prueba en otro navegador.")
    desk.ana_says("Ya probé en otro navegador y es igual.")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.locator(".errors")).to_contain_text("Ya probé en otro navegador y es igual.")
    expect(page.locator("#text")).to_have_value("Prueba en otro navegador.")
    expect(page.locator(".errors")).to_be_focused()
    assert barriers_everywhere(page) == {}


def test_the_clock_of_a_row_goes_on_silently(sit_down: Callable[..., Page], desk: Desk) -> None:
    page = sit_down("about:blank")
    page.clock.install()
    page.goto(f"/es/staff/queue?q={desk.reference}")
    clock = page.locator("[data-clock]")
    before = clock.inner_text()
    assert clock.get_attribute("datetime")
    page.clock.run_for(61_000)
    expect(clock).not_to_have_text(before)
    expect(clock).to_contain_text("Quedan")
    page.clock.fast_forward(10 * 24 * 3600 * 1000)
    page.clock.run_for(61_000)
    expect(clock).to_contain_text("Vencido hace")
    assert page.locator("[data-clock]").evaluate("it => !it.closest('[aria-live], [role=status]')")


@pytest.mark.parametrize("language", Language)
def test_nobody_of_the_team_meets_a_barrier(
    sit_down: Callable[..., Page], desk: Desk, language: Language
) -> None:
    page = sit_down("about:blank")
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    ticket = desk.path.replace("/es/", f"/{language}/")
    for path in (
        f"/{language}/staff/queue",
        f"/{language}/staff/queue?q=xyzzy",
        f"{ticket}?cite=inventario",
        f"{ticket}/details",
        f"{ticket}/merge",
    ):
        page.set_viewport_size(DESK)
        page.goto(path)
        assert barriers_in(page, language) == {}, path
        assert overflow(page) <= 0, path
    assert said == []


def test_a_note_being_written_and_every_drawer_open_have_no_barrier(sit_down: Callable[..., Page]) -> None:
    page = sit_down()
    page.get_by_label("Nota interna").check()
    for drawer in page.locator("main details:not([open]) > summary").all():
        if drawer.is_visible():
            drawer.click()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0


def test_small_targets_are_large_enough_for_a_thumb(sit_down: Callable[..., Page]) -> None:
    page = sit_down(viewport=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
          'main button, main select, main summary, .composer__kind label')]
          .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
          .filter(each => !each.closest('.said, .told-more, #attachments, [data-choose]'))
          .map(each => each.outerHTML.slice(0, 120))"""
    )
    assert [line for line in small if "btn--sm" not in line] == []
