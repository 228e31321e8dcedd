"""Every change of a ticket in words, to the side that reads them: who, from, to and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.kernel.terms import Language, Priority, ProductArea, SupportLevel, TicketType
from app.kernel.wording import N_
from app.tickets.details import TEXTS
from app.tickets.facts import label_of
from app.tickets.labels import name_of
from app.tickets.lifecycle import Move
from app.tickets.names import called_by
from app.tickets.recording import NOBODY_FITS
from app.tickets.views import Changed, TicketView
from app.tickets.vocabulary import ChangeKind, Side
from app.web.plain_text import isolated


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words, with the icon it goes with."""

    icon: str
    words: Markup


_TERMS: Mapping[str, type[Enum]] = {
    "type": TicketType,
    "area": ProductArea,
    "language": Language,
    "priority": Priority,
}
# An icon, the words to the requester who did it (empty where they cannot), and to everybody else.
_MOVES: Mapping[Move, tuple[str, str, str]] = {
    Move.START: ("play", "", N_("%(who)s started to work on it")),
    Move.ASK: ("corner-down-left", "", N_("%(who)s waits for the answer of %(requester)s")),
    Move.RESUME: ("refresh-cw", N_("The team goes on with it"), N_("%(who)s goes on with it")),
    Move.RESOLVE: ("check", "", N_("%(who)s marked it as resolved")),
    Move.CONFIRM: (
        "check-check",
        N_("You confirmed that it is solved, and it closed"),
        N_("%(who)s confirmed that it is solved, and it closed"),
    ),
    Move.WITHDRAW: (
        "circle-x",
        N_("You closed it: it is no longer needed"),
        N_("%(who)s closed it: it is no longer needed"),
    ),
    Move.REOPEN: ("rotate-ccw", N_("You reopened it: it still fails"), N_("%(who)s reopened it")),
    Move.LAPSE: ("lock", "", N_("It closed by itself after 48 hours")),
}

# Why a level rose by itself or on request; by hand somebody said it in their own words.
_RAISED_BECAUSE: Mapping[str, str] = {
    "unanswered": N_("nobody answered in time"),
    "reopened": N_("it was reopened too often"),
    "rated low": N_("the help was rated with one star"),
    "requested": N_("the requester asked for it"),
}
# The words to the requester, and to the team.
_DECISIONS: Mapping[str, tuple[str, str]] = {
    "accepted": (
        N_("%(who)s accepted your request: your ticket goes up a level"),
        N_("%(who)s accepted the request: it goes up a level"),
    ),
    "declined": (
        N_("%(who)s declined your request: your ticket stays with the team that has it"),
        N_("%(who)s declined the request: it stays at its level"),
    ),
    "lapsed": (
        N_("Your request to escalate ended with the solution"),
        N_("The request to escalate ended with the solution"),
    ),
}


def in_words(change: Changed, view: TicketView) -> Told | None:
    """Return the change in words; None for one that another line of the page tells already."""
    tell = _TELLERS.get(change.kind)
    return tell(change, view) if tell else None


def _moved(change: Changed, view: TicketView) -> Told | None:
    if change.field == Move.MERGE:
        return None  # the line of the merge says it
    if change.field == Move.ASK and view.side is Side.REQUESTER:
        return Told("corner-down-left", _say(N_("%(who)s waits for your answer"), who=_actor(change, view)))
    icon, mine, others = _MOVES[Move(change.field)]
    told = mine if mine and _is_mine(change, view) else others
    return Told(icon, _say(told, who=_actor(change, view), requester=called_by(view.side, view.requester)))


def _assigned(change: Changed, view: TicketView) -> Told:
    who, to = _actor(change, view), called_by(view.side, change.to)
    if change.field == NOBODY_FITS:
        mine = N_("We are finding the right person for your ticket")
        others = N_("Nobody of that level fits it: it waits for a supervisor")
        return Told("inbox", _say(mine if view.side is Side.REQUESTER else others))
    if not change.to:
        return Told("inbox", _because(_say(N_("%(who)s gave it back to the team"), who=who), change.reason))
    if change.to == change.actor:
        return Told("user-check", _say(N_("%(who)s took it"), who=who))
    if change.side is Side.SYSTEM:
        ours = view.side is Side.REQUESTER
        return Told(
            "user", _say(N_("We gave your ticket to %(to)s") if ours else N_("It went to %(to)s"), to=to)
        )
    return Told("user", _because(_say(N_("%(who)s gave it to %(to)s"), who=who, to=to), change.reason))


def _priority(change: Changed, view: TicketView) -> Told:
    if _is_mine(change, view):
        told = N_("You chose priority %(to)s instead of %(before)s")
    elif change.side is Side.SYSTEM:
        told = N_("The priority rose by itself: %(before)s → %(to)s, because a solution takes too long")
    elif change.side is Side.REQUESTER:
        told = N_("%(who)s chose priority %(to)s instead of %(before)s")
    else:
        told = N_("%(who)s changed the priority: %(before)s → %(to)s")
    before, to = _term(change, change.before), _term(change, change.to)
    words = _say(told, who=_actor(change, view), before=before, to=to)
    return Told("flag", _because(words, change.reason))


def _priority_requested(change: Changed, view: TicketView) -> Told:
    mine = _is_mine(change, view)
    told = N_("You asked for priority %(to)s") if mine else N_("%(who)s asks for priority %(to)s")
    words = _say(told, who=_actor(change, view), to=_term(change, change.to))
    return Told("flag", _because(words, change.reason))


def _level(change: Changed, _view: TicketView) -> Told:
    before, to = (name_of(SupportLevel(int(each))) for each in (change.before, change.to))
    words = _say(N_("Level of support: %(before)s → %(to)s"), before=before, to=to)
    reason = _RAISED_BECAUSE.get(change.field)
    return Told("trending-up", _because(words, _(reason) if reason else change.reason))


def _escalation_requested(change: Changed, view: TicketView) -> Told:
    mine = _is_mine(change, view)
    told = N_("You asked to escalate your ticket") if mine else N_("%(who)s asks to escalate the ticket")
    return Told("trending-up", _because(_say(told, who=_actor(change, view)), change.reason))


def _escalation_decided(change: Changed, view: TicketView) -> Told:
    mine, others = _DECISIONS[change.to]
    words = _say(mine if view.side is Side.REQUESTER else others, who=_actor(change, view))
    if change.reason:
        words = _say(N_("%(words)s: %(text)s"), words=words, text=isolated(change.reason))
    return Told("gavel", words)


def _edited(change: Changed, view: TicketView) -> Told:
    before, to = (isolated(_term(change, each)) for each in (change.before, change.to))
    is_short = change.field not in TEXTS and change.before and change.to
    if _is_mine(change, view):
        told = (
            N_("You corrected «%(field)s»: %(before)s → %(to)s")
            if is_short
            else N_("You corrected «%(field)s»")
        )
    else:
        told = (
            N_("%(who)s corrected «%(field)s»: %(before)s → %(to)s")
            if is_short
            else N_("%(who)s corrected «%(field)s»")
        )
    field = label_of(change.field)
    return Told("pencil", _say(told, who=_actor(change, view), field=field, before=before, to=to))


def _merged(change: Changed, view: TicketView) -> Told | None:
    if change.reference != view.reference:
        return None  # each of both tickets holds a row of it
    words = N_("%(before)s goes on here, as part of %(to)s")
    return Told("git-merge", _say(words, before=change.before, to=change.to))


def _followed_up(change: Changed, _view: TicketView) -> Told:
    return Told("corner-down-right", _say(N_("It goes on in %(to)s"), to=change.to))


_TELLERS: Mapping[ChangeKind, Callable[[Changed, TicketView], Told | None]] = {
    ChangeKind.MOVED: _moved,
    ChangeKind.ASSIGNED: _assigned,
    ChangeKind.PRIORITY: _priority,
    ChangeKind.PRIORITY_REQUESTED: _priority_requested,
    ChangeKind.LEVEL: _level,
    ChangeKind.EDITED: _edited,
    ChangeKind.MERGED: _merged,
    ChangeKind.FOLLOWED_UP: _followed_up,
    ChangeKind.ESCALATION_REQUESTED: _escalation_requested,
    ChangeKind.ESCALATION_DECIDED: _escalation_decided,
}


def _say(message: str, **values: object) -> Markup:
    """Return the message in the page's language with its values escaped."""
    return escape(_(message)) % values


def _because(words: Markup, reason: str) -> Markup:
    if not reason:
        return words
    return _say(N_("%(words)s, because %(reason)s"), words=words, reason=isolated(reason))


def _actor(change: Changed, view: TicketView) -> Markup:
    return called_by(view.side, change.actor) if change.actor else escape(_("The system"))


def _is_mine(change: Changed, view: TicketView) -> bool:
    return change.side is Side.REQUESTER and view.side is Side.REQUESTER


def _term(change: Changed, written: str) -> str:
    terms = _TERMS.get(change.field)
    return name_of(terms(written)) if terms and written else written
