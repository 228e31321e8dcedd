"""Tells which documents answer a query at all, whatever their rank."""

import numpy as np

from app.kernel.terms import Language
from app.search.documents import SearchQuery
from app.search.results import Library, Search


def keys_found(library: Library, query: SearchQuery) -> dict[Language, frozenset[str]]:
    """Return the keys of all documents that a query brings, by their language."""
    return _Finding(library, query).keys()


class _Finding(Search):
    """One query whose hits nobody looks at."""

    def keys(self) -> dict[Language, frozenset[str]]:
        found = {}
        for language, scores in self._scores.items():
            keys = self._library.readers[language].scope.index.keys
            found[language] = frozenset(keys[number] for number in np.flatnonzero(scores > 0).tolist())
        return found
