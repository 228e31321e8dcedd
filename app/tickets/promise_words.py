"""The promise of a first answer as one sentence with its reasons, for pages and letters alike (product 6).

It speaks the language in force: that of the page, or of ``flask_babel.force_locale`` where there is none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from babel import dates, lists
from flask_babel import gettext as _

from app.kernel.terms import Language
from app.sla.calendar import BusinessCalendar
from app.sla.commitment import first_response
from app.sla.holidays import ClosedDay, ClosedReason
from app.sla.promise import Promise
from app.tickets.clocks import history_of
from app.tickets.labels import name_of
from app.tickets.models import Ticket
from app.tickets.promises import current_policy
from app.tickets.vocabulary import Side
from app.web.i18n import VENEZUELA, locale_of_page
from app.web.moments import clock

_MINUTE = timedelta(minutes=1)
_DAYS = {Language.ES: "EEEE d 'de' MMMM", Language.EN: "EEEE, MMMM d"}


def promise_of(ticket: Ticket) -> Promise:
    """Return the guarantee that stands for a ticket, with the rule that set it. Two statements."""
    policy, history = current_policy(), history_of(ticket)
    rule = first_response(policy, history, history.entitlements[-1].since).rule
    terms = policy.terms[rule.plan, rule.priority]
    return Promise(
        plan=rule.plan,
        priority=rule.priority,
        guarantee=terms.first_response,
        sent_at=rule.since,
        counted_from=terms.calendar.next_opening(rule.since),
        due_at=ticket.first_response_due_at,
        closures=terms.calendar.closures(rule.since, ticket.first_response_due_at),
        revision=ticket.promised_by,
    )


def promise_sentence(promised: Promise, side: Side = Side.REQUESTER) -> str:
    """Write by when and why: «Te prometimos responder antes del viernes 27 de noviembre, 10:30 a. m. …»."""
    values = {
        "when": exact(promised.due_at),
        "priority": name_of(promised.priority).lower(),
        "plan": name_of(promised.plan),
        "amount": _amount(promised),
        "since": exact(promised.counted_from),
    }
    if side is Side.STAFF:
        given = _(
            "We promised an answer before %(when)s because the ticket has %(priority)s priority"
            " (%(plan)s) and those are answered within %(amount)s, counted from %(since)s",
            **values,
        )
    else:
        given = _(
            "We promised to answer you before %(when)s because your ticket has %(priority)s priority"
            " (%(plan)s) and those are answered within %(amount)s, counted from %(since)s",
            **values,
        )
    return " ".join([sentence(given), *closed_words(promised.closures)])


def sentence(words: str) -> str:
    """End words with one full stop, also after «p. m.»."""
    return f"{words.removesuffix('.')}."


def closed_words(closures: Iterable[ClosedDay]) -> list[str]:
    """Write on which days nobody works, as one sentence; none if there are no such days."""
    names = [closed_day(each) for each in closures]
    if not names:
        return []
    days = lists.format_list(names, locale=locale_of_page())
    return [_("We do not work on %(days)s.", days=days)]


def closed_day(closed: ClosedDay) -> str:
    """Write a closed day with its name: jueves 24 (Nochebuena)."""
    day = str(dates.format_date(closed.on, "EEEE d", locale=locale_of_page()))
    name = closed.names.get(Language(locale_of_page()[:2]), "")
    return f"{day} ({name})" if name else day


def named_closures(calendar: BusinessCalendar, start: datetime, end: datetime) -> tuple[str, ...]:
    """Return the holidays and own closed days between two instants in words, without the weekends."""
    closures = calendar.closures(start, end) if end > start else ()
    return tuple(closed_day(each) for each in closures if each.reason is not ClosedReason.WEEKLY)


def exact(instant: datetime) -> str:
    """Write a whole local time, true on any day it is read: viernes 27 de noviembre, 10:30 a. m."""
    local, locale = instant.astimezone(VENEZUELA), locale_of_page()
    day = str(dates.format_date(local, _DAYS[Language(locale[:2])], locale=locale))
    return _("%(day)s, %(time)s", day=day, time=clock(instant))


def length(amount: timedelta) -> str:
    """Write an amount of time that counts: 8 h, 1 h 30 min, 30 min."""
    hours, minutes = divmod(amount // _MINUTE, 60)
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _("%(hours)s h", hours=hours) if hours else _("%(minutes)s min", minutes=minutes)


def _amount(promised: Promise) -> str:
    """Say that only working time counts, where that made a difference."""
    amount = length(promised.guarantee)
    if promised.due_at - promised.counted_from <= promised.guarantee:
        return amount
    return _("%(amount)s of working time", amount=amount)
