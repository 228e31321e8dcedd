"""Choosing, keeping and changing passwords (security 6 and 7)."""

import pytest
from flask import Flask
from flask_security.proxies import _security

from app.accounts.actions import add_person, person_with
from app.accounts.passwords import require_good_password
from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.storage.database import transaction
from tests.accounts.signing_in import PASSWORD, Browser

NEW = "nube martillo cereza tranquila"


@pytest.mark.parametrize(
    "weak",
    ["short", "x" * 11, "password1234", "aaaaaaaaaaaaaaaa", "qwertyuiop123", "tuqrsoporte2026",
     "anarojasanarojas", "demo.tuqr.com.ana", "y" * 129],
)  # fmt: skip
def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(RuleBroken):
        require_good_password(weak, name="Ana Rojas", email="ana@demo.tuqr.com")


@pytest.mark.parametrize("good", [PASSWORD, NEW, "Kx7-pQ_9vLz2", "z" * 20 + "Kx7-pQ_9vLz2" * 9])
def test_a_sentence_or_a_random_word_is_welcome(good: str) -> None:
    require_good_password(good, name="Ana Rojas", email="ana@demo.tuqr.com")


def test_passwords_are_kept_as_argon2id_of_19_mib(app: Flask, browser: Browser) -> None:
    del browser  # only for the accounts
    with app.app_context():
        assert person_with("ANA@demo.tuqr.com").password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_made_with_weaker_parameters_is_renewed_when_its_owner_signs_in(
    app: Flask, browser: Browser
) -> None:
    with app.app_context(), transaction():
        weaker = _security.pwd_context.using(argon2__memory_cost=8192, argon2__time_cost=1)
        person_with("ana@demo.tuqr.com").password = weaker.hash(PASSWORD)
    assert browser.sign_in("ana@demo.tuqr.com").status_code == 302
    with app.app_context():
        assert "m=19456,t=2" in person_with("ana@demo.tuqr.com").password


def test_ana_changes_her_password_and_only_this_browser_stays_signed_in(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    elsewhere = Browser(app)
    elsewhere.sign_in("ana@demo.tuqr.com")
    assert _change(browser, PASSWORD, NEW).status_code == 303
    assert browser.reader().name == "Ana Rojas"
    assert not elsewhere.reader().is_known
    assert Browser(app).sign_in("ana@demo.tuqr.com", PASSWORD).status_code == 422
    assert Browser(app).sign_in("ana@demo.tuqr.com", NEW).status_code == 302


def test_a_borrowed_browser_cannot_change_the_password(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert [_change(browser, "a guess of hers", NEW).status_code for _n in range(6)] == [422] * 5 + [429]
    assert Browser(app).reader().is_known is False


@pytest.mark.parametrize(("new", "repeated"), [(NEW, "nube martillo cereza"), ("corta", "corta"), ("", "")])
def test_a_slip_or_a_weak_choice_changes_nothing(
    app: Flask, browser: Browser, new: str, repeated: str
) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert _change(browser, PASSWORD, new, repeated).status_code == 422
    assert Browser(app).sign_in("ana@demo.tuqr.com", PASSWORD).status_code == 302


def test_two_people_cannot_share_an_address_however_it_is_written(app: Flask, browser: Browser) -> None:
    del browser  # only for the accounts
    with pytest.raises(RuleBroken), app.app_context(), transaction():
        add_person(" Ana@DEMO.tuqr.com", "Otra Ana", NEW, now=utc_now())


def _change(browser: Browser, current: str, new: str, repeated: str | None = None) -> object:
    return browser.send(
        "/account/password",
        form="/account/password",
        current=current,
        new=new,
        repeated=new if repeated is None else repeated,
    )
