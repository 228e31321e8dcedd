"""Somebody writes a ticket and finds the answer before sending it (ux 7; ux 11, 19 to 23 and 31)."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import NARROWEST, barriers_everywhere, overflow
from tests.support.crawl import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FORM = "/es/tickets/new"
SAVING = "El producto no se guarda, queda con stock cero"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_LISTEN = """() => {
  globalThis.said = [];
  for (const region of document.querySelectorAll('[data-live]')) {
    new MutationObserver(() => region.textContent.trim() && said.push(region.textContent.trim()))
      .observe(region, {childList: true, characterData: true, subtree: true});
  }
}"""


def at_form(open_page: OpenPage, screen: dict[str, int] = DESK, **options: object) -> Page:
    """Open the ticket form."""
    return open_page(FORM, viewport=screen, user_agent=BROWSER, **options)


def write(page: Page, title: str = SAVING) -> None:
    """Write what the problem is, and wait for what it leads to."""
    page.locator("#title").fill(title)
    page.locator("[data-article]").first.wait_for()


def articles(page: Page) -> list[str | None]:
    """Return the articles that are offered, in order."""
    return [each.get_attribute("data-article") for each in page.locator("[data-article]").all()]


def opened(page: Page) -> list[str | None]:
    """Return those of them that are open."""
    return [each.get_attribute("data-article") for each in page.locator("[data-article][open]").all()]


def focus(page: Page) -> str:
    """Return which element has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.outerHTML.slice(0, 200)"))


def test_articles_appear_with_a_reason_and_nothing_moves(open_page: OpenPage) -> None:
    page = at_form(open_page)
    page.evaluate(_LISTEN)
    page.locator("#title").press_sequentially(SAVING, delay=15)
    page.locator("[data-article]").first.wait_for()
    assert focus(page) == "title"
    expect(page.locator("#title")).to_have_value(SAVING)
    assert 1 <= len(articles(page)) <= 3
    expect(page.locator("[data-article] .sug__m").first).to_contain_text("coincide con «")
    assert opened(page) == articles(page)[:1]
    page.wait_for_timeout(1700)
    [said] = page.evaluate("said")
    assert re.fullmatch(r"\d artículos? podrían? resolver tu problema\. Están después del formulario\.", said)


def test_on_a_phone_they_stand_between_title_and_type_and_take_no_more_room(open_page: OpenPage) -> None:
    page = at_form(open_page, PHONE)
    below = page.locator("#type")
    before = below.bounding_box()
    write(page)
    assert opened(page) == []
    assert below.bounding_box() == before
    panel = page.locator("#suggestions").bounding_box()
    title = page.locator("#title").bounding_box()
    assert panel is not None
    assert title is not None
    assert before is not None
    assert title["y"] < panel["y"] < before["y"]
    page.keyboard.press("Tab")
    assert "<summary>" in focus(page)


def test_an_older_answer_never_replaces_a_newer_one(open_page: OpenPage) -> None:
    page = at_form(open_page)
    failed: list[Request] = []
    page.on("requestfailed", lambda request: failed.append(request))
    held: list[Route] = []
    page.route("**/suggestions", lambda route: held.append(route), times=1)
    with page.expect_request("**/suggestions"):
        page.locator("#title").fill("configurar métodos de pago")
    with page.expect_response("**/suggestions"):
        page.locator("#title").fill(SAVING)
    page.locator("[data-article]").first.wait_for()
    assert len(failed) == len(held) == 1
    assert "configurar-metodos-de-pago" not in articles(page)


def test_what_is_open_stays_open_and_nothing_changes_under_the_pointer(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    chosen = articles(page)[-1]
    page.locator(f"[data-article='{chosen}'] summary").click()
    before = articles(page)
    with page.expect_response("**/suggestions"):
        page.locator("#title").fill("configurar métodos de pago")
    page.wait_for_timeout(200)
    assert articles(page) == before  # the pointer is still there
    page.mouse.move(5, 5)
    page.wait_for_function("document.querySelector('[data-article=configurar-metodos-de-pago]')")
    assert chosen in opened(page)


def test_the_same_text_is_not_asked_about_twice(open_page: OpenPage) -> None:
    page = at_form(open_page)
    asked: list[str] = []
    page.on("request", lambda request: request.url.endswith("/suggestions") and asked.append(request.url))
    write(page)
    page.locator("#title").fill(f"  {SAVING.upper()} ")
    page.wait_for_timeout(2000)
    assert len(asked) == 1


def test_not_my_case_is_taken_away_and_comes_back_in_its_place(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    before = articles(page)
    with page.expect_response("**/dismissals"):
        page.locator("[data-article][open]").get_by_role("button", name="No es mi caso").click()
    assert articles(page) == before[1:]
    expect(page.locator("[data-article] summary").first).to_be_focused()
    expect(page.get_by_text("Quitamos ese artículo.").first).to_be_visible()
    assert barriers_everywhere(page) == {}
    with page.expect_response("**/dismissals/undo"):
        page.get_by_role("button", name="Deshacer").click()
    assert articles(page) == before
    expect(page.locator("[data-article] summary").first).to_be_focused()


def test_after_the_last_one_the_title_has_the_focus_and_none_comes_back(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    refused = articles(page)
    for _ in refused:
        first = page.locator("[data-article]").first
        if first.get_attribute("open") is None:
            first.locator("summary").click()
        with page.expect_response("**/dismissals"):
            first.get_by_role("button", name="No es mi caso").click()
    assert focus(page) == "title"
    expect(page.get_by_text("Ya no quedan sugerencias. Sigue con tu ticket.")).to_be_visible()
    page.mouse.move(5, 5)
    with page.expect_response("**/suggestions"):
        page.locator("#title").fill(f"{SAVING} al guardar")
    page.wait_for_timeout(200)
    assert not set(refused) & set(articles(page))


def test_solved_asks_first_and_going_on_restores_everything(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    before = articles(page)
    button = page.locator("[data-article][open]").get_by_role("button", name="Esto resolvió mi problema")
    button.click()
    expect(page.get_by_role("heading", name="¿Terminamos aquí?")).to_be_focused()
    assert barriers_everywhere(page) == {}
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Seguir con mi ticket").click()
    assert articles(page) == before
    expect(button).to_be_focused()
    expect(page.locator("#title")).to_have_value(SAVING)


def test_closing_without_sending_leads_to_a_page_with_a_way_back(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    page.locator("#happened").fill("Presiono Guardar y el stock queda en cero")
    page.locator("[data-article][open]").get_by_role("button", name="Esto resolvió mi problema").click()
    page.get_by_role("button", name="Sí, cerrar sin enviar").click()
    page.wait_for_url("**/solved*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Listo, no enviamos ningún ticket")
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0
    page.get_by_role("button", name="Sí, me sirvió").click()
    expect(page.get_by_text("Tu voto ayuda a otras tiendas.").first).to_be_visible()
    page.get_by_role("button", name="Volver a mi borrador").click()
    expect(page.locator("#title")).to_have_value(SAVING)
    expect(page.locator("#happened")).to_have_value("Presiono Guardar y el stock queda en cero")


def test_an_emergency_shows_no_articles(open_page: OpenPage) -> None:
    page = at_form(open_page)
    write(page)
    page.locator("input[name=type][value=emergency]").check()
    expect(page.get_by_role("heading", name="Crea el ticket ya; te ayudamos enseguida")).to_be_visible()
    assert articles(page) == []


def test_trouble_says_nothing_and_the_form_goes_on(open_page: OpenPage) -> None:
    page = at_form(open_page)
    page.route("**/suggestions", lambda route: route.abort())
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.locator("#title").fill(SAVING)
    page.wait_for_timeout(1000)
    expect(page.locator(".skel")).to_have_count(0)
    expect(page.get_by_role("heading", name="Esto podría resolverlo ahora")).to_be_visible()
    expect(page.locator("#title")).to_have_value(SAVING)
    assert errors == []


def test_bars_say_that_an_answer_takes_its_time(open_page: OpenPage) -> None:
    page = at_form(open_page)
    held: list[Route] = []
    page.route("**/suggestions", lambda route: held.append(route))
    page.locator("#title").fill(SAVING)
    expect(page.locator(".skel")).to_have_count(3)
    held[0].continue_()
    page.locator("[data-article]").first.wait_for()
    expect(page.locator(".skel")).to_have_count(0)


def test_the_panel_has_no_barrier_empty_full_or_open(open_page: OpenPage) -> None:
    page = at_form(open_page)
    assert barriers_everywhere(page) == {}
    page.set_viewport_size(DESK)
    write(page)
    while (closed := page.locator("[data-article]:not([open]) summary")).count():
        closed.first.click()
    page.locator("[data-article][open]").get_by_role("button", name=re.compile(r"^Paso \d")).first.click()
    expect(page.get_by_text("Anotado: el equipo verá qué paso falló.").first).to_be_visible()
    assert barriers_everywhere(page) == {}
    page.set_viewport_size(NARROWEST)
    panel = page.locator("[data-suggesting]")
    assert panel.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert panel.evaluate("each => each.getBoundingClientRect().right <= innerWidth")


def test_without_scripts_the_review_offers_the_same(open_page: OpenPage) -> None:
    page = at_form(open_page, java_script_enabled=False)
    expect(page.locator("[data-suggesting]")).to_be_hidden()
    page.locator("#title").fill(SAVING)
    page.locator("#happened").fill("Presiono Guardar y el stock queda en cero.")
    page.locator("input[name=type][value=technical]").check()
    for question in page.locator("fieldset.ask").all():
        question.get_by_role("radio", name="No").check()
    page.get_by_role("button", name="Revisar antes de enviar").locator("visible=true").last.click()
    page.wait_for_url("**/review")
    offered = articles(page)
    assert 1 <= len(offered) <= 3
    page.get_by_role("button", name="No es mi caso").first.click()
    assert articles(page) == offered[1:]
    page.goto(page.url)
    page.get_by_role("link", name="Esto resolvió mi problema").first.click()
    page.get_by_role("link", name="Seguir con mi ticket").click()
    page.wait_for_url("**/review")
    page.get_by_role("link", name="Esto resolvió mi problema").first.click()
    page.get_by_role("button", name="Sí, cerrar sin enviar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Listo, no enviamos ningún ticket")
    page.get_by_role("button", name="Volver a mi borrador").click()
    expect(page.locator("#title")).to_have_value(SAVING)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_step_that_failed_in_an_article_leads_to_a_ticket(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(
        "/es/articles/producto-no-se-guarda", java_script_enabled=scripts, user_agent=BROWSER, viewport=PHONE
    )
    page.get_by_text("¿Un paso no te funcionó?").click()
    page.get_by_label("Este paso no me funcionó").select_option(index=1)
    if scripts:
        assert barriers_everywhere(page) == {}
        assert overflow(page) <= 0
    page.get_by_role("button", name="Crear un ticket sobre este paso").click()
    page.wait_for_url("**/tickets/new?article=producto-no-se-guarda&step=pasos-para-resolverlo-2")
    expect(page.locator("input[name=step]")).to_have_value("pasos-para-resolverlo-2")
