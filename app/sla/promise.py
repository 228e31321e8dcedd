"""The promise a requester is shown before sending: one exact instant, with its reasons (product 6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.terms import Plan, Priority
from app.sla.calendar import in_utc
from app.sla.holidays import ClosedDay
from app.sla.policy import Policy


@dataclass(frozen=True, slots=True)
class Promise:
    """When the first answer comes at the latest.

    ``counted_from`` is the first instant that counts, ``closures`` the days that make the wait longer
    and ``revision`` the policy that said so; instants are in UTC.
    """

    plan: Plan
    priority: Priority
    guarantee: timedelta
    sent_at: datetime
    counted_from: datetime
    due_at: datetime
    closures: tuple[ClosedDay, ...]
    revision: str


def promise_first_response(policy: Policy, plan: Plan, priority: Priority, sent_at: datetime) -> Promise:
    """Promise the first answer to a ticket sent at an instant."""
    terms = policy.terms[plan, priority]
    due_at = terms.calendar.instant_after(sent_at, terms.first_response)
    return Promise(
        plan,
        priority,
        terms.first_response,
        in_utc(sent_at),
        terms.calendar.next_opening(sent_at),
        due_at,
        terms.calendar.closures(sent_at, due_at),
        policy.revision,
    )
