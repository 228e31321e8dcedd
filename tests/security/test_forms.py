"""Forms that come late, from elsewhere or with more in them than they should (security 22, 23)."""

import random
import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.terms import Priority
from app.storage.database import Base, db
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket
from app.web.access import anyone
from tests.accounts.signing_in import Browser
from tests.security.matrix import Who
from tests.security.world import World

# What forms are answered does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OURS, THEIRS = {"Origin": "http://localhost"}, {"Origin": "https://tuqr.example.evil"}
NEW = "/es/tickets/new"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
BY_SIGNED_LINK = {"unsubscribe.stop"}  # the link is the right; mail programs press it (RFC 8058)
_SIZES = (0, 1, 7, 200, 201, 5000)


def posts(app: Flask) -> Iterator[str]:
    """Give the name of every route that takes a form."""
    yield from sorted({rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())})


def rows(app: Flask) -> dict[str, int]:
    """Return how many rows each table has."""
    with app.app_context():
        counted = {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        db.session.rollback()
    return {name: number or 0 for name, number in counted.items()}


def carried(page: str) -> dict[str, str]:
    """Return what the form of an error page would send."""
    found = page.partition('<form class="mt6"')[2].partition("</form>")[0]
    return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(found)}


@pytest.mark.parametrize("who", [Who.STRANGER, Who.ANA, Who.SOFIA], ids=lambda who: who.name.lower())
def test_a_form_of_another_site_or_without_its_token_does_nothing(
    world: World, prepared_app: Flask, who: Who
) -> None:
    browser, token = world.browser_of(who)
    paths = {name: world.shown_address(name) for name in posts(prepared_app) if name not in BY_SIGNED_LINK}
    before, let_in = rows(prepared_app), []
    for endpoint, path in paths.items():
        for headers, sent in (
            (OURS, ""),
            (OURS, "wrong"),
            (THEIRS, token),
            ({"Sec-Fetch-Site": "cross-site"}, token),
        ):
            fields = {**world.fields, "csrf_token": sent}
            answer = browser.client.post(path, data=fields, headers=headers)
            if answer.status_code != 400:
                let_in.append(f"{endpoint} {headers} {sent}: {answer.status_code}")
    assert let_in == []
    assert rows(prepared_app) == before


def test_what_another_site_filled_in_is_not_offered_to_be_sent(world: World) -> None:
    browser, token = world.browser_of(Who.ANA)
    for headers in (THEIRS, {}):
        sent = {**world.fields, "csrf_token": "wrong", "title": "Escrito por otro"}
        page = browser.client.post(NEW, data=sent, headers=headers).get_data(as_text=True)
        assert "Escrito por otro" not in page
    assert token


def test_a_form_that_expired_comes_back_whole_and_its_button_sends_it(
    world: World, prepared_app: Flask
) -> None:
    browser, _token = world.browser_of(Who.ANA)
    text = 'Cobra dos veces <b>"así"</b> &amp; no sé\r\npor qué'
    path, key = world.address("ticket_changes.say"), new_form_key()
    late = {"message": text, "form_key": key, "csrf_token": "wrong"}
    refused = browser.client.post(path, data=late, headers=OURS)
    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    assert "Lo que escribiste sigue aquí" in page
    again = carried(page)
    assert (again["message"], again["form_key"]) == (text, key)
    assert browser.client.post(path, data=again, headers=OURS).status_code == 303
    assert text.splitlines()[0].split("<")[0] in unescape(
        browser.get(path.rpartition("/")[0]).get_data(as_text=True)
    )


def test_whoever_is_no_longer_signed_in_gets_the_text_back_and_sends_it_after_signing_in(
    world: World, prepared_app: Flask
) -> None:
    browser = Browser(prepared_app, "198.51.100.77")
    path = world.address("ticket_changes.say")
    told = {
        "message": "Todavía pasa",
        "form_key": new_form_key(),
        "csrf_token": browser.token_of("/account/login"),
    }
    refused = browser.client.post(path, data=told, headers=OURS)
    assert refused.status_code == 401
    page = refused.get_data(as_text=True)
    assert "Tu sesión terminó" in page
    assert 'target="_blank"' in page
    signed, _token = world.browser_of(Who.ANA)
    browser.client._cookies.update(signed.client._cookies)  # signed in on another page of the same browser
    expired = browser.client.post(path, data=carried(page), headers=OURS)
    assert expired.status_code == 400  # the token is a new one since then: one more press
    sent = browser.client.post(path, data=carried(expired.get_data(as_text=True)), headers=OURS)
    assert sent.status_code == 303


def test_strangers_are_asked_who_they_are_wherever_somebody_may_send_something(
    world: World, prepared_app: Flask
) -> None:
    browser, token = world.browser_of(Who.STRANGER)
    views = prepared_app.view_functions
    guarded = [name for name in posts(prepared_app) if getattr(views[name], "access", anyone) is not anyone]
    assert len(guarded) > 20
    answers = {
        name: browser.client.post(
            world.shown_address(name), data={**world.fields, "csrf_token": token}, headers=OURS
        ).status_code
        for name in guarded
    }
    assert set(answers.values()) == {401}, answers


def test_nothing_is_set_that_the_form_does_not_ask_for(world: World, prepared_app: Flask) -> None:
    browser, token = world.browser_of(Who.ANA)
    forged = {
        "id": "1", "reference": "TQ-AAAAA", "requester_id": "1", "plan": "vip", "status": "closed",
        "level": "4", "assignee_id": "1", "first_response_due_at": "2020-01-01T00:00:00", "origin": "email",
        "side": "staff", "kind": "note", "author_id": "1", "opened_at": "2020-01-01", "version": "99",
        "merged_into_id": "1", "promised_by": "me", "resolved_at": "2020-01-01",
    }  # fmt: skip
    path = world.address("ticket_changes.say")
    with prepared_app.app_context():
        ticket = db.session.scalars(select(Ticket).filter_by(reference=path.split("/")[3])).one()
        before = {column.name: getattr(ticket, column.name) for column in Ticket.__table__.columns}
        ticket_id = ticket.id
    told = {"message": "Una línea", "form_key": new_form_key(), "csrf_token": token}
    assert browser.client.post(path, data={**forged, **told}, headers=OURS).status_code == 303
    with prepared_app.app_context():
        ticket = db.session.get_one(Ticket, ticket_id)
        changed = {name for name, value in before.items() if getattr(ticket, name) != value}
        assert ticket.priority in Priority
    assert changed <= {"last_activity_at", "waiting_since", "status"}


def test_no_string_makes_a_form_fail(world: World, prepared_app: Flask) -> None:
    """Thousands of strings of every kind in the fields of every route: an answer in words each time."""
    chance = random.Random(2026)  # the same ones each time
    browser, token = world.browser_of(Who.ANA)
    failed, sent = [], 0
    endpoints = [name for name in posts(prepared_app) if not name.startswith("security.")]
    for number in range(5 * len(endpoints)):
        endpoint = endpoints[number % len(endpoints)]
        fields = {name: _nonsense(chance) for name in world.fields if chance.random() < 0.7}
        sent += len(fields)
        answer = browser.client.post(
            world.shown_address(endpoint), data={**fields, "csrf_token": token}, headers=OURS, buffered=True
        )
        if answer.status_code >= 500:
            failed.append((endpoint, answer.status_code, fields))
    assert failed == []
    assert sent > 2000


def _nonsense(chance: random.Random) -> str:
    """Return a string somebody could send: empty, long, other alphabets, controls, half of a pair, markup."""
    alphabets = (
        "abcñÑáé ",
        "\x00\x01\x08\x1b\x7f\r\n\t",
        "漢字ひらがなعربيעברית",
        "\u202e\u200d\u0301\ufeff\u2028",
        "😀👩‍👩‍👧🏳️‍🌈",
        "<>\"'&;--%{}[]()`$\\/|",
        "0123456789.,-+eE",
    )
    if chance.random() < 0.1:
        return chance.choice(
            ("' OR 1=1 --", "../../etc/passwd", "{{7*7}}", "NaN", "-1", "9" * 40, "1e999", "null", "TQ-")
        )
    letters = chance.choice(alphabets) if chance.random() < 0.7 else "".join(alphabets)
    return "".join(chance.choices(letters, k=chance.choice(_SIZES)))
