"""What is promised to whom: the reviewed policy as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.kernel.terms import Plan, Priority
from app.sla.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan's ticket of one priority is entitled to, counted in ``calendar`` (product 6).

    ``resolution`` is None where nothing is left to raise: critical tickets alert supervisors at once.
    """

    calendar: BusinessCalendar
    first_response: timedelta
    next_response: timedelta
    resolution: timedelta | None


@dataclass(frozen=True, slots=True)
class Escalation:
    """When a ticket rises to the next level by itself (product 7).

    ``unanswered`` is counted in the ticket's calendar; the level rises after more reopenings than
    ``reopenings`` and at ``stars`` or fewer; ``alerts_supervisors`` do so on arrival.
    """

    unanswered: Mapping[Priority, timedelta]
    reopenings: int
    stars: int
    alerts_supervisors: frozenset[Priority]


@dataclass(frozen=True, slots=True)
class Policy:
    """One reviewed file of promises.

    ``revision`` is the file's name in git (the first 12 digits of its blob), kept with every promise;
    ``business`` are the working hours, ``years`` those whose holidays somebody has reviewed;
    ``warns_at`` is the share of a promise after which agents are warned; ``closes_after`` and
    ``reminds_after`` are real time.
    """

    revision: str
    business: BusinessCalendar
    terms: Mapping[tuple[Plan, Priority], Terms]
    escalation: Escalation
    years: frozenset[int]
    warns_at: float
    closes_after: timedelta
    reminds_after: timedelta
