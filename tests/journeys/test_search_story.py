"""Somebody searches: typing badly, choosing by keyboard, finding nothing, offline (ux 11, 1 to 10)."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import OpenPage
from tests.support.crawl import BROWSER

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def box(page: Page) -> object:
    """Return the search box of the page."""
    return page.get_by_role("combobox").first


def typed(page: Page, text: str) -> None:
    """Type into the box as fingers do and wait for the list."""
    box(page).press_sequentially(text, delay=20)
    page.get_by_role("option").first.wait_for()


def test_half_typed_words_find_the_article_at_once(open_page: OpenPage) -> None:
    page = open_page("/es/")
    box(page).press_sequentially("produc gu", delay=20)
    page.get_by_role("option").first.wait_for()
    with page.expect_response("**/completions?q=produc+gua*") as asked:
        began = time.monotonic()
        box(page).press("a")
        expect(page.get_by_role("option").first).to_contain_text("Producto no se guarda", ignore_case=True)
    assert time.monotonic() - began < 1.5  # 300 ms on a machine of its own
    assert asked.value.status == 200
    marks = page.get_by_role("option").first.locator("mark").all_text_contents()
    assert {mark.lower() for mark in marks} >= {"produc", "gua"}


def test_accents_make_no_difference(open_page: OpenPage) -> None:
    found = []
    for query in ("configuracion", "configuración"):
        page = open_page(f"/es/search?q={query}")
        found.append(page.locator(".hit__t").all_text_contents())
    assert found[0] == found[1]
    assert len(found[0]) > 2


def test_arrows_wrap_through_the_text_and_enter_sends_the_form(open_page: OpenPage) -> None:
    page = open_page("/es/")
    typed(page, "inventario")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        box(page).press(key)
    expect(box(page)).to_have_value("inventario")
    assert box(page).get_attribute("aria-activedescendant") is None
    box(page).press("Enter")
    page.wait_for_url("**/es/search?q=inventario*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("resultados para «inventario»")


def test_enter_on_a_choice_opens_the_article(open_page: OpenPage) -> None:
    page = open_page("/es/")
    typed(page, "inventario")
    box(page).press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert box(page).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box(page).press("Enter")
    page.wait_for_url("**/es/articles/**")


def test_escape_closes_first_and_clears_then(open_page: OpenPage) -> None:
    page = open_page("/es/")
    typed(page, "inventario")
    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("inventario")
    box(page).press("Escape")
    expect(box(page)).to_have_value("")


def test_the_number_of_articles_is_said_once_after_a_pause(open_page: OpenPage) -> None:
    page = open_page("/es/")
    page.evaluate(
        """() => {
          globalThis.said = [];
          for (const region of document.querySelectorAll('[data-live]')) {
            new MutationObserver(() => region.textContent.trim() && said.push(region.textContent.trim()))
              .observe(region, {childList: true, characterData: true, subtree: true});
          }
        }"""
    )
    typed(page, "inventario")
    assert page.evaluate("said") == []
    page.wait_for_timeout(1500)
    box(page).press("ArrowDown")
    page.wait_for_timeout(300)
    [said] = page.evaluate("said")
    assert "artículos" in said


def test_an_older_answer_never_replaces_a_newer_one(open_page: OpenPage) -> None:
    page = open_page("/es/")
    aborted: list[str] = []
    page.on("requestfailed", lambda request: aborted.append(request.url))
    held: list[Route] = []
    page.route("**/completions?q=pag", lambda route: held.append(route))
    with page.expect_request("**/completions?q=pag"):
        box(page).press_sequentially("pag", delay=10)
    box(page).fill("inventario")
    expect(page.get_by_role("option").first).to_contain_text("inventario", ignore_case=True)
    assert len(held) == 1
    assert [url for url in aborted if url.endswith("q=pag")]


def test_finding_nothing_leads_to_people_with_the_text(open_page: OpenPage) -> None:
    page = open_page("/es/")
    box(page).press_sequentially("xyzzyplugh")
    page.get_by_text("Nada con «xyzzyplugh» todavía").wait_for()
    link = page.locator("[data-combobox]").get_by_role("link")
    for _ in range(4):
        page.keyboard.press("Tab")
        if link.first.evaluate("each => each === document.activeElement"):
            break
    expect(link.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/es/tickets/new?q=xyzzyplugh*")
    expect(page.get_by_label("¿Qué problema tienes?")).to_have_value("xyzzyplugh")


def test_a_slash_focuses_the_box_unless_somebody_is_writing(open_page: OpenPage) -> None:
    page = open_page("/es/")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("a/b")
    expect(box(page)).to_have_value("a/b")


def test_without_a_server_typing_breaks_nothing(open_page: OpenPage) -> None:
    page = open_page("/es/")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/completions?*", lambda route: route.abort())
    box(page).press_sequentially("inv", delay=10)
    page.wait_for_timeout(300)
    box(page).press_sequentially("entario", delay=10)
    page.get_by_text("No pudimos mostrar sugerencias").first.wait_for()
    expect(box(page)).to_have_value("inventario")
    assert errors == []
    page.unroute("**/completions?*")
    box(page).press("Enter")
    page.wait_for_url("**/es/search?q=inventario*")


def test_titles_reach_the_list_as_text(open_page: OpenPage) -> None:
    page = open_page("/es/")
    answer = {
        "query": "in", "corrected": None, "all_url": "/es/search?q=in",
        "items": [{"title": "<img src=x onerror=alert(1)>", "marks": [[0, 4]], "summary": "<b>no</b>",
                   "category": "<i>x</i>", "url": "/es/faq", "helpful": None, "language": "es"}],
    }  # fmt: skip
    page.route("**/completions?*", lambda route: route.fulfill(json=answer))
    typed(page, "in")
    expect(page.get_by_role("option").first).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.get_by_role("option").first.locator("img, b, i:not([class])").count() == 0


def test_a_misspelt_word_is_found_or_put_right(open_page: OpenPage) -> None:
    page = open_page("/es/search?q=imbentario")
    expect(page.locator(".hit__t").first).to_contain_text("nventario")


def test_a_category_narrows_and_back_returns(open_page: OpenPage) -> None:
    page = open_page("/es/search?q=inventario", user_agent=BROWSER)
    everything = page.locator(".hit").count()
    page.get_by_role("navigation", name="Filtrar por categoría").get_by_role("link").nth(1).click()
    page.wait_for_url("**category=**")
    assert 0 < page.locator(".hit").count() <= everything
    page.go_back()
    expect(page.locator("input[name=q]").first).to_have_value("inventario")


def test_a_result_opens_at_its_passage(open_page: OpenPage) -> None:
    page = open_page("/es/search?q=sincronizar+ahora")
    links = [link.get_attribute("href") or "" for link in page.locator(".hit__t").all()]
    anchored = next(link for link in links if "#" in link)
    page.goto(anchored)
    assert page.locator(f"[id='{anchored.partition('#')[2]}']").count() == 1
