"""The queue of the team: what breaks first stands first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.permissions import Permission
from app.kernel.terms import Language, Plan
from app.kernel.wording import N_
from app.knowledge.paging import Paging, asked_page, paging
from app.sla.policy import Policy
from app.tickets.access import Viewer, viewer_of
from app.tickets.lifecycle import Stage
from app.tickets.lists import PER_PAGE, QueueFilter, queue
from app.tickets.promises import current_policy
from app.tickets.views import Page, TicketRow
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.clock_face import ClockFace, first_response_face

workspace_queue = Blueprint("workspace_queue", __name__)

_LONGEST_SEARCH = 200  # characters (security 64)
_TITLES = {
    QueueFilter.MINE: N_("Mine"),
    QueueFilter.UNASSIGNED: N_("Unassigned"),
    QueueFilter.ACTIVE: N_("Active"),
    QueueFilter.WAITING: N_("Waiting for the customer"),
    QueueFilter.RESOLVED: N_("Resolved"),
    QueueFilter.CLOSED: N_("Closed"),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket in the queue, with its clock and what the viewer may do with it from here."""

    ticket: TicketRow
    clock: ClockFace
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
    """A page of the queue as one agent sees it."""

    title: str
    chosen: QueueFilter
    filters: tuple[FilterLink, ...]
    search: str
    rows: tuple[QueueRow, ...]
    total: int
    pages: Paging
    clear_url: str


@workspace_queue.page("/<language:language>/staff/queue", access=holders_of(Permission.ANSWER_TICKETS))
def show(language: Language) -> ResponseReturnValue:
    """Show the tickets of the team by the time that is left for them."""
    viewer, now = viewer_of(current_reader()), utc_now()
    chosen = _asked_filter()
    words = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    found = queue(viewer, chosen, words, asked_page())
    return render_template(
        "workspace/queue.html", page=queue_page(language, viewer, chosen, words, found, current_policy(), now)
    )


def queue_page(
    language: Language,
    viewer: Viewer,
    chosen: QueueFilter,
    words: str,
    found: Page,
    policy: Policy,
    now: datetime,
) -> QueuePage:
    """Return a page of the queue ready to print."""
    searched: dict[str, Any] = {"q": words} if words else {}

    def address(view: QueueFilter) -> str:
        return url_for("workspace_queue.show", language=language, view=view.value, **searched)

    return QueuePage(
        title=_(_TITLES[chosen]),
        chosen=chosen,
        filters=tuple(
            FilterLink(_(_TITLES[each]), address(each), found.counts[each], each is chosen)
            for each in QueueFilter
        ),
        search=words,
        rows=tuple(_row(viewer, row, policy, now) for row in found.rows),
        total=found.total,
        pages=paging(
            found.number,
            found.total,
            PER_PAGE,
            "workspace_queue.show",
            {"language": language, "view": chosen.value, **searched},
        ),
        clear_url=url_for("workspace_queue.show", language=language, view=chosen.value),
    )


def _row(viewer: Viewer, row: TicketRow, policy: Policy, now: datetime) -> QueueRow:
    return QueueRow(
        ticket=row,
        clock=first_response_face(row, policy, now),
        is_vip=row.plan is Plan.VIP,
        is_mine=row.assignee_id == viewer.person_id,
        can_take=row.assignee_id is None
        and row.stage is not Stage.CLOSED
        and (viewer.directs or viewer.level >= row.level),
    )


def _asked_filter() -> QueueFilter:
    """Return the view of the address; what breaks first without one, or with one that does not exist."""
    asked = request.args.get("view", "")
    return QueueFilter(asked) if asked in set(QueueFilter) else QueueFilter.ACTIVE
