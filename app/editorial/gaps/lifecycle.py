"""The life of a gap as one table: what may happen where, and where it leads."""

from collections.abc import Mapping

from app.editorial.gaps.vocabulary import Deed, GapState
from app.kernel.errors import RuleBroken
from app.kernel.wording import N_

_NEW, _ASSIGNED, _WATCHED, _CLOSED, _DISMISSED = GapState
AFTER: Mapping[GapState, Mapping[Deed, GapState]] = {
    _NEW: {
        Deed.ASSIGNED: _ASSIGNED,
        Deed.DISMISSED: _DISMISSED,
        Deed.LINKED: _NEW,
        Deed.ANSWERED: _WATCHED,
        Deed.JOINED: _CLOSED,
    },
    _ASSIGNED: {
        Deed.ASSIGNED: _ASSIGNED,
        Deed.RELEASED: _NEW,
        Deed.DISMISSED: _DISMISSED,
        Deed.LINKED: _ASSIGNED,
        Deed.ANSWERED: _WATCHED,
        Deed.JOINED: _CLOSED,
    },
    _WATCHED: {
        Deed.ASSIGNED: _WATCHED,
        Deed.RELEASED: _WATCHED,
        Deed.DISMISSED: _DISMISSED,
        Deed.LINKED: _WATCHED,
        Deed.FAILED_AGAIN: _NEW,
        Deed.CLOSED: _CLOSED,
        Deed.JOINED: _CLOSED,
    },
    _CLOSED: {Deed.REOPENED: _NEW, Deed.FAILED_AGAIN: _NEW, Deed.LINKED: _CLOSED},
    _DISMISSED: {Deed.REOPENED: _NEW, Deed.GREW: _NEW, Deed.LINKED: _DISMISSED},
}


def allows(state: GapState, deed: Deed) -> bool:
    """Say whether it can happen where the gap stands."""
    return deed in AFTER[state]


def after(state: GapState, deed: Deed, has_assignee: bool) -> GapState:
    """Return where the gap stands afterwards; who has it keeps it. Raises RuleBroken."""
    if not allows(state, deed):
        raise RuleBroken(N_("This gap has moved on, so it can no longer be done. Look at it again."))
    found = AFTER[state][deed]
    return GapState.ASSIGNED if found is GapState.NEW and has_assignee else found
