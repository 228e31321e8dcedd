"""Chromium runs nothing an author planted: not in our pages, not even past the sanitiser (G1, G2)."""

import pytest
from flask import Flask
from markdown import markdown
from playwright.sync_api import Browser, Page, Route

from app.web.sanitising import sanitise
from tests.security.test_stored_markup import published_html
from tests.support.execution import provoke, provoke_in_frames, watched_page
from tests.support.payloads import Payload, payloads

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARTICLE = "/es/articles/agregar-productos"
ALL = payloads()
# These need a document of their own: what they leave open would swallow the next.
WHOLE_DOCUMENTS = frozenset({"script", "mutation"})


def unsanitised(payload: Payload) -> str:
    """Return what Markdown alone makes of an attempt."""
    return markdown(payload.source, extensions=["tables", "fenced_code", "admonition"])


def pieces(htmls: list[str]) -> str:
    """Return the texts as parts of one page."""
    return "".join(f"<div data-piece>{html}</div>" for html in htmls)


def with_article(page: str, html: str) -> str:
    """Return the served page of an article with ``html`` in the place of its text."""
    before, found, after = page.partition('<div class="prose mt6">')
    assert found
    return before + found + html + after


def show(page: Page, address: str, html: str, headers: dict[str, str]) -> None:
    """Open ``html`` as if the server had sent it."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html, headers=headers)

    page.route("**/hostil", answer)
    page.goto(f"{address}/hostil", wait_until="load")
    page.unroute("**/hostil")


def test_published_text_runs_nothing_with_the_policy_switched_off(
    browser: Browser, portal: Flask, address: str
) -> None:
    frame = portal.test_client().get(ARTICLE).get_data(as_text=True)
    accepted = [payload for payload in ALL if payload.family == "markdown"]  # publishing refuses most others
    clean = [html for payload in accepted if (html := published_html(payload.source))]
    cleaned = [sanitise(unsanitised(payload)) for payload in ALL]
    assert len(clean) > 100
    with watched_page(browser) as (page, ran):
        for start in range(0, len(cleaned), 400):
            show(page, address, with_article(frame, pieces(cleaned[start : start + 400])), {})
            provoke(page)
        show(page, address, with_article(frame, pieces(clean)), {})
        provoke(page)
        page.evaluate("1")
        assert ran == set()


@pytest.mark.parametrize("family", ["script", "mutation", "event", "address", "markdown"])
def test_text_that_got_past_the_sanitiser_would_still_run_nothing(
    browser: Browser, portal: Flask, address: str, family: str
) -> None:
    policy = portal.test_client().get(ARTICLE).headers["Content-Security-Policy"]
    attempts = [payload for payload in ALL if payload.family == family]
    assert run_count(browser, address, attempts, {"Content-Security-Policy": policy}) == 0


@pytest.mark.parametrize("family", ["script", "mutation", "event", "address", "markdown"])
def test_without_either_wall_the_same_text_does_run(browser: Browser, address: str, family: str) -> None:
    attempts = [payload for payload in ALL if payload.family == family][::10]
    assert run_count(browser, address, attempts, {}) > 0


def run_count(browser: Browser, address: str, attempts: list[Payload], headers: dict[str, str]) -> int:
    """Return how many attempts ran as they are, in pages sent with ``headers``.

    Without a policy an attempt may lead its document elsewhere, so each gets one of its own.
    """
    with watched_page(browser) as (page, ran):
        if attempts[0].family in WHOLE_DOCUMENTS or not headers:
            for start in range(0, len(attempts), 60):
                show(page, address, "<!doctype html><body>", headers)
                provoke_in_frames(page, [unsanitised(payload) for payload in attempts[start : start + 60]])
        else:
            for start in range(0, len(attempts), 250):
                htmls = [unsanitised(payload) for payload in attempts[start : start + 250]]
                show(page, address, "<!doctype html><body>" + pieces(htmls), headers)
                provoke(page)
        page.evaluate("1")
        return len(ran)
