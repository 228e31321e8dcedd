"""What the team sees about the level of a ticket: the request that waits, its past, and who comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.escalation.access import may_decide, may_raise
from app.escalation.levels import may_rise
from app.escalation.queries import RequestView, requests_of
from app.escalation.vocabulary import RaiseReason, RequestState
from app.kernel.terms import SupportLevel
from app.tickets.access import Viewer
from app.tickets.desk import loads, reached_by
from app.tickets.labels import name_of
from app.tickets.lines import Line
from app.tickets.models import Ticket
from app.tickets.timeline import timeline_of
from app.tickets.views import Changed, TicketView
from app.tickets.vocabulary import ChangeKind, Side
from app.workspace.clock_face import span_words

_OF_LEVEL = frozenset({ChangeKind.LEVEL, ChangeKind.ESCALATION_REQUESTED, ChangeKind.ESCALATION_DECIDED})


@dataclass(frozen=True, slots=True)
class NextAgent:
    """Somebody of the next level; ``about`` says level and load."""

    person_id: int
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """The level of a ticket and what can be done about it.

    ``request`` waits for a decision that ``may_decide`` says is the viewer's; ``time_left`` says how
    long. ``decided_first`` is what somebody else decided while the viewer wrote ``text``.
    """

    request: RequestView | None
    is_late: bool
    time_left: str
    may_decide: bool
    decided_first: RequestView | None
    text: str
    can_raise: bool
    next_level: SupportLevel | None
    agents: tuple[NextAgent, ...]
    chosen: str
    why: str
    past: Sequence[Line]


def escalation_of(
    viewer: Viewer, ticket: Ticket, view: TicketView, typed: Mapping[str, str], now: datetime
) -> Escalation:
    """Return what the viewer sees about the ticket's level; ``typed`` is what a refused form held."""
    requests = requests_of(ticket.id)
    waiting = next((each for each in requests if each.state is RequestState.OPEN), None)
    answered = next((each for each in requests if str(each.id) == typed.get("request")), None)
    rises = ticket.level < SupportLevel.MANAGEMENT and may_rise(RaiseReason.BY_HAND, ticket.stage, Side.STAFF)
    following = SupportLevel(ticket.level + 1) if rises else None
    decides, raises = may_decide(viewer, ticket), may_raise(viewer, ticket)
    return Escalation(
        request=waiting,
        is_late=waiting is not None and waiting.decide_by < now,
        time_left=_time_left(waiting, now) if waiting else "",
        may_decide=decides,
        decided_first=answered if answered and answered.state is not RequestState.OPEN else None,
        text=typed.get("decision", "") if decides else "",
        can_raise=raises and following is not None,
        next_level=following,
        agents=_agents(ticket, following) if following and (raises or (waiting and decides)) else (),
        chosen=typed.get("next_assignee", ""),
        why=typed.get("level_reason", ""),
        past=_past(view),
    )


def _past(view: TicketView) -> Sequence[Line]:
    """Return the lines of the timeline that are about the level."""
    changes = (each for each in view.entries if isinstance(each, Changed) and each.kind in _OF_LEVEL)
    return timeline_of(replace(view, entries=tuple(changes)))


def _time_left(request: RequestView, now: datetime) -> str:
    if request.decide_by < now:
        return _("%(time)s overdue", time=span_words(now - request.decide_by))
    return _("%(time)s left", time=span_words(request.decide_by - now))


def _agents(ticket: Ticket, level: SupportLevel) -> tuple[NextAgent, ...]:
    """Return whom the ticket can go to, the least loaded first."""
    in_hand = loads()
    found = sorted(reached_by(ticket, level), key=lambda each: in_hand.get(each.person_id, 0))
    return tuple(
        NextAgent(each.person_id, each.name, f"{name_of(each.level)} · {_load(in_hand, each.person_id)}")
        for each in found
    )


def _load(in_hand: Mapping[int | None, int], person_id: int) -> str:
    return ngettext("%(num)s active ticket", "%(num)s active tickets", in_hand.get(person_id, 0))
