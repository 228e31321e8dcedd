"""How a promise reads on a page: its words, and a mood that an icon tells without colour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from app.sla.calendar import BusinessCalendar
from app.sla.commitment import Clock, ClockState
from app.sla.policy import Policy
from app.tickets.lifecycle import Stage
from app.tickets.promise_words import named_closures
from app.tickets.views import TicketRow

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Mood(StrEnum):
    """What a clock asks of whoever looks at it."""

    LATE = "late"
    SOON = "soon"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    IDLE = "idle"  # nothing is owed


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock at one moment; ``due_at`` only while it runs; ``used`` is how much of it, 0 to 100.

    ``closed`` names the holidays and closed days that are still in between.
    """

    mood: Mood
    words: str
    due_at: datetime | None = None
    used: int = 0
    closed: str = ""


def resting_face(row: TicketRow) -> ClockFace:
    """Return the clock of a ticket in the queue that owes nothing now, from the row alone."""
    if row.stage is Stage.WAITING:
        return ClockFace(Mood.PAUSED, _("Paused"))
    if row.first_response_at is None:
        return ClockFace(Mood.IDLE, _("Nothing owed"))
    if row.first_response_at <= row.first_response_due_at:
        return ClockFace(Mood.MET, _("Answered in time"))
    return ClockFace(Mood.MISSED, _("Answered late"))


def face_of(clock: Clock, policy: Policy, now: datetime) -> ClockFace:
    """Return a clock read from a ticket's history."""
    if clock.state is ClockState.PAUSED or clock.due_at is None:
        return ClockFace(Mood.PAUSED, _("Paused"))
    if clock.state is ClockState.DROPPED:
        return ClockFace(Mood.IDLE, _("Nothing owed"))
    if clock.done_at is not None:
        is_met = clock.state is ClockState.MET
        return ClockFace(Mood.MET, _("In time")) if is_met else ClockFace(Mood.MISSED, _("Too late"))
    calendar = policy.terms[clock.rule.plan, clock.rule.priority].calendar
    whole = calendar.working_time(clock.started_at, clock.due_at)
    used = 1 - clock.left / whole if whole else 1.0
    if clock.warns_at is not None and now >= clock.warns_at:
        used = max(used, policy.warns_at)
    face = _running(clock.due_at, used, policy.warns_at, now)
    return replace(face, closed=_closed(calendar, clock.due_at, now))


def _closed(calendar: BusinessCalendar, due_at: datetime, now: datetime) -> str:
    return ", ".join(named_closures(calendar, now, due_at))


def span_words(span: timedelta) -> str:
    """Write a length of time as briefly as it stays useful: 22 min, 5 h 10 min, 3 días; never broken."""
    return _brief(span).replace(" ", "\N{NO-BREAK SPACE}")


def _brief(span: timedelta) -> str:
    if span >= 2 * _DAY:
        return ngettext("%(num)s day", "%(num)s days", span // _DAY)
    hours, minutes = divmod(span // _MINUTE, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _("%(minutes)s min", minutes=minutes)


def _running(due_at: datetime, used: float, warns_at: float, now: datetime) -> ClockFace:
    if now > due_at:
        return ClockFace(Mood.LATE, _("%(time)s overdue", time=span_words(now - due_at)), due_at, 100)
    mood = Mood.SOON if used >= warns_at else Mood.RUNNING
    words = _("%(time)s left", time=span_words(due_at - now))
    return ClockFace(mood, words, due_at, min(100, round(100 * used)))
