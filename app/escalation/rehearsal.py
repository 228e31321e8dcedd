"""What tickets would have met, missed and risen to under another policy, lived through again (product 6).

What people did stays as it was: when they wrote, asked, solved, reopened, corrected a priority or gave a
level. What happens by itself is reckoned anew, step by step, with the rules that work on living tickets.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.escalation.levels import PRIORITY_RAISES
from app.escalation.rules import Facts, Step, what_is_due
from app.escalation.vocabulary import Rule
from app.kernel.terms import SupportLevel
from app.sla.commitment import Clock, ClockState, Commitment, first_response, next_responses, resolution
from app.sla.history import Entitlement, History
from app.sla.policy import Policy
from app.sla.promise import promise_first_response


class Outcome(StrEnum):
    """How a promise ended, or that it has not yet."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    DROPPED = "dropped"


_OUTCOMES = {
    ClockState.MET: Outcome.MET,
    ClockState.BREACHED: Outcome.MISSED,
    ClockState.DROPPED: Outcome.DROPPED,
    ClockState.RUNNING: Outcome.OPEN,
    ClockState.PAUSED: Outcome.OPEN,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket's past as people made it; ``history`` has no priority in it that rose by itself.

    ``levels`` are those that people gave and since when, the first one since it was sent; ``stars`` the
    ratings of the help and when they were given.
    """

    reference: str
    history: History
    levels: tuple[tuple[datetime, SupportLevel], ...]
    reopened_at: tuple[datetime, ...] = ()
    stars: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise of a ticket: how it ended, and by when it was due; None while paused."""

    commitment: Commitment
    outcome: Outcome
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a ticket under a policy; raises are instants, in order."""

    kept: tuple[Kept, ...]
    priority_raises: tuple[datetime, ...]
    level_raises: tuple[datetime, ...]

    @property
    def outcomes(self) -> tuple[object, ...]:
        """Return what counts as a change of a ticket: how promises ended and how often it rose."""
        ends = tuple((each.commitment, each.outcome) for each in self.kept)
        return ends, len(self.priority_raises), len(self.level_raises)


@dataclass(frozen=True, slots=True)
class Compared:
    """A ticket before and after."""

    reference: str
    before: Replay
    after: Replay


@dataclass(frozen=True, slots=True)
class Tally:
    """How all tickets did under one policy."""

    kept: Mapping[tuple[Commitment, Outcome], int]
    priority_raises: int
    level_raises: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Both policies over the same tickets; ``changed`` ended or rose otherwise, ``moved`` only a deadline."""

    tickets: int
    before: Tally
    after: Tally
    changed: tuple[Compared, ...]
    moved: int


def rehearse(cases: Sequence[Case], before: Policy, after: Policy, now: datetime) -> Rehearsal:
    """Live through every ticket under both policies, until now."""
    pairs = [Compared(case.reference, replay(case, before, now), replay(case, after, now)) for case in cases]
    changed = tuple(pair for pair in pairs if pair.before.outcomes != pair.after.outcomes)
    moved = sum(pair.before != pair.after for pair in pairs) - len(changed)
    return Rehearsal(
        len(pairs),
        _tally([pair.before for pair in pairs]),
        _tally([pair.after for pair in pairs]),
        changed,
        moved,
    )


def replay(case: Case, policy: Policy, now: datetime) -> Replay:
    """Live through one ticket under a policy: between what people did, what was due happens."""
    sent = case.history.entitlements[0]
    guaranteed = promise_first_response(policy, sent.plan, sent.priority, sent.since).due_at
    facts = Facts(guaranteed, level=case.levels[0][1])
    risen: list[Entitlement] = []
    raised: list[datetime] = []
    for at in _instants(case, now):
        facts = replace(facts, reopened_at=tuple(each for each in case.reopened_at if each < at or at == now))
        history = _as_of(case.history, risen, at, is_last=at == now)
        for step in what_is_due(policy, history, facts, at).due:
            facts = replace(facts, done=facts.done | {step.key})
            risen += _risen(step, history, risen)
            if step.rule in {Rule.LEVEL, Rule.REOPENED}:
                facts = _one_up(facts, step.at)
                raised.append(step.at)
        for given_at, stars in case.stars:
            if given_at == at and stars <= policy.escalation.stars and facts.level < SupportLevel.MANAGEMENT:
                facts = _one_up(facts, at)
                raised.append(at)
        for given_at, level in case.levels[1:]:
            if given_at == at:
                facts = replace(facts, level=level, level_since=at)
    whole = _as_of(case.history, risen, now, is_last=True)
    return Replay(tuple(_kept(policy, whole, now)), tuple(each.since for each in risen), tuple(raised))


def _one_up(facts: Facts, at: datetime) -> Facts:
    return replace(facts, level=SupportLevel(facts.level + 1), level_since=at)


def _risen(step: Step, history: History, risen: Sequence[Entitlement]) -> Iterator[Entitlement]:
    if step.rule is Rule.PRIORITY:
        so_far = sorted((*history.entitlements, *risen), key=lambda each: each.since)
        present = [each for each in so_far if each.since <= step.at][-1]
        yield Entitlement(step.at, present.plan, PRIORITY_RAISES[present.priority])


def _kept(policy: Policy, history: History, now: datetime) -> Iterator[Kept]:
    solution = resolution(policy, history, now)
    clocks: list[Clock] = [first_response(policy, history, now), *next_responses(policy, history, now)]
    for clock in [*clocks, *([solution] if solution else [])]:
        yield Kept(clock.commitment, _OUTCOMES[clock.state], clock.due_at)


def _instants(case: Case, now: datetime) -> list[datetime]:
    """Return when people did something, in order and not later than now, and now."""
    history = case.history
    ends = (at for pause in history.pauses for at in (pause.start, pause.end) if at is not None)
    found = {
        *(each.since for each in history.entitlements),
        *(*history.answers, *history.messages, *ends, *case.reopened_at),
        *(at for at, _ in (*case.levels, *case.stars)),
        *([history.withdrawn_at] if history.withdrawn_at else []),
    }
    return sorted({at for at in found if at < now} | {now})


def _as_of(history: History, risen: Sequence[Entitlement], at: datetime, *, is_last: bool) -> History:
    """Return the past as it was just before an instant, or at the last one as it is."""

    def before(each: datetime) -> bool:
        return is_last or each < at

    first, *later = history.entitlements
    entitlements = [first, *(each for each in later if before(each.since)), *risen]
    return History(
        tuple(sorted(entitlements, key=lambda each: each.since)),
        tuple(filter(before, history.answers)),
        tuple(filter(before, history.messages)),
        tuple(
            replace(pause, end=pause.end if pause.end and before(pause.end) else None)
            for pause in history.pauses
            if before(pause.start)
        ),
        history.withdrawn_at if history.withdrawn_at and before(history.withdrawn_at) else None,
    )


def _tally(replays: Sequence[Replay]) -> Tally:
    kept = Counter((each.commitment, each.outcome) for one in replays for each in one.kept)
    return Tally(
        kept,
        sum(len(one.priority_raises) for one in replays),
        sum(len(one.level_raises) for one in replays),
    )
