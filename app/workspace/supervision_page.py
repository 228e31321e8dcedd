"""What the supervisor's page shows: requests by their deadline, and figures that open their tickets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_

from app.escalation.queries import (
    Figure,
    Grouping,
    PromiseTrouble,
    RequestView,
    broken_promises,
    figures,
    near_breaches,
    requests_to_decide,
)
from app.escalation.troubled import (
    Corner,
    broken,
    count_of,
    near,
    overdue,
    raised_by_reason,
    references_of,
)
from app.escalation.vocabulary import RaiseReason
from app.kernel.terms import SupportLevel, TicketType
from app.kernel.wording import N_
from app.tickets.access import Viewer
from app.tickets.labels import name_of
from app.tickets.lists import QueueFilter
from app.tickets.promises import current_policy
from app.web.i18n import percent
from app.workspace.clock_face import ClockFace, Mood, span_words
from app.workspace.figures import PERIODS, REASONS, FigureKind, address_of, days_in_words
from app.workspace.period_link import PeriodLink


@dataclass(frozen=True, slots=True)
class Count:
    """How many tickets, and where they are; ``about`` says more."""

    words: str
    count: int
    url: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A request with the clock of its decision."""

    request: RequestView
    url: str
    clock: ClockFace


@dataclass(frozen=True, slots=True)
class CornerRow:
    """An agent, a level or a type with its tickets near a breach and past one."""

    name: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class CornerTable:
    """One way to tell the troubles apart."""

    id: str
    title: str
    column: str
    rows: tuple[CornerRow, ...]


@dataclass(frozen=True, slots=True)
class SupervisionPage:
    """The page of a period; raises of level are early warnings, so they stand apart from breaches."""

    to_decide: tuple[ToDecide, ...]
    now: tuple[Count, ...]
    periods: tuple[PeriodLink, ...]
    broken: Count
    tables: tuple[CornerTable, ...]
    raised: Count
    raises: tuple[Count, ...]


_COLUMNS = {FigureKind.NEAR: N_("About to break"), FigureKind.BROKEN: N_("Broken")}
_TITLES = {
    Grouping.AGENT: (N_("By agent"), N_("Agent")),
    Grouping.LEVEL: (N_("By level of support"), N_("Level")),
    Grouping.TYPE: (N_("By type"), N_("Type")),
}


def supervision_page(viewer: Viewer, days: int, now: datetime) -> SupervisionPage:
    """Return the page for the last ``days``. Six statements however much there is."""
    since = now - timedelta(days=days)
    shown = references_of(viewer, or_(near(now), broken(since, now)))
    near_now = [each for each in near_breaches(now) if each.reference in shown]
    broken_then = [each for each in broken_promises(since, now) if each.reference in shown]
    raises = raised_by_reason(viewer, since, now)
    return SupervisionPage(
        to_decide=tuple(_to_decide(each, now) for each in requests_to_decide(viewer)),
        now=(
            Count(
                _("About to break"),
                _tickets(near_now),
                url_for("workspace_queue.show", view=QueueFilter.NEAR.value),
                _("More than %(share)s of the time is used up.", share=percent(current_policy().warns_at)),
            ),
            Count(
                _("Overdue"),
                count_of(viewer, overdue(now)),
                url_for("workspace_queue.show", view=QueueFilter.BROKEN.value),
                _("Somebody still waits."),
            ),
        ),
        periods=tuple(
            PeriodLink(days_in_words(each), url_for("workspace_supervision.show", days=each), each == days)
            for each in PERIODS
        ),
        broken=Count(
            _("Tickets with a broken promise"),
            _tickets(broken_then),
            address_of(FigureKind.BROKEN, days),
            ngettext("%(num)s broken promise", "%(num)s broken promises", len(broken_then)),
        ),
        tables=tuple(_table(grouping, near_now, broken_then, days) for grouping in Grouping),
        raised=Count(
            _("Tickets that went up a level"),
            len(frozenset[str]().union(*raises.values())),
            address_of(FigureKind.RAISED, days),
        ),
        raises=tuple(
            Count(
                _(REASONS[reason]),
                len(raises[reason]),
                address_of(FigureKind.RAISED, days, reason=reason),
            )
            for reason in RaiseReason
            if reason in raises
        ),
    )


def _to_decide(request: RequestView, now: datetime) -> ToDecide:
    late = request.decide_by < now
    time = span_words(abs(request.decide_by - now))
    return ToDecide(
        request=request,
        url=url_for("workspace_ticket.show", reference=request.reference, _anchor="escalation"),
        clock=ClockFace(Mood.LATE, _("%(time)s overdue", time=time), request.decide_by, 100)
        if late
        else ClockFace(Mood.RUNNING, _("%(time)s left", time=time), request.decide_by, _used(request, now)),
    )


def _used(request: RequestView, now: datetime) -> int:
    whole = request.decide_by - request.asked_at
    return round(100 * ((now - request.asked_at) / whole)) if whole else 100


def _tickets(troubles: Iterable[PromiseTrouble]) -> int:
    return len({each.reference for each in troubles})


def _table(
    grouping: Grouping, near_now: Sequence[PromiseTrouble], broken_then: Sequence[PromiseTrouble], days: int
) -> CornerTable:
    """Return the troubles of each agent, level or type, where there are any."""
    found = [{figure.key: figure for figure in figures(each, grouping)} for each in (near_now, broken_then)]
    keys = dict.fromkeys([*found[1], *found[0]])
    title, column = _TITLES[grouping]
    return CornerTable(
        id=f"by-{grouping.value}",
        title=_(title),
        column=_(column),
        rows=tuple(
            CornerRow(
                _name(grouping, key, next(each[key] for each in found if key in each)),
                tuple(
                    Count(
                        _(words),
                        len(each[key].references) if key in each else 0,
                        address_of(kind, days, _corner(grouping, key)),
                    )
                    for (kind, words), each in zip(_COLUMNS.items(), found, strict=True)
                ),
            )
            for key in keys
        ),
    )


def _name(grouping: Grouping, key: object, figure: Figure) -> str:
    if grouping is Grouping.AGENT:
        return figure.name or _("Nobody")
    return name_of(key) if isinstance(key, Enum) else ""


def _corner(grouping: Grouping, key: object) -> Corner:
    if grouping is Grouping.AGENT:
        return Corner(agent_id=key if isinstance(key, int) else 0)
    if isinstance(key, SupportLevel):
        return Corner(level=key)
    return Corner(type=key if isinstance(key, TicketType) else None)
