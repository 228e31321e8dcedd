"""Everybody can use every page: axe finds nothing, nothing needs sideways scrolling, the console is empty."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import OpenPage
from tests.support.crawl import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARTICLE = "/es/articles/inventario-no-se-actualiza"
PAGES = {
    "home": "/es/",
    "home in English": "/en/",
    "category": "/es/categories/solucion-de-problemas",
    "article": ARTICLE,
    "article in English": "/en/articles/inventario-no-se-actualiza",
    "article not yet in English": "/en/articles/costo-del-soporte",
    "changes": f"{ARTICLE}/history",
    "questions": "/es/faq",
    "results": "/es/search?q=inventario",
    "results in English": "/en/search?q=inventory",
    "no results": "/es/search?q=xyzzyplugh",
    "empty search": "/es/search",
    "contact": "/es/contact",
    "contact about an article": "/es/contact?article=inventario-no-se-actualiza",
    "sign-in": "/account/login",
    "ticket form": "/es/tickets/new",
    "ticket form in English": "/en/tickets/new?article=inventario-no-se-actualiza",
    "missing page": "/es/articles/no-existe",
    "gallery": "/gallery",
}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 640}


def barriers(page: Page, **options: object) -> list[str]:
    """Return what axe finds, a line for each element."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def barriers_everywhere(page: Page) -> dict[str, list[str]]:
    """Return what axe finds on a phone and at a desk, in light and in dark, where only colours differ."""
    found = {}
    for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (PHONE, DESK):
            page.set_viewport_size(width)
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
            if lines := barriers(page, **options):
                found[f"{scheme} {width['width']}"] = lines
    return found


def barriers_in(page: Page, language: str) -> dict[str, list[str]]:
    """Return what axe finds; English pages have the same elements with other words: one look is enough."""
    if language == "es":
        return barriers_everywhere(page)
    found = barriers(page)
    return {"as it is": found} if found else {}


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than the narrowest phone."""
    page.set_viewport_size(NARROWEST)
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nobody_meets_a_barrier(open_page: OpenPage, path: str) -> None:
    page = open_page("about:blank")
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.goto(path, wait_until="load")
    page.wait_for_timeout(50)
    assert barriers_in(page, "en" if path.startswith("/en/") else "es") == {}
    assert overflow(page) <= 0
    assert [line for line in said if "404 (NOT FOUND)" not in line] == []


def test_the_open_list_of_suggestions_has_no_barrier(open_page: OpenPage) -> None:
    page = open_page("/es/")
    page.get_by_role("combobox").first.press_sequentially("produc gua")
    page.get_by_role("option").first.wait_for()
    assert barriers_everywhere(page) == {}


def test_the_list_that_found_nothing_has_no_barrier(open_page: OpenPage) -> None:
    page = open_page("/es/")
    page.get_by_role("combobox").first.press_sequentially("xyzzyplugh")
    page.get_by_text("Nada con «xyzzyplugh» todavía").wait_for()
    assert barriers_everywhere(page) == {}


def test_the_open_form_of_a_vote_has_no_barrier(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, user_agent=BROWSER)
    page.get_by_role("button", name="No del todo").click()
    page.get_by_role("radio").first.wait_for()
    assert barriers_everywhere(page) == {}
    assert overflow(page) <= 0


def test_the_open_menu_on_a_phone_has_no_barrier(open_page: OpenPage) -> None:
    page = open_page("/es/", viewport=PHONE)
    page.locator("details.menu--nav summary").click()
    page.get_by_role("link", name="Entrar").or_(
        page.get_by_role("link", name="Iniciar sesión")
    ).first.wait_for()
    assert barriers(page) == []


def test_every_part_can_be_reached_by_keyboard_and_is_seen(open_page: OpenPage) -> None:
    page = open_page("/es/", viewport=DESK)
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
              const it = document.activeElement, style = getComputedStyle(it);
              const box = it.getBoundingClientRect();
              const seen = box.width > 0 && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                || it.matches('input') || getComputedStyle(it, '::after').outlineStyle !== 'none');
              return [it.tagName + ' ' + it.textContent.trim().slice(0, 40), seen];
            }"""
        )
        if focus[0].startswith("BODY"):
            break
        assert focus[1], focus[0]
        reached.append(focus[0])
    assert len(set(reached)) > 15


def test_text_spaced_out_by_a_reader_is_not_cut(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`*{line-height:1.5!important;letter-spacing:.12em!important;
            word-spacing:.16em!important} p{margin-bottom:2em!important}`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert overflow(page) <= 0


def test_forced_colours_keep_the_focus_visible(open_page: OpenPage) -> None:
    page = open_page("/es/", forced_colors="active")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_reduced_motion_stops_every_animation(open_page: OpenPage) -> None:
    page = open_page("/es/", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(each => {
          const style = getComputedStyle(each);
          return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
        }).map(each => each.className)"""
    )
    assert moving == []
