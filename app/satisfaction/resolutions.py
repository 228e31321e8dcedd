"""Which solution of a ticket stands, told from its moves; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.tickets.lifecycle import Move

# Whichever comes first begins a resolution (product 10); what follows belongs to the same one.
ENDING = frozenset({Move.RESOLVE, Move.CONFIRM, Move.WITHDRAW, Move.LAPSE})
# After these the solution no longer stands; a merged ticket is solved under the other number.
OVERTURNING = frozenset({Move.REOPEN, Move.MERGE})


@dataclass(frozen=True, slots=True)
class Made:
    """A move that was made; ``change_id`` is its row of the timeline."""

    change_id: int
    move: Move
    at: datetime


def standing_resolution(moves: Iterable[Made]) -> Made | None:
    """Return the move, of all in their order, that began the solution that stands now."""
    standing: Made | None = None
    for made in moves:
        if made.move in OVERTURNING:
            standing = None
        elif made.move in ENDING:
            standing = standing or made
    return standing
