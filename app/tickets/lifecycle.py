"""The life of a ticket as one table: which move leads where, and who may make it (product 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.errors import RuleBroken
from app.tickets.vocabulary import Side, TicketStatus

REOPENS_WITHIN = timedelta(days=14)  # after closing; later it is a follow-up (product 5)


class Stage(StrEnum):
    """A state with its mark: waiting is a mark inside in progress."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def status(self) -> TicketStatus:
        """Return the state that people are told."""
        return TicketStatus.IN_PROGRESS if self is Stage.WAITING else TicketStatus(self.value)


class Move(StrEnum):
    """Something somebody does that changes the stage."""

    START = "start"
    ASK = "ask"
    RESUME = "resume"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    LAPSE = "lapse"  # closes by itself
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Rule:
    """A move: from any of these stages to one, by these sides."""

    move: Move
    come_from: frozenset[Stage]
    lead_to: Stage
    made_by: frozenset[Side]


def _rule(move: Move, come_from: Iterable[Stage], lead_to: Stage, *made_by: Side) -> Rule:
    return Rule(move, frozenset(come_from), lead_to, frozenset(made_by))


_ACTIVE = (Stage.OPEN, Stage.IN_PROGRESS, Stage.WAITING)

LIFECYCLE: tuple[Rule, ...] = (
    _rule(Move.START, [Stage.OPEN], Stage.IN_PROGRESS, Side.STAFF),
    _rule(Move.ASK, _ACTIVE, Stage.WAITING, Side.STAFF),
    _rule(Move.RESUME, [Stage.WAITING], Stage.IN_PROGRESS, Side.REQUESTER, Side.STAFF),
    _rule(Move.RESOLVE, _ACTIVE, Stage.RESOLVED, Side.STAFF),
    _rule(Move.CONFIRM, [Stage.RESOLVED], Stage.CLOSED, Side.REQUESTER),
    _rule(Move.WITHDRAW, _ACTIVE, Stage.CLOSED, Side.REQUESTER),
    _rule(Move.REOPEN, [Stage.RESOLVED, Stage.CLOSED], Stage.OPEN, Side.REQUESTER, Side.STAFF),
    _rule(Move.LAPSE, [Stage.RESOLVED], Stage.CLOSED, Side.SYSTEM),
    _rule(Move.MERGE, (*_ACTIVE, Stage.RESOLVED), Stage.CLOSED, Side.STAFF),
)
_RULES = {rule.move: rule for rule in LIFECYCLE}


def allows(stage: Stage, move: Move, side: Side) -> bool:
    """Say whether ``side`` may make ``move`` at ``stage``."""
    rule = _RULES[move]
    return stage in rule.come_from and side in rule.made_by


def moves_of(stage: Stage, side: Side) -> frozenset[Move]:
    """Return every move that ``side`` may make at ``stage``."""
    return frozenset(move for move in Move if allows(stage, move, side))


def after(stage: Stage, move: Move, side: Side) -> Stage:
    """Return the stage that ``move`` leads to. Raises RuleBroken when it is not ``side``'s to make now."""
    if not allows(stage, move, side):
        raise RuleBroken("The ticket has moved on, so this can no longer be done.", stage=stage, move=move)
    return _RULES[move].lead_to


def can_reopen(closed_at: datetime | None, now: datetime) -> bool:
    """Say whether a ticket is still young enough to reopen; one that is not closed always is."""
    return closed_at is None or now - closed_at <= REOPENS_WITHIN
