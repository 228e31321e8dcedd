"""Whatever people do in whatever order, a ticket lives by its table and its rows tell all of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.kernel.errors import DomainError
from app.kernel.terms import Priority
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets import actions, conversation
from app.tickets.access import Viewer
from app.tickets.drafts import new_form_key
from app.tickets.editing import edit
from app.tickets.jobs import close_lapsed_tickets
from app.tickets.lifecycle import Move, Stage, allows
from app.tickets.merging import merge
from app.tickets.models import Ticket, TicketChange, TicketMessage
from app.tickets.queries import ticket_page
from app.tickets.views import Changed, Said
from app.tickets.vocabulary import ChangeKind, MessageKind, Side, TicketStatus
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast

Deed = Callable[[Ticket, Ticket, Viewer, datetime], object]


def _saying(how: Callable[..., object], text: str) -> Deed:
    return lambda ticket, _other, by, now: how(ticket, by, text, new_form_key(), now)


def _doing(how: Callable[..., object]) -> Deed:
    return lambda ticket, _other, by, now: how(ticket, by, now)


DEEDS: dict[str, Deed] = {
    "reply": _saying(conversation.reply, "Sigue igual"),
    "thank": _saying(conversation.reply, "Gracias"),
    "note": _saying(conversation.note, "Es el lote 7"),
    "ask": _saying(conversation.ask, "¿Qué versión?"),
    "resolve": _saying(conversation.resolve, "Corregido"),
    "reopen": _saying(conversation.reopen, "No"),
    "start": _doing(actions.start),
    "resume": _doing(actions.resume),
    "confirm": _doing(actions.confirm),
    "withdraw": _doing(actions.withdraw),
    "take": lambda ticket, _other, by, now: actions.take(ticket, by, ticket.assignee_id, now),
    "release": lambda ticket, _other, by, now: actions.assign(ticket, by, None, now),
    "raise": lambda ticket, _other, by, now: actions.correct_priority(
        ticket, by, ticket.priority, Priority.CRITICAL, "Urge", now
    ),
    "retitle": lambda ticket, _other, by, now: edit(
        ticket, by, ticket.version, {"title": f"Título {now:%H:%M:%S}"}, now
    ),
    "merge": lambda ticket, other, by, now: merge(other, ticket, by, now),
    "sweep": lambda _ticket, _other, _by, now: close_lapsed_tickets(now),
}
STEP = st.tuples(
    st.sampled_from(sorted(DEEDS)),
    st.sampled_from(["ana", "victor", "juan", "luisa", "sofia", "marta"]),
    st.sampled_from([timedelta(minutes=7), timedelta(hours=9), timedelta(days=4), timedelta(days=15)]),
)


@pytest.mark.usefixtures("app")
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_no_order_of_deeds_breaks_a_ticket(cast: Cast, steps: list[tuple[str, str, timedelta]]) -> None:
    ticket, other, now = open_ticket(cast.ana), open_ticket(cast.ana), MONDAY
    for deed, who, pause in steps:
        now += pause
        before = ticket.stage
        done = _try(deed, ticket, other, getattr(cast, who), now)
        assert done or ticket.stage is before
        if who in {"victor", "marta"} and deed != "sweep":
            assert not done, f"{who} may not {deed}"
    for each in (ticket, other):
        db.session.refresh(each)
        _require_truth(each, cast)


def _try(deed: str, ticket: Ticket, other: Ticket, by: Viewer, now: datetime) -> bool:
    try:
        if deed == "sweep":
            close_lapsed_tickets(now)
        else:
            with transaction():
                DEEDS[deed](ticket, other, by, now)
    except DomainError:
        db.session.refresh(ticket)
        return False
    return True


def _require_truth(ticket: Ticket, cast: Cast) -> None:
    """Compare the ticket with what its rows tell."""
    rows = db.session.scalars(
        select(TicketChange).filter_by(ticket_id=ticket.id).order_by(TicketChange.id)
    ).all()
    _require_chain(ticket, [row for row in rows if row.kind is ChangeKind.MOVED])
    assigned = [row.changed_to for row in rows if row.kind is ChangeKind.ASSIGNED]
    assert (assigned[-1] if assigned else "") == str(ticket.assignee_id or "")
    assert ticket.version == 1 + sum(row.kind is ChangeKind.EDITED for row in rows)
    answers = select(func.min(TicketMessage.sent_at)).where(
        TicketMessage.ticket_id == ticket.id,
        TicketMessage.side == Side.STAFF,
        TicketMessage.kind == MessageKind.REPLY,
    )
    assert ticket.first_response_at == db.session.scalar(answers)
    assert (ticket.lapses_at is not None) is (ticket.status is TicketStatus.RESOLVED)
    assert (ticket.closed_at is not None) is (ticket.status is TicketStatus.CLOSED)
    moved = select(func.count()).where(
        OutboxEvent.name == "ticket moved", OutboxEvent.subject == ticket.reference
    )
    assert db.session.scalar(moved) == sum(row.kind is ChangeKind.MOVED for row in rows)
    page = ticket_page(cast.juan, ticket, ticket.last_activity_at)
    own = [each for each in page.entries if isinstance(each, Changed) and each.reference == ticket.reference]
    assert len(own) == len(rows)
    said = [each for each in page.entries if isinstance(each, Said) and each.reference == ticket.reference]
    assert len(said) == db.session.scalar(
        select(func.count()).select_from(TicketMessage).where(TicketMessage.ticket_id == ticket.id)
    )
    assert not [
        each
        for each in ticket_page(cast.ana, ticket, ticket.last_activity_at).entries
        if isinstance(each, Said) and each.kind is MessageKind.NOTE
    ]


def _require_chain(ticket: Ticket, moves: list[TicketChange]) -> None:
    """Every move begins where the one before it ended, and the table has it."""
    stage = Stage.OPEN
    for row in moves:
        assert Stage(row.changed_from) is stage
        assert allows(stage, Move(row.field), row.side)
        stage = Stage(row.changed_to)
    assert stage is ticket.stage
