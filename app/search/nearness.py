"""Tells how well a query's words stand together in a document: near, in one stretch, in their order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.interpretation import Reading
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.meaning import rarity, words_meant
from app.search.scope import Scope
from app.search.word_order import WordOrder

NEAR, HELD = 1.5, 0.5
STRETCH_OF_BODY, STRETCH_OF_TITLE = 0.4, 0.6
_FARTHEST, _STRETCH = 12, 25
Points = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Nearness:
    """Weighs how the words of one query stand together, by how rare they are."""

    def __init__(self, scope: Scope, reading: Reading) -> None:
        self._fields = scope.index.fields
        self._story = reading.story
        self._rarity = np.array([rarity(scope, group) for group in reading.groups])
        self._place = np.array([group.place for group in reading.groups], dtype=np.int64)
        # Groups have the first numbers, the words between them that say nothing the next ones.
        meant = [(group.place, words_meant(scope, group)) for group in reading.groups]
        meant += [(place, np.array(words)) for place, words in reading.between.items()]
        self._number_of = np.full(len(scope.index.vocabulary.words), -1, dtype=np.int16)
        for number, (_, words) in enumerate(meant):
            self._number_of[words] = number
        # A word that stands twice in the query has one number.
        numbers = {place: int(self._number_of[words[0]]) for place, words in meant if len(words)}
        self._order = WordOrder(numbers, np.append(self._rarity, np.zeros(len(reading.between))))

    def scores(self, documents: Sequence[int], passages: Sequence[int]) -> Points:
        """Return for each document, read in one of its passages, how well the words stand together."""
        count = len(documents)
        names = (BODY, TITLE) if self._story else (BODY, TITLE, EXTRA)
        rows = {BODY: passages, TITLE: documents, EXTRA: documents}
        texts = [self._fields[name].sequences.of(row) for name in names for row in rows[name]]
        if not texts or len(self._rarity) < 2:
            return np.zeros(count)
        numbers = self._number_of[np.concatenate(texts)]
        text = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
        found = np.flatnonzero((numbers >= 0) & (numbers < len(self._rarity)))
        groups, within = numbers[found].astype(np.int64), text[found]
        # Keywords are a heap: what they hold counts, not how it stands.
        shown = int(np.searchsorted(within, 2 * count))
        # Texts are moved apart, so that no word is near one of another text.
        places = found[:shown] + _STRETCH * within[:shown]
        near = NEAR * self._near(places, groups[:shown], within[:shown] % count, count)
        if self._story:
            return near
        stretches = self._in_one_stretch(places, groups[:shown], within[:shown], 2 * count)
        read = int(np.searchsorted(text, 2 * count))
        return (
            near
            + HELD * self._held(groups, within % count, count)
            + np.array([STRETCH_OF_BODY, STRETCH_OF_TITLE]) @ stretches.reshape(2, count)
            + self._order.points(numbers[:read], text[:read], count)
        )

    def _near(self, places: Numbers, groups: Numbers, owner: Numbers, count: int) -> Points:
        """Sum over neighbouring query words their rarity by their distance, the best once a pair."""
        size = len(self._rarity)
        best = np.zeros(count * size * size)
        for step in (1, 2):
            gaps = places[step:] - places[:-step]
            near = np.flatnonzero((gaps <= _FARTHEST) & (groups[step:] != groups[:-step]))
            first, second, gap = groups[near], groups[near + step], gaps[near]
            wanted = self._place[second] - self._place[first]
            # Turned round, the words stand one place farther apart.
            farther = np.where(wanted < 0, gap + wanted + 2, gap - wanted + 1)
            least = np.minimum(self._rarity[first], self._rarity[second])
            worth = least / (np.abs(wanted) * np.maximum(farther, 1))
            low, high = np.minimum(first, second), np.maximum(first, second)
            np.maximum.at(best, (owner[near] * size + low) * size + high, worth)
        return np.asarray(best.reshape(count, -1).sum(axis=1))

    def _held(self, groups: Numbers, owner: Numbers, count: int) -> Points:
        """Return what all the words of each document say, each counted once."""
        held = np.zeros((count, len(self._rarity)))
        held[owner, groups] = 1.0
        return np.asarray(held @ self._rarity)

    def _in_one_stretch(self, places: Numbers, groups: Numbers, text: Numbers, count: int) -> Points:
        """Return what the words in the best stretch of each text say, each counted once."""
        said = np.zeros(len(places))
        for group, worth in enumerate(self._rarity.tolist()):
            own = places[groups == group]
            if len(own):
                following = np.searchsorted(own, places)
                ahead = own[np.minimum(following, len(own) - 1)] - places
                said[(ahead >= 0) & (ahead <= _STRETCH)] += worth
        best = np.zeros(count)
        np.maximum.at(best, text, said)
        return best
