"""Requesters ask for a higher level; a supervisor decides, once, in words that reach them."""

from datetime import timedelta

import pytest
from flask import Flask

from app.escalation import actions as escalation
from app.escalation.access import request_for
from app.escalation.models import EscalationRequest
from app.escalation.queries import (
    Grouping,
    broken_promises,
    figures,
    may_request,
    near_breaches,
    open_request_of,
    requests_of,
    requests_to_decide,
)
from app.escalation.vocabulary import RequestOrigin, RequestState
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.kernel.terms import SupportLevel, TicketType
from app.satisfaction.access import survey_of
from app.sla.commitment import Commitment
from app.storage.database import db, transaction
from app.tickets import actions, conversation
from app.tickets.access import Viewer, ticket_for
from app.tickets.lines import Event
from app.tickets.lists import queue
from app.tickets.models import Ticket
from app.tickets.queries import ticket_page
from app.tickets.timeline import timeline_of
from app.tickets.vocabulary import Impact
from tests.escalation.world import DAY, HOUR, MINUTE, told, worker_hears, worker_sweeps
from tests.satisfaction.world import say_stars
from tests.tickets.cast import MONDAY, open_ticket, refused, resolved, say
from tests.tickets.conftest import Cast
from tests.tickets.test_crowds import all_at_once

QUOTED = "Ya lo reviso.\n\nEl lun, 23 nov 2026, Ana (<ana@a.com>) escribió:\n> solicito escalamiento"


def ask(ticket: Ticket, by: Viewer, reason: str = "Llevo dos días", minutes: int = 0) -> EscalationRequest:
    """Press the button."""
    with transaction():
        return escalation.request_escalation(
            ticket, by, reason, RequestOrigin.BUTTON, MONDAY + minutes * MINUTE
        )


def words(ticket: Ticket, by: Viewer) -> str:
    """Return the timeline as somebody reads it."""
    lines = timeline_of(ticket_page(by, ticket, MONDAY + DAY))
    return "\n".join(line.words.striptags() for line in lines if isinstance(line, Event))


def test_an_accepted_request_goes_up_to_somebody_else_with_a_text(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    request = ask(ticket, cast.ana)
    assert request.decide_by == MONDAY + 2 * HOUR
    assert [each.reference for each in requests_to_decide(cast.sofia)] == [ticket.reference]
    with transaction():
        escalation.accept(request, cast.sofia, "Luisa sigue contigo", MONDAY + HOUR)
    assert (ticket.level, ticket.assignee_id) == (SupportLevel.SENIOR_SPECIALIST, cast.luisa.person_id)
    (shown,) = requests_of(ticket.id)
    assert (shown.state, shown.decided_by, shown.answer) == (
        RequestState.ACCEPTED,
        "Sofía Méndez",
        "Luisa sigue contigo",
    )
    assert [each["accepted"] for each in told("escalation decided")] == [True]
    assert [each["reason"] for each in told("level raised")] == ["requested"]
    with app.test_request_context("/en/"):
        mine, theirs = words(ticket, cast.ana), words(ticket, cast.juan)
    assert "You asked to escalate your ticket, because Llevo dos días" in mine
    assert "Sofía accepted your request: your ticket goes up a level: Luisa sigue contigo" in mine
    assert "Level of support" not in mine
    assert "Ana Rojas asks to escalate the ticket" in theirs
    assert "Assigned agent → Senior specialist, because the requester asked for it" in theirs


def test_a_declined_request_says_why_and_changes_nothing_else(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    request = ask(ticket, cast.ana)
    with refused():
        escalation.decline(request, cast.sofia, "  ", MONDAY + HOUR)
    with transaction():
        escalation.decline(request, cast.sofia, "Juan lo termina hoy", MONDAY + HOUR)
    assert (ticket.level, ticket.assignee_id) == (SupportLevel.ASSIGNED_AGENT, cast.juan.person_id)
    with app.test_request_context("/en/"):
        assert "stays with the team that has it: Juan lo termina hoy" in words(ticket, cast.ana)
    assert open_request_of(ticket.id) is None
    assert may_request(ticket, cast.ana)


def test_only_the_requester_asks_and_only_supervisors_decide(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    for stranger in (cast.pedro, cast.juan, cast.sofia):
        with refused(NotAllowed):
            ask_as = RequestOrigin.BUTTON
            escalation.request_escalation(ticket, stranger, "", ask_as, MONDAY)
        assert not may_request(ticket, stranger)
    request = ask(ticket, cast.ana)
    for other in (cast.ana, cast.juan, cast.luisa, cast.marta):
        with pytest.raises(NotFound):
            request_for(other, request.id)
        with refused(NotAllowed):
            escalation.accept(request, other, "", MONDAY)
        assert requests_to_decide(other) == ()
    assert request_for(cast.sofia, request.id) == (request, ticket)


def test_a_supervisor_does_not_decide_about_their_own_ticket(cast: Cast) -> None:
    ticket = open_ticket(cast.sofia)
    request = ask(ticket, cast.sofia)
    with refused(NotAllowed):
        escalation.accept(request, cast.sofia, "", MONDAY)
    assert requests_to_decide(cast.sofia) == ()


def test_of_a_ticket_one_request_is_open_at_most(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    ask(ticket, cast.ana)
    with refused():
        escalation.request_escalation(ticket, cast.ana, "", RequestOrigin.BUTTON, MONDAY)
    assert len(requests_of(ticket.id)) == 1


def test_solved_and_closed_tickets_and_those_at_the_top_refuse_in_words(cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    with pytest.raises(Exception, match="resolved, so it cannot be escalated"):
        ask(ticket, cast.ana)
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY)
    with pytest.raises(Exception, match="closed, so it cannot be escalated"):
        ask(ticket, cast.ana)
    top = open_ticket(cast.ana)
    with transaction():
        top.level = SupportLevel.MANAGEMENT.value
    with pytest.raises(Exception, match="no higher level"):
        ask(top, cast.ana)
    for each in (ticket, top):
        assert not may_request(each, cast.ana)


def test_a_request_ends_with_the_solution(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    request = ask(ticket, cast.ana)
    resolved(ticket, cast.juan, MONDAY + HOUR)
    with refused(Conflict):
        escalation.accept(request, cast.sofia, "", MONDAY + HOUR)
    worker_hears(app, MONDAY + HOUR)
    assert requests_of(ticket.id)[0].state is RequestState.LAPSED
    with refused(Conflict):
        escalation.decline(request, cast.sofia, "Tarde", MONDAY + HOUR)
    with app.test_request_context("/en/"):
        assert "Your request to escalate ended with the solution" in words(ticket, cast.ana)


def test_of_supervisors_who_decide_at_once_exactly_one_wins(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    request_id = ask(ticket, cast.ana).id

    def decide(number: int) -> str:
        request, _ticket = request_for(cast.sofia, request_id)
        try:
            with transaction():
                if number % 2:
                    escalation.accept(request, cast.sofia, f"Sí {number}", MONDAY)
                else:
                    escalation.decline(request, cast.sofia, f"No {number}", MONDAY)
        except Conflict as conflict:
            return conflict.message
        return "won"

    outcomes = all_at_once(app, 8, decide)
    assert sorted(outcomes) == ["Somebody else decided this request first."] * 7 + ["won"]
    winner = outcomes.index("won")
    again = db.session.get_one(EscalationRequest, request_id)
    assert again.answer == (f"Sí {winner}" if winner % 2 else f"No {winner}")
    assert db.session.get_one(Ticket, again.ticket_id).level == 1 + winner % 2
    assert len(told("escalation decided")) == 1


def test_of_requests_sent_at_once_one_is_made(app: Flask, cast: Cast) -> None:
    reference = open_ticket(cast.ana).reference

    def press(_number: int) -> str:
        try:
            with transaction():
                ticket = ticket_for(cast.ana, reference)
                escalation.request_escalation(ticket, cast.ana, "", RequestOrigin.BUTTON, MONDAY)
        except Exception as error:  # whatever it is, it is compared below
            return str(error)
        return "made"

    outcomes = all_at_once(app, 8, press)
    assert sorted(outcomes) == ["You asked for it already: a supervisor is deciding."] * 7 + ["made"]


@pytest.mark.parametrize("text", ["Sigue igual. SOLICITÓ  escalamiento", "I request escalation"])
def test_the_words_in_a_reply_ask_once(app: Flask, cast: Cast, text: str) -> None:
    ticket = open_ticket(cast.ana)
    say(ticket, cast.ana, text, MONDAY + MINUTE)
    say(ticket, cast.ana, text, MONDAY + 2 * MINUTE)
    worker_hears(app, MONDAY + 2 * MINUTE)
    (request,) = requests_of(ticket.id)
    assert (request.origin, request.state) == (RequestOrigin.PHRASE, RequestState.OPEN)
    assert request.message_id is not None
    with app.test_request_context("/es/"):
        assert "Pediste escalar tu ticket" in words(ticket, cast.ana)


def test_quoted_words_notes_and_agents_ask_for_nothing(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    say(ticket, cast.ana, QUOTED, MONDAY)
    say(ticket, cast.juan, "¿Solicito escalamiento?", MONDAY)
    say(ticket, cast.juan, "Solicito escalamiento", MONDAY, conversation.note)
    worker_hears(app, MONDAY)
    assert requests_of(ticket.id) == ()


def test_the_words_on_a_solved_ticket_reopen_it_and_ask(app: Flask, cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    say(ticket, cast.ana, "No sirve, solicito escalamiento", MONDAY + HOUR)
    worker_hears(app, MONDAY + HOUR)
    assert [each.state for each in requests_of(ticket.id)] == [RequestState.OPEN]


def test_sent_up_by_hand_it_says_by_whom_and_why(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with refused(NotAllowed):
        escalation.raise_by_hand(ticket, cast.ana, "Ya", MONDAY)
    with refused():
        escalation.raise_by_hand(ticket, cast.juan, "", MONDAY)
    with transaction():
        escalation.raise_by_hand(ticket, cast.juan, "Es un fallo del servidor", MONDAY)
    assert ticket.assignee_id == cast.luisa.person_id
    with app.test_request_context("/en/"):
        told_to_team = words(ticket, cast.sofia)
    assert "Assigned agent → Senior specialist, because Es un fallo del servidor" in told_to_team
    assert [(each["reason"], each["actor_id"]) for each in told("level raised")] == [
        ("by hand", cast.juan.person_id)
    ]


def test_requests_and_ratings_never_change_the_order_of_service(app: Flask, cast: Cast) -> None:
    first, second, third = (
        open_ticket(cast.ana, MONDAY + minutes * MINUTE, title=f"Caso {minutes}") for minutes in range(3)
    )
    fourth = resolved(open_ticket(cast.ana, MONDAY + 3 * MINUTE, title="Caso 3"), cast.juan, MONDAY + HOUR)
    worker_hears(app, MONDAY + HOUR)
    survey = survey_of(cast.ana, fourth)
    assert survey is not None
    tickets = (first, second, third, fourth)

    def order() -> list[str]:
        db.session.expire_all()
        return [row.reference for row in queue(cast.sofia).rows]

    def instants() -> list[object]:
        return [(each.next_due_at, each.first_response_due_at, each.last_activity_at) for each in tickets]

    before, dues = order(), instants()
    assert before == [first.reference, second.reference, third.reference]
    accepted, declined = ask(third, cast.ana, minutes=61), ask(second, cast.ana, minutes=61)
    assert (order(), instants()) == (before, dues)
    with transaction():
        escalation.accept(accepted, cast.sofia, "Sí", MONDAY + 62 * MINUTE)
    with transaction():
        escalation.decline(declined, cast.sofia, "No", MONDAY + 62 * MINUTE)
    assert (order(), instants()) == (before, dues)
    say_stars(survey, 1, MONDAY + 63 * MINUTE)
    worker_hears(app, MONDAY + 63 * MINUTE)
    assert (fourth.level, third.level) == (2, 2)
    assert (order(), instants()) == (before, dues)


def test_the_supervisor_sees_what_is_near_and_what_was_broken_apart_from_raises(
    app: Flask, cast: Cast
) -> None:
    near = open_ticket(cast.ana, impacts=frozenset({Impact.CANNOT_WORK}))
    billing = open_ticket(cast.victor, type=TicketType.BILLING, impacts=frozenset({Impact.CANNOT_SELL}))
    now = MONDAY + 100 * MINUTE
    worker_sweeps(app, now)
    assert [(each.reference, each.commitment) for each in near_breaches(now)] == [
        (near.reference, Commitment.RESOLUTION)
    ]
    (broken,) = broken_promises(MONDAY, now)
    assert (broken.reference, broken.commitment, broken.is_owed) == (
        billing.reference,
        Commitment.FIRST_RESPONSE,
        True,
    )
    assert broken.due_at == MONDAY + timedelta(minutes=30)
    for by, key in (
        (Grouping.AGENT, cast.juan.person_id),
        (Grouping.LEVEL, SupportLevel.ASSIGNED_AGENT),
        (Grouping.TYPE, TicketType.BILLING),
    ):
        (figure,) = figures([broken], by)
        assert (figure.key, figure.references) == (key, (billing.reference,))
    say(billing, cast.sofia, "Ya lo vemos", now)
    worker_sweeps(app, now)
    assert [each.is_owed for each in broken_promises(MONDAY, now)] == [False]
    assert broken_promises(now, now + DAY) == ()
