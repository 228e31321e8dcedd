"""What the page of one's own ticket says about escalation: whether one may ask, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.escalation.queries import RequestView, requests_of
from app.escalation.requests import decided_by, refusal
from app.escalation.vocabulary import RequestOrigin, RequestState
from app.kernel.wording import N_
from app.tickets.models import Ticket
from app.tickets.names import called_by
from app.tickets.promises import current_policy
from app.tickets.views import TicketView
from app.tickets.vocabulary import Side
from app.web.moments import deadline, moment


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request as whoever made it reads it; ``answer`` is the supervisor's text, if there is one."""

    title: str
    words: Markup
    tone: str
    icon: str
    asked: str
    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class EscalationSlot:
    """What can be asked now. ``why_not`` says in words why nothing can, empty while a request is open."""

    can_ask: bool
    why_not: str
    what_follows: str
    is_open: bool
    latest: AskedFor | None
    earlier: tuple[AskedFor, ...]


def escalation_slot(view: TicketView, ticket: Ticket, now: datetime) -> EscalationSlot:
    """Return what the requester is told about escalating their ticket. One statement."""
    requests = requests_of(ticket.id)
    asked = [_asked_for(each, now) for each in reversed(requests)]
    is_open = any(each.state is RequestState.OPEN for each in requests)
    why_not = refusal(view.stage, view.level, is_open)
    by = decided_by(current_policy(), view.plan, now)
    return EscalationSlot(
        can_ask=why_not is None,
        why_not=_(why_not) if why_not and not is_open else "",
        what_follows=_("A supervisor decides %(deadline)s and answers you here.", deadline=deadline(by, now)),
        is_open=is_open,
        latest=asked[0] if asked else None,
        earlier=tuple(asked[1:]),
    )


def is_asked_already(ticket: Ticket, reason: str) -> bool:
    """Say whether a request with this very reason waits: the button was pressed twice."""
    return any(
        each.state is RequestState.OPEN and each.reason.split() == reason.split()
        for each in requests_of(ticket.id)
    )


def _asked_for(request: RequestView, now: datetime) -> AskedFor:
    title, words, tone, icon = _told(request, now)
    asked_at = moment(request.asked_at, now)
    by_words = request.origin is RequestOrigin.PHRASE
    return AskedFor(
        title=title,
        words=words,
        tone=tone,
        icon=icon,
        asked=_("You asked in your message, %(when)s", when=asked_at)
        if by_words
        else _("You asked %(when)s", when=asked_at),
        reason=request.reason,
        answer=request.answer,
    )


def _told(request: RequestView, now: datetime) -> tuple[str, Markup, str, str]:
    """Return the title of a request, what happens or happened with it, and how it looks."""
    if request.state is RequestState.OPEN:
        if request.decide_by < now:
            late = _say(N_("We should have answered you %(when)s"), when=moment(request.decide_by, now))
            return _("You asked for escalation"), late, "bad", "triangle-alert"
        words = _say(N_("A supervisor decides %(deadline)s"), deadline=deadline(request.decide_by, now))
        return _("You asked for escalation"), words, "info", "clock"
    if request.state is RequestState.LAPSED:
        words = escape(_("The ticket was resolved or closed before it was decided."))
        return _("Your request ended"), words, "", "circle-minus"
    who = called_by(Side.REQUESTER, request.decided_by)
    when = moment(request.decided_at, now) if request.decided_at else ""
    if request.state is RequestState.ACCEPTED:
        words = _say(N_("%(who)s accepted it %(when)s: your ticket went up a level."), who=who, when=when)
        return _("Your ticket was escalated"), words, "ok", "trending-up"
    words = _say(N_("%(who)s answered you %(when)s."), who=who, when=when)
    return _("Your request was declined"), words, "warn", "message-circle"


def _say(message: str, **values: object) -> Markup:
    return escape(_(message)) % values
