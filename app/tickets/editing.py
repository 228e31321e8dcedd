"""Correct what a ticket says without overwriting what somebody else corrected meanwhile (security 55)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.kernel.errors import Conflict, NotAllowed, RuleBroken
from app.kernel.terms import Plan
from app.kernel.wording import N_
from app.tickets.access import Act, Viewer, require
from app.tickets.details import DETAIL_NAMES, Details, checked_details
from app.tickets.models import Ticket
from app.tickets.recording import hold, record
from app.tickets.submitting import details_of
from app.tickets.triage import require_type
from app.tickets.vocabulary import ChangeKind, Side, TicketStatus

# The team classifies; what happened is the requester's to tell.
EDITABLE: dict[Side, frozenset[str]] = {
    Side.REQUESTER: frozenset(DETAIL_NAMES) - {"type"},
    Side.STAFF: frozenset({"title", "type", "area", "language"}),
    Side.SYSTEM: frozenset(),
}


class EditConflict(Conflict):
    """Somebody edited first: ``mine`` was sent, ``theirs`` stands now as ``version``."""

    def __init__(self, mine: Details, theirs: Details, version: int) -> None:
        super().__init__(N_("Somebody else changed this ticket while you were writing."))
        self.mine = mine
        self.theirs = theirs
        self.version = version

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields in which both differ."""
        return tuple(name for name in DETAIL_NAMES if getattr(self.mine, name) != getattr(self.theirs, name))


def edit(
    ticket: Ticket, viewer: Viewer, seen_version: int, changes: Mapping[str, object], now: datetime
) -> None:
    """Change fields of the details, each with a row of the timeline; sending the same twice changes nothing.

    Raises EditConflict with both versions, NotAllowed for a field that is not the viewer's, Refusals.
    """
    hold(ticket)
    side = require(viewer, Act.EDIT, ticket)
    if not changes.keys() <= EDITABLE[side]:
        raise NotAllowed("You cannot change this part of the ticket.")
    if ticket.status is TicketStatus.CLOSED:
        raise RuleBroken(N_("This ticket is closed."))
    theirs = details_of(ticket)
    mine = checked_details(replace(theirs, **changes))  # type: ignore[arg-type]  # names checked above
    if mine == theirs:
        return
    if ticket.version != seen_version:
        raise EditConflict(mine, theirs, ticket.version)
    if mine.type is not theirs.type:
        require_type(mine.type, Plan(ticket.plan))
    _write(ticket, viewer, theirs, mine, now)


def _write(ticket: Ticket, viewer: Viewer, before: Details, after: Details, now: datetime) -> None:
    ticket.version += 1
    for name in DETAIL_NAMES:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            setattr(ticket, name, new)
            record(ticket, ChangeKind.EDITED, viewer, now, field=name, before=old, to=new)
