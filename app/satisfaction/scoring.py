"""What stars say together: their mean with its interval, and how they spread; pure arithmetic."""

from dataclasses import dataclass

from app.knowledge.scoring import wilson_interval
from app.satisfaction.vocabulary import MOST_STARS

_STEPS = MOST_STARS - 1


@dataclass(frozen=True, slots=True)
class Score:
    """The ratings of a period: ``counts[0]`` had one star, ``counts[4]`` five."""

    counts: tuple[int, ...]

    @property
    def ratings(self) -> int:
        """Return how many there are."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """Return the mean of the stars; None without ratings."""
        return 1 + _STEPS * self._share / self.ratings if self.ratings else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends of the mean's 95 % interval, between 1 and 5.

        Wilson's interval of the mean as a share of the way from 1 to 5. Stars spread at most
        as much as yes and no do, so it is never too narrow, not even when all of a few agree.
        """
        low, high = wilson_interval(self._share, self.ratings)
        return 1 + _STEPS * low, 1 + _STEPS * high

    def share_of(self, stars: int) -> float:
        """Return the share of the ratings with so many stars; 0 without any."""
        return self.counts[stars - 1] / self.ratings if self.ratings else 0.0

    @property
    def _share(self) -> float:
        """Return the steps above one star that all ratings took, in whole ways from 1 to 5."""
        return sum(steps * count for steps, count in enumerate(self.counts)) / _STEPS
