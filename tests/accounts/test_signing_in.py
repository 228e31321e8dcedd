"""Signing in and out, as people and as strangers who try."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.accounts.actions import change_roles, disable, person_with
from app.accounts.models import GuessCount, SignIn
from app.kernel.clock import utc_now
from app.kernel.terms import Audience, Role
from app.settings import Settings
from app.storage.database import db, transaction
from tests.accounts.signing_in import PASSWORD, Browser


def test_ana_signs_in_and_is_taken_to_the_page_she_came_from(browser: Browser) -> None:
    answer = browser.sign_in("ana@demo.tuqr.com", next="/es/articles/registrar-una-venta?from=x")
    assert answer.status_code == 302
    assert answer.location == "/es/articles/registrar-una-venta?from=x"
    assert browser.reader().name == "Ana Rojas"


def test_ana_may_type_her_address_in_capitals(browser: Browser) -> None:
    browser.sign_in("  ANA@Demo.TuQR.com ")
    assert browser.reader().email == "ana@demo.tuqr.com"


def test_a_wrong_password_lets_nobody_in(browser: Browser) -> None:
    answer = browser.sign_in("ana@demo.tuqr.com", "not her password")
    assert answer.status_code == 422
    assert not browser.reader().is_known


def test_a_stranger_cannot_tell_whether_an_account_exists(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction():
        disable(person_with("victor@demo.tuqr.com"), now=utc_now())
    wrong = browser.sign_in("ana@demo.tuqr.com", "not her password")
    unknown = Browser(app).sign_in("nobody@demo.tuqr.com", "not her password")
    disabled = Browser(app).sign_in("victor@demo.tuqr.com", PASSWORD)
    pages = {
        _without(answer.get_data(as_text=True), email)
        for answer, email in [
            (wrong, "ana@demo.tuqr.com"),
            (unknown, "nobody@demo.tuqr.com"),
            (disabled, "victor@demo.tuqr.com"),
        ]
    }
    assert len(pages) == 1
    assert {wrong.status_code, unknown.status_code, disabled.status_code} == {422}


@pytest.mark.parametrize(
    ("email", "password"),
    [("", ""), ("ana@demo.tuqr.com", ""), ("", PASSWORD), ("x" * 300, PASSWORD),
     ("ana\x00@demo.tuqr.com", PASSWORD), ("ana@demo.tuqr.com", "p" * 5000),
     ("ana@demo.tuqr.com", "nul\x00nul"),
     ("💥@‮.com", "💥")],
)  # fmt: skip
def test_nonsense_is_refused_in_words(browser: Browser, email: str, password: str) -> None:
    assert browser.sign_in(email, password).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "http://localhost@evil.example/", "javascript:alert(1)", "evil.example", "http://localhost/es/",
     "home.show"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(browser: Browser, elsewhere: str) -> None:
    answer = browser.sign_in("ana@demo.tuqr.com", next=elsewhere)
    assert answer.status_code == 302
    assert answer.location == "/"


def test_the_address_bar_cannot_choose_another_site_either(browser: Browser) -> None:
    token = browser.token_of("/account/login")
    answer = browser.client.post(
        "/account/login?next=https://evil.example",
        data={"email": "ana@demo.tuqr.com", "password": PASSWORD, "csrf_token": token},
    )
    assert answer.location == "/"


def test_who_already_signed_in_is_not_sent_to_another_site(browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert browser.get("/account/login?next=https://evil.example").location == "/"


def test_a_form_from_another_site_signs_nobody_in(browser: Browser) -> None:
    answer = browser.client.post("/account/login", data={"email": "ana@demo.tuqr.com", "password": PASSWORD})
    assert answer.status_code == 400
    assert not browser.reader().is_known


def test_a_form_from_another_site_signs_nobody_out(browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert browser.client.post("/account/logout").status_code == 400
    assert browser.reader().is_known


def test_a_link_signs_nobody_out(browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert browser.get("/account/logout").status_code == 405
    assert browser.reader().is_known


def test_the_form_token_from_before_is_useless_after_signing_in(browser: Browser) -> None:
    before = browser.token_of("/account/login")
    browser.sign_in("ana@demo.tuqr.com")
    assert browser.client.post("/account/logout", data={"csrf_token": before}).status_code == 400


def test_signing_out_ends_the_copy_of_the_cookie_too(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    thief = Browser(app)
    _copy_cookies(browser, thief)
    assert thief.reader().is_known
    assert browser.sign_out().status_code == 302
    assert not thief.reader().is_known
    assert not browser.reader().is_known


def test_a_cookie_planted_before_signing_in_is_worth_nothing_after(app: Flask, browser: Browser) -> None:
    browser.get("/account/login")
    thief = Browser(app)
    _copy_cookies(browser, thief)
    browser.sign_in("ana@demo.tuqr.com")
    assert not thief.reader().is_known


def test_a_disabled_person_is_out_at_once_and_stays_out(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    with app.app_context(), transaction():
        disable(person_with("ana@demo.tuqr.com"), now=utc_now())
    assert not browser.reader().is_known
    browser.sign_in("ana@demo.tuqr.com")
    assert not browser.reader().is_known


def test_new_roles_are_asked_for_again(app: Flask, browser: Browser) -> None:
    browser.sign_in("juan@demo.tuqr.com")
    with app.app_context(), transaction():
        change_roles(person_with("juan@demo.tuqr.com"), [Role.EDITOR], now=utc_now())
    assert not browser.reader().is_known


def test_readers_who_never_sign_in_leave_no_row(app: Flask, browser: Browser) -> None:
    browser.get("/account/login")
    browser.get("/account/password")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
        assert db.session.scalar(select(func.count()).select_from(GuessCount)) == 0


def test_the_database_knows_no_secret_that_opens_a_session(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    with browser.client.session_transaction() as cookie:
        secret = cookie["sign_in"]
    with app.app_context():
        kept = db.session.scalars(select(SignIn.secret_hash)).all()
    assert len(secret) >= 22  # 128 bits in base64
    assert kept
    assert secret not in kept


def test_while_the_database_is_away_everybody_is_a_stranger_and_nobody_is_signed_out(
    settings: Settings, browser: Browser, tmp_path: Path
) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    away = create_app(settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/no/such/folder.db"}))
    meanwhile = Browser(away)
    _copy_cookies(browser, meanwhile)
    assert meanwhile.get("/healthz").status_code == 200
    assert not meanwhile.reader().is_known
    _copy_cookies(meanwhile, browser)
    assert browser.reader().is_known


def test_pages_behind_the_door_are_not_kept_by_browsers(browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert browser.get("/account/password").headers["Cache-Control"] == "no-store"
    assert browser.get("/account/login").headers["Cache-Control"] == "no-store"


def test_a_stranger_is_sent_to_sign_in_and_back(browser: Browser) -> None:
    answer = browser.get("/account/password")
    assert answer.location == "/account/login?next=/account/password"


@pytest.mark.parametrize(
    ("email", "audiences", "is_staff"),
    [
        ("ana@demo.tuqr.com", {Audience.EVERYONE}, False),
        ("victor@demo.tuqr.com", {Audience.EVERYONE, Audience.VIP}, False),
        ("juan@demo.tuqr.com", set(Audience), True),
        ("sofia@demo.tuqr.com", set(Audience), True),
        ("marta@demo.tuqr.com", set(Audience), True),
    ],
)
def test_everybody_sees_the_articles_meant_for_them(
    browser: Browser, email: str, audiences: set[Audience], is_staff: bool
) -> None:
    browser.sign_in(email)
    reader = browser.reader()
    assert (reader.audiences, reader.is_staff) == (audiences, is_staff)


def test_a_stranger_sees_what_is_meant_for_everyone(browser: Browser) -> None:
    assert browser.reader().audiences == {Audience.EVERYONE}


def _copy_cookies(source: Browser, target: Browser) -> None:
    cookie = source.client.get_cookie("session")
    assert cookie is not None
    target.client.set_cookie("session", cookie.value)


def _without(page: str, email: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(email, "…")
