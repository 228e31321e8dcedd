"""The level of a ticket at the team's desks: requests are decided once, and levels rise with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import person_with
from app.accounts.agents import describe_agent
from app.accounts.models import Person, RoleGrant
from app.escalation.actions import request_escalation
from app.escalation.models import EscalationRequest
from app.escalation.vocabulary import RequestOrigin, RequestState
from app.kernel.terms import Language, Plan, Role, SupportLevel, TicketType
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from tests.tickets.cast import MONDAY, say
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, SOFIA, As

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
TERESA = "teresa@demo.tuqr.com"
WHY = "Llevo dos días sin poder vender con tarjeta."
ACCEPT, DECLINE = "Aceptar: pasa a «Especialista sénior»", "Rechazar"
LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def asked(app: Flask, send: Send, viewer: As) -> str:
    """Ana's ticket, which Juan has, with her request that waits; Luisa is of the next level."""
    reference = send(ANA, type=TicketType.HOW_TO)
    with app.app_context(), transaction():
        ticket = ticket_for(viewer(ANA), reference)
        request_escalation(ticket, viewer(ANA), WHY, RequestOrigin.BUTTON, MONDAY)
    return reference


@pytest.fixture
def teresa(app: Flask, team: None, password_hash: str) -> str:
    """A second supervisor."""
    with app.app_context(), transaction():
        roles = [RoleGrant(role=Role.SUPERVISOR)]
        db.session.add(
            Person(email=TERESA, name="Teresa Díaz", password=password_hash, plan=Plan.REGULAR, roles=roles)
        )
    return TERESA


def state(app: Flask) -> tuple[RequestState, str]:
    """Return how the one request stands, and its answer."""
    with app.app_context():
        request = db.session.scalars(select(EscalationRequest)).one()
        return request.state, request.answer


def level(app: Flask, viewer: As, reference: str) -> int:
    """Return the level of a ticket."""
    with app.app_context():
        return ticket_for(viewer(SOFIA), reference).level


def test_sofia_finds_the_request_on_top_with_its_reason_and_deadline(asked: str, at_desk: Desk) -> None:
    sofia = at_desk(SOFIA).open(asked)
    told = sofia.reads("#escalation")
    assert "Ana Rojas solicita escalamiento" in told
    assert WHY in told
    assert "Quedan 2 h 0 min · decide hoy antes de las 12:00 p. m." in told
    main = sofia.page.css(".stack--l > section")
    assert main[0].attributes["id"] == "escalation"


def test_an_agent_sees_that_a_request_waits_and_cannot_decide(asked: str, at_desk: Desk) -> None:
    juan = at_desk(JUAN).open(asked)
    assert "Ana Rojas solicita escalamiento" in juan.reads("#escalation")
    assert "Decide un supervisor." in juan.reads("#escalation")
    assert not {ACCEPT, DECLINE} & juan.buttons()


@pytest.mark.parametrize("deed", ["acceptance", "refusal"])
@pytest.mark.parametrize("who", [JUAN, LUISA, ANA])
def test_nobody_but_a_supervisor_decides(app: Flask, asked: str, at_desk: Desk, who: str, deed: str) -> None:
    person = at_desk(who)
    token = person.browser.token_of("/account/password")
    path = f"/es/staff/tickets/{asked}/escalation-requests/{deed}"
    with app.app_context():
        waiting = db.session.scalars(select(EscalationRequest)).one().id
    fields = {"csrf_token": token, "request": waiting, "decision": "Sí"}
    assert person.browser.client.post(path, data=fields).status_code == 404
    assert state(app)[0] is RequestState.OPEN


def test_accepting_sends_it_to_whoever_fits_at_the_next_level(app: Flask, asked: str, at_desk: Desk) -> None:
    sofia = at_desk(SOFIA).open(asked).press(ACCEPT, decision="Lo pasamos a Luisa.")
    assert state(app) == (RequestState.ACCEPTED, "Lo pasamos a Luisa.")
    assert "Luisa Mora" in sofia.reads(".beside")
    assert "Especialista sénior" in sofia.reads('[aria-labelledby="level"]')
    assert "Lo pasamos a Luisa." in sofia.reads(".past")
    assert not sofia.page.css("#escalation")
    assert "Lo tienes tú" in at_desk(LUISA).open(asked).reads(".beside")


def test_sofia_chooses_who_goes_on(app: Flask, asked: str, at_desk: Desk, viewer: As) -> None:
    with app.app_context(), transaction():
        describe_agent(person_with(JUAN), level=SupportLevel.DEVELOPMENT, languages=Language)
    with app.app_context():
        juan = viewer(JUAN).person_id
    at_desk(SOFIA).open(asked).press(ACCEPT, next_assignee=str(juan))
    assert "Lo tienes tú" in at_desk(JUAN).open(asked).reads(".beside")


def test_somebody_of_too_low_a_level_is_refused_and_nothing_is_lost(
    app: Flask, asked: str, at_desk: Desk, viewer: As
) -> None:
    with app.app_context():
        juan = viewer(JUAN).person_id
    sofia = at_desk(SOFIA).open(asked)
    sofia.press(ACCEPT, next_assignee=str(juan), decision="Va con Juan.")
    assert sofia.status == 422
    assert "Elige a alguien del siguiente nivel." in sofia.reads()
    assert "Va con Juan." in sofia.reads("#decision")
    assert state(app)[0] is RequestState.OPEN


def test_to_decline_a_text_is_required(app: Flask, asked: str, at_desk: Desk) -> None:
    sofia = at_desk(SOFIA).open(asked).press(DECLINE, decision="  ")
    assert sofia.status == 422
    assert sofia.page.css("#decision[aria-invalid]")
    assert state(app)[0] is RequestState.OPEN
    sofia.press(DECLINE, decision="Juan te responde hoy.")
    assert state(app) == (RequestState.DECLINED, "Juan te responde hoy.")
    assert "nivel 1 de 4" in sofia.reads(".beside")


def test_who_decides_second_reads_both_versions(app: Flask, asked: str, at_desk: Desk, teresa: str) -> None:
    slow, fast = at_desk(SOFIA).open(asked), at_desk(teresa).open(asked)
    fast.press(DECLINE, decision="Juan ya tiene la causa.")
    slow.press(ACCEPT, decision="Va con Luisa.")
    assert slow.status == 409
    told = slow.reads('[aria-labelledby="decided-first"]')
    assert "Teresa Díaz rechazó la solicitud primero" in told
    assert "Juan ya tiene la causa." in told
    assert "Va con Luisa." in told
    assert state(app) == (RequestState.DECLINED, "Juan ya tiene la causa.")


def test_a_request_of_another_ticket_is_not_decided_from_here(
    app: Flask, asked: str, send: Send, at_desk: Desk
) -> None:
    other = send(ANA)
    sofia = at_desk(SOFIA).open(asked)
    token, waiting = (sofia.page.css(f'#escalation [name="{name}"]')[0] for name in ("csrf_token", "request"))
    fields = {"csrf_token": token.attributes["value"], "request": waiting.attributes["value"]}
    path = f"/es/staff/tickets/{other}/escalation-requests/acceptance"
    assert sofia.browser.client.post(path, data=fields).status_code == 404
    fields["request"] = "9" * 30
    assert sofia.browser.client.post(path, data=fields).status_code == 422
    assert state(app)[0] is RequestState.OPEN


def test_a_late_decision_is_told_in_words(asked: str, at_desk: Desk, clock: time_machine.Traveller) -> None:
    clock.move_to(MONDAY + timedelta(hours=3))
    assert "Vencido hace 1 h 0 min" in at_desk(SOFIA).open(asked).reads("#escalation")


def test_a_request_of_her_own_is_not_sofias_to_decide(
    app: Flask, send: Send, viewer: As, at_desk: Desk
) -> None:
    reference = send(SOFIA)
    with app.app_context(), transaction():
        ticket = ticket_for(viewer(SOFIA), reference)
        request_escalation(ticket, viewer(SOFIA), WHY, RequestOrigin.BUTTON, MONDAY)
    sofia = at_desk(SOFIA).open(reference)  # leads to her own page of it
    assert sofia.path == f"/es/tickets/{reference}"
    assert not {ACCEPT, DECLINE} & sofia.buttons()


def test_juan_sends_his_ticket_up_with_a_reason(app: Flask, send: Send, at_desk: Desk, viewer: As) -> None:
    reference = send(ANA, type=TicketType.HOW_TO)
    juan = at_desk(JUAN).open(reference).press("Subir de nivel", level_reason="Hace falta ver los registros")
    assert level(app, viewer, reference) == SupportLevel.SENIOR_SPECIALIST
    assert "Hace falta ver los registros" in juan.reads(".past")
    assert "Luisa Mora" in juan.reads(".beside")


def test_a_level_is_not_raised_without_a_reason(app: Flask, send: Send, at_desk: Desk, viewer: As) -> None:
    reference = send(ANA, type=TicketType.HOW_TO)
    juan = at_desk(JUAN).open(reference).press("Subir de nivel", level_reason=" ")
    assert juan.status == 422
    assert juan.page.css("#level_reason[aria-invalid]")
    assert level(app, viewer, reference) == SupportLevel.ASSIGNED_AGENT


def test_pressing_twice_raises_one_level(app: Flask, send: Send, at_desk: Desk, viewer: As) -> None:
    reference = send(ANA, type=TicketType.HOW_TO)
    first, second = at_desk(SOFIA).open(reference), at_desk(SOFIA).open(reference)
    first.press("Subir de nivel", level_reason="Es del sistema contable")
    second.press("Subir de nivel", level_reason="Es del sistema contable")
    assert second.status == 409
    assert "El nivel cambió mientras tanto" in second.reads(".errors")
    assert level(app, viewer, reference) == SupportLevel.SENIOR_SPECIALIST


def test_at_the_highest_level_there_is_nothing_to_raise(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    reference = send(ANA)
    with app.app_context(), transaction():
        ticket_for(viewer(SOFIA), reference).level = SupportLevel.MANAGEMENT.value
    sofia = at_desk(SOFIA).open(reference)
    assert "Subir de nivel" not in sofia.buttons()
    assert "nivel 4 de 4" in sofia.reads(".beside")


def test_an_answered_request_leaves_the_page_when_the_ticket_is_resolved(
    app: Flask, asked: str, at_desk: Desk, viewer: As
) -> None:
    slow = at_desk(SOFIA).open(asked)
    with app.app_context():
        say(ticket_for(viewer(JUAN), asked), viewer(JUAN), "Corregido.", LATER, conversation.resolve)
    slow.press(DECLINE, decision="Juan te responde hoy.")
    assert slow.status == 409
    assert "Juan te responde hoy." in slow.reads()
