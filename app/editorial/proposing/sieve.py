"""Counts more things than memory holds, never too few of any."""

from collections.abc import Iterable

_PLACES = 1 << 22
_MOST = 255  # what a place can count


class Sieve:
    """Counts in places that several things may share: what is frequent is never taken for rare."""

    def __init__(self) -> None:
        self._places = bytearray(_PLACES)

    def note(self, things: Iterable[object]) -> None:
        """Count each of the things once more."""
        for place in {hash(thing) % _PLACES for thing in things}:
            self._places[place] = min(self._places[place] + 1, _MOST)

    def count(self, thing: object) -> int:
        """Return how often a thing was counted, or more."""
        return self._places[hash(thing) % _PLACES]
