"""Each solution is asked about once, however it came about and however often the worker hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.satisfaction.access import survey_of
from app.satisfaction.invitations import invite
from app.satisfaction.listeners import on_ticket_moved
from app.satisfaction.resolutions import Made, standing_resolution
from app.storage.database import db, transaction
from app.tickets import actions, conversation, jobs, merging
from app.tickets.drafts import new_form_key
from app.tickets.events import TicketMoved
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket
from tests.satisfaction.world import TUESDAY, invitations, solved_ticket, told, worker_runs
from tests.tickets.cast import MONDAY, open_ticket, resolved
from tests.tickets.conftest import Cast
from tests.tickets.test_crowds import all_at_once

A_WEEK_LATER = MONDAY + timedelta(days=7)


def resolve(cast: Cast, now: datetime) -> Ticket:
    return solved_ticket(cast.ana, cast.juan, now)


def resolve_and_confirm(cast: Cast, now: datetime) -> Ticket:
    ticket = resolve(cast, now)
    with transaction():
        actions.confirm(ticket, cast.ana, now)
    return ticket


def resolve_and_let_it_lapse(cast: Cast, now: datetime) -> Ticket:
    ticket = resolve(cast, now)
    assert jobs.close_lapsed_tickets(now + timedelta(days=7)) == 1
    return ticket


def close_on_request(cast: Cast, now: datetime) -> Ticket:
    ticket = open_ticket(cast.ana, now)
    with transaction():
        actions.withdraw(ticket, cast.ana, now)
    return ticket


WAYS = [resolve, resolve_and_confirm, resolve_and_let_it_lapse, close_on_request]


def reopen(ticket: Ticket, cast: Cast, now: datetime = TUESDAY) -> None:
    with transaction():
        conversation.reopen(ticket, cast.ana, "Sigue fallando.", new_form_key(), now)


@pytest.mark.parametrize("way", WAYS)
def test_however_a_ticket_ends_its_requester_is_asked_once(
    app: Flask, cast: Cast, way: Callable[[Cast, datetime], Ticket]
) -> None:
    ticket = way(cast, MONDAY)
    worker_runs(app, A_WEEK_LATER)
    worker_runs(app, A_WEEK_LATER)
    (invitation,) = invitations()
    assert (invitation.ticket_id, invitation.invited_at) == (ticket.id, MONDAY)
    assert [each["requester_id"] for each in told("survey invited")] == [cast.ana.person_id]


@pytest.mark.parametrize("way", WAYS)
def test_it_is_still_once_when_the_worker_comes_after_every_step(
    app: Flask, cast: Cast, way: Callable[[Cast, datetime], Ticket]
) -> None:
    ticket = way(cast, MONDAY)
    for move in (Move.RESOLVE, Move.CONFIRM, Move.WITHDRAW, Move.LAPSE, Move.RESOLVE):
        with transaction():
            on_ticket_moved(event(ticket, move))
    assert len(invitations()) == 1


def event(ticket: Ticket, move: Move) -> TicketMoved:
    return TicketMoved(
        subject=ticket.reference,
        key=f"{ticket.reference} {move}",
        occurred_at=MONDAY,
        ticket_id=ticket.id,
        move=move,
        stage_before="in_progress",
        stage="resolved",
        actor_id=None,
    )


def test_two_workers_at_once_make_one_invitation(app: Flask, cast: Cast) -> None:
    ticket_id = resolve(cast, MONDAY).id

    def listen(_number: int) -> str:
        with transaction():
            invite(ticket_id)
        return "done"

    assert all_at_once(app, 16, listen) == ["done"] * 16
    assert len(invitations()) == 1
    assert len(told("survey invited")) == 1


def test_a_ticket_that_is_reopened_and_solved_again_is_asked_about_again(app: Flask, cast: Cast) -> None:
    ticket = resolve(cast, MONDAY)
    worker_runs(app, MONDAY)
    reopen(ticket, cast)
    worker_runs(app, TUESDAY)
    assert survey_of(cast.ana, ticket) is None
    resolved(ticket, cast.juan, TUESDAY)
    worker_runs(app, TUESDAY)
    assert [each.invited_at for each in invitations()] == [MONDAY, TUESDAY]
    survey = survey_of(cast.ana, ticket)
    assert survey is not None
    assert survey.invitation.id == invitations()[1].id


def test_a_ticket_reopened_before_the_worker_came_is_not_asked_about(app: Flask, cast: Cast) -> None:
    reopen(resolve(cast, MONDAY), cast, MONDAY)
    worker_runs(app, TUESDAY)
    assert invitations() == []


def test_a_ticket_that_goes_on_under_another_number_is_asked_about_there(app: Flask, cast: Cast) -> None:
    ticket, into = resolve(cast, MONDAY), open_ticket(cast.ana)
    worker_runs(app, MONDAY)
    with transaction():
        merging.merge(ticket, into, cast.sofia, MONDAY)
    worker_runs(app, TUESDAY)
    assert survey_of(cast.ana, ticket) is None
    resolved(into, cast.juan, TUESDAY)
    worker_runs(app, TUESDAY)
    assert survey_of(cast.ana, into) is not None


def test_the_invitation_keeps_who_had_the_ticket_when_it_was_solved(app: Flask, cast: Cast) -> None:
    ticket = resolve(cast, MONDAY)
    reopen(ticket, cast, MONDAY)
    with transaction():
        actions.assign(ticket, cast.sofia, cast.luisa.person_id, MONDAY)
    resolved(ticket, cast.luisa, TUESDAY)
    with transaction():
        conversation.reopen(ticket, cast.sofia, "", new_form_key(), TUESDAY)
        actions.assign(ticket, cast.sofia, cast.juan.person_id, TUESDAY)
        db.session.flush()
    resolved(ticket, cast.juan, TUESDAY)
    worker_runs(app, TUESDAY)
    assert [each.agent_id for each in invitations()] == [cast.juan.person_id]


def test_a_ticket_that_nobody_had_names_nobody(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with transaction():
        actions.assign(ticket, cast.sofia, None, MONDAY)
        actions.withdraw(ticket, cast.ana, MONDAY)
    worker_runs(app, MONDAY)
    assert [each.agent_id for each in invitations()] == [None]


@pytest.mark.parametrize(
    ("moves", "standing"),
    [
        ([], None),
        ([Move.START, Move.ASK, Move.RESUME], None),
        ([Move.START, Move.RESOLVE], 2),
        ([Move.RESOLVE, Move.CONFIRM], 1),
        ([Move.RESOLVE, Move.LAPSE], 1),
        ([Move.WITHDRAW], 1),
        ([Move.RESOLVE, Move.REOPEN], None),
        ([Move.RESOLVE, Move.CONFIRM, Move.REOPEN, Move.START, Move.RESOLVE], 5),
        ([Move.WITHDRAW, Move.REOPEN, Move.WITHDRAW], 3),
        ([Move.RESOLVE, Move.MERGE], None),
        ([Move.MERGE], None),
    ],
)
def test_the_first_ending_after_the_last_reopening_stands(moves: list[Move], standing: int | None) -> None:
    made = [Made(number, move, MONDAY) for number, move in enumerate(moves, 1)]
    found = standing_resolution(made)
    assert (found.change_id if found else None) == standing
