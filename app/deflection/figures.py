"""What the ledger's counts say: the share that was solved, and what suggesting changes. Pure arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.deflection.vocabulary import Figure
from app.knowledge import scoring
from app.knowledge.scoring import wilson_interval

COMPARED_FROM = 30  # finished forms of each group; below it a difference would be noise


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with the 95 % Wilson interval of its share."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Return the share between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends of the share's interval."""
        return wilson_interval(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Effect:
    """The shares of finished forms that a ticket followed: of the hold-out group, and with suggestions."""

    held_out: Share
    suggested: Share

    @property
    def is_told(self) -> bool:
        """Say whether both groups are large enough to compare."""
        return min(self.held_out.whole, self.suggested.whole) >= COMPARED_FROM

    @property
    def difference(self) -> float:
        """Return how much smaller the share is with suggestions; below 0 it is larger."""
        return (self.held_out.share or 0.0) - (self.suggested.share or 0.0)

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends of the difference's 95 % interval."""
        return difference_interval(self.held_out, self.suggested)

    @property
    def is_certain(self) -> bool:
        """Say whether the interval leaves out that nothing changes."""
        low, high = self.interval
        return low > 0 or high < 0


def difference_interval(one: Share, other: Share) -> tuple[float, float]:
    """Return the ends of the 95 % interval of ``one``'s share minus ``other``'s, within -1 and 1."""
    return scoring.difference_interval(one.part, one.whole, other.part, other.whole)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many forms of a period stand behind each figure."""

    counts: Mapping[Figure, int]

    def __getitem__(self, figure: Figure) -> int:
        """Return the number of forms."""
        return self.counts[figure]

    @property
    def rate(self) -> Share:
        """Return confirmed ÷ (confirmed + reverted + submitted): what was solved of what has a known end.

        Only forms that were shown something; what is provisional waits, and who left is unknown (product 4).
        """
        known = self[Figure.CONFIRMED], self[Figure.REVERTED], self[Figure.SUBMITTED]
        return Share(known[0], sum(known))

    @property
    def effect(self) -> Effect:
        """Return what suggesting changes: finished forms for which something was found, shown it or not.

        Whoever left without a word counts as finished without a ticket in both groups alike, and a
        reverted solution as followed by one, so nothing has to be known of why somebody left.
        """
        return Effect(
            held_out=Share(self[Figure.HELD_OUT_TICKET], self[Figure.HELD_OUT_FINISHED]),
            suggested=Share(self[Figure.SHOWN_TICKET], self[Figure.SHOWN_FINISHED]),
        )
