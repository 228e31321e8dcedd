"""When a silent requester is reminded, and when a resolved ticket closes by itself (product 5, 8)."""

from datetime import datetime

from app.sla.calendar import in_utc
from app.sla.policy import Policy


def closes_at(policy: Policy, resolved_at: datetime) -> datetime:
    """Return when 48 hours have passed that contain at least one full business day.

    Whoever gets the answer on the eve of a long weekend still has a whole day of work to object.
    """
    whole_day = next(policy.business.whole_days(resolved_at))
    return max(in_utc(resolved_at) + policy.closes_after, whole_day.end)


def reminds_at(policy: Policy, asked_at: datetime) -> datetime:
    """Return when a requester who has not answered a question is reminded: 48 hours of real time."""
    return in_utc(asked_at) + policy.reminds_after
