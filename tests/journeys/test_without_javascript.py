"""Everything works for somebody whose browser runs no scripts (ux 2.4)."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.support.crawl import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def plain(open_page: OpenPage, path: str) -> Page:
    """Open a page in a browser without scripts."""
    return open_page(
        path, java_script_enabled=False, user_agent=BROWSER, viewport={"width": 1280, "height": 900}
    )


def test_searching_filtering_and_reading(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/")
    page.locator("main input[name=q]").fill("inventario")
    page.locator("main").get_by_role("button", name="Buscar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("«inventario»")
    page.get_by_role("navigation", name="Filtrar por categoría").get_by_role("link").nth(1).click()
    page.locator(".hit__t").first.click()
    expect(page.locator(".prose")).to_be_visible()


def test_voting_explaining_and_taking_it_back(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/articles/seguridad-de-los-datos")
    page.get_by_role("button", name="No del todo").click()
    assert page.url.endswith("#vote")
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Enviar comentario").click()
    expect(page.get_by_text("Gracias por decirlo")).to_be_visible()
    page.get_by_role("button", name="Deshacer mi voto").click()
    expect(page.get_by_role("button", name="No del todo")).to_have_attribute("aria-pressed", "false")


def test_the_questions_open_and_close(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/faq")
    closed = page.locator("details:not([open])").last
    closed.locator("summary").click()
    assert page.locator("details[open]").count() > 0


def test_changing_theme_and_language(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/contact")
    page.locator("[data-theme-form] button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.locator("[data-theme-form] button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_is_offered_that_cannot_work(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/articles/agregar-productos")
    for part in ("[data-print]", "[data-copylink]", "[data-copy]", "[data-clear]"):
        for each in page.locator(part).all():
            expect(each).to_be_hidden()


def test_writing_to_people_from_an_article_and_from_nothing_found(open_page: OpenPage) -> None:
    page = plain(open_page, "/es/search?q=xyzzyplugh")
    page.get_by_role("link", name="Crear un ticket con este texto").click()
    expect(page.get_by_label("¿Qué problema tienes?")).to_have_value("xyzzyplugh")
    page.goto("/es/articles/agregar-productos")
    page.locator("a[href*='/es/tickets/new?article=']").locator("visible=true").first.click()
    expect(page.get_by_text("Vienes de")).to_contain_text("Agregar")
    page.goto("/es/contact?q=xyzzyplugh")
    letter = page.locator("a[href^='mailto:soporte@tuqr.com?']").first.get_attribute("href") or ""
    assert "xyzzyplugh" in letter
