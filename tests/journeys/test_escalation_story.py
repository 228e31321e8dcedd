"""Ana asks for a higher level, Sofía accepts, Luisa's queue shows the ticket, and Ana reads it."""

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
from app.kernel.terms import Language, Role, SupportLevel, TicketType
from app.storage.database import transaction
from app.tickets.access import viewer_of
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers_everywhere, barriers_in, overflow
from tests.tickets.cast import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
_numbers = count(1)
WHY = "Llevo dos días sin poder facturar."


@dataclass
class Case:
    """Ana's ticket, which Juan has; Luisa is a senior specialist, Sofía supervises."""

    reference: str
    ana: str
    luisa: str
    luisa_id: int
    sofia: str


@pytest.fixture
def case(portal: Flask) -> Case:
    """Ana wrote five minutes ago."""
    number, now = next(_numbers), utc_now()
    with portal.app_context():
        with transaction():
            ana = _person(f"ana.nivel{number}@demo.tuqr.com", "Ana Rojas")
            juan = _person(f"juan.nivel{number}@demo.tuqr.com", "Juan Pérez", Role.AGENT)
            luisa = _person(f"luisa.nivel{number}@demo.tuqr.com", "Luisa Mora", Role.AGENT)
            sofia = _person(f"sofia.nivel{number}@demo.tuqr.com", "Sofía Méndez", Role.SUPERVISOR)
            describe_agent(juan, languages=Language, specialities=[TicketType.BILLING])
            describe_agent(luisa, level=SupportLevel.SENIOR_SPECIALIST, languages=Language)
        ticket = open_ticket(
            viewer_of(reader_of(ana)),
            now - timedelta(minutes=5),
            type=TicketType.BILLING,
            title="Sin factura",
        )
        return Case(ticket.reference, ana.email, luisa.email, luisa.id, sofia.email)


def _person(email: str, name: str, *roles: Role) -> Person:
    return add_person(email, name, PASSWORD, now=utc_now(), roles=roles)


@pytest.fixture
def sit_down(open_page: OpenPage) -> Callable[..., Page]:
    """Sign somebody in and open a page; options go to their browser."""

    def open_as(email: str, path: str, **options: object) -> Page:
        page = open_page("/account/login", **{"viewport": DESK, **options})
        page.locator("#email").fill(email)
        page.locator("#password").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.goto(path)
        return page

    return open_as


def ask(page: Page, why: str = WHY) -> None:
    """Open the form and send it."""
    page.locator("summary", has_text="Solicitar escalamiento").click()
    page.get_by_label("Cuéntanos por qué").fill(why)
    page.get_by_role("button", name="Solicitar escalamiento").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_ana_asks_sofia_accepts_luisa_gets_it_and_ana_reads_it(
    sit_down: Callable[..., Page], case: Case, scripts: bool, size: dict[str, int]
) -> None:
    options = {"java_script_enabled": scripts, "viewport": size}
    ana = sit_down(case.ana, f"/es/tickets/{case.reference}", **options)
    ask(ana)
    expect(ana.locator("#escalation")).to_contain_text("Pediste escalar este ticket")
    sofia = sit_down(case.sofia, "/es/staff/supervision", **options)
    row = sofia.locator("tr", has_text=case.reference)
    expect(row).to_contain_text(WHY)
    row.get_by_role("link", name="Sin factura").click()
    sofia.get_by_label("Tu respuesta a Ana Rojas").fill("Tienes razón: sigue una especialista.")
    sofia.get_by_label("Quién sigue con él").first.select_option(str(case.luisa_id))
    sofia.get_by_role("button", name="Aceptar: pasa a «Especialista sénior»").click()
    expect(sofia.locator(".past")).to_contain_text("Tienes razón: sigue una especialista.")
    luisa = sit_down(case.luisa, "/es/staff/queue?view=mine", **options)
    luisa.get_by_role("link", name="Sin factura").click()
    expect(luisa.get_by_text("Lo tienes tú")).to_be_visible()
    ana.reload()
    expect(ana.locator("#escalation")).to_contain_text("Escalamos tu ticket")
    expect(ana.locator("#escalation")).to_contain_text("Tienes razón: sigue una especialista.")


def test_pressing_the_button_twice_at_once_asks_once(sit_down: Callable[..., Page], case: Case) -> None:
    ana = sit_down(case.ana, f"/es/tickets/{case.reference}")
    ana.locator("summary", has_text="Solicitar escalamiento").click()
    ana.get_by_label("Cuéntanos por qué").fill(WHY)
    ana.get_by_role("button", name="Solicitar escalamiento").dblclick()
    expect(ana.locator("#escalation")).to_contain_text("Pediste escalar este ticket")
    expect(ana.locator(".errors")).to_have_count(0)
    expect(ana.locator("#escalation")).not_to_contain_text("anterior")


def test_who_declines_without_words_is_led_to_the_field(sit_down: Callable[..., Page], case: Case) -> None:
    ask(sit_down(case.ana, f"/es/tickets/{case.reference}"))
    sofia = sit_down(case.sofia, f"/es/staff/tickets/{case.reference}")
    sofia.get_by_role("button", name="Rechazar").click()
    expect(sofia.locator("#decision")).to_have_attribute("aria-invalid", "true")
    assert barriers_everywhere(sofia) == {}


@pytest.mark.parametrize("language", Language)
def test_nobody_meets_a_barrier(sit_down: Callable[..., Page], case: Case, language: Language) -> None:
    said: list[str] = []
    ana = sit_down(case.ana, f"/es/tickets/{case.reference}")
    ana.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    ana.locator("summary", has_text="Solicitar escalamiento").click()
    assert barriers_in(ana, language) == {}
    ana.reload()
    ask(ana)
    ana.goto(f"/{language}/tickets/{case.reference}")
    assert barriers_in(ana, language) == {}
    assert overflow(ana) <= 0
    sofia = sit_down(case.sofia, "about:blank")
    sofia.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    for path in ("supervision", "queue?figure=broken&days=30", f"tickets/{case.reference}"):
        sofia.set_viewport_size(DESK)
        sofia.goto(f"/{language}/staff/{path}")
        assert barriers_in(sofia, language) == {}, path
        assert overflow(sofia) <= 0, path
    assert said == []
