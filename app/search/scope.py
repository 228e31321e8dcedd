"""The part of an index a kind of reader may see, with the statistics of that part alone."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience
from app.search.language_index import AUDIENCES, BODY, LanguageIndex
from app.search.postings import Postings

K1, B = 0.9, 0.75
Weighted = tuple[NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class FieldScope:
    """A field as these readers see it; ``visible`` is None when they see every text."""

    visible: NDArray[np.bool_] | None
    texts: int
    norms: NDArray[np.float32]


class Scope:
    """An index seen by readers of some audiences: hidden documents count for nothing in it."""

    def __init__(self, index: LanguageIndex, audiences: frozenset[Audience]) -> None:
        self.index = index
        seen = np.array([audience in audiences for audience in AUDIENCES])
        self.documents: NDArray[np.bool_] = seen[index.audience]
        self._stem_frequencies: dict[str, NDArray[np.int64]] = {}
        self.document_of: NDArray[np.int32] = index.document_of_passage()
        passages = self.documents[self.document_of]
        self._fields = {
            name: _field_scope(field.lengths, passages if name == BODY else self.documents)
            for name, field in index.fields.items()
        }

    def texts(self, field: str) -> int:
        """Return how many texts of a field (passages or documents) there are."""
        return len(self._fields[field].norms)

    @cached_property
    def frequency(self) -> NDArray[np.int64]:
        """In how many texts of the scope each word of the vocabulary stands."""
        fields = self.index.fields
        return sum(
            (self._frequencies(name, field.words) for name, field in fields.items()),
            start=np.zeros(len(self.index.vocabulary.words), dtype=np.int64),
        )

    def _frequencies(self, field: str, postings: Postings) -> NDArray[np.int64]:
        visible = self._fields[field].visible
        if visible is None:
            return np.diff(postings.starts)
        counted = np.concatenate([[0], np.cumsum(visible[postings.texts])])
        return np.diff(counted[postings.starts])

    def idf(self, field: str, frequency: int) -> float:
        """Return what a term in ``frequency`` texts of a field says about them."""
        texts = self._fields[field].texts
        frequency = min(frequency, texts)
        return float(np.log1p((texts - frequency + 0.5) / (frequency + 0.5)))

    def stem_weights(self, field: str, stem: int, cap: float = np.inf) -> Weighted:
        """Return the texts with a stem and its BM25 weight in each, ``cap`` on its rarity."""
        return self._weights(field, *self.index.fields[field].stems.of(stem), cap)

    def word_weights(self, field: str, word: int, cap: float = np.inf) -> Weighted:
        """Return the texts with a word and its BM25 weight in each."""
        return self._weights(field, *self.index.fields[field].words.of(word), cap)

    def texts_with_any(self, field: str, words: range) -> NDArray[np.int32]:
        """Return the texts of the scope with any of some neighbours in the vocabulary."""
        held = np.zeros(self.texts(field), dtype=bool)
        held[self.index.fields[field].words.of_range(words)] = True
        visible = self._fields[field].visible
        return np.flatnonzero(held if visible is None else held & visible).astype(np.int32)

    def stem_frequency(self, stem: int, field: str = BODY) -> int:
        """Return how many texts of a field hold a stem."""
        if field not in self._stem_frequencies:
            self._stem_frequencies[field] = self._frequencies(field, self.index.fields[field].stems)
        return int(self._stem_frequencies[field][stem])

    def _weights(
        self, field: str, texts: NDArray[np.int32], counts: NDArray[np.uint16], cap: float
    ) -> Weighted:
        scope = self._fields[field]
        if scope.visible is not None:
            seen = scope.visible[texts]
            texts, counts = texts[seen], counts[seen]
        rarity = min(self.idf(field, len(texts)), cap)
        often = counts.astype(np.float32)
        return texts, np.float32(rarity * (K1 + 1)) * often / (often + scope.norms[texts])


def _field_scope(lengths: NDArray[np.int32], visible: NDArray[np.bool_]) -> FieldScope:
    texts = int(visible.sum())
    mean = float(lengths[visible].mean()) if texts else 1.0
    norms = (K1 * (1 - B + B * lengths / max(mean, 1.0))).astype(np.float32)
    return FieldScope(None if texts == len(lengths) else visible, texts, norms)
