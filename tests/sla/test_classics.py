"""The cases that everybody asks about: what is due when, by the table that was published."""

from datetime import timedelta

import pytest

from app.kernel.terms import Plan, Priority
from app.sla.calendar import BusinessCalendar, Hours
from app.sla.commitment import first_response, next_responses, priority_rises_at, resolution
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.sla.policy_file import installed_policy
from tests.sla.clocks import CARACAS, local, said

POLICY = installed_policy()
REGULAR, VIP = Plan.REGULAR, Plan.VIP
CRITICAL, HIGH, MEDIUM, LOW = Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

EIGHT_TO_FIVE = BusinessCalendar(CARACAS, ((Hours(480, 1020),),) * 5 + ((),) * 2)
AMOUNTS = {
    "Friday half past four and an hour, closing at five": ("2026-11-20 16:30", HOUR, "Mon 2026-11-23 08:30"),
    "Friday four and an hour is Friday five": ("2026-11-20 16:00", HOUR, "Fri 2026-11-20 17:00"),
    "a minute later is a minute into Monday": ("2026-11-20 16:01", HOUR, "Mon 2026-11-23 08:01"),
    "Friday five waits for all of Monday's hour": ("2026-11-20 17:00", HOUR, "Mon 2026-11-23 09:00"),
    "the last minute of Friday": ("2026-11-20 16:59", MINUTE, "Fri 2026-11-20 17:00"),
    "a whole day from the opening ends at the closing": (
        "2026-11-20 08:00",
        9 * HOUR,
        "Fri 2026-11-20 17:00",
    ),
    "a minute more is Monday": ("2026-11-20 08:00", 9 * HOUR + MINUTE, "Mon 2026-11-23 08:01"),
    "a week of work": ("2026-11-16 08:00", 45 * HOUR, "Fri 2026-11-20 17:00"),
    "before the doors open": ("2026-11-20 07:59", HOUR, "Fri 2026-11-20 09:00"),
    "Saturday": ("2026-11-21 12:00", HOUR, "Mon 2026-11-23 09:00"),
    "no time at all is now": ("2026-11-21 12:00", timedelta(), "Sat 2026-11-21 12:00"),
}

# Asked on Friday at half past four: when the first or a further answer is due, and when the solution.
FRIDAY = {
    (REGULAR, CRITICAL): ("Mon 2026-11-23 08:30", None),
    (REGULAR, HIGH): ("Mon 2026-11-23 10:30", "Mon 2026-11-23 08:30"),
    (REGULAR, MEDIUM): ("Mon 2026-11-23 14:30", "Mon 2026-11-23 14:30"),
    (REGULAR, LOW): ("Wed 2026-11-25 10:30", "Wed 2026-11-25 16:30"),
    (VIP, CRITICAL): ("Fri 2026-11-20 17:00", None),
    (VIP, HIGH): ("Fri 2026-11-20 17:30", "Mon 2026-11-23 08:30"),
    (VIP, MEDIUM): ("Mon 2026-11-23 08:30", "Mon 2026-11-23 14:30"),
    (VIP, LOW): ("Mon 2026-11-23 10:30", "Wed 2026-11-25 16:30"),
}


@pytest.mark.parametrize("case", AMOUNTS.values(), ids=AMOUNTS.keys())
def test_an_amount_of_work_ends_where_a_person_would_say(case: tuple[str, timedelta, str]) -> None:
    start, amount, end = case
    assert said(EIGHT_TO_FIVE.instant_after(local(start), amount)) == end


@pytest.mark.parametrize("cell", FRIDAY, ids=lambda cell: " ".join(cell))
def test_all_three_clocks_of_a_friday_afternoon(cell: tuple[Plan, Priority]) -> None:
    sent = local("2026-11-20 16:30")
    answer, solution = FRIDAY[cell]
    history = History((Entitlement(sent, *cell),))
    assert said(first_response(POLICY, history, sent).due_at) == answer
    solved = resolution(POLICY, history, sent)
    assert said(solved.due_at if solved else None) == solution
    assert said(priority_rises_at(POLICY, history, sent)) == solution
    before = History((Entitlement(sent - HOUR, *cell),), answers=(sent - MINUTE,), messages=(sent,))
    (further,) = next_responses(POLICY, before, sent)
    assert said(further.due_at) == answer


def test_a_question_over_the_weekend_costs_the_solution_nothing() -> None:
    sent, asked, told = (local(each) for each in ("2026-11-20 16:30", "2026-11-20 17:00", "2026-11-24 10:00"))
    history = History(
        (Entitlement(sent, REGULAR, HIGH),),
        answers=(asked,),
        messages=(told,),
        pauses=(Pause(asked, told, PauseReason.WAITING),),
    )
    clock = resolution(POLICY, history, told)
    assert clock is not None
    assert (said(clock.due_at), clock.left) == ("Tue 2026-11-24 11:30", HOUR + 30 * MINUTE)
