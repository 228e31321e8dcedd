"""What votes say about an article: the share shown to people and the order of lists. Pure arithmetic."""

from dataclasses import dataclass
from math import sqrt

SHOWN_FROM = 10  # votes; below it a percentage would be noise (product 3)
_Z = 1.959964  # 95 % confidence
_MOST_WANTED = 1_000_000  # votes; nobody waits for more


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


def wilson_interval(helpful: float, votes: float) -> tuple[float, float]:
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


def difference_interval(part1: float, whole1: float, part2: float, whole2: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval of the first share minus the second, within -1 and 1.

    With the Wilson intervals (l1, u1) of p1 and (l2, u2) of p2, and d = p1 - p2:
    d - sqrt((p1 - l1)² + (u2 - p2)²) to d + sqrt((u1 - p1)² + (p2 - l2)²). This is method 10 of
    R. G. Newcombe, "Interval estimation for the difference between independent proportions:
    comparison of eleven methods", Statistics in Medicine 17 (1998), pages 873-890. (-1, 1)
    where one of them is a share of nothing.
    """
    (low1, high1), (low2, high2) = wilson_interval(part1, whole1), wilson_interval(part2, whole2)
    if not whole1 or not whole2:
        return -1.0, 1.0
    share1, share2 = part1 / whole1, part2 / whole2
    difference = share1 - share2
    below = sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    above = sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    return difference - below, difference + above


def differ(part1: float, whole1: float, part2: float, whole2: float) -> bool:
    """Say whether the interval of the difference leaves out that there is none."""
    low, high = difference_interval(part1, whole1, part2, whole2)
    return low > 0 or high < 0


def votes_wanted(part1: int, whole1: int, part2: int, whole2: int) -> int | None:
    """Return how many more votes on the second would tell a difference of this size; 0 when it is told.

    None where both shares are the same, where one is a share of nothing, and where the votes on the
    first are too few for that however many come.
    """
    if not whole1 or not whole2 or part1 * whole2 == part2 * whole1:
        return None
    share = part2 / whole2

    def is_told(whole: int) -> bool:
        return differ(part1, whole1, share * whole, whole)

    if is_told(whole2):
        return 0
    few, many = whole2, 2 * whole2
    while not is_told(many):
        few, many = many, 2 * many
        if many > _MOST_WANTED:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if is_told(middle) else (middle, many)
    return many - whole2
