"""The queue: what breaks first stands first, and everybody can tell why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.kernel.clock import utc_now
from app.kernel.terms import Priority, TicketType
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.vocabulary import Impact
from tests.escalation.world import worker_sweeps
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY, say
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, MARTA, SOFIA, VICTOR, As

__all__ = ["statements"]

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
QUEUE = "/es/staff/queue"


def order(person: Colleague) -> list[str]:
    """Return the numbers of the tickets as they stand."""
    return [node.text() for node in person.page.css(".data tbody .sub .nowrap")]


def clock_of(person: Colleague, reference: str) -> str:
    """Return the words of a row's clock."""
    row = next(row for row in person.page.css(".data tbody tr") if reference in row.text())
    return " ".join(row.css(".sla__t")[0].text().split())


def promise_of(person: Colleague, reference: str) -> str:
    """Return which promise a row's clock is about, and how it stands."""
    row = next(row for row in person.page.css(".data tbody tr") if reference in row.text())
    return " ".join(row.css(".sla__which")[0].text().split())


def test_the_ticket_with_the_least_time_left_stands_first(send: Send, at_desk: Desk) -> None:
    easy = send(ANA, impacts=frozenset({Impact.ONLY_A_QUESTION}))
    urgent = send(ANA, impacts=frozenset({Impact.CANNOT_WORK}))
    paying = send(VICTOR, impacts=frozenset({Impact.CANNOT_SELL}))
    juan = at_desk(JUAN).look(QUEUE)
    assert order(juan) == [paying, urgent, easy]
    assert clock_of(juan, paying) == "Quedan 30 min"
    assert clock_of(juan, urgent) == "Quedan 2 h 0 min"
    assert promise_of(juan, paying) == "Primera respuesta"
    assert promise_of(juan, urgent) == "Solución"  # due before the first answer is
    assert "VIP" in juan.reads(".data tbody tr:first-child")


def test_overdue_soon_and_paused_are_told_in_words_and_by_their_sign(
    app: Flask, send: Send, at_desk: Desk, viewer: As, clock: time_machine.Traveller
) -> None:
    late = send(ANA, impacts=frozenset({Impact.CANNOT_SELL}))
    soon, waiting = send(ANA), send(ANA)
    with app.app_context():
        ticket, sofia = ticket_for(viewer(SOFIA), waiting), viewer(SOFIA)
        say(ticket, sofia, "¿Qué navegador usas?", MONDAY, conversation.ask)
    clock.move_to(MONDAY + timedelta(hours=7, minutes=38))
    juan = at_desk(JUAN).look(QUEUE)
    assert clock_of(juan, late) == "Vencido hace 5 h 38 min"
    assert promise_of(juan, late) == "Primera respuesta: vencida"
    assert clock_of(juan, soon) == "Quedan 22 min"
    assert promise_of(juan, soon) == "Primera respuesta: por vencer"
    assert clock_of(juan, waiting) == "En pausa"
    assert len({node.html for node in juan.page.css(".sla__t .icon")}) == 3
    deadline = juan.page.css(".sla time")[0].attributes["datetime"]
    assert deadline == (MONDAY + timedelta(hours=2)).isoformat()


def test_each_view_says_how_many_tickets_it_holds(app: Flask, send: Send, at_desk: Desk, viewer: As) -> None:
    send(ANA, type=TicketType.HOW_TO)  # goes to Juan
    send(ANA)
    done = send(ANA)
    with app.app_context():
        say(ticket_for(viewer(SOFIA), done), viewer(SOFIA), "Corregido.", MONDAY, conversation.resolve)
    juan = at_desk(JUAN).look(QUEUE)
    assert juan.reads(".filters") == (
        "Míos 1 Sin asignar 1 Activos 2 Por vencer 0 Vencidos 0 Espera al cliente 0 Resuelto 1 Cerrado 0"
    )
    juan.look(f"{QUEUE}?view=resolved")
    assert order(juan) == [done]
    juan.look(f"{QUEUE}?view=nonsense")
    assert juan.reads(".filter[aria-current]") == "Activos 2"


def test_what_is_near_and_what_is_overdue_have_their_own_views(
    app: Flask, send: Send, at_desk: Desk, clock: time_machine.Traveller
) -> None:
    late = send(ANA, impacts=frozenset({Impact.CANNOT_SELL}))
    near, calm = send(ANA), send(ANA, impacts=frozenset({Impact.ONLY_A_QUESTION}))
    clock.move_to(MONDAY + timedelta(hours=7, minutes=38))
    with app.app_context():
        worker_sweeps(app, utc_now())
    juan = at_desk(JUAN).look(f"{QUEUE}?view=near")
    assert order(juan) == [near]
    assert "Por vencer 1 Vencidos 1" in juan.reads(".filters")
    assert order(juan.look(f"{QUEUE}?view=broken")) == [late]
    assert order(juan.look(QUEUE)) == [late, near, calm]


def test_a_solution_that_is_due_orders_an_answered_ticket(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    answered, fresh = send(ANA, impacts=frozenset({Impact.CANNOT_WORK})), send(ANA)
    with app.app_context():
        say(ticket_for(viewer(SOFIA), answered), viewer(SOFIA), "Lo miro.", MONDAY)
    juan = at_desk(JUAN).look(QUEUE)
    assert order(juan) == [answered, fresh]
    assert promise_of(juan, answered) == "Solución"


def test_juan_finds_a_ticket_by_its_number_and_by_its_words(send: Send, at_desk: Desk) -> None:
    wanted, _other = send(ANA, title="La factura sale en blanco"), send(ANA)
    juan = at_desk(JUAN).look(QUEUE)
    assert order(juan.press("Buscar", q="factura blanco")) == [wanted]
    assert order(juan.press("Buscar", q=wanted.lower())) == [wanted]
    assert order(juan.press("Buscar", q="rojas")) == order(juan.look(QUEUE))
    assert order(juan.press("Buscar", q="salas")) == []
    juan.press("Buscar", q="xyzzy")
    assert "Ningún ticket de esta vista dice «xyzzy»" in juan.reads()


def test_juan_takes_a_ticket_from_the_queue(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).look(QUEUE).press("Tomar")
    assert juan.path == f"/es/staff/tickets/{reference}"
    assert "Lo tienes tú" in juan.reads()
    assert not any("Tomar" in words for words in juan.look(QUEUE).buttons())


def test_what_is_above_juans_level_is_not_his_to_take(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    reference = send(ANA)
    with app.app_context(), transaction():
        ticket_for(viewer(JUAN), reference).level = 2
    assert not any("Tomar" in words for words in at_desk(JUAN).look(QUEUE).buttons())
    assert any("Tomar" in words for words in at_desk(LUISA).look(QUEUE).buttons())


@pytest.mark.parametrize("who", [ANA, VICTOR, MARTA])
def test_to_whoever_answers_no_tickets_there_is_no_queue(at_desk: Desk, who: str) -> None:
    assert at_desk(who).look(QUEUE).status == 404


def test_ones_own_tickets_are_not_in_ones_queue(send: Send, at_desk: Desk) -> None:
    own = send(JUAN)
    assert order(at_desk(JUAN).look(QUEUE)) == []
    assert order(at_desk(LUISA).look(QUEUE)) == [own]


def test_a_long_queue_has_pages(send: Send, at_desk: Desk) -> None:
    for _number in range(27):
        send(ANA)
    juan = at_desk(JUAN).look(f"{QUEUE}?q=producto")
    assert len(order(juan)) == 25
    juan.look(juan.page.css("a[rel=next]")[0].attributes["href"] or "")
    assert len(order(juan)) == 2
    assert "Página 2 de 2" in juan.reads()


def test_a_long_queue_needs_no_more_statements_than_a_short_one(
    send: Send, at_desk: Desk, statements: Callable[..., object]
) -> None:
    send(ANA)
    juan = at_desk(JUAN).look(QUEUE)
    with statements() as few:  # type: ignore[attr-defined]
        juan.look(QUEUE)
    for _number in range(9):
        send(VICTOR, priority=Priority.MEDIUM)
    with statements() as many:  # type: ignore[attr-defined]
        juan.look(QUEUE)
    asked = [line for line in many if "FROM tickets" in line or "FROM agent_profiles" in line]
    # the viewer's level, the counts, the rows, their clocks; what the page's head counts for the reader
    assert len(asked) == 6
    assert len(many) == len(few)
