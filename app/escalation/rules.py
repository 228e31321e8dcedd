"""What is due on a ticket at an instant, reckoned from its past alone (product 7).

Each thing is due once, at an instant of its own. What was missed comes in the order in which it was due,
and what rises changes what is due next: a ticket left alone for a week rises step by step, as if somebody
had looked every minute. What people have settled meanwhile does not rise any more; what was broken stays so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.escalation.levels import PRIORITY_RAISES
from app.escalation.vocabulary import Rule
from app.kernel.terms import SupportLevel
from app.sla.commitment import Clock, ClockState, Commitment, next_responses, priority_rises_at, resolution
from app.sla.history import Entitlement, History, PauseReason
from app.sla.policy import Policy
from app.tickets.due import guaranteed_response


@dataclass(frozen=True, slots=True)
class Step:
    """Something due at an instant; warnings and breaches say of which promise, due when."""

    rule: Rule
    at: datetime
    commitment: Commitment | None = None
    promised_for: datetime | None = None

    @property
    def key(self) -> "StepKey":
        """Return what tells a step from every other one of its ticket."""
        return self.rule, self.commitment, self.at


StepKey = tuple[Rule, Commitment | None, datetime]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clocks are not told: the guarantee given on sending, the level and since when, reopenings.

    ``done`` are the steps that were done before.
    """

    guaranteed: datetime
    level: SupportLevel = SupportLevel.ASSIGNED_AGENT
    level_since: datetime | None = None
    reopened_at: tuple[datetime, ...] = ()
    done: frozenset[StepKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Agenda:
    """The steps that are due now, in their order, and the first instant at which another one may be."""

    due: tuple[Step, ...]
    next_at: datetime | None


def what_is_due(policy: Policy, history: History, facts: Facts, now: datetime) -> Agenda:
    """Return what is due at ``now`` and when to look again.

    With a clock that went back, the ticket is looked at as of the last thing known to have happened.
    """
    now = not_before_the_last(history, facts, now)
    due: list[Step] = []
    while True:
        steps = sorted(
            (step for step in _steps(policy, history, facts, now) if step.key not in facts.done),
            key=lambda step: (step.at, _ORDER[step.rule]),
        )
        if not steps or not _is_due(steps[0], now):
            return Agenda(tuple(due), steps[0].at if steps else None)
        due.append(steps[0])
        history, facts = _after(steps[0], history, facts)


def not_before_the_last(history: History, facts: Facts, now: datetime) -> datetime:
    """Return ``now``, or the last instant that has certainly passed where the clock went back behind it."""
    ends = (at for pause in history.pauses for at in (pause.start, pause.end) if at is not None)
    lived = (*history.answers, *history.messages, *facts.reopened_at, *ends)
    return max([now, history.entitlements[-1].since, *lived])


_ORDER = {rule: number for number, rule in enumerate(Rule)}
_AT_ONCE = frozenset({Rule.ALERT, Rule.REOPENED})


def _is_due(step: Step, now: datetime) -> bool:
    """A promise kept at its very instant is kept; alerts lose no time."""
    return step.at <= now if step.rule in _AT_ONCE else step.at < now


def _steps(policy: Policy, history: History, facts: Facts, now: datetime) -> Iterator[Step]:
    """Yield what is due or will be, as far as it is known now."""
    clocks = [
        guaranteed_response(policy, history, facts.guaranteed, now),
        *next_responses(policy, history, now),
        *filter(None, [resolution(policy, history, now)]),
    ]
    for clock in clocks:
        yield from _of_clock(clock, _is_over(history))
    if _is_over(history):
        return
    if history.present_priority.priority in policy.escalation.alerts_supervisors:
        yield Step(Rule.ALERT, history.present_priority.since)
    rises_at = priority_rises_at(policy, history, now)
    if rises_at is not None and history.present_priority.priority in PRIORITY_RAISES:
        yield Step(Rule.PRIORITY, _not_while_solved(history, rises_at))
    if facts.level < SupportLevel.MANAGEMENT:
        yield from (Step(Rule.REOPENED, at) for at in facts.reopened_at[policy.escalation.reopenings :])
        if unanswered_at := _unanswered_at(policy, history, facts, now):
            yield Step(Rule.LEVEL, unanswered_at)


def _of_clock(clock: Clock, is_over: bool) -> Iterator[Step]:
    """Yield the warning and the breach of a promise that runs, or that was broken in the past."""
    runs = clock.state is ClockState.RUNNING and clock.done_at is None and not is_over
    if clock.due_at is None or clock.warns_at is None or not (runs or clock.state is ClockState.BREACHED):
        return
    yield Step(Rule.WARNING, clock.warns_at, clock.commitment, clock.due_at)
    yield Step(Rule.BREACH, clock.due_at, clock.commitment, clock.due_at)


def _unanswered_at(policy: Policy, history: History, facts: Facts, now: datetime) -> datetime | None:
    """Return when the level rises because nobody answers; each level has the whole time anew."""
    since = _unanswered_since(history)
    if since is None:
        return None
    since = max(at for at in (since, facts.level_since) if at is not None)
    return min(
        policy.terms[each.plan, each.priority].calendar.instant_after(
            each.since, policy.escalation.unanswered[each.priority]
        )
        for each in history.entitled(since, max(since, now))
    )


def _unanswered_since(history: History) -> datetime | None:
    """Return since when the requester waits for words of the team."""
    if history.answered_after(history.sent_at) is None:
        return history.sent_at
    waits = (wait for wait in history.waits() if wait.answered_at is None and wait.rested_at is None)
    return next((wait.asked_at for wait in waits), None)


def _not_while_solved(history: History, at: datetime) -> datetime:
    """Put off to the reopening what was not done before the ticket was solved."""
    reopened = (pause.end for pause in history.pauses if pause.reason is PauseReason.RESOLVED and pause.end)
    return max([at, *reopened])


def _is_over(history: History) -> bool:
    return history.withdrawn_at is not None or history.resolved_at is not None


def _after(step: Step, history: History, facts: Facts) -> tuple[History, Facts]:
    """Return the ticket's past with one step more."""
    facts = replace(facts, done=facts.done | {step.key})
    if step.rule is Rule.PRIORITY:
        present = history.present_priority
        risen = Entitlement(step.at, present.plan, PRIORITY_RAISES[present.priority])
        history = replace(history, entitlements=(*history.entitlements, risen))
    if step.rule in {Rule.LEVEL, Rule.REOPENED}:
        facts = replace(facts, level=SupportLevel(facts.level + 1), level_since=step.at)
    return history, facts
