"""The list of one's own tickets: those that wait for an answer first, and how to find the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.kernel.terms import Language, Priority
from app.kernel.wording import N_
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Filter, Meta
from app.knowledge.paging import paging
from app.satisfaction.badge import has_badge
from app.tickets.access import Viewer
from app.tickets.lifecycle import Stage
from app.tickets.lists import PER_PAGE, MyFilter, latest_waiting, my_tickets, unread_messages
from app.tickets.names import called_by, initials_of
from app.tickets.views import TicketRow
from app.tickets.vocabulary import Side
from app.web.identity import Reader
from app.web.moments import deadline
from app.web.plain_text import isolated


@dataclass(frozen=True, slots=True)
class MyTicketRow:
    """A ticket in the list; ``next`` says what happens next."""

    url: str
    reference: str
    title: str
    stage: Stage
    priority: Priority
    unread: int
    next: Markup
    last_activity_at: datetime


@dataclass(frozen=True, slots=True)
class TicketGroup:
    """Tickets under a heading."""

    id: str
    title: str
    rows: tuple[MyTicketRow, ...]


@dataclass(frozen=True, slots=True)
class MyTicketsPage:
    """The page; ``has_any`` is False for somebody who never sent a ticket."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    search: str
    chosen: MyFilter
    filters: tuple[Filter, ...]
    groups: tuple[TicketGroup, ...]
    total: int
    has_any: bool
    everything_url: str
    number: int
    pages: int
    previous_url: str | None
    next_url: str | None
    has_badge: bool


@dataclass(frozen=True, slots=True)
class WaitingStrip:
    """The ticket on which somebody waits for the reader's answer."""

    words: Markup
    initials: str
    reference: str
    since: datetime
    url: str


_FILTERS = {
    MyFilter.ALL: N_("All"),
    MyFilter.FOR_ME: N_("They wait for your answer"),
    MyFilter.WITH_TEAM: N_("With the team"),
    MyFilter.CLOSED: N_("Closed tickets"),
}
_GROUPS = {
    Stage.WAITING: MyFilter.FOR_ME,
    Stage.RESOLVED: MyFilter.FOR_ME,
    Stage.OPEN: MyFilter.WITH_TEAM,
    Stage.IN_PROGRESS: MyFilter.WITH_TEAM,
    Stage.CLOSED: MyFilter.CLOSED,
}


def my_tickets_page(
    viewer: Viewer, language: Language, chosen: MyFilter, search: str, number: int, now: datetime
) -> MyTicketsPage:
    """Return one page of the viewer's tickets. Three statements."""
    found = my_tickets(viewer, chosen, search, number)
    address: dict[str, Any] = {"language": language, **({"q": search} if search else {})}
    here: dict[str, Any] = {**address, **({"show": chosen.value} if chosen is not MyFilter.ALL else {})}
    pages = paging(found.number, found.total, PER_PAGE, "tickets.mine", here)
    return MyTicketsPage(
        meta=unlisted_head(_("My tickets"), url_for("tickets.mine", **here)),
        crumbs=trail(language, Crumb(_("My tickets"))),
        search=search,
        chosen=chosen,
        filters=tuple(_filter(each, each is chosen, found.counts[each], address) for each in _FILTERS),
        groups=_groups(found.rows, now),
        total=found.total,
        has_any=bool(found.counts[MyFilter.ALL] or search),
        everything_url=url_for("tickets.mine", language=language),
        number=pages.number,
        pages=pages.pages,
        previous_url=pages.previous_url,
        next_url=pages.next_url,
        has_badge=has_badge(viewer, now),
    )


def waiting_strip(reader: Reader) -> WaitingStrip | None:
    """Return the strip of the home page; None for strangers, and when nobody waits. One statement."""
    if reader.person_id is None:
        return None
    row = latest_waiting(Viewer(reader.person_id))
    if row is None:
        return None
    words = escape(_("%(who)s waits for your answer on «%(title)s»"))
    return WaitingStrip(
        words=words % {"who": _who(row), "title": isolated(row.title)},
        initials=initials_of(row.assignee),
        reference=row.reference,
        since=row.last_activity_at,
        url=url_for("tickets.show", reference=row.reference, _anchor="answer"),
    )


def unread_of(reader: Reader) -> int:
    """Return how many messages on their own tickets wait for a reader who signed in. One statement."""
    return 0 if reader.person_id is None else unread_messages(Viewer(reader.person_id))


def _filter(each: MyFilter, chosen: bool, count: int, address: Mapping[str, Any]) -> Filter:
    shown: dict[str, Any] = {} if each is MyFilter.ALL else {"show": each.value}
    return Filter(_(_FILTERS[each]), url_for("tickets.mine", **address, **shown), count, chosen)


def _groups(rows: Sequence[TicketRow], now: datetime) -> tuple[TicketGroup, ...]:
    """Return the rows, which come in this order, under what they have in common."""
    return tuple(
        TicketGroup(kind.value, _(_FILTERS[kind]), tuple(_row(row, now) for row in group))
        for kind, group in groupby(rows, lambda row: _GROUPS[row.stage])
    )


def _row(row: TicketRow, now: datetime) -> MyTicketRow:
    return MyTicketRow(
        url=url_for("tickets.show", reference=row.reference),
        reference=row.reference,
        title=row.title,
        stage=row.stage,
        priority=row.priority,
        unread=row.unread,
        next=_next(row, now),
        last_activity_at=row.last_activity_at,
    )


def _next(row: TicketRow, now: datetime) -> Markup:
    if row.stage is Stage.WAITING:
        return escape(_("%(who)s waits for your answer")) % {"who": _who(row)}
    if row.stage is Stage.RESOLVED:
        return escape(_("Is it solved?"))
    if row.stage is Stage.CLOSED:
        return escape(_("Finished"))
    if row.first_response_at is None and row.first_response_due_at > now:
        return escape(_("We answer you %(deadline)s", deadline=deadline(row.first_response_due_at, now)))
    return escape(_("%(who)s is on it")) % {"who": _who(row)}


def _who(row: TicketRow) -> Markup:
    return called_by(Side.REQUESTER, row.assignee) if row.assignee else escape(_("The team"))
