"""However seldom, often or doubly the worker looks, a ticket rises as if it looked every minute."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.escalation import actions as escalation
from app.escalation.jobs import watch_promises
from app.escalation.models import PromiseStep
from app.escalation.queries import open_request_of
from app.escalation.vocabulary import RequestOrigin
from app.kernel.errors import DomainError
from app.kernel.terms import Priority
from app.storage.database import Base, db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets import actions, conversation
from app.tickets.drafts import new_form_key
from app.tickets.due import note_next_due
from app.tickets.models import Ticket, TicketChange
from app.tickets.vocabulary import ChangeKind, Impact, Side
from tests.escalation.conftest import Tower
from tests.escalation.world import MINUTE, watched, worker_hears
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast
from tests.tickets.test_crowds import all_at_once

Deed = Callable[[Ticket, Cast, datetime], object]
Life = list[tuple[str, int, list[float]]]

DEEDS: dict[str, Deed] = {
    "answer": lambda ticket, cast, now: conversation.reply(ticket, cast.sofia, "Sí", new_form_key(), now),
    "ask": lambda ticket, cast, now: conversation.ask(ticket, cast.sofia, "¿Cuál?", new_form_key(), now),
    "resolve": lambda ticket, cast, now: conversation.resolve(ticket, cast.sofia, "Ya", new_form_key(), now),
    "write": lambda ticket, cast, now: conversation.reply(ticket, cast.ana, "Sigue", new_form_key(), now),
    "wish": lambda ticket, cast, now: conversation.reply(
        ticket, cast.ana, "Solicito escalamiento", new_form_key(), now
    ),
    "accept": lambda ticket, cast, now: escalation.accept(
        open_request_of(ticket.id) or _request(ticket, cast, now), cast.sofia, "", now
    ),
    "calm": lambda ticket, cast, now: actions.correct_priority(
        ticket, cast.sofia, ticket.priority, Priority.LOW, "Hay rodeo", now
    ),
    "hurry": lambda ticket, cast, now: actions.correct_priority(
        ticket, cast.sofia, ticket.priority, Priority.HIGH, "Urge", now
    ),
    "confirm": lambda ticket, cast, now: actions.confirm(ticket, cast.ana, now),
}
LIVES = st.lists(
    st.tuples(
        st.sampled_from(sorted(DEEDS)),
        st.sampled_from([3, 31, 97, 300, 845]),  # minutes
        st.lists(st.floats(0.0, 0.99), max_size=3),  # when the worker looks in between
    ),
    min_size=2,
    max_size=6,
)
STARTS = st.sampled_from([frozenset(), frozenset({Impact.CANNOT_WORK}), frozenset({Impact.CANNOT_SELL})])
KEPT = {"people", "role_grants", "agent_profiles"}


def examples(count: int) -> settings:
    """Return how many lives are lived; they are the same in every run."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),  # a life is short enough to read as it is
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@examples(6)
@given(life=LIVES, impacts=STARTS)
def test_a_worker_who_looks_at_random_times_and_twice_leaves_the_rows_of_one_who_never_sleeps(
    app: Flask, cast: Cast, tower: Tower, life: Life, impacts: frozenset[Impact]
) -> None:
    assert tower

    def every_minute(start: datetime, end: datetime, _looks: Iterable[float]) -> None:
        for minute in range(1, (end - start) // MINUTE + 1):
            watch_promises(start + minute * MINUTE)

    def at_random(start: datetime, end: datetime, looks: Iterable[float]) -> None:
        for share in sorted(looks):
            watch_promises(start + share * (end - start))
        all_at_once(app, 8, lambda number: str(watch_promises(end)) if number < 2 else "")

    assert lived(app, cast, life, impacts, at_random) == lived(app, cast, life, impacts, every_minute)


@examples(12)
@given(life=LIVES, impacts=STARTS)
def test_a_worker_who_comes_back_after_everything_does_each_thing_once(
    app: Flask, cast: Cast, tower: Tower, life: Life, impacts: frozenset[Impact]
) -> None:
    assert tower
    end = lived(app, cast, life, impacts, lambda *_: None)["now"]
    watch_promises(end + timedelta(days=9))
    ticket = db.session.scalars(select(Ticket)).one()
    left = rows_of(ticket)
    for days in (9, 9, 8, 0):
        worker_hears(app, end + timedelta(days=9))
        assert watch_promises(end + timedelta(days=days)) == 0
    assert rows_of(db.session.get_one(Ticket, ticket.id)) == left
    require_ladders(ticket)


def lived(
    app: Flask,
    cast: Cast,
    life: Life,
    impacts: frozenset[Impact],
    worker: Callable[[datetime, datetime, Iterable[float]], None],
) -> dict[str, Any]:
    """Live a life in an empty house; return everything that is left of it."""
    empty_house()
    now = MONDAY
    ticket_id = open_ticket(cast.ana, now, impacts=impacts).id
    worker_hears(app, now)
    for deed, minutes, looks in life:
        end = now + minutes * MINUTE
        worker(now, end, looks)
        worker_hears(app, end)
        now = end
        try:
            with transaction():
                DEEDS[deed](db.session.get_one(Ticket, ticket_id), cast, now)
        except DomainError:
            db.session.expire_all()
        worker_hears(app, now)
    return rows_of(db.session.get_one(Ticket, ticket_id)) | {"now": now}


def rows_of(ticket: Ticket) -> dict[str, Any]:
    """Return what the tables say of the only ticket, without numbers of rows."""
    steps = db.session.scalars(select(PromiseStep).order_by(PromiseStep.id))
    changes = db.session.scalars(select(TicketChange).order_by(TicketChange.id))
    events = db.session.scalars(
        select(OutboxEvent).where(OutboxEvent.name != "breach near").order_by(OutboxEvent.id)
    )
    due_at = ticket.next_due_at
    note_next_due(ticket, ticket.last_activity_at)
    assert ticket.next_due_at == due_at
    return {
        "steps": [(s.rule, s.commitment, s.due_at, s.promised_for, s.level, s.assignee_id) for s in steps],
        "changes": [
            (c.kind, c.field, c.side, c.actor_id, c.changed_from, c.changed_to, c.reason, c.changed_at)
            for c in changes
        ],
        "events": sorted((e.name, e.occurred_at, str(_without_rows(e.payload))) for e in events),
        "ticket": (ticket.priority, ticket.level, ticket.status, ticket.assignee_id, due_at),
        "watched": watched(ticket),
    }


def require_ladders(ticket: Ticket) -> None:
    """By itself a priority rises one by one, and a level never falls or goes past management."""
    level = 1
    rows = db.session.scalars(select(TicketChange).filter_by(ticket_id=ticket.id).order_by(TicketChange.id))
    for row in rows:
        if row.kind is ChangeKind.LEVEL:
            assert (int(row.changed_from), int(row.changed_to)) == (level, level + 1)
            level += 1
        if row.kind is ChangeKind.PRIORITY and row.side is Side.SYSTEM:
            assert Priority(row.changed_to).rank == Priority(row.changed_from).rank + 1
    assert level == ticket.level <= 4


def empty_house() -> None:
    """Forget everything but people."""
    db.session.rollback()
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            db.session.execute(table.delete())
    db.session.commit()
    db.session.expunge_all()


def _request(ticket: Ticket, cast: Cast, now: datetime) -> Any:
    return escalation.request_escalation(ticket, cast.ana, "", RequestOrigin.BUTTON, now)


def _without_rows(payload: dict[str, Any]) -> list[tuple[str, Any]]:
    rows = {"ticket_id", "message_id", "request_id", "invitation_id", "form_key"}
    return [(name, payload[name]) for name in sorted(payload) if name not in rows]
