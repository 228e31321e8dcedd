"""Marta looks at what does not help, attends to a comment and takes an article on; everybody could."""

from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.actions import add_person
from app.accounts.identity import reader_of
from app.editorial.feedback.actions import put_in_queue
from app.kernel.clock import utc_now
from app.kernel.terms import Audience, Language, Role
from app.knowledge.models import ArticleVote
from app.knowledge.reading import current_generation
from app.knowledge.votes import NoReason
from app.storage.database import db, transaction
from tests.accounts.signing_in import PASSWORD
from tests.journeys.conftest import OpenPage
from tests.journeys.test_accessibility import PHONE, barriers_everywhere, overflow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARTICLE = "inventario-no-se-actualiza"
_numbers = count(1)


@pytest.fixture
def marta(portal: Flask) -> str:
    """Marta has an account; readers said that an article does not help them, two of them in words."""
    number, now = next(_numbers), utc_now()
    email = f"marta.revisa{number}@demo.tuqr.com"
    with portal.app_context():
        with transaction():
            editor = add_person(email, "Marta León", PASSWORD, now=now, roles=[Role.EDITOR])
            article = current_generation().shelf(frozenset(Audience)).by_id(ARTICLE, Language.ES)
            assert article is not None
            db.session.add_all(
                ArticleVote(
                    article_id=ARTICLE,
                    revision=article.revision if place % 2 else "the text before",
                    language=Language.ES,
                    voter=f"review-{number}-{place}",
                    by_staff=False,
                    helpful=place % 3 == 0,
                    reason=None if place % 3 == 0 else NoReason.INCORRECT,
                    comment=f"El botón no está, {number}-{place}" if place in {1, 5} else "",
                    cast_at=now,
                )
                for place in range(24)
            )
        with transaction():
            put_in_queue(ARTICLE, Language.ES, reader_of(editor), now)
    return email


def test_an_editor_takes_an_article_on(open_page: OpenPage, marta: str) -> None:
    page = open_page("/account/login?next=/es/staff/review", viewport=PHONE)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.locator("#email").fill(marta)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/es/staff/review")

    waiting = page.locator(".says").count()
    page.locator(".says button").first.click()
    expect(page.get_by_role("status").filter(has_text="quedó como atendido")).to_be_visible()
    assert page.locator(".says").count() == waiting - 1
    look_around(page)

    page.locator("#f-q").fill("inventario")
    page.get_by_role("button", name="Filtrar").click()
    page.locator(".reviewed tbody a.t").first.click()
    page.get_by_role("button", name="Empezar la revisión").click()
    expect(page.get_by_role("status").filter(has_text="Empezó su revisión")).to_be_visible()
    page.get_by_text("El commit ya existe y no lleva la línea").click()
    page.locator("#commit").fill("no")
    page.get_by_role("button", name="Enlazar el commit").click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("#commit")).to_have_value("no")
    look_around(page)
    assert not [line for line in said if "422" not in line]


def look_around(page: Page) -> None:
    """Check that nobody meets a barrier here, and that nothing needs sideways scrolling."""
    assert barriers_everywhere(page) == {}
    assert overflow(page) == 0
