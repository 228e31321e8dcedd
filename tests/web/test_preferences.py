"""People choose how pages look and speak, with and without scripts, and are never led away by it."""

from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.settings import Settings
from tests.support.visitor import Visitor

PAGE = "/es/contact"


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has a page open."""
    somebody = Visitor(app)
    assert somebody.get(PAGE).status_code == 200
    return somebody


def _cookie(answer: TestResponse, name: str) -> Morsel[str]:
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        jar.load(header)
    return jar[name]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_paints_the_next_page_already_on_the_server(visitor: Visitor, theme: str) -> None:
    answer = visitor.post("/preferences/theme", theme=theme, next=PAGE)

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert f'data-theme="{theme}"' in visitor.get(PAGE).text.split("<head>")[0]


def test_the_system_s_theme_forgets_the_choice(visitor: Visitor) -> None:
    visitor.post("/preferences/theme", theme="dark", next=PAGE)
    visitor.post("/preferences/theme", theme="system", next=PAGE)

    assert "data-theme=" not in visitor.get(PAGE).text.split("<head>")[0]


def test_a_chosen_language_is_spoken_where_the_address_names_none(visitor: Visitor) -> None:
    visitor.get("/", headers={"Accept-Language": "es"})
    answer = visitor.post("/preferences/language", language="en", next="/en/contact")

    assert (answer.status_code, answer.location) == (303, "/en/contact")
    assert visitor.get("/", headers={"Accept-Language": "es"}).location == "/en/"


@pytest.mark.parametrize(("choice", "value"), [("theme", "dark"), ("language", "en")])
def test_a_choice_is_kept_for_a_year_and_sent_to_this_site_only(
    visitor: Visitor, choice: str, value: str
) -> None:
    kept = _cookie(visitor.post(f"/preferences/{choice}", **{choice: value}), choice)

    assert (kept.value, kept["max-age"], kept["samesite"], kept["path"]) == (value, "31536000", "Lax", "/")


def test_in_production_a_choice_travels_encrypted_only(settings: Settings) -> None:
    production = create_app(
        Settings(
            environment="production",
            database_url=settings.database_url,
            data_folder=settings.data_folder,
            search_index_folder=settings.search_index_folder,
            secret_key="only for tests, and long enough to be one in production",
            base_url="https://localhost",
        )
    )
    production.config["PREFERRED_URL_SCHEME"] = "https"  # what the test's browser speaks
    somebody = Visitor(production)
    somebody.get(PAGE)
    answer = somebody.post("/preferences/theme", {"Referer": f"https://localhost{PAGE}"}, theme="dark")

    assert _cookie(answer, "theme")["secure"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "evil.example",
        "/\t/evil.example",
        "",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    for choice, value in (("theme", "dark"), ("language", "en")):
        answer = visitor.post(f"/preferences/{choice}", **{choice: value, "next": elsewhere})
        assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    ("choice", "value"), [("theme", "pink"), ("theme", ""), ("language", "fr"), ("language", "")]
)
def test_what_cannot_be_chosen_is_refused_and_leaves_no_trace(
    visitor: Visitor, choice: str, value: str
) -> None:
    answer = visitor.post(f"/preferences/{choice}", **{choice: value})

    assert answer.status_code == 422
    assert f"{choice}=" not in "".join(answer.headers.getlist("Set-Cookie"))


def test_another_site_cannot_choose_for_somebody(app: Flask) -> None:
    answer = Visitor(app).post("/preferences/theme", theme="dark")

    assert answer.status_code == 400
    assert "theme=" not in "".join(answer.headers.getlist("Set-Cookie"))
