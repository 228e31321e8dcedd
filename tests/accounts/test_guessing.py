"""Guessing passwords gets slow, and nobody is locked out for good (security 8, G23)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from app.accounts.guessing import FIRST_PAUSE, LONGEST_PAUSE, pause_after, take_a_try
from app.kernel.clock import utc_now
from app.storage.database import db, transaction
from tests.accounts.signing_in import Browser

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WRONG = "surely not this one"


def test_pauses_begin_after_the_free_tries_and_double_up_to_a_quarter_of_an_hour() -> None:
    pauses = [pause_after(failures, free=5) for failures in range(1, 12)]
    assert pauses[:4] == [timedelta()] * 4
    assert pauses[4:9] == [FIRST_PAUSE * 2**n for n in range(5)]
    assert pauses[9:] == [LONGEST_PAUSE] * 2
    assert pause_after(10**6, free=5) == LONGEST_PAUSE


def test_a_guesser_gets_ten_tries_at_an_account_in_a_quarter_of_an_hour_from_however_many_places(
    app: Flask, browser: Browser
) -> None:
    del browser  # only for the accounts
    tried = 0
    with time_machine.travel(MONDAY, tick=False) as clock:
        for number in range(90):
            guesser = Browser(app, address=f"203.0.113.{number}")
            tried += guesser.sign_in("ana@demo.tuqr.com", WRONG).status_code == 422
            clock.shift(timedelta(seconds=10))
    assert 5 <= tried <= 10


def test_one_password_cannot_be_tried_on_all_accounts_from_one_place(app: Flask, browser: Browser) -> None:
    answers = [browser.sign_in(f"person{n}@demo.tuqr.com", WRONG).status_code for n in range(30)]
    assert answers == [422] * 20 + [429] * 10
    assert Browser(app, address="203.0.113.9").sign_in("ana@demo.tuqr.com").status_code == 302


def test_who_must_wait_is_told_how_long(browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False):
        for _guess in range(5):
            browser.sign_in("ana@demo.tuqr.com", WRONG)
        answer = browser.sign_in("ana@demo.tuqr.com", WRONG)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_account_gets_the_same_pauses(app: Flask, browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False):
        known = [browser.sign_in("ana@demo.tuqr.com", WRONG).status_code for _n in range(7)]
        stranger = Browser(app, address="203.0.113.9")
        unknown = [stranger.sign_in("nobody@demo.tuqr.com", WRONG).status_code for _n in range(7)]
    assert known == unknown


def test_ana_gets_in_when_the_pause_is_over_and_starts_afresh(app: Flask, browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        for _guess in range(6):
            browser.sign_in("ana@demo.tuqr.com", WRONG)
        assert browser.sign_in("ana@demo.tuqr.com").status_code == 429
        clock.shift(timedelta(seconds=30))
        assert browser.sign_in("ana@demo.tuqr.com").status_code == 302
        again = Browser(app, address="203.0.113.9")
        assert [again.sign_in("ana@demo.tuqr.com", WRONG).status_code for _n in range(5)] == [422] * 5


def test_a_thousand_guesses_never_keep_ana_out_for_more_than_a_quarter_of_an_hour(
    app: Flask, browser: Browser
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        with app.app_context():
            for _guess in range(200):
                with transaction():
                    wait = take_a_try("ana@demo.tuqr.com", "203.0.113.9", utc_now())
                assert wait <= LONGEST_PAUSE
                clock.shift(timedelta(minutes=5))
        clock.shift(LONGEST_PAUSE)
        assert browser.sign_in("ana@demo.tuqr.com").status_code == 302


def test_typing_the_right_password_all_day_is_never_slowed_down(app: Flask, browser: Browser) -> None:
    del browser  # only for the accounts
    answers = [Browser(app).sign_in("ana@demo.tuqr.com").status_code for _morning in range(25)]
    assert set(answers) == {302}


def test_tries_at_the_same_instant_are_counted_one_by_one(app: Flask, browser: Browser) -> None:
    del browser  # only for the accounts

    def guess(number: int) -> bool:
        with app.app_context(), transaction():
            return take_a_try("ana@demo.tuqr.com", f"203.0.113.{number}", MONDAY) == timedelta()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(guess, range(24)))
    assert sum(allowed) == 5


def test_neighbours_in_one_ipv6_network_share_a_count(app: Flask) -> None:
    with app.app_context():
        waits = []
        for number in range(22):
            with transaction():
                waits.append(take_a_try(f"p{number}@x.example", f"2001:db8:1:2::{number:x}", MONDAY))
        with transaction():
            elsewhere = take_a_try("q@x.example", "2001:db8:1:3::1", MONDAY)
        db.session.remove()
    assert waits[19] == timedelta()
    assert waits[20] > timedelta()
    assert elsewhere == timedelta()
