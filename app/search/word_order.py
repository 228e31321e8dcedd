"""Finds two or three words of a query one behind the other, those that say nothing included."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

TWO, THREE = 0.2, 0.4


class WordOrder:
    """The runs of one query; ``numbers`` tells for each of its places the number of its word.

    A run counts once a text what its rarest word says. Two telling words side by side are left to
    nearness.
    """

    def __init__(self, numbers: Mapping[int, int], rarity: NDArray[np.float64]) -> None:
        pairs: dict[tuple[int, int], float] = {}
        threes: dict[tuple[tuple[int, int], tuple[int, int]], float] = {}
        for place, first in numbers.items():
            second, third = numbers.get(place + 1), numbers.get(place + 2)
            if second is None:
                continue
            both = rarity[first] > 0 and rarity[second] > 0
            pairs[first, second] = 0.0 if both else TWO * float(max(rarity[first], rarity[second]))
            if third is not None:
                rarest = float(max(rarity[first], rarity[second], rarity[third]))
                threes[(first, second), (second, third)] = THREE * rarest
        number_of = {pair: number for number, pair in enumerate(pairs)}
        self._pair = np.full((len(rarity), len(rarity)), -1, dtype=np.int16)
        for pair, number in number_of.items():
            self._pair[pair] = number
        self._three = np.full((len(pairs), len(pairs)), -1, dtype=np.int16)
        for number, (head, tail) in enumerate(threes, len(pairs)):
            self._three[number_of[head], number_of[tail]] = number
        self._worth = np.array([*pairs.values(), *threes.values()])

    def points(self, numbers: NDArray[np.int16], texts: NDArray[np.int64], count: int) -> NDArray[np.float64]:
        """Return what the runs in each of ``count`` documents are worth.

        ``numbers`` are the words of all texts, below zero for others, ``texts`` says in which text
        each stands; text ``n`` is one of document ``n % count``.
        """
        known = (numbers[:-1] >= 0) & (numbers[1:] >= 0)
        at = np.flatnonzero(known & (texts[:-1] == texts[1:]))
        pair = self._pair[numbers[at], numbers[at + 1]]
        at, pair = at[pair >= 0], pair[pair >= 0]
        owner = texts[at] % count
        held = np.zeros((count, len(self._worth)))
        held[owner, pair] = 1.0
        on = np.flatnonzero(np.diff(at) == 1)
        three = self._three[pair[on], pair[on + 1]]
        held[owner[on[three >= 0]], three[three >= 0]] = 1.0
        return np.asarray(held @ self._worth)
