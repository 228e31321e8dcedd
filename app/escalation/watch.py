"""Looks at one ticket: does what is due, and writes down when to look again."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.escalation.actions import raise_level
from app.escalation.events import BreachNear, PriorityRaised, PromiseBroken, SupervisorsAlerted
from app.escalation.levels import PRIORITY_RAISES
from app.escalation.models import PromiseStep, PromiseWatch
from app.escalation.rules import Facts, Step, StepKey, not_before_the_last, what_is_due
from app.escalation.vocabulary import AlertCause, RaiseReason, Rule
from app.kernel.events import Event
from app.kernel.terms import Priority, SupportLevel
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.clocks import history_of
from app.tickets.due import next_due
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket, TicketChange
from app.tickets.promises import current_policy, promise
from app.tickets.recording import hold, record
from app.tickets.vocabulary import ChangeKind, TicketStatus


def look_at(ticket: Ticket, now: datetime) -> int:
    """Do what is due on a ticket and note when to look again; return how many steps were done.

    Looking twice, late, or with a clock that went back does nothing twice.
    """
    hold(ticket)
    history, facts = history_of(ticket), facts_of(ticket)
    now = not_before_the_last(history, facts, now)
    agenda = what_is_due(current_policy(), history, facts, now)
    settled = {step.commitment for step in agenda.due if step.rule is Rule.BREACH}
    for step in agenda.due:
        note_step(ticket, step, now)
        if step.rule is not Rule.WARNING or step.commitment not in settled:  # too late to warn of
            _DEEDS[step.rule](ticket, step)
    if all(step.rule is not Rule.PRIORITY for step in agenda.due):  # which notes it itself
        ticket.next_due_at = next_due(current_policy(), history, facts.guaranteed, now)
    _watch(ticket, agenda.next_at)
    return len(agenda.due)


def facts_of(ticket: Ticket) -> Facts:
    """Return what the rules ask of a ticket besides its clocks. Two statements."""
    changes = db.session.scalars(
        select(TicketChange)
        .where(
            TicketChange.ticket_id == ticket.id,
            TicketChange.kind.in_([ChangeKind.MOVED, ChangeKind.LEVEL]),
        )
        .order_by(TicketChange.id)
    ).all()
    raised = [row.changed_at for row in changes if row.kind is ChangeKind.LEVEL]
    return Facts(
        guaranteed=ticket.first_response_due_at,
        level=SupportLevel(ticket.level),
        level_since=max(raised, default=None),
        reopened_at=tuple(row.changed_at for row in changes if row.field == Move.REOPEN),
        done=frozenset(_done(ticket)),
    )


def _done(ticket: Ticket) -> set[StepKey]:
    rows = db.session.scalars(select(PromiseStep).filter_by(ticket_id=ticket.id))
    return {(row.rule, row.promise, row.due_at) for row in rows}


def note_step(ticket: Ticket, step: Step, now: datetime) -> None:
    """Write down that a step was done, with whoever had the ticket before it."""
    db.session.add(
        PromiseStep(
            ticket_id=ticket.id,
            rule=step.rule,
            commitment=step.commitment or "",
            due_at=step.at,
            promised_for=step.promised_for,
            assignee_id=ticket.assignee_id,
            level=ticket.level,
            done_at=max(now, step.at),
        )
    )
    db.session.flush()


def _watch(ticket: Ticket, next_at: datetime | None) -> None:
    if ticket.status is TicketStatus.CLOSED:
        db.session.execute(delete(PromiseWatch).where(PromiseWatch.ticket_id == ticket.id))
        return
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    watch = insert(PromiseWatch).values(ticket_id=ticket.id, due_at=next_at)
    db.session.execute(
        watch.on_conflict_do_update(index_elements=["ticket_id"], set_={"due_at": watch.excluded.due_at})
    )


def _alert(ticket: Ticket, step: Step) -> None:
    _tell(SupervisorsAlerted, ticket, step, cause=AlertCause.CRITICAL)


def _warn(ticket: Ticket, step: Step) -> None:
    _tell(BreachNear, ticket, step, **_promise_of(step))


def _tell_breach(ticket: Ticket, step: Step) -> None:
    _tell(PromiseBroken, ticket, step, **_promise_of(step))


def _raise_priority(ticket: Ticket, step: Step) -> None:
    """Raise the priority by one; the guarantee is the earlier of the old one and one from now on."""
    before = Priority(ticket.priority)
    active_at, after = ticket.last_activity_at, PRIORITY_RAISES[before]
    ticket.priority = after
    if ticket.first_response_at is None:
        promised = promise(ticket.plan, after, step.at)
        ticket.first_response_due_at = min(ticket.first_response_due_at, promised.due_at)
    record(ticket, ChangeKind.PRIORITY, None, step.at, field="priority", before=before, to=after)
    ticket.last_activity_at = max(active_at, step.at)
    _tell(PriorityRaised, ticket, step, before=before, after=after)


def _raise_unanswered(ticket: Ticket, step: Step) -> None:
    raise_level(ticket, RaiseReason.UNANSWERED, step.at)


def _raise_reopened(ticket: Ticket, step: Step) -> None:
    raise_level(ticket, RaiseReason.REOPENED, step.at)


_DEEDS: Mapping[Rule, Callable[[Ticket, Step], None]] = {
    Rule.ALERT: _alert,
    Rule.REOPENED: _raise_reopened,
    Rule.WARNING: _warn,
    Rule.BREACH: _tell_breach,
    Rule.PRIORITY: _raise_priority,
    Rule.LEVEL: _raise_unanswered,
}


def _tell(kind: Callable[..., Event], ticket: Ticket, step: Step, **facts: object) -> None:
    name = " ".join(filter(None, [step.rule, step.commitment]))
    publish(
        kind(
            subject=ticket.reference,
            key=f"{ticket.reference} {name} {step.at:%Y%m%dT%H%M%S.%f}",
            occurred_at=step.at,
            ticket_id=ticket.id,
            **facts,
        )
    )


def _promise_of(step: Step) -> dict[str, str]:
    if step.commitment is None or step.promised_for is None:
        raise AssertionError("a warning or a breach is about a promise")
    return {"commitment": step.commitment, "due_at": step.promised_for.isoformat()}
