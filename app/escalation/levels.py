"""The two ladders as tables: which priority rises to which, and what raises the level of support (product 7).

How long it takes is the policy's: ``resolution`` for priorities, ``escalation`` for levels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.escalation.vocabulary import RaiseReason
from app.kernel.errors import RuleBroken
from app.kernel.terms import Priority, SupportLevel
from app.kernel.wording import N_
from app.tickets.lifecycle import Stage
from app.tickets.vocabulary import Side

PRIORITY_RAISES: Mapping[Priority, Priority] = {
    Priority.LOW: Priority.MEDIUM,
    Priority.MEDIUM: Priority.HIGH,
    Priority.HIGH: Priority.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class LevelRaise:
    """Why a level rises: at which stages of the ticket, and by whose doing."""

    reason: RaiseReason
    at: frozenset[Stage]
    made_by: Side


_ACTIVE = frozenset({Stage.OPEN, Stage.IN_PROGRESS, Stage.WAITING})
_SOLVED = frozenset({Stage.RESOLVED, Stage.CLOSED})

LEVEL_RAISES: tuple[LevelRaise, ...] = (
    LevelRaise(RaiseReason.UNANSWERED, _ACTIVE, Side.SYSTEM),
    LevelRaise(RaiseReason.REOPENED, _ACTIVE, Side.SYSTEM),
    LevelRaise(RaiseReason.RATED_LOW, _ACTIVE | _SOLVED, Side.SYSTEM),
    LevelRaise(RaiseReason.REQUESTED, _ACTIVE, Side.STAFF),
    LevelRaise(RaiseReason.BY_HAND, _ACTIVE, Side.STAFF),
)
_RAISES = {each.reason: each for each in LEVEL_RAISES}


def may_rise(reason: RaiseReason, stage: Stage, by: Side) -> bool:
    """Say whether the table has this raise."""
    rule = _RAISES[reason]
    return stage in rule.at and by is rule.made_by


def next_level(level: SupportLevel) -> SupportLevel:
    """Return the level above. Raises RuleBroken at management, where the ladder ends."""
    if level is SupportLevel.MANAGEMENT:
        raise RuleBroken(N_("This ticket is with the management already: there is no higher level."))
    return SupportLevel(level + 1)
