"""Every clock says what a life lived minute by minute says, whatever happened to the ticket."""

import os
from datetime import datetime, timedelta

from app.sla.commitment import (
    Clock,
    ClockState,
    first_response,
    next_responses,
    priority_rises_at,
    resolution,
)
from app.sla.policy_file import installed_policy
from tests.sla.simulation import Wait, at, first_wait, further_waits, history_of, lives, rise, solution_wait

LIVES = int(os.environ.get("SLA_LIVES", "5000"))
_Seen = tuple[str, datetime | None, timedelta, datetime | None]


def test_every_clock_equals_the_minutes_that_were_lived() -> None:
    policy, states, rises = installed_policy(), set(), set()
    for number, life, now in lives(LIVES, seed=2026):
        history = history_of(life)
        first = first_response(policy, history, at(now))
        assert _said(first) == _lived(first_wait(life, now)), (number, life, now)
        following = [_said(clock) for clock in next_responses(policy, history, at(now))]
        assert following == [_lived(wait) for wait in further_waits(life, now)], (number, life, now)
        solution, lived = resolution(policy, history, at(now)), solution_wait(life, now)
        assert (solution and _said(solution)) == (lived and _lived(lived)), (number, life, now)
        rises_at, lived_rise = priority_rises_at(policy, history, at(now)), rise(life, now)
        assert rises_at == (None if lived_rise is None else at(lived_rise)), (number, life, now)
        rises |= {rises_at is None}
        states |= {(solution.commitment, solution.state)} if solution else set()
        states |= {(first.commitment, first.state)}
    assert {state for _, state in states} == set(ClockState), "the lives were too dull to prove anything"
    assert rises == {True, False}


def _said(clock: Clock) -> _Seen:
    return clock.state, clock.due_at, clock.left, clock.done_at


def _lived(wait: Wait) -> _Seen:
    due = None if wait.state == "paused" else at(wait.due)
    done = None if wait.done is None else at(wait.done)
    return wait.state, due, timedelta(minutes=wait.left), done
