"""Ana asks that her ticket goes up: when she may, what she is told, and that nothing of it is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.escalation.actions import accept, decline, lapse_request
from app.escalation.models import EscalationRequest
from app.escalation.queries import open_request_of
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.actions import confirm
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY

__all__ = ["app", "password_hash", "people", "world"]

SOON = MONDAY + timedelta(minutes=2)
WHY = "Llevo dos días sin poder vender con tarjeta."


def at(reference: str, part: str = "") -> str:
    return f"/es/tickets/{reference}{part}"


def ask(world: World, mine: str, reason: str = WHY, who: str = "ana", language: str = "es") -> int:
    """Press the button; return how it was answered."""
    page = at(mine).replace("/es/", f"/{language}/")
    return world.send(who, page, f"{page}/escalation-requests", escalation_reason=reason).status_code


def decide(world: World, mine: str, act: object, text: str) -> None:
    """Let Sofía decide the request that waits."""
    with world.app.app_context(), transaction():
        sofia = world.viewer("sofia")
        request = open_request_of(ticket_for(sofia, mine).id)
        assert request is not None
        act(request, sofia, text, SOON)  # type: ignore[operator]  # accept or decline


def requests(world: World) -> int:
    """Return how many requests there are."""
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(EscalationRequest)) or 0


def test_before_asking_ana_reads_what_happens_next_and_by_when(world: World) -> None:
    page = world.open("ana", at(world.ticket("ana")))
    assert "Solicitar escalamiento" in page
    assert "Un supervisor lo decide hoy antes de las 12:01 p. m. y te responde aquí." in page
    assert "Su lugar en la cola y el plazo que te dimos se mantienen." in page


def test_ana_asks_once_and_sees_that_a_supervisor_decides(world: World) -> None:
    mine = world.ticket("ana")
    assert ask(world, mine) == 303
    page = world.open("ana", at(mine))
    assert "Pediste escalar este ticket" in page
    assert "Un supervisor lo decide hoy antes de las 12:01 p. m." in page
    assert WHY in page
    assert "escalation-requests" not in page  # one request at a time


def test_pressing_twice_asks_once(world: World) -> None:
    mine = world.ticket("ana")
    assert [ask(world, mine), ask(world, mine, f"{WHY}  ")] == [303, 303]
    assert requests(world) == 1


def test_a_second_reason_while_one_waits_is_refused_and_still_there_to_copy(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    page = at(mine)
    answer = world.send("ana", page, f"{page}/escalation-requests", escalation_reason="Y ahora tampoco abre.")
    assert answer.status_code == 422
    assert "Y ahora tampoco abre." in answer.get_data(as_text=True)
    assert requests(world) == 1


def test_without_a_reason_it_is_not_sent_and_the_form_says_so(world: World) -> None:
    mine = world.ticket("ana")
    page = at(mine)
    answer = world.send("ana", page, f"{page}/escalation-requests", escalation_reason="  \n ")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#escalation_reason"' in text
    assert "Cuéntanos en pocas palabras por qué." in text
    assert requests(world) == 0


def test_what_was_typed_survives_a_refusal(world: World) -> None:
    mine = world.ticket("ana")
    page, long = at(mine), f"{WHY} " + "x" * 70_000
    answer = world.send("ana", page, f"{page}/escalation-requests", escalation_reason=long)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert WHY in text
    assert '<details class="deed" open>' in text


def test_a_ticket_that_was_resolved_meanwhile_keeps_what_was_typed(world: World) -> None:
    mine = world.ticket("ana")
    page = at(mine)
    world.say("juan", mine, "Corregido.", SOON, conversation.resolve)
    answer = world.send("ana", page, f"{page}/escalation-requests", escalation_reason=WHY)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Lo que escribiste y no se envió" in text
    assert WHY in text


@pytest.mark.parametrize("is_closed", [False, True], ids=["resolved", "closed"])
def test_where_nothing_can_be_asked_the_page_says_why(world: World, is_closed: bool) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Corregido.", SOON, conversation.resolve)
    if is_closed:
        world.do("ana", mine, confirm, SOON)
    page = world.open("ana", at(mine))
    assert "escalation-requests" not in page
    assert ("Este ticket está cerrado" if is_closed else "Este ticket está resuelto") in page


def test_ana_reads_that_it_was_accepted_and_by_whom(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    decide(world, mine, accept, "Tienes razón, lo pasamos a un especialista.")
    page = world.open("ana", at(mine))
    assert "Escalamos tu ticket" in page
    assert "Sofía" in page
    assert "Tienes razón, lo pasamos a un especialista." in page
    assert "escalation-requests" in page  # she may ask again


def test_ana_reads_why_it_was_declined_and_may_ask_again(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    decide(world, mine, decline, "Juan ya tiene la causa; te responde hoy.")
    page = world.open("ana", at(mine))
    assert "No escalamos tu ticket" in page
    assert "Juan ya tiene la causa; te responde hoy." in page
    assert ask(world, mine, "Sigue igual.") == 303
    page = world.open("ana", at(mine))
    assert "1 solicitud anterior" in page


def test_a_late_decision_is_admitted(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    world.clock.move_to(MONDAY + timedelta(hours=3))  # type: ignore[attr-defined]
    assert "Debimos responderte: hoy, 12:01 p. m." in world.open("ana", at(mine))


def test_a_request_ends_with_the_solution(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    world.say("juan", mine, "Corregido.", SOON, conversation.resolve)
    with world.app.app_context(), transaction():
        lapse_request(ticket_for(world.viewer("ana"), mine), SOON)
    page = world.open("ana", at(mine))
    assert "Tu solicitud terminó" in page


def test_in_english_nothing_spanish_is_left(world: World) -> None:
    mine = world.ticket("ana")
    assert ask(world, mine, "I cannot sell.", language="en") == 303
    page = world.open("ana", at(mine).replace("/es/", "/en/"))
    assert "You asked for escalation" in page
    assert "A supervisor decides today before 12:01" in page


@pytest.mark.parametrize("who", ["pedro", "juan", "sofia"])
def test_nobody_asks_for_somebody_else(world: World, who: str) -> None:
    mine = world.ticket("ana")
    if who == "pedro":
        who = "victor"
    path = at(mine, "/escalation-requests")
    answer = world.send(who, "/es/tickets/new", path, escalation_reason=WHY)
    assert answer.status_code == 404
    assert requests(world) == 0


def test_news_bring_the_decision_to_an_open_page(world: World) -> None:
    mine = world.ticket("ana")
    ask(world, mine)
    decide(world, mine, decline, "Te responde hoy.")
    assert "No escalamos tu ticket" in world.open("ana", at(mine, "/news"))
