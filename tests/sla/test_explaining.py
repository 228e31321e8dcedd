"""Whoever asks why a promise ends when it does is told every minute of it, once."""

import os
from datetime import timedelta
from itertools import pairwise

from app.kernel.terms import Language, Plan, Priority
from app.sla.commitment import Clock, ClockState, first_response, next_responses, resolution
from app.sla.explaining import Life, Passing, explain
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.sla.policy_file import installed_policy
from tests.sla.clocks import CARACAS, local, said
from tests.sla.simulation import (
    at,
    first_wait,
    further_waits,
    history_of,
    lives,
    minutes_by_kind,
    solution_wait,
)

POLICY = installed_policy()
LIVES = int(os.environ.get("SLA_LIVES", "5000")) // 5
NOTHING = timedelta()


def _ana(sent_at: str, priority: Priority = Priority.MEDIUM) -> Entitlement:
    return Entitlement(local(sent_at), Plan.REGULAR, priority)


def _told(life: Life) -> list[str]:
    return [
        f"{each.start.astimezone(CARACAS):%a %H:%M}-{each.end.astimezone(CARACAS):%H:%M} {each.passing}"
        + (f" {each.closed.names[Language.ES]}" if each.closed and each.closed.names else "")
        + (" ahead" if each.is_ahead else "")
        for each in life.stretches
    ]


def test_every_minute_of_every_life_has_one_name() -> None:
    seen = set()
    for number, story, now in lives(LIVES, seed=27):
        history = history_of(story)
        solution, lived = resolution(POLICY, history, at(now)), solution_wait(story, now)
        pairs = [(first_response(POLICY, history, at(now)), first_wait(story, now), False)]
        further = zip(next_responses(POLICY, history, at(now)), further_waits(story, now), strict=True)
        pairs += [(clock, wait, False) for clock, wait in further]
        pairs += [(solution, lived, True)] if solution and lived else []
        for clock, wait, pauses in pairs:
            life = explain(POLICY, history, clock, at(now))
            _adds_up(life, clock)
            told = {str(kind): length // timedelta(minutes=1) for kind, length in life.totals().items()}
            assert told == minutes_by_kind(story, now, wait, pauses=pauses), (number, story, now)
            seen |= set(life.totals())
    assert seen == set(Passing) - {Passing.OWN_CLOSED_DAY}


def _adds_up(life: Life, clock: Clock) -> None:
    assert sum(life.totals().values(), NOTHING) == life.ended_at - life.started_at
    assert all(earlier.end == later.start for earlier, later in pairwise(life.stretches))
    assert not life.stretches or life.stretches[0].start == life.started_at
    days = {
        (each.start.astimezone(CARACAS).date(), (each.end - timedelta.resolution).astimezone(CARACAS).date())
        for each in life.stretches
    }
    assert all(first == last for first, last in days)
    counted = sum((each.length for each in life.stretches if each.passing is Passing.COUNTED), NOTHING)
    if clock.due_at is not None and clock.state in {ClockState.RUNNING, ClockState.BREACHED}:
        assert counted == life.rule.amount, "the working minutes up to the deadline are the promise"
    elif clock.done_at is not None or clock.state is ClockState.DROPPED:
        assert counted + clock.left == life.rule.amount


def test_the_eve_of_a_long_weekend_is_told_day_by_day() -> None:
    history = History((_ana("2026-12-23 17:30", Priority.CRITICAL),))
    clock = first_response(POLICY, history, local("2026-12-24 09:00"))
    life = explain(POLICY, history, clock, local("2026-12-24 09:00"))
    assert _told(life) == [
        "Wed 17:30-18:00 counted",
        "Wed 18:00-00:00 closed_hours",
        "Thu 00:00-09:00 holiday Nochebuena",
        "Thu 09:00-00:00 holiday Nochebuena ahead",
        "Fri 00:00-00:00 holiday Navidad ahead",
        "Sat 00:00-00:00 weekend ahead",
        "Sun 00:00-00:00 weekend ahead",
        "Mon 00:00-08:00 closed_hours ahead",
        "Mon 08:00-09:30 counted ahead",
    ]
    assert said(life.due_at) == "Mon 2026-12-28 09:30"


def test_a_question_pauses_the_solution_and_says_whom_it_waits_for() -> None:
    history = History(
        (_ana("2026-11-16 09:00"),),
        pauses=(
            Pause(local("2026-11-16 11:00"), local("2026-11-17 09:00"), PauseReason.WAITING),
            Pause(local("2026-11-17 10:00"), None, PauseReason.RESOLVED),
        ),
    )
    clock = resolution(POLICY, history, local("2026-11-18 10:00"))
    assert clock is not None
    assert _told(explain(POLICY, history, clock, local("2026-11-18 10:00"))) == [
        "Mon 09:00-11:00 counted",
        "Mon 11:00-00:00 waiting",
        "Tue 00:00-09:00 waiting",
        "Tue 09:00-10:00 counted",
    ]


def test_what_passed_before_a_raise_and_after_the_deadline_has_names_of_its_own() -> None:
    history = History((_ana("2026-11-16 09:00"), _ana("2026-11-16 10:00", Priority.CRITICAL)))
    clock = first_response(POLICY, history, local("2026-11-16 13:00"))
    life = explain(POLICY, history, clock, local("2026-11-16 13:00"))
    assert _told(life) == ["Mon 09:00-10:00 earlier", "Mon 10:00-12:00 counted", "Mon 12:00-13:00 late"]
    assert (life.rule.priority, life.rule.amount, said(life.rule.since)) == (
        Priority.CRITICAL,
        timedelta(hours=2),
        "Mon 2026-11-16 10:00",
    )
    assert life.rule.revision == POLICY.revision


def test_a_vip_in_trouble_has_no_closed_hours() -> None:
    history = History((Entitlement(local("2026-12-24 23:45"), Plan.VIP, Priority.CRITICAL),))
    clock = first_response(POLICY, history, local("2026-12-24 23:50"))
    life = explain(POLICY, history, clock, local("2026-12-24 23:50"))
    assert _told(life) == [
        "Thu 23:45-23:50 counted",
        "Thu 23:50-00:00 counted ahead",
        "Fri 00:00-00:15 counted ahead",
    ]
    assert life.rule.around_the_clock


def test_a_clock_that_has_just_begun_has_no_minutes_yet() -> None:
    history = History((_ana("2026-11-16 09:00"),))
    clock = first_response(POLICY, history, local("2026-11-16 09:00"))
    assert explain(POLICY, history, clock, local("2026-11-16 09:00")).totals() == {}
