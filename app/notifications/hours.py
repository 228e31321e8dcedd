"""When a letter may go: at once, in the team's working hours, or with the day's digest. Pure."""

from datetime import datetime, time, timedelta

from app.notifications.vocabulary import Urgency
from app.sla.calendar import BusinessCalendar, in_utc

DIGEST_AT = time(8, 0)  # local time of the policy's zone, Caracas


def goes_at(urgency: Urgency, for_team: bool, at: datetime, calendar: BusinessCalendar) -> datetime:
    """Return when a letter goes that is ready at ``at``: the team's wait for hours unless they are urgent."""
    if urgency is Urgency.URGENT or not for_team:
        return in_utc(at)
    return calendar.next_opening(at)


def digest_after(at: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the first 8:00 of the calendar's zone at or after ``at``."""
    local = at.astimezone(calendar.zone)
    day = (
        local.date() if local.timetz().replace(tzinfo=None) <= DIGEST_AT else local.date() + timedelta(days=1)
    )
    return in_utc(datetime.combine(day, DIGEST_AT, tzinfo=calendar.zone))
