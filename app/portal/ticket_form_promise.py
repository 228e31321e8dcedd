"""The guarantee as the form says it: by when, and why no sooner (product 6, ux 8.1)."""

from dataclasses import dataclass
from datetime import datetime

from babel import lists
from flask_babel import gettext as _

from app.kernel.terms import Plan, Priority
from app.tickets.promise_words import closed_day
from app.tickets.promises import promise
from app.web.i18n import locale_of_page
from app.web.moments import deadline, moment


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One priority's promise: «te respondemos mañana antes de las 8:34 a. m.», and its reasons."""

    priority: Priority
    due_at: datetime
    words: str
    reasons: tuple[str, ...]


def guarantee(plan: Plan, priority: Priority, now: datetime) -> Guarantee:
    """Return what somebody who sends at ``now`` is promised."""
    promised = promise(plan, priority, now)
    reasons = []
    if promised.closures:
        names = [closed_day(each) for each in promised.closures]
        days = lists.format_list(names, locale=locale_of_page())
        reasons.append(_("We do not work on %(days)s", days=days))
    if promised.counted_from > promised.sent_at:
        reasons.append(_("The time counts from %(opening)s", opening=moment(promised.counted_from, now)))
    return Guarantee(
        priority=priority,
        due_at=promised.due_at,
        words=_("we reply %(deadline)s", deadline=deadline(promised.due_at, now)),
        reasons=tuple(reasons),
    )
