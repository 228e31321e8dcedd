"""What happened to a ticket as far as its clocks care: intervals and instants, never running totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel.terms import Plan, Priority
from app.sla.calendar import Span


class PauseReason(StrEnum):
    """Whom a resolution waits for (product 6)."""

    WAITING = "waiting"  # the requester, who was asked something in public
    RESOLVED = "resolved"  # the requester, who may say that it is not solved; closed tickets too


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the resolution does not count; ``end`` is None while it lasts."""

    start: datetime
    end: datetime | None
    reason: PauseReason

    def until(self, now: datetime) -> Span:
        """Return the stretch as if it ended now at the latest."""
        return Span(self.start, self.end or max(now, self.start))

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The plan and priority that hold from an instant on."""

    since: datetime
    plan: Plan
    priority: Priority


@dataclass(frozen=True, slots=True)
class Wait:
    """A requester waits for a further answer; once the ticket is resolved, none is owed any more."""

    asked_at: datetime
    answered_at: datetime | None
    rested_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """A ticket's past, in order of time; nothing in it is later than the ``now`` it is asked with.

    ``entitlements`` begin with the one it was sent with; ``answers`` are public messages that people of
    the staff wrote, neither automatic ones nor notes; ``messages`` are what the requester added later,
    the reopening ones included; ``withdrawn_at`` is when it was taken back or merged into another.
    """

    entitlements: tuple[Entitlement, ...]
    answers: tuple[datetime, ...] = ()
    messages: tuple[datetime, ...] = ()
    pauses: tuple[Pause, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def sent_at(self) -> datetime:
        """Return when the first clock began."""
        return self.entitlements[0].since

    @property
    def present_priority(self) -> Entitlement:
        """Return the entitlement of now, since when its priority holds: a change of plan alone keeps it."""
        present = self.entitlements[-1]
        since = present.since
        for each in reversed(self.entitlements):
            if each.priority is not present.priority:
                break
            since = each.since
        return Entitlement(since, present.plan, present.priority)

    @property
    def resolved_at(self) -> datetime | None:
        """Return since when it is resolved, or None while it is not."""
        lasting = (each for each in self.pauses if each.end is None and each.reason is PauseReason.RESOLVED)
        return min((pause.start for pause in lasting), default=None)

    def entitled(self, start: datetime, end: datetime) -> Iterator[Entitlement]:
        """Yield what held in a stretch, each from its beginning in it: what a clock counts from."""
        followers = [*self.entitlements[1:], None]
        for each, following in zip(self.entitlements, followers, strict=True):
            since = max(each.since, start)
            if (following is None or following.since > start) and since <= end:
                yield Entitlement(since, each.plan, each.priority)

    def answered_after(self, at: datetime) -> datetime | None:
        """Return the first answer at an instant or later."""
        return min((answer for answer in self.answers if answer >= at), default=None)

    def waits(self) -> Iterator[Wait]:
        """Yield the requester's waits for further answers, in order.

        Several messages in a row are one wait, from the first. What comes before the first answer waits
        for that one; thanks for a resolved ticket wait for nothing.
        """
        owed_until = self.answered_after(self.sent_at)
        for message in sorted(self.messages):
            if owed_until is not None and message >= owed_until and not self._rests(message):
                wait = Wait(message, self.answered_after(message), self._rest_after(message))
                yield wait
                owed_until = min((at for at in (wait.answered_at, wait.rested_at) if at), default=None)

    def _rest_after(self, at: datetime) -> datetime | None:
        rests = (pause.start for pause in self.pauses if pause.reason is PauseReason.RESOLVED)
        return min((start for start in rests if start >= at), default=None)

    def _rests(self, at: datetime) -> bool:
        return any(pause.reason is PauseReason.RESOLVED and pause.holds(at) for pause in self.pauses)
