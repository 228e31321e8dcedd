"""Somebody reads, says whether it helped, prints, changes theme and language (ux 11, 11 to 18, 50)."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.support.crawl import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARTICLE = "/es/articles/inventario-no-se-actualiza"
ENGLISH_PAGES = (
    "/en/",
    "/en/faq",
    "/en/contact",
    "/en/search?q=inventory",
    "/en/search?q=xyzzyplugh",
    "/en/articles/no-existe",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def pressed(page: Page, name: str) -> None:
    """Press a button of the vote."""
    page.locator("#vote-panel").get_by_role("button", name=name).click()


def test_yes_says_thanks_and_undo_takes_it_back(open_page: OpenPage) -> None:
    page = open_page("/es/articles/exportar-datos", user_agent=BROWSER)
    words = page.locator(".vote__stat").text_content()
    pressed(page, "Sí, me sirvió")
    expect(page.locator("#vote").get_by_text("Tu voto ayuda a otras tiendas.")).to_be_visible()
    expect(page.get_by_role("button", name="Sí, me sirvió")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Sí, me sirvió")).to_have_attribute("aria-pressed", "true")
    pressed(page, "Deshacer")
    expect(page.get_by_role("button", name="Sí, me sirvió")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#vote-question")).to_be_focused()
    expect(page.locator(".vote__stat")).to_have_text(words or "")


def test_no_asks_why_and_a_reason_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page("/es/articles/exportar-datos", user_agent=BROWSER)
    pressed(page, "No del todo")
    first = page.get_by_role("radio").first
    expect(first).to_be_focused()
    assert page.get_by_role("radio").count() == 5
    first.check()
    pressed(page, "Enviar comentario")
    expect(page.locator("#vote").get_by_text("Gracias por decirlo")).to_be_visible()


def test_a_reason_forgotten_is_asked_for_again_with_what_was_written(open_page: OpenPage) -> None:
    page = open_page("/es/articles/exportar-datos", user_agent=BROWSER)
    pressed(page, "No del todo")
    page.get_by_role("textbox").first.fill("No encontré el botón")
    pressed(page, "Enviar comentario")
    expect(page.get_by_role("textbox").first).to_have_value("No encontré el botón")
    expect(page.locator("#vote-panel").get_by_text("Elige qué faltó").first).to_be_visible()


def test_few_votes_give_no_percentage(open_page: OpenPage) -> None:
    page = open_page("/es/articles/exportar-datos")
    expect(page.locator(".vote__stat")).not_to_contain_text("%")


def test_the_contents_list_marks_the_section_in_view(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, viewport=DESK)
    last = page.locator(".prose h2").last
    last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 4000)
    expect(page.locator(".doc__rail .toc [aria-current=true]")).to_have_count(1)
    phone = open_page(ARTICLE, viewport=PHONE)
    closed = phone.locator("details.only-narrow")
    expect(closed).to_be_visible()
    assert closed.evaluate("each => each.open") is False
    assert closed.locator("summary").evaluate("each => each.getBoundingClientRect().height") < 60


def test_on_paper_there_is_the_article_and_nothing_to_press(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, color_scheme="dark", viewport=DESK)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for part in (".top", ".foot", ".doc__sec", ".doc__rail", "#vote-panel button"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".prose")).to_be_visible()
    red, green, blue = page.evaluate(
        "getComputedStyle(document.querySelector('.prose p')).color.match(/[0-9.]+/g).slice(0, 3).map(Number)"
    )
    assert red + green + blue < 200
    closed = page.locator(".prose details:not([open])")
    assert closed.count() == 0


def test_code_scrolls_by_keyboard_and_is_copied_clean(open_page: OpenPage) -> None:
    page = open_page("/es/articles/migrar-datos", permissions=["clipboard-read", "clipboard-write"])
    code = page.locator("pre").first
    expect(code).to_have_attribute("tabindex", "0")
    page.locator("[data-copy]").first.click()
    expect(page.get_by_text("Copiado").first).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == (code.text_content() or "").strip()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_survives_a_reload_without_a_flash(open_page: OpenPage, theme: str) -> None:
    page = open_page("/es/", viewport=DESK, color_scheme="light" if theme == "dark" else "dark")
    button = page.locator("[data-theme-form] button")
    for _ in range(3):
        if page.locator("html").get_attribute("data-theme") == theme:
            break
        button.click()
        page.wait_for_timeout(150)
    page.goto("/es/faq")
    assert f'data-theme="{theme}"' in page.content().partition("<head>")[0]


def test_the_other_language_is_one_press_away_and_is_kept(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, viewport=DESK)
    page.get_by_role("banner").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/articles/**")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Yes, it helped")).to_be_visible()
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_an_article_not_yet_translated_says_so(open_page: OpenPage) -> None:
    page = open_page("/es/")
    links = page.request.get("/sitemap.xml").text()
    slug = next(
        part.partition("<")[0]
        for part in links.split("/es/articles/")[1:]
        if f"/en/articles/{part.partition('<')[0]}<" not in links
    )
    page.goto(f"/en/articles/{slug}")
    expect(
        page.get_by_text("This article isn't in English yet. Here is the Spanish version.")
    ).to_be_visible()
    expect(page.locator("article")).to_have_attribute("lang", "es")


def test_no_word_of_spanish_is_left_on_english_pages(open_page: OpenPage) -> None:
    spanish = ("Buscar", "Inicio", "Contacto", "Preguntas", "Categorías", "Actualizado", "artículo", "Entrar",
               "Iniciar", "Ayuda", "Escríbenos", "votos", "Saltar", "Tema")  # fmt: skip
    for path in ENGLISH_PAGES:
        page = open_page(path)
        shown = page.evaluate(
            """() => {
              document.querySelectorAll('[lang=es]').forEach(each => each.remove());
              const spoken = ['aria-label', 'placeholder', 'title'];
              const names = [...document.querySelectorAll('[aria-label], [placeholder], [title]')]
                .flatMap(each => spoken.map(name => each.getAttribute(name) ?? ''));
              return document.title + ' ' + document.body.innerText + ' ' + names.join(' ');
            }"""
        )
        assert [word for word in spanish if word in shown] == [], path
