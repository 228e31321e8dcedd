"""Tells what the words of a query, as one index understands them, stand for and how much they say."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.interpretation import Group
from app.search.language_index import BODY
from app.search.scope import Scope


def rarity(scope: Scope, group: Group) -> float:
    """Return how much a group's commonest meaning says; nothing when the index does not know it."""
    frequencies = [0]
    for alternative in group.alternatives:
        for term in alternative.terms:
            frequencies += [scope.stem_frequency(term.stem)] if term.stem >= 0 else []
            frequencies += [int(scope.frequency[word]) for word in term.words]
    commonest = min(max(frequencies), scope.texts(BODY))
    return scope.idf(BODY, commonest) if commonest else 0.0


def words_meant(scope: Scope, group: Group) -> NDArray[np.int64]:
    """Return the vocabulary's words that any alternative of a group stands for."""
    vocabulary = scope.index.vocabulary
    meant: list[NDArray[np.integer[Any]]] = [np.zeros(0, dtype=np.int64)]
    for alternative in group.alternatives:
        meant.append(np.array(alternative.words, dtype=np.int64))
        for term in alternative.terms:
            meant.append(np.array(term.words, dtype=np.int64))
            meant += [vocabulary.words_of_stem(term.stem)] if term.stem >= 0 else []
    return np.concatenate(meant).astype(np.int64)
