"""Ana writes a ticket in a browser: guided, saved, with files, on a phone, with and without scripts."""

from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.actions import add_person
from app.kernel.clock import utc_now
from app.kernel.terms import TicketType
from app.storage.database import transaction
from app.tickets.forms import QUESTIONS
from app.tickets.triage import proposed_priority
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import DESK, PHONE, barriers_everywhere, overflow
from tests.support.crawl import BROWSER
from tests.tickets.test_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANA = "ana.escribe@demo.tuqr.com"
NEW = "/es/tickets/new"
NAMES = {"low": "Baja", "medium": "Media", "high": "Alta", "critical": "Crítica"}
OTHER = {"yes": "no", "no": "yes"}
SignedIn = Callable[..., Page]
# Puts files into what a page is told of a paste or a drop, as a browser does.
GIVEN = """([kind, selector, files]) => {
  const given = new DataTransfer();
  for (const [name, type, content] of files) given.items.add(new File([content], name, { type }));
  const target = selector ? document.querySelector(selector) : document;
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def ana(portal: Flask) -> None:
    """Ana has an account."""
    with portal.app_context(), transaction():
        add_person(ANA, "Ana Rojas", PASSWORD, now=utc_now())


@pytest.fixture
def signed_in(open_page: OpenPage, ana: None) -> SignedIn:
    """Open the form in a browser in which Ana signed in; options go to the profile."""
    assert ana is None

    def open_it(path: str = NEW, **options: object) -> Page:
        profile = {"viewport": DESK, "user_agent": BROWSER, **options}
        page = open_page(f"/account/login?next={path}", **profile)
        page.set_default_timeout(10_000)
        sign_in(page)
        page.get_by_role("heading", name="Cuéntanos qué pasa").wait_for()
        page.wait_for_load_state()  # nobody is faster than the scripts
        return page

    return open_it


def sign_in(page: Page) -> None:
    """Fill in the sign-in page, in whatever language it speaks."""
    page.locator("#email").fill(ANA)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()


def choose(page: Page, name: str, value: str) -> None:
    """Press the words of an answer."""
    answer = page.locator(f"[name={name}][value={value}]")
    page.locator("label").filter(has=answer).click()
    expect(answer).to_be_checked()


def describe(page: Page, title: str = "Zumba la impresora fiscal") -> None:
    """Fill in what every ticket needs."""
    page.get_by_label("¿Qué problema tienes?").fill(title)
    page.locator("label.pick").first.click()
    page.get_by_label("Describe lo que pasó").fill("Imprime la factura dos veces.")


def test_a_ticket_is_written_checked_changed_and_sent(signed_in: SignedIn) -> None:
    page = signed_in()
    describe(page)
    page.get_by_label("¿En qué módulo pasa?").select_option("sales")
    page.locator(".ask").nth(2).get_by_text("No", exact=True).click()
    expect(page.locator("[data-proposal]")).to_contain_text("Crítica · te respondemos")
    promised = page.locator("[data-proposal] strong + span").inner_text()
    page.get_by_role("button", name="Revisar antes de enviar").last.click()
    expect(page.locator(".send-bar")).to_contain_text(promised.split(" antes de ")[0])
    page.get_by_role("link", name="Cambiar Problema").click()
    expect(page.get_by_label("¿Qué problema tienes?")).to_have_value("Zumba la impresora fiscal")
    page.get_by_label("¿Qué problema tienes?").fill("La impresora fiscal imprime doble")
    page.get_by_role("button", name="Revisar antes de enviar").last.click()
    expect(page.locator(".sum")).to_contain_text("La impresora fiscal imprime doble")
    page.locator(".send-bar button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recibimos tu ticket TQ-")
    page.get_by_role("link", name="Ver mi ticket").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La impresora fiscal imprime doble")


def test_the_browser_says_what_the_server_says_for_all_sixteen_answers(signed_in: SignedIn) -> None:
    page = signed_in()
    for answers in product((False, True), repeat=4):
        impacts = set()
        for question, harm in zip(QUESTIONS, answers, strict=True):
            answer = question.harm if harm else OTHER[question.harm]
            choose(page, question.name, answer)
            impacts |= {question.impact} if harm else set()
        told = NAMES[proposed_priority(TicketType.TECHNICAL, impacts)]
        assert page.locator("[data-proposal] strong").inner_text() == told, answers
    expect(page.locator("[data-note]")).to_contain_text("Dijiste que es una consulta y que no puedes vender")
    choose(page, "type", "emergency")
    expect(page.locator("[data-proposal] strong")).to_have_text("Crítica")


def test_another_priority_asks_for_one_line(signed_in: SignedIn) -> None:
    page = signed_in()
    reason = page.locator("#priority_reason")
    expect(reason).to_be_hidden()
    page.get_by_label("Cambiar a").select_option("high")
    expect(page.get_by_label("¿Por qué otra encaja mejor?")).to_be_visible()
    page.get_by_label("Cambiar a").select_option("critical")
    expect(page.get_by_label("¿Qué está detenido?")).to_be_visible()


def test_what_is_written_is_saved_and_comes_back(signed_in: SignedIn) -> None:
    page = signed_in()
    describe(page, "Un texto que nadie envía")
    expect(page.locator("[data-saved]")).to_contain_text("Borrador guardado,", timeout=5000)
    page.goto("/es/")
    page.get_by_role("link", name="Continuar mi ticket").click()
    expect(page.get_by_label("¿Qué problema tienes?")).to_have_value("Un texto que nadie envía")
    page.goto("/es/")
    page.get_by_role("button", name="Descartar").click()
    expect(page.get_by_text("Un texto que nadie envía")).to_have_count(0)


def test_without_a_connection_the_text_stays_and_is_saved_later(signed_in: SignedIn) -> None:
    page = signed_in()
    page.context.set_offline(True)
    describe(page)
    expect(page.locator("[data-saved]")).to_contain_text("No hay conexión", timeout=5000)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Borrador guardado,", timeout=5000)


def test_files_are_pasted_dropped_chosen_and_removed(signed_in: SignedIn) -> None:
    page = signed_in()
    names = page.locator(".file__n")
    drawn = {"name": "captura.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("#attachments").set_input_files([drawn])
    expect(page.locator("[data-file]")).to_have_count(1)
    page.evaluate(
        GIVEN, ["drop", "[data-drop]", [["a.txt", "text/plain", "uno"], ["b.csv", "text/csv", "dos"]]]
    )
    expect(page.locator("[data-file]")).to_have_count(3)
    page.evaluate(GIVEN, ["paste", "", [["image.txt", "text/plain", "pegado"]]])
    expect(page.locator("[data-file]")).to_have_count(4)
    page.get_by_role("button", name="Quitar a.txt").click()
    expect(names).to_have_text(["captura.png", "b.csv", "image.txt"])
    page.evaluate(GIVEN, ["drop", "[data-drop]", [["virus.exe", "application/octet-stream", "MZ"]]])
    expect(page.locator(".file--bad")).to_contain_text("No podemos recibir «virus.exe».")


def test_a_pasted_screenshot_has_a_name_of_its_own(signed_in: SignedIn) -> None:
    page = signed_in()
    page.route("**/tickets/files", lambda route: route.abort())
    page.evaluate(GIVEN, ["paste", "", [["image.png", "image/png", "x"]]])
    expect(page.locator(".file__n")).to_contain_text("captura-pegada-")
    expect(page.locator(".file--bad")).to_contain_text("Intentar de nuevo")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(signed_in: SignedIn) -> None:
    page = signed_in()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.evaluate(
        """() => {
          const given = new DataTransfer();
          const large = new Uint8Array(26 * 1024 * 1024);
          given.items.add(new File([large], "inventario.mp4", { type: "video/mp4" }));
          document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".file--bad")).to_contain_text("«inventario.mp4»")
    assert not [url for url in sent if url.endswith("/tickets/files")]


def test_without_scripts_everything_can_be_sent(signed_in: SignedIn) -> None:
    page = signed_in(java_script_enabled=False)
    page.locator("[data-send]").click()
    expect(page).to_have_title("Error: Cuéntanos qué pasa · Ayuda de TuQR")
    expect(page.get_by_role("link", name="Elige qué tipo de ayuda necesitas.")).to_be_visible()
    describe(page)
    page.locator("#attachments").set_input_files(
        [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"uno"}]
    )
    page.locator("[data-send]").click()
    expect(page.locator(".sum")).to_contain_text("a.txt")
    page.locator(".send-bar button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recibimos tu ticket")


def test_the_form_with_mistakes_leads_to_them(signed_in: SignedIn) -> None:
    page = signed_in()
    page.locator("[data-send]").click()
    expect(page.locator(".errors")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Cuéntanos qué pasó.").click()
    expect(page.get_by_label("Describe lo que pasó")).to_be_focused()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0


def test_nobody_meets_a_barrier_on_the_way(signed_in: SignedIn) -> None:
    page = signed_in()
    describe(page)
    for closed in page.locator("#ticket-form summary").all():
        closed.click()
    choose(page, "processes_sales", "no")
    page.get_by_label("Cambiar a").select_option("low")
    page.locator("#priority_reason").fill("Es de prueba")
    page.locator("#attachments").set_input_files(
        [{"name": "captura.png", "mimeType": "image/png", "buffer": picture()}]
    )
    page.locator("[data-file]").wait_for()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0
    page.locator("[data-send]").click()
    page.locator(".sum").wait_for()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0
    page.locator(".send-bar button").click()
    page.get_by_role("heading", name="Recibimos tu ticket").wait_for()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0


def test_on_a_phone_a_visitor_writes_first_and_signs_in_later(open_page: OpenPage, ana: None) -> None:
    assert ana is None
    page = open_page(NEW, viewport=PHONE, user_agent=BROWSER)
    describe(page)
    page.locator("[data-send]").click()
    page.get_by_role("button", name="Entrar y enviar").click()
    sign_in(page)
    page.get_by_role("button", name="Enviar").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recibimos tu ticket")
