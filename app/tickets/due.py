"""The earliest promise of a ticket that still runs, kept with it: by this the queue is ordered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.sla.commitment import Clock, ClockState, first_response, next_responses, resolution
from app.sla.history import History
from app.sla.policy import Policy
from app.storage.database import db
from app.tickets.clocks import histories_of, history_of
from app.tickets.models import Ticket
from app.tickets.promises import current_policy


def note_next_due(ticket: Ticket, now: datetime) -> None:
    """Write the instant of the ticket's earliest running promise, late or not; None when none runs."""
    ticket.next_due_at = next_due(current_policy(), history_of(ticket), ticket.first_response_due_at, now)


def next_due(policy: Policy, history: History, guaranteed: datetime, now: datetime) -> datetime | None:
    """Return the earliest instant of what somebody still waits for; paused promises have none."""
    clock = next_clock(policy, history, guaranteed, now)
    return clock.due_at if clock else None


def next_clock(policy: Policy, history: History, guaranteed: datetime, now: datetime) -> Clock | None:
    """Return the clock of the earliest promise that somebody still waits for; None while none runs."""
    owed = [clock for clock in _owed(policy, history, guaranteed, now) if clock.due_at is not None]
    return min(owed, key=lambda clock: clock.due_at or now, default=None)


def next_clocks(references: Sequence[str], policy: Policy, now: datetime) -> dict[str, Clock]:
    """Return the next clock of each ticket that has one, by its number. Three statements for all."""
    tickets = db.session.scalars(select(Ticket).where(Ticket.reference.in_(references))).all()
    histories = histories_of(tickets)
    clocks = {
        ticket.reference: next_clock(policy, histories[ticket.id], ticket.first_response_due_at, now)
        for ticket in tickets
    }
    return {reference: clock for reference, clock in clocks.items() if clock is not None}


def guaranteed_response(policy: Policy, history: History, guaranteed: datetime, now: datetime) -> Clock:
    """Return the clock of the first answer, due at the guarantee given on sending where that is earlier."""
    clock = first_response(policy, history, now)
    if clock.due_at is None or clock.due_at <= guaranteed:
        return clock
    end = min(at for at in (clock.done_at, history.withdrawn_at, now) if at is not None)
    calendar = policy.terms[clock.rule.plan, clock.rule.priority].calendar
    whole = calendar.working_time(clock.started_at, guaranteed)
    warns_at = calendar.instant_after(clock.started_at, whole * policy.warns_at)
    late = end > guaranteed
    return replace(
        clock,
        state=ClockState.BREACHED if late else clock.state,
        due_at=guaranteed,
        warns_at=min(at for at in (warns_at, clock.warns_at) if at is not None),
        left=calendar.working_time(end, guaranteed),
    )


def _owed(policy: Policy, history: History, guaranteed: datetime, now: datetime) -> Iterator[Clock]:
    if history.withdrawn_at is not None or history.resolved_at is not None:
        return
    first = guaranteed_response(policy, history, guaranteed, now)
    if first.done_at is None:
        yield first
    for wait, clock in zip(history.waits(), next_responses(policy, history, now), strict=True):
        if wait.answered_at is None and wait.rested_at is None:
            yield clock
    if solution := resolution(policy, history, now):
        yield solution
