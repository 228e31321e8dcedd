"""How long a sign-in lasts, for customers and for staff (security 4)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import SignIn
from app.storage.database import db
from tests.accounts.signing_in import Browser

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("email", "away", "still_in"),
    [
        ("ana@demo.tuqr.com", timedelta(days=6, hours=23), True),
        ("ana@demo.tuqr.com", timedelta(days=7), False),
        ("juan@demo.tuqr.com", timedelta(minutes=29), True),
        ("juan@demo.tuqr.com", timedelta(minutes=30), False),
        ("marta@demo.tuqr.com", timedelta(minutes=30), False),
    ],
)
def test_people_who_go_away_are_signed_out(
    browser: Browser, email: str, away: timedelta, still_in: bool
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in(email)
        clock.shift(away)
        assert browser.reader().is_known is still_in


def test_ana_who_comes_every_few_days_stays_signed_in_for_weeks(browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in("ana@demo.tuqr.com")
        for _visit in range(5):
            clock.shift(timedelta(days=5))
            assert browser.reader().is_known


def test_juan_signs_in_again_after_eight_hours_however_busy_he_is(browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in("juan@demo.tuqr.com")
        for _quarter in range(31):
            clock.shift(timedelta(minutes=15))
            assert browser.reader().is_known
        clock.shift(timedelta(minutes=15))
        assert not browser.reader().is_known


def test_staff_are_forgotten_when_the_browser_closes_and_customers_are_not(
    app: Flask, browser: Browser
) -> None:
    customer = browser.sign_in("ana@demo.tuqr.com").headers["Set-Cookie"]
    staff = Browser(app).sign_in("juan@demo.tuqr.com").headers["Set-Cookie"]
    assert "Expires=" in customer
    assert "Expires=" not in staff
    assert "HttpOnly" in customer
    assert "SameSite=Lax" in customer


def test_reading_on_writes_ones_presence_once_a_minute_at_most(app: Flask, browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in("ana@demo.tuqr.com")
        clock.shift(timedelta(seconds=59))
        browser.reader()
        assert _last_seen(app) == MONDAY
        clock.shift(timedelta(seconds=1))
        browser.reader()
        assert _last_seen(app) == MONDAY + timedelta(minutes=1)


def test_presence_is_written_also_when_what_was_asked_for_is_refused(app: Flask, browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in("ana@demo.tuqr.com")
        clock.shift(timedelta(minutes=1))
        assert browser.get("/es/tickets/TQ-22222").status_code == 404
        assert _last_seen(app) == MONDAY + timedelta(minutes=1)


def test_signing_in_again_ends_the_sign_in_before(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    browser.sign_out()
    browser.sign_in("victor@demo.tuqr.com")
    assert browser.reader().name == "Víctor Salas"
    with app.app_context():
        living = select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None))
        assert db.session.scalar(living) == 1


def test_where_somebody_signed_in_from_is_forgotten_after_a_month(app: Flask, browser: Browser) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser.sign_in("ana@demo.tuqr.com")
        clock.shift(timedelta(days=31))
        Browser(app).sign_in("ana@demo.tuqr.com")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1


def _last_seen(app: Flask) -> datetime | None:
    with app.app_context():
        return db.session.scalar(select(SignIn.last_seen_at))
