"""The queue of the team: the promise that is due next stands first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.escalation.troubled import near, overdue
from app.kernel.clock import utc_now
from app.kernel.permissions import Permission
from app.kernel.terms import Language, Plan
from app.kernel.wording import N_
from app.knowledge.paging import Paging, asked_page, paging
from app.sla.commitment import Clock
from app.sla.policy import Policy
from app.tickets.access import Viewer, viewer_of
from app.tickets.due import next_clocks
from app.tickets.labels import name_of
from app.tickets.lifecycle import Stage
from app.tickets.lists import PER_PAGE, Promises, QueueFilter, queue
from app.tickets.promises import current_policy
from app.tickets.views import Page, TicketRow
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.clock_face import ClockFace, Mood, face_of, resting_face
from app.workspace.figures import AskedFigure, asked_figure

workspace_queue = Blueprint("workspace_queue", __name__)

_LONGEST_SEARCH = 200  # characters (security 64)
_TITLES = {
    QueueFilter.MINE: N_("Mine"),
    QueueFilter.UNASSIGNED: N_("Unassigned"),
    QueueFilter.ACTIVE: N_("Active"),
    QueueFilter.NEAR: N_("About to break"),
    QueueFilter.BROKEN: N_("Overdue"),
    QueueFilter.WAITING: N_("Waiting for the customer"),
    QueueFilter.RESOLVED: N_("Resolved"),
    QueueFilter.CLOSED: N_("Closed"),
    QueueFilter.ALL: N_("All"),
}
_STANDINGS = {Mood.SOON: N_("about to break"), Mood.LATE: N_("overdue")}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket in the queue, with the clock of its next promise and what the viewer may do from here.

    ``promise`` says which one it is, and in words whether it is near or broken.
    """

    ticket: TicketRow
    clock: ClockFace
    promise: str
    is_vip: bool
    is_mine: bool
    can_take: bool


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One view of the queue, with how many tickets are in it."""

    title: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue as one agent sees it; ``figure`` says in words which figure it is behind."""

    title: str
    chosen: QueueFilter
    filters: tuple[FilterLink, ...]
    search: str
    rows: tuple[QueueRow, ...]
    total: int
    pages: Paging
    clear_url: str
    figure: str
    kept: Mapping[str, str]
    whole_url: str


@workspace_queue.page("/<language:language>/staff/queue", access=holders_of(Permission.ANSWER_TICKETS))
def show(language: Language) -> ResponseReturnValue:
    """Show the tickets of the team by the promise that is due next; a figure narrows them to its own."""
    viewer, now = viewer_of(current_reader()), utc_now()
    figure = asked_figure(request.args, now)
    chosen = _asked_filter(figure)
    words = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    promises: Promises = {QueueFilter.NEAR: near(now), QueueFilter.BROKEN: overdue(now)}
    within = figure.tickets if figure else None
    found = queue(viewer, chosen, words, asked_page(), promises=promises, within=within)
    page = queue_page(language, viewer, chosen, words, found, current_policy(), now, figure)
    return render_template("workspace/queue.html", page=page)


def queue_page(
    language: Language,
    viewer: Viewer,
    chosen: QueueFilter,
    words: str,
    found: Page,
    policy: Policy,
    now: datetime,
    figure: AskedFigure | None = None,
) -> QueuePage:
    """Return a page of the queue ready to print."""
    kept: dict[str, Any] = dict(figure.address) if figure else {}
    asked = {**kept, "q": words} if words else kept
    here = partial(url_for, "workspace_queue.show", language=language)
    clocks = next_clocks([row.reference for row in found.rows], policy, now)
    return QueuePage(
        title=_(_TITLES[chosen]),
        chosen=chosen,
        filters=tuple(
            FilterLink(_(_TITLES[each]), here(view=each.value, **asked), found.counts[each], each is chosen)
            for each in QueueFilter
            if each is not QueueFilter.ALL or figure
        ),
        search=words,
        rows=tuple(_row(viewer, row, clocks.get(row.reference), policy, now) for row in found.rows),
        total=found.total,
        pages=paging(
            found.number,
            found.total,
            PER_PAGE,
            "workspace_queue.show",
            {"language": language, "view": chosen.value, **asked},
        ),
        clear_url=here(view=chosen.value, **kept),
        figure=figure.words if figure else "",
        kept=kept,
        whole_url=here(),
    )


def _row(viewer: Viewer, row: TicketRow, clock: Clock | None, policy: Policy, now: datetime) -> QueueRow:
    face = face_of(clock, policy, now) if clock else resting_face(row)
    return QueueRow(
        ticket=row,
        clock=face,
        promise=_promise(clock, face) if clock else "",
        is_vip=row.plan is Plan.VIP,
        is_mine=row.assignee_id == viewer.person_id,
        can_take=row.assignee_id is None
        and row.stage is not Stage.CLOSED
        and (viewer.directs or viewer.level >= row.level),
    )


def _promise(clock: Clock, face: ClockFace) -> str:
    name, standing = name_of(clock.commitment), _STANDINGS.get(face.mood)
    return _("%(promise)s: %(standing)s", promise=name, standing=_(standing)) if standing else name


def _asked_filter(figure: AskedFigure | None) -> QueueFilter:
    """Return the view of the address; without one that exists all of a figure, or what is active."""
    asked = request.args.get("view", "")
    otherwise = QueueFilter.ALL if figure else QueueFilter.ACTIVE
    return QueueFilter(asked) if asked in set(QueueFilter) else otherwise
