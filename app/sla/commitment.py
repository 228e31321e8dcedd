"""The three clocks of a ticket as functions of its history (product 6).

Each clock takes the earliest of the promises that held while it ran: one from its beginning, one from
every later change of plan or priority. A raise thus shortens the wait from that moment on without
breaking a promise in the past, and no change ever makes an older promise worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.sla.calendar import Span
from app.sla.history import Entitlement, History
from app.sla.policy import Policy, Terms


class Commitment(StrEnum):
    """What is promised."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    """How a promise stands; a breach stays one, also when the answer came later."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    DROPPED = "dropped"  # nothing is owed any more, and nothing was late


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise at one moment.

    ``due_at`` and ``warns_at`` are None while paused, when only ``left`` is known: working time to go, in
    the calendar of ``rule``, the entitlement that set the deadline and since when it counts. ``done_at``
    is when the promise was fulfilled, late or not.
    """

    commitment: Commitment
    state: ClockState
    started_at: datetime
    rule: Entitlement
    due_at: datetime | None
    warns_at: datetime | None
    left: timedelta
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Run:
    """From when to when a clock ran; ``dropped_at`` is when nothing was owed any more."""

    commitment: Commitment
    start: datetime
    done_at: datetime | None
    dropped_at: datetime | None

    def end(self, now: datetime) -> datetime:
        return min(at for at in (self.done_at, self.dropped_at, now) if at is not None)


def first_response(policy: Policy, history: History, now: datetime) -> Clock:
    """Return the clock of the first answer; it never pauses."""
    sent_at = history.sent_at
    run = _run(Commitment.FIRST_RESPONSE, sent_at, history.answered_after(sent_at), history.withdrawn_at)
    clock = _clock(policy, history, run, now)
    if clock is None:
        raise AssertionError("every ticket is promised a first answer")
    return clock


def next_responses(policy: Policy, history: History, now: datetime) -> tuple[Clock, ...]:
    """Return the clocks of all further answers in order; the last one may still run."""
    runs = (
        _run(Commitment.NEXT_RESPONSE, wait.asked_at, wait.answered_at, wait.rested_at, history.withdrawn_at)
        for wait in history.waits()
    )
    clocks = (_clock(policy, history, run, now) for run in runs)
    return tuple(clock for clock in clocks if clock)


def resolution(policy: Policy, history: History, now: datetime) -> Clock | None:
    """Return the clock of the solution, or None if only the alert of a critical ticket was ever due."""
    run = _run(Commitment.RESOLUTION, history.sent_at, history.resolved_at, history.withdrawn_at)
    return _clock(policy, history, run, now)


def priority_rises_at(policy: Policy, history: History, now: datetime) -> datetime | None:
    """Return when the present priority has lasted for its resolution target, without the pauses.

    None while paused and for critical tickets (product 7: low for 3 days, medium for 8 h, high for 2 h).
    """
    present = history.present_priority
    target = policy.terms[present.plan, present.priority].resolution
    if target is None or history.withdrawn_at is not None:
        return None
    due_at = _reached(policy, present, target, _pauses(history, now))
    return None if _paused_before(history, due_at) else due_at


def _run(commitment: Commitment, start: datetime, done_at: datetime | None, *drops: datetime | None) -> _Run:
    dropped_at = min((at for at in drops if at is not None), default=None)
    if done_at is not None and dropped_at is not None and done_at > dropped_at:
        done_at = None  # an answer to what nobody waited for any more
    return _Run(commitment, start, done_at, dropped_at)


def _clock(policy: Policy, history: History, run: _Run, now: datetime) -> Clock | None:
    end = run.end(now)
    pauses = _pauses(history, end) if run.commitment is Commitment.RESOLUTION else ()
    promises = [
        (_reached(policy, each, amount, pauses), each, amount)
        for each in history.entitled(run.start, end)
        if (amount := _amount(policy.terms[each.plan, each.priority], run.commitment)) is not None
    ]
    if not promises:
        return None
    due_at, rule, amount = min(promises, key=lambda promise: promise[0])
    paused = bool(pauses) and run.done_at is None and _paused_before(history, due_at)
    return Clock(
        run.commitment,
        _state(run, end > due_at, paused),
        run.start,
        rule,
        None if paused else due_at,
        None if paused else _reached(policy, rule, amount * policy.warns_at, pauses),
        policy.terms[rule.plan, rule.priority].calendar.working_time(end, due_at, pauses),
        run.done_at,
    )


def _state(run: _Run, late: bool, paused: bool) -> ClockState:
    if late:
        return ClockState.BREACHED
    if run.done_at is not None:
        return ClockState.MET
    if run.dropped_at is not None:
        return ClockState.DROPPED
    return ClockState.PAUSED if paused else ClockState.RUNNING


def _reached(policy: Policy, rule: Entitlement, amount: timedelta, pauses: Sequence[Span]) -> datetime:
    calendar = policy.terms[rule.plan, rule.priority].calendar
    return calendar.instant_after(rule.since, amount, pauses)


def _amount(terms: Terms, commitment: Commitment) -> timedelta | None:
    if commitment is Commitment.FIRST_RESPONSE:
        return terms.first_response
    return terms.next_response if commitment is Commitment.NEXT_RESPONSE else terms.resolution


def _pauses(history: History, now: datetime) -> tuple[Span, ...]:
    return tuple(pause.until(now) for pause in history.pauses)


def _paused_before(history: History, due_at: datetime) -> bool:
    """Say whether a pause that still lasts began before the promise was due."""
    return any(pause.end is None and pause.start < due_at for pause in history.pauses)
