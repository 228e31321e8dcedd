"""What the clocks are told about a ticket's past."""

from datetime import timedelta

from app.kernel.terms import Plan, Priority
from app.sla.history import Entitlement, Pause, PauseReason
from app.storage.database import transaction
from app.tickets import actions, conversation
from app.tickets.clocks import history_of
from tests.tickets.cast import MONDAY, open_ticket, resolved, say
from tests.tickets.conftest import Cast

HOUR = timedelta(hours=1)


def test_a_day_of_asking_answering_solving_and_coming_back(cast: Cast) -> None:
    """Notes are no answers; what Ana chose on the form is where the first clock begins."""
    ticket = open_ticket(cast.ana, priority=Priority.HIGH, priority_reason="Mis clientes lo ven")
    say(ticket, cast.juan, "Es el lote 7", MONDAY, conversation.note)
    say(ticket, cast.juan, "¿Qué versión?", MONDAY + HOUR, conversation.ask)
    say(ticket, cast.ana, "La 5", MONDAY + 2 * HOUR)
    with transaction():
        actions.correct_priority(
            ticket, cast.juan, Priority.HIGH, Priority.MEDIUM, "Hay rodeo", MONDAY + 3 * HOUR
        )
    resolved(ticket, cast.juan, MONDAY + 4 * HOUR)
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY + 5 * HOUR)
    history = history_of(ticket)
    assert history.entitlements == (
        Entitlement(MONDAY, Plan.REGULAR, Priority.HIGH),
        Entitlement(MONDAY + 3 * HOUR, Plan.REGULAR, Priority.MEDIUM),
    )
    assert history.answers == (MONDAY + HOUR, MONDAY + 4 * HOUR)
    assert history.messages == (MONDAY + 2 * HOUR,)
    assert history.pauses == (
        Pause(MONDAY + HOUR, MONDAY + 2 * HOUR, PauseReason.WAITING),
        Pause(MONDAY + 4 * HOUR, None, PauseReason.RESOLVED),
    )
    say(ticket, cast.ana, "Volvió", MONDAY + 6 * HOUR)
    assert history_of(ticket).pauses[-1] == Pause(MONDAY + 4 * HOUR, MONDAY + 6 * HOUR, PauseReason.RESOLVED)


def test_a_ticket_taken_back_owes_nothing_until_it_is_reopened(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with transaction():
        actions.withdraw(ticket, cast.ana, MONDAY + HOUR)
    assert history_of(ticket).withdrawn_at == MONDAY + HOUR
    say(ticket, cast.ana, "Volvió", MONDAY + 2 * HOUR)
    assert history_of(ticket).withdrawn_at is None
