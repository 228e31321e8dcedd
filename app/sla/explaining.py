"""A clock's life as stretches of time, each with why it counted or not, and the rule behind its deadline.

Every instant from the beginning of a clock to the moment of looking belongs to exactly one stretch, so
that the minutes people are shown add up to the whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from app.kernel.terms import Plan, Priority
from app.sla.calendar import Span, in_utc
from app.sla.commitment import Clock, ClockState, Commitment
from app.sla.history import History, Pause, PauseReason
from app.sla.holidays import ClosedDay, ClosedReason
from app.sla.policy import Policy, Terms


class Passing(StrEnum):
    """What a stretch of time was to a clock."""

    COUNTED = "counted"  # it ran
    LATE = "late"  # it ran after its deadline
    EARLIER = "earlier"  # it ran under the plan and priority before those that set the deadline
    WAITING = "waiting"  # paused: the requester was asked something
    RESOLVED = "resolved"  # paused: the requester may say that it is not solved
    CLOSED_HOURS = "closed_hours"
    HOLIDAY = "holiday"
    OWN_CLOSED_DAY = "own_closed_day"
    WEEKEND = "weekend"


_PAUSED = {PauseReason.WAITING: Passing.WAITING, PauseReason.RESOLVED: Passing.RESOLVED}
_CLOSED = {
    ClosedReason.HOLIDAY: Passing.HOLIDAY,
    ClosedReason.OWN: Passing.OWN_CLOSED_DAY,
    ClosedReason.WEEKLY: Passing.WEEKEND,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of one kind within one local day; ``closed`` names the day on which nobody worked.

    ``is_ahead`` is what has yet to pass until the deadline, as it looks now.
    """

    start: datetime
    end: datetime
    passing: Passing
    closed: ClosedDay | None = None
    is_ahead: bool = False

    @property
    def length(self) -> timedelta:
        """Return how long it takes in real time."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Rule:
    """What set a deadline: so much working time for a plan and priority, since an instant.

    ``counted_from`` is the first instant that counts and ``closures`` the days that make the wait longer;
    ``revision`` names the policy that says so; ``around_the_clock`` if every minute counts.
    """

    plan: Plan
    priority: Priority
    amount: timedelta
    since: datetime
    counted_from: datetime
    closures: tuple[ClosedDay, ...]
    revision: str
    around_the_clock: bool


@dataclass(frozen=True, slots=True)
class Life:
    """One promise explained; ``due_at`` and ``warns_at`` are None while paused, as in its clock."""

    commitment: Commitment
    state: ClockState
    started_at: datetime
    ended_at: datetime
    due_at: datetime | None
    warns_at: datetime | None
    done_at: datetime | None
    left: timedelta
    rule: Rule
    stretches: tuple[Stretch, ...]

    def totals(self) -> Mapping[Passing, timedelta]:
        """Return how long each kind of time lasted so far; together they are the whole life."""
        found: dict[Passing, timedelta] = {}
        for each in self.stretches:
            if not each.is_ahead:
                found[each.passing] = found.get(each.passing, timedelta()) + each.length
        return {passing: found[passing] for passing in Passing if passing in found}


def explain(policy: Policy, history: History, clock: Clock, now: datetime) -> Life:
    """Tell the life of one of a ticket's clocks until now, and what is ahead of its deadline."""
    terms = policy.terms[clock.rule.plan, clock.rule.priority]
    ended_at = _end(history, clock, now)
    pauses = history.pauses if clock.commitment is Commitment.RESOLUTION else ()
    lived = _Days(policy, clock, pauses, ended_at)
    stretches = [*lived.stretches(clock.started_at, ended_at)]
    if clock.state is ClockState.RUNNING and clock.due_at is not None:
        stretches += lived.stretches(ended_at, clock.due_at, is_ahead=True)
    return Life(
        clock.commitment,
        clock.state,
        in_utc(clock.started_at),
        ended_at,
        clock.due_at,
        clock.warns_at,
        clock.done_at,
        clock.left,
        _rule(policy, terms, clock),
        tuple(stretches),
    )


def _end(history: History, clock: Clock, now: datetime) -> datetime:
    """Return when a clock stopped for good, or now."""
    ends = [clock.done_at, history.withdrawn_at, now]
    if clock.commitment is Commitment.NEXT_RESPONSE:
        wait = next(each for each in history.waits() if each.asked_at == clock.started_at)
        ends.append(wait.rested_at)
    return in_utc(max(clock.started_at, min(at for at in ends if at is not None)))


def _rule(policy: Policy, terms: Terms, clock: Clock) -> Rule:
    amount = {
        Commitment.FIRST_RESPONSE: terms.first_response,
        Commitment.NEXT_RESPONSE: terms.next_response,
        Commitment.RESOLUTION: terms.resolution,
    }[clock.commitment]
    if amount is None:
        raise AssertionError("a clock without a target has no deadline")
    return Rule(
        clock.rule.plan,
        clock.rule.priority,
        amount,
        clock.rule.since,
        terms.calendar.next_opening(clock.rule.since),
        terms.calendar.closures(clock.rule.since, clock.due_at) if clock.due_at else (),
        policy.revision,
        terms.calendar.is_always_open,
    )


class _Days:
    """Cuts time at every local midnight, opening, pause, change and deadline, and names each piece."""

    def __init__(self, policy: Policy, clock: Clock, pauses: Sequence[Pause], now: datetime) -> None:
        self.calendar = policy.terms[clock.rule.plan, clock.rule.priority].calendar
        self.zone = policy.business.zone
        self.since, self.due_at = in_utc(clock.rule.since), clock.due_at
        self.pauses = [(pause.until(now), _PAUSED[pause.reason]) for pause in pauses]

    def stretches(self, start: datetime, end: datetime, *, is_ahead: bool = False) -> Iterator[Stretch]:
        """Yield what lies between two instants, in order and without a gap; pieces of a kind are one."""
        last: Stretch | None = None
        for piece in self._pieces(in_utc(start), in_utc(end)):
            passing, closed = self._kind(piece.start)
            day = self._day(piece.start)
            if last and (last.passing, self._day(last.start)) == (passing, day):
                last = Stretch(last.start, piece.end, passing, closed, is_ahead)
                continue
            if last:
                yield last
            last = Stretch(piece.start, piece.end, passing, closed, is_ahead)
        if last:
            yield last

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Span]:
        cuts = {start, end, self.since, *([self.due_at] if self.due_at else [])}
        for span, _ in self.pauses:
            cuts |= {in_utc(span.start), in_utc(span.end)}
        for span in self.calendar.spans(start, end):
            cuts |= {span.start, span.end}
        day = self._day(start)
        while (midnight := self._midnight(day)) < end:
            cuts.add(midnight)
            day += timedelta(days=1)
        inside = sorted(cut for cut in cuts if start <= cut <= end)
        yield from (Span(earlier, later) for earlier, later in pairwise(inside))

    def _kind(self, at: datetime) -> tuple[Passing, ClosedDay | None]:
        for span, passing in self.pauses:
            if span.start <= at < span.end:
                return passing, None
        if not self.calendar.is_open(at):
            closed = self.calendar.closed_on(self._day(at))
            return (_CLOSED[closed.reason], closed) if closed else (Passing.CLOSED_HOURS, None)
        if at < self.since:
            return Passing.EARLIER, None
        late = self.due_at is not None and at >= self.due_at
        return (Passing.LATE if late else Passing.COUNTED), None

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return in_utc(datetime.combine(day, time.min, self.zone))
