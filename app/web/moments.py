"""Instants as a person says them, in Venezuela's time: «hoy 3:30 p. m.», «mañana a las 8:34 a. m.»."""

from datetime import datetime, timedelta

from babel import dates
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.web.i18n import VENEZUELA, locale_of_page


def clock(moment: datetime) -> str:
    """Write the time of day: 3:30 p. m."""
    return str(dates.format_time(moment.astimezone(VENEZUELA), "h:mm a", locale=locale_of_page()))


def moment(instant: datetime, now: datetime | None = None) -> str:
    """Write when something was or will be, as briefly as it stays clear: hoy, 3:30 p. m."""
    values = {"day": day_name(instant, now or utc_now()), "time": clock(instant)}
    return _("%(day)s, %(time)s", **values)


def deadline(instant: datetime, now: datetime | None = None) -> str:
    """Write by when: mañana antes de las 8:34 a. m."""
    values = {"day": day_name(instant, now or utc_now()), "time": clock(instant)}
    return _("%(day)s before %(time)s", **values)


def day_name(instant: datetime, now: datetime) -> str:
    """Return the day's name: today, tomorrow, yesterday, a weekday within six days, else the date."""
    on, today = instant.astimezone(VENEZUELA).date(), now.astimezone(VENEZUELA).date()
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    away = (on - today).days
    if away in near:
        return near[away]
    if timedelta(0) < on - today < timedelta(days=7):
        return str(dates.format_date(on, "EEEE d", locale=locale_of_page()))
    pattern = "d MMM" if on.year == today.year else "d MMM y"
    return str(dates.format_date(on, pattern, locale=locale_of_page())).replace(".", "")
