"""Sofía looks after promises: what she decides stands first, and every figure opens its tickets."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.escalation.actions import raise_by_hand, request_escalation
from app.escalation.vocabulary import RequestOrigin
from app.kernel.clock import utc_now
from app.kernel.terms import Priority, TicketType
from app.storage.database import transaction
from app.tickets.access import ticket_for
from app.tickets.vocabulary import Impact
from tests.escalation.world import worker_sweeps
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY, say
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, MARTA, SOFIA, VICTOR, As
from tests.workspace.test_queue import order

__all__ = ["statements"]

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
PAGE = "/es/staff/supervision"


@pytest.fixture
def ask(app: Flask, viewer: As) -> Callable[..., None]:
    """Let somebody ask for a higher level."""

    def ask_it(reference: str, who: str = ANA, why: str = "No puedo vender.") -> None:
        with app.app_context(), transaction():
            ticket = ticket_for(viewer(who), reference)
            request_escalation(ticket, viewer(who), why, RequestOrigin.BUTTON, utc_now())

    return ask_it


@pytest.fixture
def later(app: Flask, clock: time_machine.Traveller) -> Callable[..., None]:
    """Let time pass, and the worker do its round."""

    def pass_time(**much: float) -> None:
        with app.app_context():
            worker_sweeps(app, utc_now())
            clock.move_to(utc_now() + timedelta(**much))
            worker_sweeps(app, utc_now())

    return pass_time


def table(person: Colleague, name: str) -> dict[str, list[int]]:
    """Return the figures of a table by the words of their row."""
    rows = person.page.css(f'[aria-labelledby="{name}"] tbody tr')
    return {
        " ".join(row.css("th")[0].text().split()): [
            int((re.search(r"\d+", cell.text()) or ["0"])[0]) for cell in row.css("td")
        ]
        for row in rows
    }


def test_with_nothing_to_do_the_page_says_so(at_desk: Desk) -> None:
    sofia = at_desk(SOFIA).look(PAGE)
    assert sofia.status == 200
    for words in ("Nada por decidir", "Se cumplieron todos los plazos", "Ningún ticket subió de nivel"):
        assert words in sofia.reads()


def test_requests_stand_by_their_deadline_with_the_time_that_is_left(
    send: Send, at_desk: Desk, ask: Callable[..., None], clock: time_machine.Traveller
) -> None:
    first, second = send(ANA), send(VICTOR)
    ask(first)
    clock.move_to(MONDAY + timedelta(minutes=30))
    ask(second, VICTOR, "Cada día perdemos ventas.")
    clock.move_to(MONDAY + timedelta(hours=2, minutes=10))
    sofia = at_desk(SOFIA).look(PAGE)
    rows = [
        " ".join(row.text(separator=" ").split()) for row in sofia.page.css("#to-decide ~ .card tbody tr")
    ]
    assert first in rows[0]
    assert "Vencido hace 10 min" in rows[0]
    assert second in rows[1]
    assert "Quedan 20 min" in rows[1]
    assert "Cada día perdemos ventas." in rows[1]
    link = sofia.page.css("#to-decide ~ .card .t")[0].attributes["href"] or ""
    assert link == f"/es/staff/tickets/{first}#escalation"


def test_her_own_request_is_not_hers_to_decide(send: Send, at_desk: Desk, ask: Callable[..., None]) -> None:
    ask(send(SOFIA), SOFIA)
    assert "Nada por decidir" in at_desk(SOFIA).look(PAGE).reads()


def test_every_figure_opens_as_many_tickets_as_it_says(
    app: Flask, send: Send, at_desk: Desk, later: Callable[..., None], viewer: As
) -> None:
    send(ANA, impacts=frozenset({Impact.CANNOT_SELL}))  # breaks, and goes up a level
    send(ANA, type=TicketType.HOW_TO)  # Juan's, near
    send(VICTOR, priority=Priority.MEDIUM, priority_reason="Urge")
    answered = send(ANA, impacts=frozenset({Impact.CANNOT_WORK}))
    with app.app_context():
        say(ticket_for(viewer(SOFIA), answered), viewer(SOFIA), "Lo miro.", MONDAY)
        with transaction():
            raise_by_hand(ticket_for(viewer(SOFIA), answered), viewer(SOFIA), "Hay que ver datos", MONDAY)
    later(hours=7)
    sofia = at_desk(SOFIA).look(PAGE)
    links = {}
    for link in sofia.page.css(".figure a, .data td.num a"):
        links[link.attributes["href"] or ""] = int((re.search(r"\d+", link.text()) or ["0"])[0])
    assert len(links) >= 8
    for address, count in links.items():
        assert len(order(sofia.look(address))) == count, address


def test_breaches_and_near_ones_are_told_by_agent_level_and_type(
    send: Send, at_desk: Desk, later: Callable[..., None]
) -> None:
    send(ANA, impacts=frozenset({Impact.CANNOT_SELL}))
    send(ANA, type=TicketType.HOW_TO)
    later(hours=7)
    sofia = at_desk(SOFIA).look(PAGE)
    assert table(sofia, "by-agent") == {"Nadie": [0, 1], "Juan Pérez": [1, 0]}
    assert table(sofia, "by-type") == {"Algo no funciona": [0, 1], "No sé cómo hacerlo": [1, 0]}
    by_level = table(sofia, "by-level").values()
    assert [sum(column) for column in zip(*by_level, strict=True)] == [1, 1]


def test_raises_of_level_are_no_breaches(
    app: Flask, send: Send, at_desk: Desk, viewer: As, later: Callable[..., None]
) -> None:
    reference = send(ANA)
    with app.app_context(), transaction():
        raise_by_hand(ticket_for(viewer(SOFIA), reference), viewer(SOFIA), "Hay que ver los datos", MONDAY)
    later(minutes=5)
    sofia = at_desk(SOFIA).look(PAGE)
    assert table(sofia, "raises") == {"A mano": [1]}
    assert "Se cumplieron todos los plazos" in sofia.reads()
    raised = sofia.page.css('[aria-labelledby="raises"] td a')[0].attributes["href"] or ""
    assert order(sofia.look(raised)) == [reference]
    assert "Subidas de nivel, últimos 7 días · A mano" in sofia.reads(".narrowed")


def test_a_longer_period_is_asked_for_and_nonsense_means_the_shortest(
    send: Send, at_desk: Desk, later: Callable[..., None], clock: time_machine.Traveller
) -> None:
    send(ANA, impacts=frozenset({Impact.CANNOT_SELL}))
    later(hours=3)
    clock.move_to(MONDAY + timedelta(days=9))
    sofia = at_desk(SOFIA).look(PAGE)
    assert "Se cumplieron todos los plazos" in sofia.reads()
    assert table(sofia.look(f"{PAGE}?days=30"), "by-agent")
    assert "últimos 7 días" in sofia.look(f"{PAGE}?days=9999").reads(".seg [aria-current]")


@pytest.mark.parametrize(
    "asked", ["figure=broken&agent=x&level=9&type=none&days=-1", "figure=raised&why=x", "figure=nonsense"]
)
def test_an_address_that_makes_no_sense_still_shows_a_queue(send: Send, at_desk: Desk, asked: str) -> None:
    send(ANA)
    assert at_desk(SOFIA).look(f"/es/staff/queue?{asked}").status == 200


def test_searching_in_a_figure_stays_in_it(send: Send, at_desk: Desk, later: Callable[..., None]) -> None:
    late, _other = send(ANA, impacts=frozenset({Impact.CANNOT_SELL})), send(ANA)
    later(hours=3)
    sofia = at_desk(SOFIA).look("/es/staff/queue?figure=broken&days=7")
    assert order(sofia.press("Buscar", q="producto")) == [late]
    assert "Plazos incumplidos" in sofia.reads(".narrowed")


@pytest.mark.parametrize("who", [ANA, VICTOR, JUAN, LUISA, MARTA])
def test_only_those_who_direct_see_the_page_or_a_way_to_it(at_desk: Desk, who: str) -> None:
    person = at_desk(who).look(PAGE)
    assert person.status == 404
    assert "Supervisión" not in person.look("/es/staff/queue" if who in {JUAN, LUISA} else "/es/").reads(
        "body"
    )


def test_sofia_finds_the_way_from_the_navigation(at_desk: Desk) -> None:
    sofia = at_desk(SOFIA).look("/es/staff/queue")
    assert "Supervisión" in sofia.reads(".side")


def test_a_busy_page_needs_no_more_statements_than_an_empty_one(
    send: Send,
    at_desk: Desk,
    later: Callable[..., None],
    ask: Callable[..., None],
    statements: Callable[..., object],
) -> None:
    sofia = at_desk(SOFIA).look(PAGE)
    with statements() as few:  # type: ignore[attr-defined]
        sofia.look(PAGE)
    for _number in range(4):
        ask(send(ANA, impacts=frozenset({Impact.CANNOT_SELL})))
        send(ANA, type=TicketType.HOW_TO)
    later(hours=7)
    sofia = at_desk(SOFIA).look(PAGE)  # who was away so long signs in again
    with statements() as many:  # type: ignore[attr-defined]
        sofia.look(PAGE)
    assert len(many) == len(few)


def test_in_english_nothing_spanish_is_left(at_desk: Desk) -> None:
    told = at_desk(SOFIA).look(PAGE.replace("/es/", "/en/")).reads()
    assert "Requests to decide" in told
    assert "Raises of level" in told
    assert "decidir" not in told
