"""The head of a ticket for its requester: where it stands, and what happens next and when."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.kernel.wording import N_
from app.tickets.lifecycle import REOPENS_WITHIN, Stage
from app.tickets.names import called_by
from app.tickets.promise_words import closed_words
from app.tickets.promises import current_policy
from app.tickets.views import TicketView
from app.tickets.vocabulary import Side
from app.web.i18n import day
from app.web.moments import deadline, moment


@dataclass(frozen=True, slots=True)
class Headline:
    """What happens next in one sentence; ``tone`` and ``icon`` say it once more, ``why`` why no sooner."""

    words: Markup
    tone: str
    icon: str
    why: str = ""


def headline_of(view: TicketView, now: datetime) -> Headline:
    """Return what the requester is to know first: when they are answered, or what is asked of them."""
    if view.stage is Stage.WAITING:
        return Headline(
            _say(N_("%(who)s waits for your answer"), who=_team(view)), "warn", "corner-down-left"
        )
    if view.stage is Stage.RESOLVED and view.lapses_at:
        words = N_("If you say nothing, it closes by itself %(when)s")
        return Headline(_say(words, when=moment(view.lapses_at, now)), "ok", "check")
    if view.stage is Stage.CLOSED and view.closed_at:
        return Headline(_closed(view.closed_at, view.merged_into, now), "", "lock")
    return _answer_due(view, now)


def _answer_due(view: TicketView, now: datetime) -> Headline:
    if view.first_response_at:
        words = _say(N_("Answered %(when)s"), when=moment(view.first_response_at, now))
        return Headline(words, "", "message-circle")
    if view.first_response_due_at < now:
        words = _say(N_("We should have answered you %(when)s"), when=moment(view.first_response_due_at, now))
        return Headline(words, "bad", "triangle-alert")
    words = _say(N_("We answer you %(deadline)s"), deadline=deadline(view.first_response_due_at, now))
    return Headline(words, "info", "clock", _closures_before(view, now))


def _closures_before(view: TicketView, now: datetime) -> str:
    calendar = current_policy().terms[view.plan, view.priority].calendar
    return " ".join(closed_words(calendar.closures(now, view.first_response_due_at)))


def _closed(closed_at: datetime, merged_into: str | None, now: datetime) -> Markup:
    until = closed_at + REOPENS_WITHIN
    if merged_into:
        return _say(N_("It goes on in %(to)s"), to=merged_into)
    if now <= until:
        return _say(N_("You can reopen it until %(day)s"), day=day(until))
    return _say(N_("It closed on %(day)s"), day=day(closed_at))


def _team(view: TicketView) -> Markup:
    return called_by(Side.REQUESTER, view.assignee) if view.assignee else escape(_("The team"))


def _say(message: str, **values: object) -> Markup:
    return escape(_(message)) % values
