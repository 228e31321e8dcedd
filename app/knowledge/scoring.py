"""What votes say about an article: the share shown to people and the order of lists. Pure arithmetic."""

from dataclasses import dataclass
from math import sqrt

SHOWN_FROM = 10  # votes; below it a percentage would be noise (product 3)
_Z = 1.959964  # 95 % confidence


@dataclass(frozen=True, slots=True)
class Usefulness:
    """The counted votes on an article; feature dislikes and staff votes are not among them."""

    helpful: int = 0
    votes: int = 0

    @property
    def share(self) -> float | None:
        """Return the helpful share between 0 and 1, or None while there are too few votes to say."""
        return self.helpful / self.votes if self.votes >= SHOWN_FROM else None

    @property
    def lower_bound(self) -> float:
        """Return the lower end of the share's 95 % Wilson interval; orders *Más útiles* (product 3)."""
        return wilson_interval(self.helpful, self.votes)[0]


NO_VOTES = Usefulness()


def wilson_interval(helpful: float, votes: int) -> tuple[float, float]:
    """Return the ends of the 95 % Wilson score interval of a share; (0, 1) without votes.

    Raises ValueError for counts that cannot be.
    """
    if not 0 <= helpful <= votes:
        raise ValueError(f"{helpful} of {votes} votes cannot be helpful")
    if not votes:
        return 0.0, 1.0
    share = helpful / votes
    square = _Z * _Z / votes
    middle = share + square / 2
    margin = _Z * sqrt(share * (1 - share) / votes + square / (4 * votes))
    return max(0.0, (middle - margin) / (1 + square)), min(1.0, (middle + margin) / (1 + square))
