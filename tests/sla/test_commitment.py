"""The clocks of one ticket through pauses, changes, reopenings and silence."""

from datetime import timedelta

from app.kernel.terms import Plan, Priority
from app.sla.commitment import ClockState, first_response, next_responses, priority_rises_at, resolution
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.sla.policy_file import installed_policy
from tests.sla.clocks import local, said

POLICY = installed_policy()
MONDAY = "2026-11-16"
TUESDAY = "2026-11-17"


def _ana(at: str, priority: Priority = Priority.MEDIUM) -> Entitlement:
    return Entitlement(local(at), Plan.REGULAR, priority)


def _victor(at: str, priority: Priority) -> Entitlement:
    return Entitlement(local(at), Plan.VIP, priority)


def _waiting(start: str, end: str | None = None) -> Pause:
    return Pause(local(start), local(end) if end else None, PauseReason.WAITING)


def _resolved(start: str, end: str | None = None) -> Pause:
    return Pause(local(start), local(end) if end else None, PauseReason.RESOLVED)


def test_the_first_answer_is_due_even_while_the_requester_is_asked() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_waiting(f"{MONDAY} 10:00"),))
    clock = first_response(POLICY, history, local(f"{MONDAY} 12:00"))
    assert (clock.state, said(clock.due_at)) == (ClockState.RUNNING, f"Mon {MONDAY} 17:00")
    assert clock.left == timedelta(hours=5)


def test_an_answer_in_the_last_instant_keeps_the_promise() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), answers=(local(f"{MONDAY} 17:00"),))
    assert first_response(POLICY, history, local(f"{TUESDAY} 09:00")).state is ClockState.MET


def test_a_late_answer_stays_late() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), answers=(local(f"{MONDAY} 17:01"),))
    clock = first_response(POLICY, history, local(f"{TUESDAY} 09:00"))
    assert (clock.state, said(clock.done_at)) == (ClockState.BREACHED, f"Mon {MONDAY} 17:01")


def test_a_ticket_taken_back_in_time_breaks_no_promise() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), withdrawn_at=local(f"{MONDAY} 10:00"))
    assert first_response(POLICY, history, local("2026-11-20 09:00")).state is ClockState.DROPPED


def test_a_raised_priority_brings_the_answer_forward() -> None:
    history = History((_ana(f"{MONDAY} 09:00"), _ana(f"{MONDAY} 10:00", Priority.CRITICAL)))
    clock = first_response(POLICY, history, local(f"{MONDAY} 10:00"))
    assert said(clock.due_at) == f"Mon {MONDAY} 12:00"
    assert clock.rule.priority is Priority.CRITICAL


def test_a_late_raise_never_moves_the_older_promise_back() -> None:
    history = History((_ana(f"{MONDAY} 09:00"), _ana(f"{MONDAY} 16:00", Priority.HIGH)))
    clock = first_response(POLICY, history, local(f"{MONDAY} 16:30"))
    assert (said(clock.due_at), clock.rule.priority) == (f"Mon {MONDAY} 17:00", Priority.MEDIUM)


def test_a_lowered_priority_keeps_the_older_promise() -> None:
    history = History((_ana(f"{MONDAY} 09:00", Priority.CRITICAL), _ana(f"{MONDAY} 09:05", Priority.LOW)))
    clock = first_response(POLICY, history, local(f"{MONDAY} 10:00"))
    assert said(clock.due_at) == f"Mon {MONDAY} 11:00"


def test_a_vip_whose_shop_stops_on_saturday_is_answered_on_saturday() -> None:
    history = History(
        (_victor("2026-11-20 17:30", Priority.LOW), _victor("2026-11-21 09:00", Priority.CRITICAL))
    )
    clock = first_response(POLICY, history, local("2026-11-21 09:10"))
    assert (said(clock.due_at), clock.left) == ("Sat 2026-11-21 09:30", timedelta(minutes=20))


def test_agents_are_warned_after_four_fifths_of_the_time() -> None:
    clock = first_response(POLICY, History((_ana(f"{MONDAY} 17:00"),)), local(f"{MONDAY} 17:00"))
    assert said(clock.warns_at) == f"Tue {TUESDAY} 13:24"


def test_the_solution_waits_while_the_requester_is_asked() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_waiting(f"{MONDAY} 11:00", f"{TUESDAY} 09:00"),))
    clock = resolution(POLICY, history, local(f"{TUESDAY} 10:00"))
    assert clock is not None
    assert (clock.state, said(clock.due_at)) == (ClockState.RUNNING, f"Tue {TUESDAY} 15:00")


def test_a_paused_solution_says_what_is_left_and_no_time() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_waiting(f"{MONDAY} 11:00"),))
    clock = resolution(POLICY, history, local("2026-11-19 10:00"))
    assert clock is not None
    assert (clock.state, clock.due_at, clock.left) == (ClockState.PAUSED, None, timedelta(hours=6))


def test_a_question_after_the_deadline_hides_no_breach() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_waiting(f"{TUESDAY} 11:00"),))
    clock = resolution(POLICY, history, local(f"{TUESDAY} 12:00"))
    assert clock is not None
    assert (clock.state, said(clock.due_at)) == (ClockState.BREACHED, f"Mon {MONDAY} 17:00")


def test_a_change_of_priority_keeps_the_pause_that_lasts() -> None:
    history = History(
        (_ana(f"{MONDAY} 09:00"), _ana(f"{MONDAY} 12:00", Priority.HIGH)),
        pauses=(_waiting(f"{MONDAY} 11:00"),),
    )
    clock = resolution(POLICY, history, local(f"{MONDAY} 17:00"))
    assert clock is not None
    assert (clock.state, clock.left) == (ClockState.PAUSED, timedelta(hours=2))


def test_a_solution_in_time_is_kept_however_long_ago() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_resolved(f"{MONDAY} 12:00"),))
    clock = resolution(POLICY, history, local("2027-01-15 12:00"))
    assert clock is not None
    assert (clock.state, said(clock.due_at)) == (ClockState.MET, f"Mon {MONDAY} 17:00")


def test_a_reopened_ticket_goes_on_where_it_stopped() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_resolved(f"{MONDAY} 12:00", "2026-11-18 08:00"),))
    clock = resolution(POLICY, history, local("2026-11-18 09:00"))
    assert clock is not None
    assert (clock.state, said(clock.due_at)) == (ClockState.RUNNING, "Wed 2026-11-18 13:00")


def test_a_critical_ticket_has_no_target_left_to_pass() -> None:
    history = History((_ana(f"{MONDAY} 09:00", Priority.CRITICAL),))
    assert resolution(POLICY, history, local("2026-11-19 09:00")) is None
    assert priority_rises_at(POLICY, history, local("2026-11-19 09:00")) is None


def test_a_forgotten_ticket_climbs_three_days_then_eight_hours_then_two() -> None:
    sent = _ana(f"{MONDAY} 09:00", Priority.LOW)
    raised, steps = [sent], []
    for priority in (Priority.MEDIUM, Priority.HIGH, Priority.CRITICAL):
        rises_at = priority_rises_at(POLICY, History(tuple(raised)), raised[-1].since)
        assert rises_at is not None
        steps.append(said(rises_at))
        raised.append(Entitlement(rises_at, Plan.REGULAR, priority))
    assert steps == ["Thu 2026-11-19 09:00", "Thu 2026-11-19 17:00", "Fri 2026-11-20 09:00"]


def test_a_change_of_plan_alone_does_not_start_the_climb_again() -> None:
    history = History((_ana(f"{MONDAY} 09:00"), _victor(f"{MONDAY} 12:00", Priority.MEDIUM)))
    assert said(priority_rises_at(POLICY, history, local(f"{MONDAY} 13:00"))) == f"Mon {MONDAY} 17:00"


def test_nothing_climbs_while_the_requester_is_asked() -> None:
    history = History((_ana(f"{MONDAY} 09:00"),), pauses=(_waiting(f"{MONDAY} 11:00"),))
    assert priority_rises_at(POLICY, history, local("2026-11-20 09:00")) is None


def test_several_messages_in_a_row_are_one_wait_from_the_first() -> None:
    history = History(
        (_ana(f"{MONDAY} 09:00", Priority.HIGH),),
        answers=(local(f"{MONDAY} 10:00"),),
        messages=tuple(local(f"{MONDAY} {time}") for time in ("09:30", "11:00", "12:00")),
    )
    (clock,) = next_responses(POLICY, history, local(f"{MONDAY} 13:00"))
    assert (said(clock.started_at), said(clock.due_at)) == (f"Mon {MONDAY} 11:00", f"Mon {MONDAY} 15:00")


def test_thanks_for_a_resolved_ticket_wait_for_nothing() -> None:
    history = History(
        (_ana(f"{MONDAY} 09:00"),),
        answers=(local(f"{MONDAY} 10:00"),),
        messages=(local(f"{MONDAY} 11:00"),),
        pauses=(_resolved(f"{MONDAY} 10:00"),),
    )
    assert next_responses(POLICY, history, local("2026-11-20 13:00")) == ()


def test_whoever_reopens_waits_again() -> None:
    history = History(
        (_ana(f"{MONDAY} 09:00", Priority.HIGH),),
        answers=(local(f"{MONDAY} 10:00"), local(f"{TUESDAY} 13:00")),
        messages=(local(f"{TUESDAY} 08:00"),),
        pauses=(_resolved(f"{MONDAY} 10:00", f"{TUESDAY} 08:00"),),
    )
    (clock,) = next_responses(POLICY, history, local(f"{TUESDAY} 14:00"))
    assert (clock.state, said(clock.due_at)) == (ClockState.BREACHED, f"Tue {TUESDAY} 12:00")
